"""A chat model whose replies are written beforehand, for what is decided before and after a model speaks."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.model.chat import Message, ToolCall
from bot.model.errors import Failure, ModelFailedError
from bot.model.usage import Usage

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool

Reply = str | Failure | Sequence[Mapping[str, Any]] | Callable[[Sequence[Message]], str]
"""A text, a failure, an object's sentences, or what makes a text of the messages."""

_FAILURES = ("timeout", "rate_limited", "unavailable", "rejected", "garbled", "cut", "circuit_open")


class Speaker:
    """Implements `ChatModel`: gives one reply after another, and keeps what it was asked.

    A text that ends in "…cut" breaks off there.
    """

    name = "fake:speaker"

    def __init__(
        self,
        *replies: Reply,
        calls: Sequence[ToolCall] = (),
        has_structured_output: bool = False,
        has_tools: bool = False,
    ) -> None:
        self._replies = list(replies)
        self._calls = calls
        self.has_structured_output, self.has_tools = has_structured_output, has_tools
        self.asked: list[Sequence[Message]] = []
        self.tools: list[str] = []
        self.open = 0
        """Streams that are neither at their end nor closed."""

    async def stream_text(
        self, messages: Sequence[Message], *, usage: Usage, until: float
    ) -> AsyncGenerator[str, None]:
        text = self._next(messages, usage)
        assert isinstance(text, str)
        self.open += 1
        try:
            whole, _, is_cut = text.partition("…cut")
            for place in range(0, len(whole), 5):
                yield whole[place : place + 5]
            if is_cut or "…cut" in text:
                raise ModelFailedError("cut", "the stream broke off")
        finally:
            self.open -= 1

    async def stream_objects(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, usage: Usage, until: float
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        sentences = self._next(messages, usage)
        assert not isinstance(sentences, str)
        for count in range(len(sentences) + 1):
            yield {"sentences": list(sentences[:count])}

    async def call_tools(
        self, messages: Sequence[Message], tools: "Sequence[StructuredTool]", *, usage: Usage, until: float
    ) -> Sequence[ToolCall]:
        self.asked.append(messages)
        self.tools = [tool.name for tool in tools]
        usage.calls += 1
        return self._calls

    async def complete(self, messages: Sequence[Message], *, usage: Usage, until: float) -> str:
        text = self._next(messages, usage)
        assert isinstance(text, str)
        return text

    def _next(self, messages: Sequence[Message], usage: Usage) -> str | Sequence[Mapping[str, Any]]:
        self.asked.append(messages)
        usage.calls += 1
        reply = self._replies.pop(0)
        if isinstance(reply, str) and reply in _FAILURES:
            raise ModelFailedError(reply, "as written beforehand")  # type: ignore[arg-type]
        return reply(messages) if callable(reply) else reply
