"""A chat model whose every call is counted, those included whose answer nobody waits for any more."""

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.telemetry import Meter
from bot.model.chat import ChatModel, Message, ToolCall
from bot.model.errors import ModelFailedError
from bot.model.usage import Usage

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


class MeteredModel:
    """Implements `ChatModel` by another, and tells a meter of its calls."""

    def __init__(self, model: ChatModel, meter: Meter) -> None:
        """Takes what is called, and what is told of it."""
        self.name = model.name
        self.has_structured_output, self.has_tools = model.has_structured_output, model.has_tools
        self._model, self._meter = model, meter

    async def stream_text(
        self, messages: Sequence[Message], *, usage: Usage, until: float
    ) -> AsyncGenerator[str, None]:
        """Pieces of a text as they come."""
        with self._counted(usage):
            async with aclosing(self._model.stream_text(messages, usage=usage, until=until)) as pieces:
                async for piece in pieces:
                    yield piece

    async def stream_objects(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, usage: Usage, until: float
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """An object by a JSON schema as it grows."""
        with self._counted(usage):
            async with aclosing(self._model.stream_objects(messages, schema, usage=usage, until=until)) as states:
                async for state in states:
                    yield state

    async def call_tools(
        self, messages: Sequence[Message], tools: "Sequence[StructuredTool]", *, usage: Usage, until: float
    ) -> Sequence[ToolCall]:
        """The calls that it asks for; none is carried out."""
        with self._counted(usage):
            return await self._model.call_tools(messages, tools, usage=usage, until=until)

    async def complete(self, messages: Sequence[Message], *, usage: Usage, until: float) -> str:
        """The whole text of a reply."""
        with self._counted(usage):
            return await self._model.complete(messages, usage=usage, until=until)

    @contextmanager
    def _counted(self, usage: Usage) -> Iterator[None]:
        before, outcome = replace(usage), "left"
        try:
            yield
            outcome = "ok"
        except ModelFailedError as error:
            outcome = error.failure
            raise
        finally:
            self._meter.called(outcome, before, usage)
