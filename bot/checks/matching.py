"""A sentence as its words, and which of a draft's words the sentences that it cites have, in whatever form."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.checks.figures import read_sentence
from bot.checks.meanings import Meanings, Tag
from bot.checks.roots import is_same, roots
from corpus.glossary import Glossary
from corpus.text import STOP_WORDS, tokens

_LEAST_PART = 4  # letters of a part of a Dutch compound
_LINKING = ("", "s", "e", "en", "n")  # between its parts
_PREFIXES = frozenset("ver be ge ont her er on in uit af op aan bij over onder voor mis wan tegen oer".split())
_BREAK = re.compile(r"[,;:.!?،؛](?=\s|$)|\s[–—-]\s|[()\"“”«»„]")
_OTHERWISE = frozenset("limits negators negators_of_words excepts conditions because so leads fillers".split())
"""Lists whose words other checks see to."""
_EXCEPT = re.compile("[وف]?إلا")
_AS_EXCEPT = "عدا"
"""What "إلا" is read as: folded, it is "ألا", which denies."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence."""

    form: str
    """Folded."""
    written: str
    place: int
    """Among the words of its sentence."""
    is_content: bool
    """Whether it says something by itself, and is no figure or word of a calendar: those `check_numbers` sees to."""
    is_figure: bool = False
    clause: int = 0
    """Number of its clause."""
    alike: frozenset[int] = frozenset()
    """The groups of words that stand for one another that it is in, by itself or in a phrase."""

    @property
    def is_name(self) -> bool:
        """Whether its capitals show it to be a name."""
        letters = [letter for letter in self.written if letter.isalpha()]
        return (
            bool(letters) and letters[0].isupper() and (self.place > 0 or (len(letters) > 1 and letters[1].isupper()))
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence as its words."""

    words: tuple[Word, ...]
    language: str
    tags: tuple[Tag, ...]
    """What it has of the lists of words on which a meaning turns."""
    groups: tuple[tuple[int, int, int], ...]
    """What it has of the words that stand for one another: `(group, start, end)`."""

    @property
    def content(self) -> tuple[Word, ...]:
        """Those that say something."""
        return tuple(word for word in self.words if word.is_content)

    @property
    def forms(self) -> list[str]:
        """All of them, folded."""
        return [word.form for word in self.words]

    def tagged(self, *names: str) -> tuple[Tag, ...]:
        """What it has of the lists with these names, or whose names begin so and go on after a full stop."""
        return tuple(tag for tag in self.tags if any(tag.name == n or tag.name.startswith(f"{n}.") for n in names))


@lru_cache(maxsize=2048)
def read(text: str, language: str) -> Text:
    """The words of a sentence."""
    meanings, stops = Meanings.load(language), STOP_WORDS.get(language, frozenset())
    counted = _counted(text, language)
    breaks = [match.start() for match in _BREAK.finditer(text)]
    words, clause = [], 0
    for place, token in enumerate(tokens(text)):
        written = text[token.start : token.end]
        passed = sum(at < token.start for at in breaks)
        breaks = breaks[passed:]
        clause += passed > 0
        form = _AS_EXCEPT if _EXCEPT.fullmatch(written) else token.form
        bare = {form, form[1:]} if language == "ar" and form[0] in "وف" else {form}
        is_letter = len(form) == 1 and written.isupper() and place > 0 and written != "I"  # "team B"
        is_empty = not is_letter and (
            not stops.isdisjoint(bare) or not meanings.free.isdisjoint(bare) or len(form) == 1
        )
        is_content = not is_empty and place not in counted and not form.isdigit()
        words.append(Word(form, written, place, is_content, place in counted or form.isdigit(), clause))
    forms = [word.form for word in words]
    groups = meanings.alike(forms)
    alike = [frozenset(group for group, start, end in groups if start <= place < end) for place in range(len(words))]
    known = tuple(replace(word, alike=each) for word, each in zip(words, alike, strict=True))
    return Text(known, language, meanings.find(forms), groups)


def _counted(text: str, language: str) -> frozenset[int]:
    """Places of the words that are figures, or words of a calendar or of units."""
    sentence = read_sentence(text, language)
    places = {place for figure in sentence.figures for place in range(figure.first, figure.last + 1)}
    return frozenset(places)


@lru_cache(maxsize=65536)
def is_said(word: str, other: str, language: str) -> bool:
    """Whether a word of a source says a word of a draft: it is a form of it, or a compound that has it as a part."""
    if is_same(word, other, language):
        return True
    return language in ("nl", "de") and any(is_same(word, part, language) for part in _parts(other))


def _parts(compound: str) -> Iterator[str]:
    """What a Dutch compound may be made of: its beginnings and its ends."""
    for at in range(_LEAST_PART, len(compound) - 2):
        if compound[:at] not in _PREFIXES:
            yield compound[at:]
            for link in _LINKING:
                if compound[:at].endswith(link):
                    yield compound[: at - len(link)] if link else compound[:at]


def stands_for(first: str, second: str, language: str) -> bool:
    """Whether a folded word says what another says: it is a form of it, or one of those that stand for it."""
    if is_said(first, second, language) or is_said(second, first, language):
        return True
    return not _groups(first, language).isdisjoint(_groups(second, language))


def matches(word: Word, other: Word, language: str) -> bool:
    """Whether two words of sentences say the same."""
    return not word.alike.isdisjoint(other.alike) or stands_for(word.form, other.form, language)


@lru_cache(maxsize=16384)
def _groups(word: str, language: str) -> frozenset[object]:
    meanings = Meanings.load(language)
    sides = {name for name in meanings.names(word) if name.startswith("opposites.")}
    return frozenset({*sides, *(group for group, _, _ in meanings.alike([word]))})


class Cited:
    """The sentences that a draft cites, as what they say."""

    def __init__(self, texts: Sequence[str], language: str) -> None:
        """Takes those that are in the draft's language."""
        self.texts = [read(text, language) for text in texts]
        self._language = language
        self._forms = {word.form for text in self.texts for word in text.words}
        self._roots = {root for form in self._forms for root in roots(form, language)}
        self._groups = {group for text in self.texts for group, _, _ in text.groups}
        self._tags = {tag.name for text in self.texts for tag in text.tags if tag.name.startswith("opposites.")}
        self._terms = {mention.term_id for text in texts for mention in Glossary.load().find(text, article=True)}

    def lacks(self, draft: str, known: frozenset[str] = frozenset()) -> list[Word]:
        """The words of a draft that none of the sentences says.

        Args:
            draft: in the language of the sentences.
            known: further folded words that may stand in it.
        """
        text = read(draft, self._language)
        said = {place for group, start, end in text.groups if group in self._groups for place in range(start, end)}
        said |= {
            place
            for tag in text.tags
            if tag.name in self._tags or tag.name.split(".")[0] in _OTHERWISE
            for place in range(tag.start, tag.end)
        }
        said |= self._said_by_terms(draft)
        return [
            word
            for word in text.content
            if word.place not in said and not self.says(word.form) and not self.is_known(word.form, known)
        ]

    def says(self, form: str) -> bool:
        """Whether a word stands in one of the sentences, in whatever form."""
        if form in self._forms or not roots(form, self._language).isdisjoint(self._roots):
            return True
        if any(is_said(form, other, self._language) for other in self._forms):
            return True
        denied = Meanings.load(self._language).denied.get(form)
        if denied and self.says_or_alike(denied):
            return True
        return self._language in ("nl", "de") and self._is_compound(form)

    def says_or_alike(self, form: str) -> bool:
        """Whether they say a word or one that stands for it."""
        return any(stands_for(form, other, self._language) for other in self._forms)

    def _is_compound(self, form: str) -> bool:
        """Whether a word is put together from two that the sentences have, as "opzegtermijn" from "opzeggen"."""
        for at in range(3, len(form) - 2):
            head, tail = form[:at], form[at:]
            if len(tail) < _LEAST_PART or head in _PREFIXES or not self._has(tail):
                continue
            if any(head.endswith(link) and self._has(head[: len(head) - len(link)]) for link in _LINKING):
                return True
        return False

    def _has(self, part: str) -> bool:
        return len(part) > 2 and (
            not roots(part, self._language).isdisjoint(self._roots)
            or any(is_said(part, other, self._language) for other in self._forms)
        )

    def is_known(self, form: str, known: frozenset[str]) -> bool:
        """Whether a word is one of some others, in whatever form."""
        return any(is_same(form, other, self._language) for other in known)

    def _said_by_terms(self, draft: str) -> set[int]:
        """Places of the words of a draft that name a term of the glossary which the sentences name in other words."""
        spans = [(m.start, m.end) for m in Glossary.load().find(draft) if m.term_id in self._terms]
        return {
            place
            for place, token in enumerate(tokens(draft))
            if any(start <= token.start and token.end <= end for start, end in spans)
        }
