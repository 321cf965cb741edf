"""Questions that a sentence answers, as its readers would ask them: what is asked seldom has the words of what answers.

`questions.jsonl` is data like the translation memory: a line a question, keyed by the SHA-256 of the sentence that
answers it, with who wrote it (`editorial`, or a model's name). They are searched, and never shown or cited.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from corpus.errors import SourceError


@dataclass(frozen=True, slots=True)
class ExpectedQuestion:
    """A question in a language, and who wrote it."""

    language: str
    text: str
    origin: str


class ExpectedQuestions:
    """Finds the questions that a sentence answers, by its exact words."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Reads JSON lines with `source_hash`, `language`, `question` and `origin`.

        Raises:
            SourceError: a line that is not such an object, with its number.
        """
        self._by_hash: dict[str, list[ExpectedQuestion]] = defaultdict(list)
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                question = ExpectedQuestion(entry["language"], entry["question"], entry["origin"])
                self._by_hash[entry["source_hash"]].append(question)
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(
                    f"Line {number} of the expected questions cannot be read ({error!r}). Mend or remove it."
                ) from error

    def __len__(self) -> int:
        """How many questions it holds."""
        return sum(map(len, self._by_hash.values()))

    @classmethod
    @cache
    def load(cls) -> "ExpectedQuestions":
        """Those that ship with the project."""
        return cls(files("corpus").joinpath("questions.jsonl").read_text(encoding="utf-8").split("\n"))

    def find(self, sentence: str) -> tuple[ExpectedQuestion, ...]:
        """The questions that a sentence answers."""
        return tuple(self._by_hash.get(sha256(sentence.encode()).hexdigest(), ()))
