"""The translation memory: sentences with their translations, each with its origin.

`translations.jsonl` is data like any other: a line a sentence, keyed by the SHA-256 of the source sentence and the
target language. An editor can mend a line; a model can add lines under its own name as origin.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from corpus.errors import SourceError


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence in another language than its source, and who made it (`editorial`, or a model's name)."""

    language: str
    text: str
    origin: str


class TranslationMemory:
    """Finds the translation of a sentence by its exact words."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Reads JSON lines with `source_hash`, `target_language`, `target` and `origin`.

        Raises:
            SourceError: a line that is not such an object, with its number.
        """
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
        """How many translations it holds."""
        return len(self._by_key)

    @classmethod
    @cache
    def load(cls) -> "TranslationMemory":
        """The memory that ships with the project."""
        return cls(files("corpus").joinpath("translations.jsonl").read_text(encoding="utf-8").splitlines())

    def languages(self) -> frozenset[str]:
        """The languages it translates into."""
        return frozenset(language for _, language in self._by_key)

    def find(self, sentence: str, language: str) -> Translation | None:
        """The translation of a sentence into `language`; None when the memory has none."""
        return self._by_key.get((sha256(sentence.encode()).hexdigest(), language))
