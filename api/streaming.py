"""An answer as a stream of events."""

import logging
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing

from fastapi.sse import ServerSentEvent

from api.problems import UNFORESEEN, Problem, problem_of
from api.service import Service
from bot.answer import Answer, Citation, Question
from bot.answering import Answered, Event, Found, Told
from bot.marks import MARK, cited
from corpus.errors import CSAnswersError

_LOG = logging.getLogger(__name__)

_PIECE = re.compile(rf".+?(?:(?:\s?{MARK.pattern})+\s*|\n+|$)", re.DOTALL)


def pieces(text: str) -> list[str]:
    """An answer's text in pieces that end with their citation marks or lines; joined they are the text."""
    return [piece[0] for piece in _PIECE.finditer(text)]


async def events(service: Service, question: Question) -> AsyncGenerator[ServerSentEvent, None]:
    """The events of one answer; what goes wrong is the last of them, since the response has begun by then."""
    telling = _Telling()
    try:
        async with aclosing(service.events(question)) as coming:
            async for event in coming:
                for told in telling.of(event):
                    yield told
    except Exception as error:  # noqa: BLE001 - the response has begun, so that only this stream can still tell
        yield ServerSentEvent(event="error", data=problem_behind(error))


def problem_behind(error: Exception) -> Problem:
    """What a stream that has begun tells of an error; the words of one that nobody foresaw are for the log alone."""
    if isinstance(error, CSAnswersError):
        return problem_of(error)
    _LOG.error("An answer failed.", exc_info=error)
    return UNFORESEEN


class _Telling:
    """Tells one answer as it comes about, and what is still untold of it at its end."""

    def __init__(self) -> None:
        self._text = ""
        self._cited: set[int] = set()

    def of(self, event: Event) -> Iterator[ServerSentEvent]:
        """What is told of an event."""
        if isinstance(event, Found):
            yield ServerSentEvent(event="evidence", data=event.evidence)
        elif isinstance(event, Told):
            yield self._delta(event.text)
            yield from self._citations(event.citations)
        elif isinstance(event, Answered):
            yield from self._rest(event.answer)
        else:
            self._text = ""
            self._cited.clear()
            yield ServerSentEvent(event="withdrawn", data={})

    def _rest(self, answer: Answer) -> Iterator[ServerSentEvent]:
        for calculation in answer.calculations:
            yield ServerSentEvent(event="calculation", data=calculation)
        for piece in pieces(answer.text.removeprefix(self._text)):
            yield self._delta(piece)
            yield from self._citations(citation for _, citation in cited(piece, answer))
        yield from self._citations(answer.citations)
        yield ServerSentEvent(event="answer", data=answer)

    def _delta(self, text: str) -> ServerSentEvent:
        self._text += text
        return ServerSentEvent(event="delta", data={"text": text})

    def _citations(self, citations: Iterable[Citation]) -> Iterator[ServerSentEvent]:
        for citation in citations:
            if citation.number not in self._cited:
                self._cited.add(citation.number)
                yield ServerSentEvent(event="citation", data=citation)
