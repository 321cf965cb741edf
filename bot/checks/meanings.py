"""The words on which the meaning of a sentence turns, and words that stand for one another.

The data are in `corpus/meanings.yaml` and `corpus/alike/`, whose first lines describe them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bot.checks.roots import kin, surfaces
from corpus.text import fold, tokens

_SECTIONS = (
    *("negators", "negators_of_words", "not_denials", "excepts", "because", "so", "leads", "strict_cause"),
    *("conditions", "occasions", "relatives", "manners", "fillers", "orders", "aids", "splits", "pronouns"),
    *("past", "future"),
)
_LEAST_PREFIX = 2  # letters before `*`


@dataclass(frozen=True, slots=True)
class Tag:
    """A word or phrase of a list: `words[start:end]` of what was searched."""

    name: str
    """Of the list, such as `opposites.direction.up`."""
    start: int
    end: int


class _Lists:
    """Named lists of words, compiled for finding."""

    def __init__(self, listed: Mapping[str, str], language: str) -> None:
        self._language = language
        self._words: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, words in listed.items():
            for word in words.split():
                parts = tuple(token.form for token in tokens(word.replace("-", " ").removesuffix("*")))
                if len(parts) > 1:
                    self._phrases.setdefault(parts[0], []).append((parts, name))
                elif parts:
                    index = self._beginnings if word.endswith("*") else self._words
                    index.setdefault(parts[0], set()).add(name)

    def names(self, word: str) -> frozenset[str]:
        """The lists that a folded word is in."""
        found: set[str] = set()
        for form in surfaces(word, self._language):
            found |= self._words.get(form, set())
            for length in range(_LEAST_PREFIX, len(form) + 1):
                found |= self._beginnings.get(form[:length], set())
        return frozenset(found)

    def find(self, words: Sequence[str]) -> Iterator[Tag]:
        """What of the lists stands in a sequence of folded words; a phrase and its words are both found."""
        for start, word in enumerate(words):
            for name in sorted(self.names(word)):
                yield Tag(name, start, start + 1)
            for form in surfaces(word, self._language):
                for phrase, name in self._phrases.get(form, ()):
                    end = start + len(phrase)
                    if tuple(words[start + 1 : end]) == phrase[1:]:
                        yield Tag(name, start, end)


class Meanings:
    """Of one language; there are none in a language that the data lack."""

    def __init__(self, language: str) -> None:
        """Reads the data."""
        data = _data()
        listed = {
            f"{section}.{name}": words.get(language, "")
            for section in ("limits", "bounds", "markers", "particles")
            for name, words in data[section].items()
        }
        for field, sides in data["opposites"].items():
            listed |= {f"opposites.{field}.{side}": words.get(language, "") for side, words in sides.items()}
        for section in _SECTIONS:
            listed[section] = data[section].get(language, "")
        self.kept = frozenset(f"limits.{name}" for name, words in data["limits"].items() if words.get("keep"))
        self.denied = dict(pair.split("=") for pair in data["negative"].get(language, "").split())
        """Words that deny another word, with that word; folded."""
        self.free = frozenset(fold(word).text for word in data["free"].get(language, "").split())
        self._lists = _Lists(listed, language)
        self._alike = _Alike(language)
        self.names = lru_cache(maxsize=8192)(self._lists.names)
        """The lists that a folded word is in by itself."""

    @staticmethod
    @cache
    def load(language: str) -> "Meanings":
        """Those that come with the project."""
        return Meanings(language)

    def find(self, words: Sequence[str]) -> tuple[Tag, ...]:
        """What of the lists stands in a sequence of folded words."""
        return tuple(self._lists.find(words))

    def alike(self, words: Sequence[str]) -> tuple[tuple[int, int, int], ...]:
        """Which groups of words that stand for one another are in a sequence: `(group, start, end)` of each."""
        return tuple(self._alike.find(words))


class _Alike:
    """Groups of words and phrases that stand for one another, found in any form."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._words: dict[str, set[int]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for number, group in enumerate(_groups(language)):
            for entry in group.split(","):
                parts = tuple(token.form for token in tokens(entry))
                if len(parts) > 1:
                    for root in kin(parts[0], language):
                        self._phrases.setdefault(root, []).append((parts, number))
                elif parts:
                    for root in kin(parts[0], language):
                        self._words.setdefault(root, set()).add(number)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        rooted = [kin(word, self._language) for word in words]
        for start, forms in enumerate(rooted):
            for group in sorted({group for form in forms for group in self._words.get(form, ())}):
                yield group, start, start + 1
            for phrase, group in {each for form in forms for each in self._phrases.get(form, ())}:
                end = start + len(phrase)
                rest = rooted[start + 1 : end]
                if len(rest) == len(phrase) - 1 and all(
                    not form.isdisjoint(kin(word, self._language)) for form, word in zip(rest, phrase[1:], strict=True)
                ):
                    yield group, start, end


@cache
def _data() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(files("corpus").joinpath("meanings.yaml").read_text(encoding="utf-8"))
    return loaded


def _groups(language: str) -> list[str]:
    file = files("corpus").joinpath("alike", f"{language}.txt")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [line for line in lines if line.strip() and not line.startswith("#")]
