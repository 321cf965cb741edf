"""What an outside benchmark needs from the rest of the program: a knowledge base of given texts, and who answers.

`bot` may not ingest, so the ingestion is passed in: `api.temporary` has one that runs the real pipeline.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.answer import Answer, Question
from bot.chat import AnswerChain
from corpus.knowledge import KnowledgeBase

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""

Answering = Callable[[KnowledgeBase], Callable[[Question], Answer]]
"""Makes of a knowledge base what answers questions from it."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text to ingest as one source."""

    id: str
    text: str
    language: str
    """ISO 639 code."""
    title: str
    """Not searched; a line of the text that equals it is taken for its heading."""
    work: str | None = None
    """What it is a version of; None for a work of its own."""


class Builder(Protocol):
    """Ingests texts into a knowledge base that lives as long as its context, and leaves nothing behind."""

    def __call__(self, sources: Sequence[SourceText]) -> AbstractContextManager[KnowledgeBase]:
        """A knowledge base of these texts and no others; their ids must differ."""
        ...


def extractive(knowledge: KnowledgeBase) -> Callable[[Question], Answer]:
    """The chain as it ships."""
    return AnswerChain(knowledge).invoke


def no_progress(done: int, total: int) -> None:
    """Tells nobody."""
