"""A chat model as generation needs it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from bot.model.usage import Usage

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a chat model."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that a model asks for."""

    id: str
    name: str
    arguments: Mapping[str, Any] | None
    """None where it wrote no JSON object."""


class ChatModel(Protocol):
    """Words answers. `until` is a time on anyio's clock by which all of an answer's calls have ended."""

    name: str
    """As configured, such as `openai:gpt-5-mini`."""
    has_structured_output: bool
    has_tools: bool

    def stream_text(self, messages: Sequence[Message], *, usage: Usage, until: float) -> AsyncGenerator[str, None]:
        """Pieces of a text as they come."""
        ...

    def stream_objects(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, usage: Usage, until: float
    ) -> AsyncGenerator[Mapping[str, Any], None]:
        """An object by a JSON schema as it grows."""
        ...

    async def call_tools(
        self, messages: Sequence[Message], tools: "Sequence[StructuredTool]", *, usage: Usage, until: float
    ) -> Sequence[ToolCall]:
        """The calls that it asks for; none is carried out."""
        ...

    async def complete(self, messages: Sequence[Message], *, usage: Usage, until: float) -> str:
        """The whole text of a reply."""
        ...
