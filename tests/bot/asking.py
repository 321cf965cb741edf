"""What was asked of the chain, and what it answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answer import Answer, Question
from bot.evaluate.items import Item
from bot.evaluate.run import Result
from bot.evaluate.system import Outcome, System
from corpus.types import Document


@dataclass(frozen=True, slots=True)
class Asked:
    """A known question, and the answer it got."""

    item: Item
    answer: Answer


class Recorder:
    """Another system as it is evaluated; it keeps what that answered."""

    def __init__(self, inner: System) -> None:
        self._inner = inner
        self.outcomes: list[Outcome] = []

    def ask(self, question: Question) -> Outcome:
        self.outcomes.append(self._inner.ask(question))
        return self.outcomes[-1]

    def document(self, document_id: str) -> Document | None:
        return self._inner.document(document_id)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """All known questions, evaluated."""

    results: list[Result]
    outcomes: Mapping[str, Outcome]
    """By the item's id."""
