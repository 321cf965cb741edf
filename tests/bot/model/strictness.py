"""What a server that is compatible with OpenAI's takes: `problem` says what is wrong with a request, as that would."""

import json
from collections.abc import Mapping
from typing import Any

_KNOWN = {
    "model", "messages", "stream", "stream_options", "temperature", "top_p", "seed", "stop", "n", "user",
    "max_tokens", "max_completion_tokens", "response_format", "tools", "tool_choice", "parallel_tool_calls",
    "reasoning_effort", "frequency_penalty", "presence_penalty",
}  # fmt: skip
_ROLES = {"system", "developer", "user", "assistant", "tool"}


def problem(body: object) -> str | None:
    """What is wrong with the body of a request; None for nothing."""
    if not isinstance(body, dict):
        return "the body is no object"
    if unknown := body.keys() - _KNOWN:
        return f"unknown: {sorted(unknown)}"
    if not isinstance(body.get("model"), str) or not body["model"]:
        return "model"
    if not isinstance(body.get("stream", False), bool):
        return "stream"
    if "stream_options" in body and not (body.get("stream") and isinstance(body["stream_options"], dict)):
        return "stream_options"
    if "n" in body and body["n"] != 1:
        return "n"
    return _messages(body.get("messages")) or _format(body.get("response_format")) or _tools(body)


def _messages(messages: object) -> str | None:
    if not isinstance(messages, list) or not messages:
        return "messages"
    asked: set[str] = set()
    for number, message in enumerate(messages):
        where = f"messages[{number}]"
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            return f"{where}.role"
        calls = message.get("tool_calls", []) if message["role"] == "assistant" else []
        if not isinstance(message.get("content"), str) and not calls:
            return f"{where}.content"
        if message["role"] == "tool" and message.get("tool_call_id") not in asked:
            return f"{where}.tool_call_id"
        asked |= {call["id"] for call in calls}
    return None


def _format(wanted: object) -> str | None:
    if wanted is None:
        return None
    if not isinstance(wanted, dict) or wanted.get("type") != "json_schema":
        return "response_format"
    given = wanted.get("json_schema")
    if not isinstance(given, dict) or not given.get("name") or not isinstance(given.get("schema"), dict):
        return "response_format.json_schema"
    return _loose(given["schema"], "schema") if given.get("strict") else None


def _loose(schema: Mapping[str, Any], where: str) -> str | None:
    """Where a schema is not as strictness wants it: every property required, and no other allowed."""
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False or set(schema.get("required", [])) != set(properties):
            return where
        return next(filter(None, (_loose(each, f"{where}.{name}") for name, each in properties.items())), None)
    return _loose(schema["items"], f"{where}[]") if schema.get("type") == "array" else None


def _tools(body: Mapping[str, Any]) -> str | None:
    tools = body.get("tools")
    if tools is None:
        return "tool_choice without tools" if "tool_choice" in body else None
    if not isinstance(tools, list) or not tools:
        return "tools"
    for number, tool in enumerate(tools):
        function = tool.get("function") if isinstance(tool, dict) and tool.get("type") == "function" else None
        if not isinstance(function, dict) or not function.get("name"):
            return f"tools[{number}]"
        if function.get("parameters", {"type": "object"}).get("type") != "object":
            return f"tools[{number}].parameters"
    return None


def refusal(message: str, kind: str = "invalid_request_error", code: str | None = None) -> bytes:
    """The body of an error."""
    return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}}).encode()
