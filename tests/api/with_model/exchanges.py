"""Questions to a service, and what its streams say."""

import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from tests.api.inside import Inside

Events = list[tuple[str, Any]]

SECONDS = 60  # of patience
NRR = "What is a good NRR?"
BEFORE = [{"question": "What is a good NPS?", "answer": "35."}]
"""What was asked before: answers within a conversation are not remembered, so that each is made."""


def messages(question: str) -> list[dict[str, str]]:
    """A question behind what was asked before, as OpenAI's clients send it."""
    earlier: list[dict[str, str]] = []
    for turn in BEFORE:
        earlier += [
            {"role": "user", "content": turn["question"]},
            {"role": "assistant", "content": turn["answer"]},
        ]
    return [*earlier, {"role": "user", "content": question}]


def ask(inside: Inside, question: str = NRR, **more: Any) -> dict[str, Any]:
    """The answer of `POST /ask`."""
    response = httpx.post(f"{inside.url}/ask", json={"question": question, **more}, timeout=SECONDS)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def stream(inside: Inside, asked: Mapping[str, Any]) -> Events:
    """The events of `POST /chat`."""
    blocks = httpx.post(f"{inside.url}/chat", json=asked, timeout=SECONDS).text.split("\n\n")
    events = [block.splitlines() for block in blocks if block.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in events]


def joined(events: Sequence[tuple[str, Any]]) -> str:
    """The text that a stream's pieces come to, from the last time on that they were withdrawn."""
    text = ""
    for name, data in events:
        text = "" if name == "withdrawn" else text + (data["text"] if name == "delta" else "")
    return text


def begin(inside: Inside, path: str, question: str = NRR, headers: Mapping[str, str] | None = None) -> socket.socket:
    """Sends a question to a door, and leaves the answer to come; `/v1/chat/completions?stream` asks for a stream."""
    path, _, wants_stream = path.partition("?")
    asked: dict[str, Any] = {"question": question, "history": BEFORE}
    if path.startswith("/v1"):
        asked = {"model": "cs-answers", "messages": messages(question)}
        asked["stream"] = bool(wants_stream)
    if path == "/mcp":
        call = {"name": "ask", "arguments": asked}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    body = json.dumps(asked).encode()
    more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    connection = socket.create_connection(("127.0.0.1", inside.port), timeout=SECONDS)
    connection.sendall(
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{inside.port}\r\nContent-Type: application/json\r\n{more}"
        f"Accept: application/json, text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return connection


def read_until(connection: socket.socket, words: bytes) -> bytes:
    """What comes over a connection, up to some words."""
    received = b""
    while words not in received:
        data = connection.recv(1 << 16)
        assert data, received
        received += data
    return received
