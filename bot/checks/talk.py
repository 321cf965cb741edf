"""Patterns of words by which a sentence speaks of the task, or orders somebody about; they stand in `corpus`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

File = Literal["talk", "orders"]
"""What it is about: the task, or what is to be done."""
_SIGNS: Final = {"~": r"(?:\w+ ){0,3}?", "$": "$"}
_ARABIC_AND: Final = "[وف]?"
_ARABIC_FRONT: Final = "[وف]?(?:ال|لل|[بلك](?:ال)?)?"
_NUMBERS: Final = {"#": r"\d{1,2}", "##": r"\d+"}


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns of one language, by what a sentence does that has one."""

    _compiled: Mapping[str, re.Pattern[str]]

    @classmethod
    @cache
    def load(cls, file: File, section: str, language: str) -> "Patterns":
        """Those of a section of a file; none in a language that it lacks."""
        data = _read(file)
        classes = {name: words.get(language, "") for name, words in data["classes"].items()}
        compiled = {}
        for name, listed in data[section].items():
            rows = [_row(row, classes, is_arabic=language == "ar") for row in listed.get(language, ())]
            if rows:
                compiled[name] = re.compile("|".join(rows))
        return cls(compiled)

    def find(self, forms: Sequence[str], only: str | None = None) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What a sentence of folded words does, each time with the words that tell it.

        Args:
            forms: of the sentence.
            only: what is looked for; None for anything.
        """
        text = f" {' '.join(forms)} "
        for name, pattern in self._compiled.items():
            if only not in (None, name):
                continue
            for match in pattern.finditer(text):
                yield name, tuple(match[0].split())


@cache
def listed_words(file: File, section: str, name: str, language: str) -> frozenset[str]:
    """The words of a plain list; none in a language that it lacks."""
    return frozenset(_read(file)[section][name].get(language, "").split())


@cache
def _read(file: File) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files("corpus").joinpath(f"{file}.yaml").read_text(encoding="utf-8"))
    return loaded


def _row(row: str, classes: Mapping[str, str], *, is_arabic: bool) -> str:
    items = row.split()
    is_first = items[0] == "^"
    parts = []
    for place, item in enumerate(items[is_first:]):
        if item in _SIGNS:
            parts.append(_SIGNS[item])
            continue
        words = f"(?:{_words(item.removesuffix('?'), classes)}) "
        if is_arabic and place == 0:
            words = _ARABIC_AND + words
        parts.append(f"(?:{words})?" if item.endswith("?") else words)
    return ("^ " if is_first else "(?<= )") + "".join(parts)


def _words(item: str, classes: Mapping[str, str]) -> str:
    found = []
    for word in item.split("|"):
        if word in _NUMBERS:
            found.append(_NUMBERS[word])
        elif word.startswith("<"):
            found.append(_words(re.sub(r"\s+", "", classes[word.strip("<>")]), {}))
        elif word:
            front = _ARABIC_FRONT if word.startswith("+") else ""
            bare = re.escape(word.removeprefix("+").strip("*")).replace("_", " ")
            start, end = (r"\w*" if has else "" for has in (word.startswith("*"), word.endswith("*")))
            found.append(front + start + bare + end)
    return "|".join(found)
