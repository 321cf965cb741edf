"""What the description of the service shows of its answers: real ones, to questions on the articles that come with it.

They are in `examples.json`, by kind; there, too, is what was found for the first of them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fastapi.sse import format_sse_event

_EXAMPLES: Final[dict[str, dict[str, Any]]] = json.loads(
    Path(__file__).with_name("examples.json").read_text(encoding="utf-8")
)


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_DELTA: Final = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
_NOTHING: Final = {"type": "object", "additionalProperties": False}
_EVENTS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "evidence": ("What was found, an `Evidence`: the first, and once.", _schema("Evidence")),
    "calculation": ("Each `Calculation`, before the text.", _schema("Calculation")),
    "delta": (
        "A piece of the text, as `{text}`; joined, from the last `withdrawn` on, they are the answer's text.",
        _DELTA,
    ),
    "citation": (
        "Each `Citation`, once: behind the piece that has its mark, or else behind them all.",
        _schema("Citation"),
    ),
    "withdrawn": (
        "Takes back the pieces and citations so far, since what a chat model worded does not answer: `{}`. The text "
        "begins anew behind it. At most once, and never without a chat model.",
        _NOTHING,
    ),
    "answer": ("The whole `Answer`, as `POST /ask` gives it: the last.", _schema("Answer")),
    "error": ("A `Problem`, in place of all that would still come.", _schema("Problem")),
}


def _event_schema(name: str) -> dict[str, Any]:
    words, schema = _EVENTS[name]
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    return {
        "description": words,
        "properties": {"event": {"const": name}, "data": data},
        "required": ["event", "data"],
    }


def _streamed(example: dict[str, Any]) -> Iterator[str]:
    answer = example["answer"]
    yield _event("evidence", example["evidence"])
    yield _event("delta", {"text": answer["text"]})
    for citation in answer["citations"]:
        yield _event("citation", citation)
    yield _event("answer", answer)


def _event(name: str, data: dict[str, Any]) -> str:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False)).decode()


ANSWERS: Final[dict[str, Any]] = {
    kind: {"summary": example["question"], "value": example["answer"]} for kind, example in _EXAMPLES.items()
}
"""Examples of what `POST /ask` answers."""

STREAMED: Final[dict[str, Any]] = {
    "description": "Events, the data of each in JSON:\n\n"
    + "\n".join(f"- `{name}`: {words}" for name, (words, _) in _EVENTS.items()),
    "content": {
        "text/event-stream": {
            "itemSchema": {"oneOf": [_event_schema(name) for name in _EVENTS]},
            "examples": {
                "answer": {
                    "summary": _EXAMPLES["answer"]["question"],
                    "value": "".join(_streamed(_EXAMPLES["answer"])),
                }
            },
        }
    },
}
"""The response of `POST /chat`; `itemSchema`, of one event, is OpenAPI 3.2's, and FastAPI's in 3.1."""
