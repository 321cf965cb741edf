"""Whether a drafted sentence is in the language of the answer, as a whole and in each of its longer clauses.

Script decides first. Then words that a cited sentence in this language has count as its own; names, acronyms, terms and
quotations tell nothing; the language of what is left is read, clause by clause, and on the two sides of each place at
which the sentence may change language.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from corpus.glossary import Glossary
from corpus.languages import detect_language
from corpus.text import STOP_WORDS, tokens

_ARABIC: Final = frozenset({"ar", "fa", "ur"})
_CLAUSES: Final = re.compile(r"[,;:.!?،؛؟()\"“”«»„](?=\s|$)|(?<=\s)[(\"“«„]|\s[–—-]\s|\s/\s")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")
_SCRIPTS: Final = frozenset({"LATIN", "ARABIC"})
_SIGNS: Final = frozenset({"MICRO", "FEMININE", "MASCULINE", "MODIFIER", "OHM", "KELVIN", "ANGSTROM", "SUPERSCRIPT"})
_CLAUSE: Final = 5  # words from which on a clause, or a side of a sentence, is looked at
_IN_CLAUSE: Final = 4  # of them, those that are no names
_IN_SIDE: Final = 5  # the same; a side may break off anywhere
_OWN: Final = 0.6  # share of words from the sources, from which on a clause is taken as theirs
_LEAST_WHOLE: Final = 3  # words of a sentence that tell its language
_RUN: Final = 4  # Latin words in a row in an Arabic sentence, not all names, that make a clause
_FUNCTION: Final = frozenset[str]().union(*(words for code, words in STOP_WORDS.items() if code != "ar"))


@dataclass(frozen=True, slots=True)
class _Word:
    form: str
    written: str
    is_own: bool
    """Whether a cited sentence in the language of the answer has it."""
    is_silent: bool
    """Whether it says nothing of the language around it: a name, an acronym, a term."""


def check_language(draft: Draft, context: Context) -> Fault | None:
    """A sentence, or a longer clause of one, that is in another language or script."""
    language = context.language
    if script := _script(draft, context):
        return Fault("language", f"it has {script.capitalize()} letters")
    text = _without_quotations(draft, context)
    reading = _Reading(draft, context)
    words = reading.words(text)
    if language in _ARABIC:
        found = _latin_run(words)
        if found or not any(_is_arabic(word.form) for word in words):
            return Fault("language", f"it is not all in {language}" + (f": “{found}”" if found else ""))
    other = reading.language_of(words, _LEAST_WHOLE)
    if other != language:
        return Fault("language", f"it is in {other}, not in {language}")
    parts = [(reading.words(clause), _IN_CLAUSE) for clause in _clauses(text)]
    for part, least in [*parts, *((side, _IN_SIDE) for side in _sides(words))]:
        if (other := reading.language_of(part, least)) != language:
            return Fault("language", f"“{' '.join(word.written for word in part)}” is in {other}, not in {language}")
    return None


class _Reading:
    """Reads words against the sources that a draft cites."""

    def __init__(self, draft: Draft, context: Context) -> None:
        self._language = context.language
        cited = [context.sources[number] for number in draft.sources if number in context.sources]
        texts = [s.text for s in cited if s.language == self._language]
        texts += [s.cited_text for s in cited if s.cited_language == self._language]
        texts += [given.text for given in context.given if given.language == self._language]
        self._own = frozenset(token.form for text in texts for token in tokens(text))
        every = [text for s in context.sources.values() for text in (s.text, s.cited_text)]
        self._names = frozenset(form for text in every for form in _names(text)) | context.names

    def words(self, text: str) -> list[_Word]:
        """The words of a piece of the draft."""
        terms = [(m.start, m.end) for m in Glossary.load().find(text)]
        found = []
        for token in tokens(text):
            written = text[token.start : token.end]
            is_term = any(start <= token.start < end for start, end in terms)
            is_name = written[:1].isupper() and (token.form in self._names or written.isupper())
            is_silent = is_term or is_name or not written.isalpha() or len(written) == 1
            found.append(_Word(token.form, written, token.form in self._own, is_silent))
        return found

    def language_of(self, words: Sequence[_Word], least: int) -> str:
        """The language of some words; the answer's where they are too few or mostly its sources'."""
        telling = [word for word in words if not word.is_silent]
        if len(telling) < least or sum(word.is_own for word in telling) >= _OWN * len(telling):
            return self._language
        return _detect(" ".join(word.written for word in telling), self._language)


@lru_cache(maxsize=1024)
def _detect(text: str, language: str) -> str:
    return detect_language(text, default=language, prior=language)


def _script(draft: Draft, context: Context) -> str | None:
    """The script of a word that is neither Latin nor the answer's and that no cited sentence has."""
    allowed = _SCRIPTS if context.language in _ARABIC else frozenset({"LATIN"})
    said = {
        text[token.start : token.end]
        for number in draft.sources
        if number in context.sources
        for text in (context.sources[number].text, context.sources[number].cited_text)
        for token in tokens(text)
    }
    for token in tokens(draft.text):
        written = draft.text[token.start : token.end]
        for script in map(_script_of, written):
            if script and script not in allowed and written not in said:
                return script
    return None


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str | None:
    """Of a letter; None for anything else, and for signs that are used with every script."""
    if not character.isalpha():
        return None
    script = unicodedata.name(character, "UNKNOWN").split()[0]
    return None if script in _SIGNS else script


def _without_quotations(draft: Draft, context: Context) -> str:
    """A sentence without what it quotes word for word from what it cites, which stays in its own language."""
    said = [
        " ".join(token.form for token in tokens(text))
        for number in draft.sources
        if number in context.sources
        for text in (context.sources[number].text, context.sources[number].cited_text)
    ]

    def blank(match: re.Match[str]) -> str:
        quoted = " ".join(token.form for token in tokens(match[0]))
        return " , " if any(quoted in text for text in said) else match[0]

    left = _QUOTED.sub(blank, draft.text)
    return left if len(tokens(left)) >= _LEAST_WHOLE else draft.text


def _names(text: str) -> Iterator[str]:
    """The words of a text that are written like names, the first one too: it tells no language by its capital."""
    for token in tokens(text):
        if text[token.start : token.end][:1].isupper():
            yield token.form


def _clauses(text: str) -> Iterator[str]:
    for part in _CLAUSES.split(text):
        if len(tokens(part)) >= _CLAUSE:
            yield part


def _sides(words: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    """The two sides of each place at which a sentence may change language."""
    for place in range(_CLAUSE, len(words) - _CLAUSE + 1):
        yield words[:place]
        yield words[place:]


def _is_arabic(form: str) -> bool:
    return any(_script_of(character) == "ARABIC" for character in form)


def _latin_run(words: Sequence[_Word]) -> str | None:
    """Latin words in a row that are no names or terms only."""
    run: list[_Word] = []
    for word in [*words, _Word("ا", "", False, False)]:
        if _is_arabic(word.form):
            plain = [w for w in run if w.written.islower() and not w.is_silent and not w.is_own]
            function = [w for w in run if w.form in _FUNCTION and w.written.islower() and not w.is_own]
            if len(plain) >= _RUN or (len(plain) >= 3 and len(function) >= 1):
                return " ".join(w.written for w in run)
            run = []
        elif word.form.isalpha():
            run.append(word)
    return None
