"""Calls a scripted server through the real client, and notes what came of it."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
from opentelemetry.trace import Tracer

from bot.model.chat import Message
from bot.model.errors import ModelFailedError
from bot.model.langchain_model import LangChainChatModel
from bot.model.load import load_chat_model
from bot.model.usage import Usage
from corpus.settings import Settings
from tests.bot.model.scripted import PLAIN, Scripted

ASKED = (Message("system", "Answer from the evidence."), Message("user", "What is a good NRR?"))
SCHEMA = {
    "title": "answer",
    "description": "An answer.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"text": {"type": "string"}, "sources": {"type": "array", "items": {"type": "integer"}}},
                "required": ["text", "sources"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


@dataclass(slots=True)
class Outcome:
    """What came of a call."""

    pieces: list[Any] = field(default_factory=list)
    error: ModelFailedError | None = None
    usage: Usage = field(default_factory=Usage)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def failure(self) -> str | None:
        return None if self.error is None else self.error.failure


@asynccontextmanager
async def loaded(
    server: Scripted | str, model: str = PLAIN, *, tracer: Tracer | None = None, **settings: Any
) -> AsyncIterator[LangChainChatModel]:
    """The chat model of a server, or of a base URL, closed at the end."""
    url = server if isinstance(server, str) else server.base_url
    found = load_chat_model(Settings(chat_model=f"openai:{model}", chat_base_url=url, **settings), tracer=tracer)
    assert found is not None
    try:
        yield found
    finally:
        await found.aclose()


async def stream(model: LangChainChatModel, *, seconds: float = 20.0, usage: Usage | None = None) -> Outcome:
    """Streams a text to its end, which may be a failure."""
    outcome = Outcome(usage=usage or Usage())
    try:
        texts = model.stream_text(ASKED, usage=outcome.usage, until=anyio.current_time() + seconds)
        async with aclosing(texts):
            async for piece in texts:
                outcome.pieces.append(piece)
    except ModelFailedError as error:
        outcome.error = error
    return outcome


async def stream_objects(model: LangChainChatModel, *, seconds: float = 20.0) -> Outcome:
    """The same of an object."""
    outcome = Outcome()
    try:
        states = model.stream_objects(ASKED, SCHEMA, usage=outcome.usage, until=anyio.current_time() + seconds)
        async with aclosing(states):
            async for state in states:
                outcome.pieces.append(state)
    except ModelFailedError as error:
        outcome.error = error
    return outcome
