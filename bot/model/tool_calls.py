"""The calls of tools that a model asks for, from the pieces in which they come."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from langchain_core.messages import AIMessage, AIMessageChunk

from bot.model.chat import ToolCall


@dataclass(slots=True)
class _Parts:
    id: str
    name: str = ""
    arguments: str = ""


class ToolCalls:
    """Puts calls together. Their arguments are read strictly: what breaks off is no object, however much of it came."""

    def __init__(self) -> None:
        self._calls: list[_Parts] = []
        self._by_index: dict[int | str, _Parts] = {}
        self._whole: list[ToolCall] = []

    def take(self, message: AIMessage) -> None:
        """Takes a piece of the reply, or the whole of it."""
        if not isinstance(message, AIMessageChunk):
            self._whole += [ToolCall(each["id"] or "", each["name"], each["args"]) for each in message.tool_calls]
            self._whole += [ToolCall(each["id"] or "", each["name"] or "", None) for each in message.invalid_tool_calls]
            return
        for piece in message.tool_call_chunks:
            parts = self._parts(piece["index"], piece["id"] or "")
            parts.name += piece["name"] or ""
            parts.arguments += piece["args"] or ""

    def calls(self) -> Sequence[ToolCall]:
        """What was asked for, in order."""
        return (*self._whole, *(ToolCall(each.id, each.name, _arguments(each.arguments)) for each in self._calls))

    def _parts(self, index: int | str | None, call_id: str) -> _Parts:
        """The call that a piece belongs to; some servers number all of them 0, and tell them apart by their ids."""
        known = self._by_index.get(index) if index is not None else None
        if known is None or (call_id and call_id != known.id):
            known = _Parts(call_id)
            self._calls.append(known)
            if index is not None:
                self._by_index[index] = known
        return known


def _arguments(written: str) -> Mapping[str, Any] | None:
    if not written.strip():
        return {}  # how some providers write that there are none
    try:
        found = json.loads(written, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
