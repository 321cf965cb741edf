"""`/v1`: the same answers for OpenAI's clients, and for whatever else speaks their chat completions."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from fastapi.sse import format_sse_event
from starlette.responses import Response
from starlette.types import Scope

from api.completion import Completion, Model, Models, chunks, completion
from api.completion_request import MODEL, CompletionRequest
from api.deps import ServiceDep
from api.event_stream import EventStream
from api.faults import shown
from api.problems import ProblemResponse, as_sent, documented, make_problem
from api.reading import JSONRoute
from api.streaming import problem_behind
from bot.answering import Event

router = APIRouter(prefix="/v1", tags=["openai"], route_class=JSONRoute, responses=documented(406))

_EVENT: Final = {"type": "object", "properties": {"data": {"type": "string"}}, "required": ["data"]}
_STREAM: Final[dict[str, Any]] = {"text/event-stream": {"itemSchema": _EVENT}}  # as FastAPI describes events


@router.post(
    "/chat/completions",
    response_model=Completion,
    responses={200: {"description": "The answer.", "content": _STREAM}, **documented(400, 404, 413, 415, 422, 503)},
)
async def complete(asked: CompletionRequest, request: Request, service: ServiceDep) -> Completion | Response:
    """Answers the last question of a conversation, as OpenAI's `chat.completion`.

    The content is the answer's text; each mark `[n]` in it has a `url_citation`. `cs_answer` is the answer as
    `POST /ask` gives it. With `stream`, the same comes as `chat.completion.chunk` in server-sent events, the answer
    itself in the chunk that has the annotations, and `[DONE]` at the end. Text comes as soon as it is sure to stand.

    System and developer messages and what tools gave are not read: the sources alone decide. A problem has an `error`
    (`message`, `type`, `param`, `code`) as OpenAI's clients read it.
    """
    if asked.model != MODEL:
        return _no_such(asked.model)
    base_url = str(request.base_url)
    if not asked.stream:
        return completion(await service.reply(asked.as_question()), base_url)
    has_usage = asked.stream_options is not None and bool(asked.stream_options.include_usage)
    coming = service.events(asked.as_question())
    await anext(coming)  # here, where what is wrong can still be told with a status of its own
    return EventStream(_events(coming, request.scope, base_url, has_usage))


@router.get("/models")
async def models() -> Models:
    """The models there are: one."""
    return Models()


@router.get("/models/{model:path}", response_model=Model, responses=documented(404, 422))
async def model(model: Annotated[str, Path(max_length=500)]) -> Model | Response:
    """The model."""
    return Model() if model == MODEL else _no_such(model)


async def _events(
    coming: AsyncGenerator[Event, None], scope: Scope, base_url: str, has_usage: bool
) -> AsyncGenerator[bytes, None]:
    try:
        async with aclosing(coming), aclosing(chunks(coming, base_url, has_usage=has_usage)) as told:
            async for chunk in told:
                yield _event(chunk)
    except Exception as error:  # noqa: BLE001 - the response has begun, so that only this stream can still tell
        yield _event(as_sent(problem_behind(error), scope), name="error")
    else:
        yield format_sse_event(data_str="[DONE]")


def _event(data: dict[str, Any], name: str | None = None) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))


def _no_such(model: str) -> ProblemResponse:
    detail = f"There is no model {shown(model)} here. Use {MODEL}; GET /v1/models lists what there is."
    return ProblemResponse(make_problem(404, "model-not-found", detail))
