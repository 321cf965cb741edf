"""The words that measure, date, order and bound figures, and where they stand in a sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import yaml

from corpus.text import fold

Section = Literal[
    "units", "fields", "bounds", "roles", "numerals", "fractions", "multiples", "ordinals", "rests", "confirming"
]

_LEAST_BARE = 3  # letters that an Arabic word keeps without what is written on to it
_ENDINGS = ("ها", "هم", "هما", "نا", "ه")


@dataclass(frozen=True, slots=True)
class Found:
    """A word or phrase of a list."""

    group: str
    """Of a section that has groups, such as `weekday`; else empty."""
    name: str
    place: int
    """Of its first word in the sentence."""
    length: int
    """In words."""
    is_claim: bool
    """Whether it says this for sure; a word that may mean something else counts only as evidence."""


@dataclass(frozen=True, slots=True)
class _Entry:
    group: str
    name: str
    words: tuple[str, ...]
    is_claim: bool


class WordLists:
    """The lists of one section in one language."""

    def __init__(self, section: Section, language: str) -> None:
        self._first: dict[str, list[_Entry]] = {}
        self._open: list[_Entry] = []
        self.signs: dict[str, tuple[str, str]] = {}
        """Signs right behind a figure, with the group and name of what they stand for."""
        for group, name, words in _lists(section):
            for sign in fold(words.get("sign", "")).text.split():
                self.signs[sign] = (group, name)
            for word in words.get(language, "").split():
                parts = tuple(fold(word.removesuffix("?")).text.split("_"))
                entry = _Entry(group, name, parts, not word.endswith("?"))
                if "*" in parts[0]:
                    self._open.append(entry)
                else:
                    self._first.setdefault(parts[0], []).append(entry)

    @classmethod
    @cache
    def load(cls, section: Section, language: str) -> "WordLists":
        """Those that come with the project; empty in a language that they lack."""
        return cls(section, language)

    def find(self, words: Sequence[str]) -> list[Found]:
        """What a sentence's folded words have of the lists: of each group, the longest at a place."""
        found: list[Found] = []
        taken: dict[str, int] = {}
        for place in range(len(words)):
            longest: dict[str, _Entry] = {}
            for entry in self._at(words, place):
                held = longest.get(entry.group)
                if held is None or (len(entry.words), entry.is_claim) > (len(held.words), held.is_claim):
                    longest[entry.group] = entry
            for group, entry in longest.items():
                if place >= taken.get(group, 0):
                    taken[group] = place + len(entry.words)
                    found.append(Found(group, entry.name, place, len(entry.words), entry.is_claim))
        return found

    def _at(self, words: Sequence[str], place: int) -> Iterator[_Entry]:
        bare = bare_forms(words[place])
        entries = [entry for form in bare for entry in self._first.get(form, ())]
        entries += [entry for entry in self._open if any(_fits(form, entry.words[0]) for form in bare)]
        for entry in entries:
            rest = words[place + 1 : place + len(entry.words)]
            if len(rest) == len(entry.words) - 1 and all(
                any(_fits(form, part) for form in bare_forms(word))
                for word, part in zip(rest, entry.words[1:], strict=True)
            ):
                yield entry


@lru_cache(maxsize=8192)
def bare_forms(word: str) -> tuple[str, ...]:
    """A folded word, and an Arabic one without the small words that are written on to it."""
    forms = [word]
    if not "\u0620" <= word[:1] <= "\u064a":
        return tuple(forms)
    if word[0] in "وف" and len(word) > _LEAST_BARE:
        forms.append(word[1:])
    for form in tuple(forms):
        if form.startswith("لل"):
            forms += ["ال" + form[2:], form[2:]]
        elif form[0] in "بلك" and len(form) > _LEAST_BARE:
            forms.append(form[1:])
    forms += [form[2:] for form in tuple(forms) if form.startswith("ال") and len(form) > _LEAST_BARE]
    for form in tuple(forms):
        for ending in _ENDINGS:
            if form.endswith(ending) and len(form) - len(ending) >= _LEAST_BARE:
                forms.append(form.removesuffix(ending))
    return tuple(dict.fromkeys(forms))


@cache
def group_of(unit: str) -> str:
    """The group of a unit, such as `size`; empty for none."""
    return next((group for group, name, _ in _lists("units") if name == unit), "")


def _fits(word: str, pattern: str) -> bool:
    if "*" not in pattern:
        return word == pattern
    return _pattern(pattern).fullmatch(word) is not None


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", r"\w*"))


def _lists(section: Section) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    for name, value in _read()[section].items():
        words = {language: listed for language, listed in value.items() if isinstance(listed, str)}
        if words:
            yield "", name, words
        for inner, listed in value.items():
            if not isinstance(listed, str):
                yield name, inner, listed


@cache
def _read() -> Mapping[Section, Mapping[str, Mapping[str, str | Mapping[str, str]]]]:
    loaded: Mapping[Section, Mapping[str, Mapping[str, str | Mapping[str, str]]]] = yaml.safe_load(
        files("corpus").joinpath("measures.yaml").read_text(encoding="utf-8")
    )
    return loaded
