"""An answer as a stream of events."""

import logging
import re
from collections.abc import AsyncIterator, Iterator

from fastapi.sse import ServerSentEvent

from api.problems import UNFORESEEN, problem_of
from api.service import Reply, Service
from bot.answer import Answer, Question
from corpus.errors import CSAnswersError

_LOG = logging.getLogger(__name__)

_PIECE = re.compile(r".+?(?:(?:\s?\[\d+\])+\s*|\n+|$)", re.DOTALL)
_MARK = re.compile(r"\[(\d+)\]")


def pieces(text: str) -> list[str]:
    """An answer's text in pieces that end with their citation marks or lines; joined they are the text."""
    return _PIECE.findall(text)


async def events(service: Service, question: Question) -> AsyncIterator[ServerSentEvent]:
    """The events of one answer; what goes wrong is the last of them, since the response has begun by then."""
    try:
        reply = await service.reply(question)
    except CSAnswersError as error:
        yield ServerSentEvent(event="error", data=problem_of(error))
        return
    except Exception:  # noqa: BLE001 - the response has begun, so that only this stream can still tell
        _LOG.exception("An answer failed.")
        yield ServerSentEvent(event="error", data=UNFORESEEN)
        return
    for event in _told(reply):
        yield event


def _told(reply: Reply) -> Iterator[ServerSentEvent]:
    answer = reply.answer
    yield ServerSentEvent(event="evidence", data=reply.evidence)
    for calculation in answer.calculations:
        yield ServerSentEvent(event="calculation", data=calculation)
    cited: set[int] = set()
    for piece in pieces(answer.text):
        yield ServerSentEvent(event="delta", data={"text": piece})
        for number in _new_marks(piece, answer, cited):
            yield ServerSentEvent(event="citation", data=answer.citations[number - 1])
    for citation in answer.citations:
        if citation.number not in cited:
            yield ServerSentEvent(event="citation", data=citation)
    yield ServerSentEvent(event="answer", data=answer)


def _new_marks(piece: str, answer: Answer, cited: set[int]) -> list[int]:
    found = dict.fromkeys(int(number) for number in _MARK.findall(piece))
    new = [number for number in found if 0 < number <= len(answer.citations) and number not in cited]
    cited.update(new)
    return new
