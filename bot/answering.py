"""Answers as they come about: what was found, verified sentences one by one, and last the whole answer.

Without a chat model the answer is the chain's. With one, the chain's is at hand from the beginning, and is given
whenever the model fails or what it says cannot be verified.
"""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import anyio

from bot.answer import Answer, Citation, Evidence, Fallback, Question
from bot.calculate.called import carry_out, has_figures
from bot.chat import AnswerChain, Prepared
from bot.checks.sentence import SentenceChecker
from bot.generate import Generation, Report, Runner
from bot.model.chat import ChatModel
from bot.model.errors import ModelFailedError
from bot.prompts import calculator_messages, standalone_messages
from bot.standalone import is_of_conversation
from bot.tools import structured_tools

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: the first event."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Told:
    """A verified sentence: the answer's text goes on with it."""

    text: str
    citations: tuple[Citation, ...]
    """Those that come with it."""
    answers: bool
    """Whether what was told so far answers the question; it is then withdrawn only if the whole answer is withheld."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was told so far is not the answer: its sentences are verified, and do not answer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer as a whole: the last event. Its text begins with what was told, if anything was."""

    answer: Answer
    report: Report | None = None
    """What became of a chat model's sentences; None where none was asked."""


Event = Found | Told | Withdrawn | Answered


class Answering:
    """Answers from one knowledge base; safe to be used by many tasks of one event loop."""

    def __init__(self, chain: AnswerChain, model: ChatModel | None, checker: SentenceChecker, timeout: float) -> None:
        """Takes what it answers with.

        Args:
            chain: finds what answers, and tells it.
            model: words it; None for the sources' own sentences.
            checker: what each sentence of the model must pass.
            timeout: seconds for all that a model does for one answer.
        """
        self._chain, self._model, self._checker, self._timeout = chain, model, checker, timeout

    async def events(self, question: Question, run: Runner) -> AsyncGenerator[Event, None]:
        """How one answer comes about.

        Args:
            question: and what was asked before it.
            run: runs work in a thread.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
            StoreBusyError: another process kept changing the knowledge base meanwhile.
        """
        prepared = await run(partial(self._chain.prepare, question, for_model=self._model is not None))
        if self._model is None:
            yield Found(prepared.evidence)
            yield Answered(prepared.answer)
            return
        started = perf_counter()
        until = anyio.current_time() + self._timeout
        report = Report()
        try:
            prepared = await self._look_again(question, prepared, report, until, run)
            computed = await self._calculate(prepared, report, until, run)
        except ModelFailedError as error:
            report.failure, computed = error.failure, None
        yield Found(prepared.evidence)
        if computed or prepared.brief is None or report.failure:
            yield self._whole(computed or prepared.answer, report)
            return
        generation = Generation(self._model, self._checker, prepared.brief, run, report)
        told = ""
        async with aclosing(generation.sentences(until)) as sentences:
            async for sentence in sentences:
                if prepared.opening is not None:
                    text = sentence.text if told else prepared.opening + sentence.text
                    told += text
                    yield Told(text, sentence.citations, generation.is_safe)
        answer = await run(partial(self._finish, prepared, generation))
        answer = answer.model_copy(update={"timings_ms": _timed(prepared.answer, started)})
        if not answer.text.startswith(told):
            yield Withdrawn()
        yield self._whole(answer, report)

    async def _look_again(
        self, question: Question, prepared: Prepared, report: Report, until: float, run: Runner
    ) -> Prepared:
        """What is found for a follow-up that was not understood, as the model understands it."""
        assert self._model is not None
        earlier = [given.text for given in prepared.finding.given[1:]]
        if not earlier or prepared.answer.refusal is None or prepared.answer.refusal.reason != "not_in_sources":
            return prepared
        messages = standalone_messages(question.text, earlier)
        standalone = " ".join((await self._model.complete(messages, usage=report.usage, until=until)).split())
        if not is_of_conversation(standalone, [question.text, *earlier], prepared.finding.language):
            return prepared
        again = await run(partial(self._chain.prepare, question, standalone, for_model=True))
        return again if again.brief else prepared

    async def _calculate(self, prepared: Prepared, report: Report, until: float, run: Runner) -> Answer | None:
        """What calculators make of a question that no rule understood, called by a model that calls tools."""
        assert self._model is not None
        finding = prepared.finding
        is_done = prepared.answer.kind == "calculation" or finding.comparison is not None
        if not self._model.has_tools or is_done or not has_figures(finding.given):
            return None
        text, *earlier = [given.text for given in finding.given]
        messages = calculator_messages(text, earlier)
        tools = await run(structured_tools)
        calls = await self._model.call_tools(messages, tools, usage=report.usage, until=until)
        results = carry_out(calls, finding.given)
        return await run(partial(self._chain.answer, finding, computed=results)) if results else None

    def _finish(self, prepared: Prepared, generation: Generation) -> Answer:
        """The model's answer, if it is one; else the chain's, and why."""
        if generation.answers:
            answer = self._chain.answer(prepared.finding, worded=generation.answer())
            if answer.kind == "answer":
                return answer
        is_short = generation.report.shown and not generation.answers
        why: Fallback = generation.report.failure or ("incomplete" if is_short else "not_verified")
        return prepared.answer.model_copy(update={"fallback": why})

    def _whole(self, answer: Answer, report: Report) -> Answered:
        if report.failure and answer.fallback is None and answer.generator == "extractive" and answer.kind == "answer":
            answer = answer.model_copy(update={"fallback": report.failure})
        if answer.fallback:
            _LOG.warning("the sources' own sentences are given", extra={"fallback": answer.fallback})
        return Answered(answer, report)


def _timed(answer: Answer, started: float) -> dict[str, float]:
    """The stages of an answer with that of the model."""
    generated = round(1000 * (perf_counter() - started), 1)
    total = round(answer.timings_ms.get("total", 0.0) + generated, 1)
    return {**answer.timings_ms, "generate": generated, "total": total}
