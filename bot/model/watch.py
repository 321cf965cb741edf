"""Watches one reply as it comes in: whether it has begun, how much it is, how it ends and what it cost."""

from typing import Any, Final

import anyio
from langchain_core.messages import AIMessageChunk, BaseMessage

MOST_CHARACTERS: Final = 20_000
"""Of one reply, arguments of tools included."""
MOST_PIECES: Final = 20_000

_FINISHES = ("finish_reason", "stop_reason", "done_reason", "stopReason", "status")
_MODELS = ("model_name", "model")


class Watch:
    """Follows one attempt, whose scope it gives more time once the reply has begun, and cancels when it is too long."""

    def __init__(self, scope: anyio.CancelScope, until: float) -> None:
        """Begins with nothing.

        Args:
            scope: that the attempt runs in; its deadline is that of the first token.
            until: the deadline of the whole, on anyio's clock.
        """
        self._scope, self._until = scope, until
        self._pieces = self._characters = 0
        self._texts: list[str] = []
        self.begun: float | None = None
        """When the first piece came that says something, on anyio's clock."""
        self.is_overlong = False
        self.is_refused = False
        """Whether the model says that it refuses."""
        self.finish: str | None = None
        """Why the reply ended, in the provider's words; None before that."""
        self.model: str | None = None
        """The model that replied, by its server."""
        self.input_tokens = self.output_tokens = 0

    @property
    def text(self) -> str:
        """What came so far."""
        return "".join(self._texts)

    def take(self, message: BaseMessage) -> None:
        """Takes a piece, or the whole of a reply that does not come in pieces."""
        text, calls = str(message.text), _calls(message)
        self._pieces += 1
        self._characters += len(text) + sum(map(len, calls))
        if self._pieces > MOST_PIECES or self._characters > MOST_CHARACTERS:
            self.is_overlong = True
            self._scope.cancel()
            return
        self._texts.append(text)
        if self.begun is None and (message.content or calls):
            self.begun = anyio.current_time()
            self._scope.deadline = self._until
        self._note(message)

    def _note(self, message: BaseMessage) -> None:
        said = message.response_metadata
        self.finish = _first(said, _FINISHES) or self.finish
        self.model = _first(said, _MODELS) or self.model
        self.is_refused = self.is_refused or bool(message.additional_kwargs.get("refusal"))
        if used := getattr(message, "usage_metadata", None):
            self.input_tokens += max(0, used["input_tokens"])
            self.output_tokens += max(0, used["output_tokens"])


def _calls(message: BaseMessage) -> list[str]:
    """What a piece has of calls of tools: their names and arguments, or parts of them."""
    if isinstance(message, AIMessageChunk):
        return [f"{call.get('name') or ''}{call.get('args') or ''}" for call in message.tool_call_chunks]
    return [f"{call['name']}{call['args']}" for call in getattr(message, "tool_calls", ())]


def _first(said: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((str(said[name])[:100] for name in names if said.get(name)), None)
