"""The chat model of any provider, over LangChain's interface."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from bot.model.calling import Call, Caller
from bot.model.chat import Message, ToolCall
from bot.model.failures import Failed
from bot.model.growing import Growing
from bot.model.streams import flowing
from bot.model.tool_calls import ToolCalls
from bot.model.usage import Usage
from bot.model.watch import Watch

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


class LangChainChatModel:
    """A `ChatModel`. One instance is used by one event loop, in which it is to be closed."""

    def __init__(
        self,
        name: str,
        model: BaseChatModel,
        caller: Caller,
        *,
        structured: Mapping[str, Any],
        close: Callable[[], Awaitable[None]] | None,
    ) -> None:
        """Calls nothing yet.

        Args:
            name: as configured, such as `openai:gpt-5-mini`.
            model: that is called, and told not to repeat calls by itself.
            caller: makes the calls.
            structured: what structured output takes beside schema and method.
            close: closes the connections; None where the provider's package keeps them to itself.
        """
        profile = model.profile or {}
        self.name = name
        self.has_structured_output = bool(profile.get("structured_output"))
        self.has_tools = bool(profile.get("tool_calling"))
        self._model, self._caller, self._structured, self._close = model, caller, structured, close

    def stream_text(self, messages: Sequence[Message], *, usage: Usage, until: float) -> AsyncGenerator[str, None]:
        """Pieces of a text as they come.

        Raises:
            ModelFailedError: the model gave none, or not all of it; after the pieces that came.
        """
        return flowing(lambda emit: self._text(messages, emit, usage, until))

    def stream_objects(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, usage: Usage, until: float
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """An object by a JSON schema, which has a title, as it grows.

        Raises:
            ModelFailedError: the model gave none, or not all of it; after the states that came.
        """

        def work(emit: Callable[[Mapping[str, Any]], None]) -> Awaitable[None]:
            growing = Growing(self._model, schema, self._structured, emit)
            return self._caller.make(
                Call(
                    messages, _converted(messages), growing.start, growing.take, _is_object, usage, until, output="json"
                )
            )

        return flowing(work)

    async def call_tools(
        self, messages: Sequence[Message], tools: "Sequence[StructuredTool]", *, usage: Usage, until: float
    ) -> Sequence[ToolCall]:
        """The calls that it asks for; none is carried out.

        Raises:
            ModelFailedError: the model did not reply, or not to the end.
        """
        found = ToolCalls()
        start = partial(self._model.bind_tools, list(tools))
        await self._caller.make(
            Call(messages, _converted(messages), start, found.take, lambda watch: None, usage, until)
        )
        return found.calls()

    async def complete(self, messages: Sequence[Message], *, usage: Usage, until: float) -> str:
        """The whole text of a reply.

        Raises:
            ModelFailedError: the model gave none, or not all of it.
        """
        pieces: list[str] = []
        await self._text(messages, pieces.append, usage, until)
        return "".join(pieces)

    async def aclose(self) -> None:
        """Closes the connections that are kept for further calls."""
        if self._close is not None:
            await self._close()

    async def _text(self, messages: Sequence[Message], emit: Callable[[str], None], usage: Usage, until: float) -> None:
        take = partial(_piece, emit)
        await self._caller.make(Call(messages, _converted(messages), lambda: self._model, take, _is_text, usage, until))


def _converted(messages: Sequence[Message]) -> list[BaseMessage]:
    """Messages as LangChain takes them.

    What a tool gave is sent as the user's: servers take it as the tool's only in reply to a call that they know.
    """
    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage, "tool": HumanMessage}
    return [kinds[message.role](message.content) for message in messages]


def _piece(emit: Callable[[str], None], piece: AIMessage) -> None:
    if text := str(piece.text):
        emit(text)


def _is_text(watch: Watch) -> Failed | None:
    return None if watch.text.strip() else Failed("garbled", "the reply has no text")


def _is_object(watch: Watch) -> Failed | None:
    """Strictly: an object that breaks off would otherwise pass for a whole one."""
    try:
        is_object = isinstance(json.loads(watch.text), dict)
    except (ValueError, RecursionError):
        is_object = False
    return None if is_object else Failed("garbled", "the reply is no JSON object")
