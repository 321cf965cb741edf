"""The translation memory: sentences with their translations, each with its origin.

`translations.jsonl` is data like any other: a line a sentence, keyed by the SHA-256 of the source sentence and the
target language. An editor can mend a line. What a chat model adds under its own name is kept in the catalog of a
knowledge base (`corpus.stored_translations`), and never stands before a line of the file.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Protocol

from corpus.errors import SourceError


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence in another language than its source, and who made it (`editorial`, or a model's name)."""

    language: str
    text: str
    origin: str


class Added(Protocol):
    """Translations beside those of the file."""

    def find(self, hashed: str, language: str) -> Translation | None:
        """The translation into a language of the sentence with this `source_hash`; None where there is none."""
        ...

    def languages(self) -> frozenset[str]:
        """The languages that anything is translated into."""
        ...


class TranslationMemory:
    """Finds the translation of a sentence by its exact words."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Reads JSON lines with `source_hash`, `target_language`, `target` and `origin`.

        Raises:
            SourceError: a line that is not such an object, with its number.
        """
        self._added: Added | None = None
        self._by_key: dict[tuple[str, str], Translation] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                language = entry["target_language"]
                translation = Translation(language, entry["target"], entry["origin"])
                self._by_key[entry["source_hash"], language] = translation
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"Line {number} of the translation memory cannot be read ({error!r}). Mend or remove it."
                ) from error

    def __len__(self) -> int:
        """How many translations it holds, those added apart."""
        return len(self._by_key)

    @classmethod
    @cache
    def load(cls) -> "TranslationMemory":
        """The memory that ships with the project."""
        return cls(files("corpus").joinpath("translations.jsonl").read_text(encoding="utf-8").splitlines())

    def with_added(self, added: Added) -> "TranslationMemory":
        """This memory, with others for what it does not have itself."""
        memory = TranslationMemory(())
        memory._by_key, memory._added = self._by_key, added
        return memory

    def languages(self) -> frozenset[str]:
        """The languages it translates into."""
        own = frozenset(language for _, language in self._by_key)
        return own | self._added.languages() if self._added else own

    def find(self, sentence: str, language: str) -> Translation | None:
        """The translation of a sentence into `language`; None when the memory has none."""
        hashed = source_hash(sentence)
        found = self._by_key.get((hashed, language))
        return found or (self._added.find(hashed, language) if self._added else None)


def source_hash(sentence: str) -> str:
    """What a sentence is found by: the SHA-256 of its exact words, hexadecimal."""
    return sha256(sentence.encode()).hexdigest()
