"""An answer as a stream of events."""

import json
import logging
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing

from fastapi.sse import format_sse_event
from pydantic import BaseModel

from api.problems import UNFORESEEN, Problem, problem_of
from api.service import Service
from bot.answer import Answer, Citation, Question
from bot.answering import Answered, Event, Found, Told
from bot.marks import MARK
from corpus.errors import CSAnswersError

_LOG = logging.getLogger(__name__)

_PIECE = re.compile(rf".+?(?:(?:\s?{MARK.pattern})+\s*|\n+|$)", re.DOTALL)


def pieces(text: str) -> list[str]:
    """An answer's text in pieces that end with their citation marks or lines; joined they are the text."""
    return [piece[0] for piece in _PIECE.finditer(text)]


async def events(service: Service, question: Question) -> AsyncGenerator[bytes, None]:
    """The events of one answer; what goes wrong is the last of them, since the response has begun by then."""
    telling = _Telling()
    try:
        async with aclosing(service.events(question)) as coming:
            async for event in coming:
                for told in telling.of(event):
                    yield told
    except Exception as error:  # noqa: BLE001 - the response has begun, so that only this stream can still tell
        yield _event("error", problem_behind(error))


def problem_behind(error: Exception) -> Problem:
    """What a stream that has begun tells of an error; the words of one that nobody foresaw are for the log alone."""
    if isinstance(error, CSAnswersError):
        return problem_of(error)
    _LOG.error("An answer failed.", exc_info=error)
    return UNFORESEEN


class _Telling:
    """Tells one answer as it comes about, and at its end what is still untold of it."""

    def __init__(self) -> None:
        self._text = ""
        self._untold: dict[int, Citation] = {}
        self._told: set[int] = set()

    def of(self, event: Event) -> Iterator[bytes]:
        """What is told of an event."""
        if isinstance(event, Found):
            yield _event("evidence", event.evidence)
        elif isinstance(event, Told):
            self._know(event.citations)
            yield from self._delta(event.text)
        elif isinstance(event, Answered):
            yield from self._rest(event.answer)
        else:
            self._text = ""
            self._untold.clear()
            self._told.clear()
            yield _event("withdrawn", {})

    def _rest(self, answer: Answer) -> Iterator[bytes]:
        for calculation in answer.calculations:
            yield _event("calculation", calculation)
        self._know(answer.citations)
        for piece in pieces(answer.text.removeprefix(self._text)):
            yield from self._delta(piece)
        for citation in self._untold.values():
            yield _event("citation", citation)
        yield _event("answer", answer)

    def _know(self, citations: Iterable[Citation]) -> None:
        self._untold |= {each.number: each for each in citations if each.number not in self._told}

    def _delta(self, text: str) -> Iterator[bytes]:
        self._text += text
        yield _event("delta", {"text": text})
        for mark in MARK.finditer(text):
            if citation := self._untold.pop(int(mark[1]), None):
                self._told.add(citation.number)
                yield _event("citation", citation)


def _event(name: str, data: BaseModel | dict[str, str]) -> bytes:
    written = data.model_dump_json() if isinstance(data, BaseModel) else json.dumps(data, ensure_ascii=False)
    return format_sse_event(event=name, data_str=written)
