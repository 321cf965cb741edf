"""`POST /ask` and `POST /chat`: one answer, whole or as a stream of events."""

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from api.deps import ServiceDep
from api.event_stream import EventStream
from api.examples import STREAMED
from api.problems import documented
from api.reading import JSONRoute
from api.schemas import AskRequest
from api.streaming import events
from bot.answer import Answer

router = APIRouter(tags=["answers"], route_class=JSONRoute, responses=documented(400, 406, 413, 415, 422, 503))


@router.post("/ask", response_description="The answer, the calculation, or the refusal.")
async def ask(asked: AskRequest, service: ServiceDep) -> Answer:
    """Answers a question: a cited answer, a calculation, or a refusal with its reason."""
    return (await service.reply(asked.as_question())).answer


@router.post("/chat", response_class=StreamingResponse, responses={200: STREAMED})
async def chat(asked: AskRequest, service: ServiceDep) -> EventStream:
    """Answers a question as server-sent events: what was found, the text piece by piece, and last the whole answer.

    Where a chat model words the answer, each of its sentences comes once it is verified. What has come may still be
    withdrawn: what comes then is the answer, from its beginning.
    """
    return EventStream(events(service, asked.as_question()))
