"""How people name the calculators and their figures: finds these names in a question.

The data are in `calculators.yaml`, whose first lines describe the format.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.text import STOP_WORDS, fold

_WORD = re.compile(r"[^\W_]+\*?")
_ARABIC = re.compile(r"^[\u0620-\u06d3]")
_CLITICS = ("و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل", "وب", "ول", "فل")
_LEAST = 2  # letters that must be left of a word without its prefix
_PERSONS = ("ي", "ت", "ن", "بي", "بت", "بن", "هي", "هت", "سي", "ست", "سن")
_LEAST_VERB = 3  # the same for a verb without its person and tense
_GAP = "…"
_LONGEST_GAP = 7  # words between the parts of a verb: "haakt elke maand 2,5% van de klanten af"
_SHORTEST_SLIP = 6  # letters; a shorter word is one slip away from too many others
_REMEMBERED = 10_000
_REMEMBERED_FIRST = 1_000  # words, in each of some thirty indexes
_SPOKEN = ("en", "nl", "ar")


class Strength(StrEnum):
    """How a cue points at a figure, or at a calculator."""

    PLAIN = "plain"
    WEAK = "weak"
    BEFORE = "before"
    NOUN = "noun"
    SCALE = "scale"
    """A range of scores: how many gave them stands in front, or behind a colon."""
    NAME = "name"
    DESCRIBED = "described"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words found in a text: tokens `first` to `last`, inclusive, that stand for an argument or a calculator."""

    name: str
    strength: Strength
    first: int
    last: int

    @property
    def length(self) -> int:
        """In tokens."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Argument:
    """How an argument is called, and whether "no downgrades" states it as zero."""

    labels: Mapping[str, str]
    may_be_none: bool
    computed_by: tuple[str, ...]
    """Calculators whose result it is."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a calculator beside its function."""

    titles: Mapping[str, str]
    parts: Mapping[str, str]
    """By argument that is a part: the one that is the whole."""
    follows: Mapping[str, str]
    """By argument that "from ... to ..." begins with: the one that it ends with."""
    besides: tuple[str, ...]
    """Figures that are often stated beside its own."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    strength: Strength
    words: tuple[str, ...]


class _Index:
    """Patterns by their first word; one that stands for its inflections ends in a star."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        self.patterns = tuple(dict.fromkeys(patterns))
        self._by_first: dict[str, list[_Pattern]] = defaultdict(list)
        for pattern in self.patterns:
            self._by_first[pattern.words[0]].append(pattern)
        self.beginning_with = lru_cache(_REMEMBERED_FIRST)(self._beginning_with)

    def _beginning_with(self, word: str) -> tuple[_Pattern, ...]:
        """The patterns whose first word a folded word may be."""
        return tuple(pattern for key in _keys(_readings(word)) for pattern in self._by_first.get(key, ()))


class Vocabulary:
    """All cues, ready for finding. `Vocabulary.load()` gives the packaged one."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Compiles the entries of `calculators.yaml`."""
        self.arguments = MappingProxyType({name: _argument(name, entry) for name, entry in data["arguments"].items()})
        self.calculators = MappingProxyType({name: _described(entry) for name, entry in data["calculators"].items()})
        self._of_arguments = {language: _Index(_argument_patterns(data["arguments"], language)) for language in _SPOKEN}
        self._of_calculators = {
            language: _Index(_calculator_patterns(data["calculators"], language)) for language in _SPOKEN
        }

        indexes = [*self._of_arguments.values(), *self._of_calculators.values()]
        words = {word for index in indexes for pattern in index.patterns for word in pattern.words}
        self._known = words | frozenset().union(*STOP_WORDS.values())
        self._sorted = sorted(word for word in words if len(word) >= _SHORTEST_SLIP and word.isalpha())
        self._meant: dict[str, str] = {}

    def meant(self, word: str) -> str:
        """A folded word as it was meant: one letter away from a word of the vocabulary, it is that word."""
        if len(word) < _SHORTEST_SLIP or word in self._known or not word.isalpha():
            return word
        if word not in self._meant:
            if len(self._meant) >= _REMEMBERED:
                self._meant.clear()
            found = process.extractOne(word, self._sorted, scorer=OSA.distance, score_cutoff=1)
            self._meant[word] = str(found[0]) if found and found[0][0] == word[0] else word
        return self._meant[word]

    @classmethod
    @cache
    def load(cls) -> "Vocabulary":
        """The vocabulary that ships with the project."""
        return cls(yaml.safe_load(files("corpus").joinpath("calculators.yaml").read_text(encoding="utf-8")))

    def find_arguments(self, words: Sequence[str], language: str) -> list[Cue]:
        """The cues for arguments among the folded words of a text, those in English included."""
        return _find(self._of_arguments, words, language)

    def find_calculators(self, words: Sequence[str], language: str) -> list[Cue]:
        """The cues for calculators, likewise; a name inside a longer name is none."""
        found = _find(self._of_calculators, words, language)
        names = [cue for cue in found if cue.strength is Strength.NAME]
        return [cue for cue in found if not any(_is_inside(cue, other) for other in names)]


