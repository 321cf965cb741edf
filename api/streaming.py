"""An answer as a stream of events."""

import logging
import re
from collections.abc import AsyncIterator, Iterator

from fastapi.sse import ServerSentEvent

from api.problems import UNFORESEEN, problem_of
from api.service import Reply, Service
from bot.answer import Question
from bot.marks import MARK, cited
from corpus.errors import CSAnswersError

_LOG = logging.getLogger(__name__)

_PIECE = re.compile(rf".+?(?:(?:\s?{MARK.pattern})+\s*|\n+|$)", re.DOTALL)


def pieces(text: str) -> list[str]:
    """An answer's text in pieces that end with their citation marks or lines; joined they are the text."""
    return [piece[0] for piece in _PIECE.finditer(text)]


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
    untold = {citation.number: citation for citation in answer.citations}
    for piece in pieces(answer.text):
        yield ServerSentEvent(event="delta", data={"text": piece})
        for _, citation in cited(piece, answer):
            if untold.pop(citation.number, None):
                yield ServerSentEvent(event="citation", data=citation)
    for citation in untold.values():
        yield ServerSentEvent(event="citation", data=citation)
    yield ServerSentEvent(event="answer", data=answer)
