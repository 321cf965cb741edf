"""What a scripted server may do with a request, and how a reply is written on the wire."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was received."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    """By lower-case names."""

    @property
    def model(self) -> str:
        return str(self.body["model"])

    @property
    def prompt(self) -> str:
        """The text of all messages."""
        return "\n\n".join(message.get("content") or "" for message in self.body["messages"])

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """That of the object that is asked for; None where a text is."""
        wanted = self.body.get("response_format")
        return wanted["json_schema"]["schema"] if wanted else None

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of the tools that may be called."""
        return tuple(tool["function"]["name"] for tool in self.body.get("tools", ()))


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a tool. Its arguments are sent as they are written, whether or not they are JSON."""

    name: str
    arguments: str = "{}"

    @classmethod
    def of(cls, name: str, **arguments: Any) -> "Called":
        return cls(name, json.dumps(arguments))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply, and all that may go wrong with it."""

    text: str = ""
    object: Any = None
    """Sent as JSON, in place of a text."""
    calls: tuple[Called, ...] = ()
    refusal: str | None = None
    """What the model says in place of an object that it refuses to give."""
    delay: float = 0.0
    """Seconds before the first token; what comes before it is sent."""
    tokens_per_second: float = math.inf
    letters: int = 8
    """That a token has at most."""
    status: int = 200
    retry_after: str | None = None
    raw: bytes | None = None
    """Sent in place of all that a reply is."""
    content_type: str = "application/json"
    """Of `raw`."""
    encoding: str | None = None
    """The content encoding that `raw` is said to have."""
    cut_after: int | None = None
    """Tokens after which the reply ends, without a reason."""
    cut: Literal["ended", "broken"] = "ended"
    """Whether it then ends as HTTP does, or the connection just closes."""
    fails_after: int | None = None
    """Tokens after which an error is reported within the stream."""
    is_endless: bool = False
    """Whether the tokens begin again after the last, for ever."""
    hangs: bool = False
    """Whether nothing is sent, not even headers."""
    finish: str | None = None
    """Why the reply ends; None for what fits."""
    usage: tuple[int, int] | None = (11, 7)
    """Tokens of the prompt and of the reply, as they are told; None: they are not told."""

    @property
    def content(self) -> str:
        return self.text if self.object is None else json.dumps(self.object, ensure_ascii=False)

    @property
    def why(self) -> str:
        return self.finish or ("tool_calls" if self.calls else "stop")


def deltas(reply: Reply) -> Iterator[dict[str, Any]]:
    """What the tokens of a reply add to it, one by one."""
    tokens = re.findall(rf"\s*\S{{1,{reply.letters}}}|\s+", reply.content)
    while tokens and reply.is_endless:
        yield from ({"content": token} for token in tokens)
    yield from ({"content": token} for token in tokens)
    if reply.refusal is not None:
        yield {"refusal": reply.refusal}
    for number, call in enumerate(reply.calls):
        function = {"name": call.name, "arguments": ""}
        yield {"tool_calls": [{"index": number, "id": f"call_{number}", "type": "function", "function": function}]}
        for start in range(0, len(call.arguments), reply.letters):
            part = {"arguments": call.arguments[start : start + reply.letters]}
            yield {"tool_calls": [{"index": number, "function": part}]}


def chunk(model: str, delta: Mapping[str, Any] | None, finish: str | None = None, usage: Any = None) -> bytes:
    """One event of a stream; without a delta, that which tells the usage."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": model}
    return event({**head, "choices": choices, "usage": usage})


def event(data: Any) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def whole(model: str, reply: Reply) -> dict[str, Any]:
    """A reply that is not streamed."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.content or None, "refusal": reply.refusal}
    if reply.calls:
        message["tool_calls"] = [
            {"id": f"call_{number}", "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for number, call in enumerate(reply.calls)
        ]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reply.why}
    head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": model}
    return {**head, "choices": [choice], "usage": usage_of(reply)}


def usage_of(reply: Reply) -> dict[str, int] | None:
    if reply.usage is None:
        return None
    prompt, completion = reply.usage
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
