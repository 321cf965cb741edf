"""Finds the names in the sentences of a document: what a translation into a Latin script keeps as it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.glossary import Glossary
from corpus.text import STOP_WORDS, fold
from corpus.types import Sentence

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f0-9&]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_CAPITALISED = re.compile(r"[A-Z]\w")
_ACRONYM = re.compile(r"([A-Z][A-Z0-9&]+)s?")
_INNER_CAPITAL = re.compile(r"\w*[a-z\u00df-\u024f][A-Z]\w*")
_CAPITALS_ON_NOUNS = frozenset({"de"})
_MOST_CAPITALS = 0.5  # of a sentence's words; a heading with more capitalises any word


def is_latin(text: str) -> bool:
    """Whether a text is in Latin script, for the most part."""
    return 2 * len(_LATIN.findall(text)) > len(_LETTER.findall(text))


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a sentence, as they are written."""

    sure: frozenset[str]
    likely: frozenset[str]
    """Abbreviations and names in full, of which some are translated ("US", "United States")."""


def names_of(sentences: Sequence[Sentence], language: str) -> list[Names]:
    """The names in each sentence of a document.

    In another script than the Latin one, all Latin words with a capital are names for sure. Else what the glossary
    calls a name or an abbreviation is, and a word with a capital inside ("SaaStr"). Likely ones are other
    abbreviations, and words that anywhere in the document stand with a capital beside another such word ("Jane Doe"),
    unless they stand with a small letter too, or are words of the glossary's terms, or the language capitalises nouns.
    """
    words = [_WORD.findall(sentence.text) for sentence in sentences]
    if not is_latin(" ".join(sentence.text for sentence in sentences)):
        return [Names(frozenset(w for w in each if _CAPITALISED.match(w)), frozenset()) for each in words]
    full = set() if language in _CAPITALS_ON_NOUNS else {name for s in sentences for name in _full_names(s.text)}
    small = {word for each in words for word in each if word[:1].islower()}
    full = {name for name in full if name.lower() not in small and fold(name).text not in _words_of_terms()}
    found = []
    for each, sentence in zip(words, sentences, strict=True):
        sure = {word for word in each if _INNER_CAPITAL.fullmatch(word)} | _of_glossary(sentence.text)
        found.append(Names(frozenset(sure), frozenset({*full.intersection(each), *_acronyms(each)} - sure)))
    return found


def _acronyms(words: Sequence[str]) -> set[str]:
    acronyms = {match[1] for word in words if (match := _ACRONYM.fullmatch(word))}
    is_shouted = len(acronyms) > _MOST_CAPITALS * len(words) > 1
    return set() if is_shouted else acronyms


def _of_glossary(text: str) -> set[str]:
    glossary = Glossary.load()
    found = set()
    for mention in glossary.find(text):
        term = glossary.terms[mention.term_id]
        for word in _WORD.findall(text[mention.start : mention.end]):
            acronym = _ACRONYM.fullmatch(word)
            if acronym and acronym[1] in term.acronyms:
                found.add(acronym[1])
            elif term.kind == "name" and _CAPITALISED.match(word):
                found.add(word)
    return found


def _full_names(text: str) -> set[str]:
    """The words that stand with a capital beside another one, but for the first of a sentence."""
    found = [match for match in _WORD.finditer(text) if _LATIN.search(match.group())]
    capitals = [match for match in found[1:] if match.group()[:1].isupper()]
    if not found or len(capitals) > _MOST_CAPITALS * len(found):
        return set()
    beside = [pair for pair in pairwise(capitals) if text[pair[0].end() : pair[1].start()] == " "]
    return {match.group() for pair in beside for match in pair}


@cache
def _words_of_terms() -> frozenset[str]:
    terms = [term for term in Glossary.load().terms.values() if term.kind != "name"]
    forms = (form for term in terms for by_language in term.forms.values() for form in by_language)
    return frozenset().union(*STOP_WORDS.values(), *(fold(form).text.split() for form in forms))
