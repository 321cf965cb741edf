"""The words on which the meaning of a sentence turns: opposites, negators, and words that stand for one another."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from corpus.conversation import without_clitics
from corpus.text import fold

Side = tuple[str, str]
"""Name of a field, and of one of its sides."""


class _Words:
    """Words and phrases of one language, each of which may end in `*` for any ending."""

    def __init__(self, listed: str) -> None:
        whole, stems, phrases = set(), [], []
        for word in listed.split():
            folded = fold(word.replace("*", "")).text
            if "-" in folded:
                phrases.append(tuple(folded.split("-")))
            elif word.endswith("*"):
                stems.append(folded)
            else:
                whole.add(folded)
        self._whole, self._stems, self._phrases = frozenset(whole), tuple(stems), tuple(phrases)

    def has(self, word: str) -> bool:
        """Whether a folded word is one of them, in Arabic also with what is written on to it."""
        forms = without_clitics(word)
        return any(form in self._whole for form in forms) or any(form.startswith(self._stems) for form in forms)

    def places(self, words: Sequence[str]) -> Iterable[int]:
        """Where one of them begins in a sequence of folded words."""
        for place, word in enumerate(words):
            if self.has(word) or any(tuple(words[place : place + len(phrase)]) == phrase for phrase in self._phrases):
                yield place


@dataclass(frozen=True, slots=True)
class Meanings:
    """Of one language."""

    fields: Mapping[Side, _Words]
    strict: frozenset[str]
    """Names of fields on which a sentence may not say anything where its source does not."""
    negators: _Words
    alike: tuple[_Words, ...]
    free: _Words
    yes: _Words
    no: _Words

    @classmethod
    @cache
    def load(cls, language: str) -> "Meanings":
        """Those that come with the project; nothing in a language that they lack."""
        data = _read()
        fields = {
            (field, side): _Words(words.get(language, ""))
            for field, sides in data["fields"].items()
            for side, words in sides.items()
            if side != "strict"
        }
        return cls(
            fields,
            frozenset(field for field, sides in data["fields"].items() if sides.get("strict")),
            _Words(data["negators"].get(language, "")),
            tuple(_Words(group) for group in data["alike"].get(language, ())),
            _Words(data["free"].get(language, "")),
            *(_Words(data["particles"][answer].get(language, "")) for answer in ("yes", "no")),
        )

    def sides(self, words: Sequence[str]) -> dict[Side, list[int]]:
        """The sides of fields that folded words have, with their places."""
        found = {side: list(listed.places(words)) for side, listed in self.fields.items()}
        return {side: places for side, places in found.items() if places}

    def groups(self, word: str) -> frozenset[int]:
        """The groups of words that a folded word stands among."""
        return frozenset(number for number, group in enumerate(self.alike) if group.has(word))


@cache
def _read() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(files("corpus").joinpath("meanings.yaml").read_text(encoding="utf-8"))
    return loaded