class Phrases:
    """Words of one meaning, by language; the English ones are found in texts of all languages."""

    def __init__(self, **phrases: str) -> None:
        """Compiles phrases, given by language, with commas between; a * stands for any ending."""
        self._indexes = {
            code: _Index(_patterns("", Strength.PLAIN, words.split(","))) for code, words in phrases.items()
        }

    def find(self, words: Sequence[str], language: str) -> list[Cue]:
        """Where any of them stands among folded words."""
        return _find(self._indexes, words, language)


def _argument(name: str, entry: Mapping[str, Any]) -> Argument:
    return Argument(entry["label"], entry.get("zero", False), tuple(entry.get("computed_by", (name,))))


def _described(entry: Mapping[str, Any]) -> Described:
    return Described(entry["name"], entry.get("parts", {}), entry.get("follows", {}), tuple(entry.get("besides", ())))


def _argument_patterns(entries: Mapping[str, Any], language: str) -> Iterator[_Pattern]:
    kinds = {"before": Strength.BEFORE, "nouns": Strength.NOUN, "weak": Strength.WEAK}
    for name, entry in entries.items():
        yield from _patterns(name, Strength.PLAIN, entry.get(language, ()))
        for kind, strength in kinds.items():
            yield from _patterns(name, strength, entry.get(kind, {}).get(language, ()))


def _calculator_patterns(entries: Mapping[str, Any], language: str) -> Iterator[_Pattern]:
    for name, entry in entries.items():
        yield from _patterns(name, Strength.NAME, entry.get(language, ()))
        yield from _patterns(name, Strength.DESCRIBED, entry.get("described", {}).get(language, ()))


def _patterns(name: str, strength: Strength, phrases: Sequence[str]) -> Iterator[_Pattern]:
    for phrase in phrases:
        parts = [_WORD.findall(fold(part).text) for part in str(phrase).split(_GAP)]
        words = [word for part in parts for word in (_GAP, *part)][1:]
        yield _Pattern(name, strength, tuple(_without_article(word) for word in words))


def _find(indexes: Mapping[str, _Index], words: Sequence[str], language: str) -> list[Cue]:
    readings = [_readings(word) for word in words]
    found: dict[Cue, None] = {}
    for code in dict.fromkeys((language, "en")):
        if code not in indexes:
            continue
        for first, word in enumerate(words):
            for pattern in indexes[code].beginning_with(word):
                last = _last(pattern.words, readings, first)
                if last is not None:
                    found[Cue(pattern.name, pattern.strength, first, last)] = None
    return list(found)


@lru_cache(maxsize=20_000)
def _readings(word: str) -> tuple[str, ...]:
    """A word, and what it may be without its Arabic prefixes."""
    if not _ARABIC.match(word):
        return (word,)
    bare = [word[len(c) :] for c in _CLITICS if word.startswith(c) and len(word) - len(c) >= _LEAST]
    verbs = [
        form[len(p) :]
        for form in (word, *bare)
        for p in _PERSONS
        if form.startswith(p) and len(form) - len(p) >= _LEAST_VERB
    ]
    return tuple(dict.fromkeys((word, *bare, *verbs)))


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 2 + _LEAST else word


def _keys(forms: Sequence[str]) -> Iterator[str]:
    for form in forms:
        yield form
        for end in range(2, len(form) + 1):
            yield form[:end] + "*"


def _last(pattern: Sequence[str], readings: Sequence[Sequence[str]], first: int) -> int | None:
    """The last token of a pattern whose first word stands at `first`; of a split verb that is its first part."""
    if _GAP in pattern:
        gap = pattern.index(_GAP)
        last = _last(pattern[:gap], readings, first)
        if last is None:
            return None
        ends = range(last + 1, min(last + 2 + _LONGEST_GAP, len(readings)))
        return last if any(_matches(pattern[gap + 1], readings[end]) for end in ends) else None
    last = first + len(pattern) - 1
    if last >= len(readings):
        return None
    return last if all(_matches(word, readings[first + i]) for i, word in enumerate(pattern) if i) else None


def _matches(word: str, forms: Sequence[str]) -> bool:
    return any(form.startswith(word[:-1]) if word.endswith("*") else form == word for form in forms)


def _is_inside(cue: Cue, other: Cue) -> bool:
    return other.first <= cue.first and cue.last <= other.last and other.length > cue.length
