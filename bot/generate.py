"""Has a chat model word an answer from numbered evidence, sentence by sentence, and shows none that is not verified.

A sentence that fails is held back; when the model has ended, it is asked once more for all that were held, with the
reasons; what fails again is dropped.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from bot.answer import Answer, Citation
from bot.assemble import Assembly
from bot.brief import Brief
from bot.checks.draft import Draft
from bot.checks.fault import Fault
from bot.checks.sentence import SentenceChecker
from bot.drafts import SCHEMA, Piece, read_objects, read_text
from bot.model.chat import ChatModel, Message
from bot.model.errors import Failure, ModelFailedError
from bot.model.usage import Usage
from bot.prompts import answer_messages, mend_messages, repeat_messages
from corpus.text import fold

_LOG = logging.getLogger(__name__)

_MOST_SENTENCES = 12
_MOST_REPEATED = 3
_MOST_HELD = 6
"""Sentences held back, from which on a model is not listened to any further."""

_T = TypeVar("_T")


class Runner(Protocol):
    """Runs work in a thread."""

    def __call__(self, work: Callable[[], _T], /) -> Awaitable[_T]:
        """What the work gives."""
        ...


@dataclass(slots=True)
class Report:
    """What became of a model's sentences."""

    shown: int = 0
    held: int = 0
    mended: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    """How many were held for which kind of fault."""
    usage: Usage = field(default_factory=Usage)
    failure: Failure | None = None
    """Why the model was given up, if it was."""

    @property
    def dropped(self) -> int:
        """Held, and not mended."""
        return self.held - self.mended


@dataclass(frozen=True, slots=True)
class Sentence:
    """A verified sentence, as it is added to the answer."""

    text: str
    citations: tuple[Citation, ...]
    """Those that come with it."""


class Generation:
    """One answer, worded by a chat model."""

    def __init__(self, model: ChatModel, checker: SentenceChecker, brief: Brief, run: Runner, report: Report) -> None:
        """Asks nothing yet.

        Args:
            model: that words it.
            checker: that each sentence must pass.
            brief: the question and its evidence.
            run: runs a check in a thread.
            report: is told what becomes of the model's sentences.
        """
        self.report = report
        self._model, self._checker, self._brief, self._run = model, checker, brief, run
        self._assembly = Assembly(brief)
        self._written: list[Draft] = []
        self._held: list[tuple[Piece, Fault]] = []
        self._seen: set[str] = set()
        self._read: asyncio.Future[None]
        """The checker's look at the evidence, while the model writes."""

    async def sentences(self, until: float) -> AsyncGenerator[Sentence, None]:
        """The sentences that pass, each as soon as it does.

        A model that fails ends them; `report` says why.

        Args:
            until: a time on anyio's clock, at which the model is given up.
        """
        has_marks = not self._model.has_structured_output
        self._read = asyncio.ensure_future(self._run(partial(self._checker.read, self._brief.context)))
        try:
            async with aclosing(self._passing(answer_messages(self._brief, has_marks=has_marks), until)) as passing:
                async for sentence in passing:
                    yield sentence
            held, self._held = self._held, []
            lacks = self._assembly.lacks(is_whole=not held)
            if held or lacks:
                drafts = [(piece.draft, fault) for piece, fault in held]
                if has_marks and not self.report.shown and all(fault.kind == "citation" for _, fault in drafts):
                    messages = repeat_messages(self._brief)
                else:
                    messages = mend_messages(self._brief, drafts, lacks, self._written, has_marks=has_marks)
                async with aclosing(self._passing(messages, until, most=len(held) + len(lacks))) as passing:
                    async for sentence in passing:
                        self.report.mended += self.report.mended < len(held)
                        yield sentence
        except ModelFailedError as error:
            self.report.failure = error.failure
        finally:
            self._read.cancel()  # of no effect on one that is done

    @property
    def is_safe(self) -> bool:
        """Whether what passed so far answers the question, whatever becomes of the rest."""
        return bool(self.report.shown) and not self._assembly.lacks(is_whole=False)

    @property
    def answers(self) -> bool:
        """Whether what passed answers the question, now that the model has ended."""
        is_whole = not self.report.dropped and self.report.failure is None
        return bool(self.report.shown) and not self._assembly.lacks(is_whole=is_whole)

    def answer(self) -> Answer:
        """What passed, as an answer."""
        return self._assembly.answer(self._model.name)

    async def _passing(
        self, messages: list[Message], until: float, most: int | None = None
    ) -> AsyncGenerator[Sentence, None]:
        """The sentences of one reply that pass.

        Args:
            messages: what is asked.
            until: when to give up.
            most: how many sentences of a second reply may pass, of which none is held again; None for a first reply.
        """
        passed = repeated = 0
        async with aclosing(self._pieces(messages, until)) as pieces:
            async for piece in pieces:
                key = " ".join(fold(piece.draft.text).text.split())
                if key in self._seen:
                    repeated += 1
                    if repeated >= _MOST_REPEATED:
                        return  # it goes round in a circle, and would go on for ever
                    continue
                self._seen.add(key)
                self._written.append(piece.draft)
                await self._read
                fault = await self._run(partial(self._checker.check, piece.draft, self._brief.context))
                if fault is None:
                    passed += 1
                    self.report.shown += 1
                    yield Sentence(*self._assembly.add(piece))
                elif most is None:
                    self._hold(piece, fault)
                if passed >= (most or _MOST_SENTENCES) or len(self._held) >= _MOST_HELD:
                    return

    def _hold(self, piece: Piece, fault: Fault) -> None:
        self._held.append((piece, fault))
        self.report.held += 1
        self.report.faults[fault.kind] = self.report.faults.get(fault.kind, 0) + 1
        _LOG.debug("A sentence was held back: %s", fault.kind)

    async def _pieces(self, messages: list[Message], until: float) -> AsyncGenerator[Piece, None]:
        if self._model.has_structured_output:
            states = self._model.stream_objects(messages, SCHEMA, usage=self.report.usage, until=until)
            async with aclosing(states), aclosing(read_objects(states)) as pieces:
                async for piece in pieces:
                    yield piece
        else:
            texts = self._model.stream_text(messages, usage=self.report.usage, until=until)
            async with aclosing(texts), aclosing(read_text(texts)) as pieces:
                async for piece in pieces:
                    yield piece
