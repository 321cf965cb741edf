"""Clients that go away: their work ends, their places in the queue are free, and nothing of them is left."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from api.app import create_app
from api.threads import ANSWERS_AT_ONCE
from corpus.embeddings import Embedder
from corpus.settings import Settings
from tests.api.inside import HeldEmbedder, Inside, running, wait_until

_STREAMS = 1000
_AT_ONCE = 50
_WAITING = 12


@pytest.fixture(scope="module")
def embedder(bundled: Embedder) -> HeldEmbedder:
    return HeldEmbedder(bundled)


@pytest.fixture(scope="module")
def inside(shipped_folder: Path, embedder: HeldEmbedder) -> Iterator[Inside]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.service.load_embedder", lambda name: embedder)
        with running(create_app(Settings(data_dir=shipped_folder))) as served:
            yield served


def _ask(inside: Inside, path: str, question: str) -> socket.socket:
    """Sends a question, and leaves the answer to come."""
    asked: dict[str, object] = {"question": question}
    if path.startswith("/v1"):
        asked = {"model": "cs-answers", "messages": [{"role": "user", "content": question}]}
    if path == "/mcp":
        call = {"name": "ask", "arguments": {"question": question}}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    body = json.dumps(asked).encode()
    connection = socket.create_connection(("127.0.0.1", inside.port), timeout=30)
    connection.sendall(
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{inside.port}\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return connection


def _answer(inside: Inside, question: str) -> None:
    answered = httpx.post(f"{inside.url}/ask", json={"question": question}, timeout=30)
    assert answered.status_code == 200, answered.text


@pytest.mark.parametrize("path", ["/ask", "/chat", "/v1/chat/completions", "/mcp"])
def test_who_has_gone_keeps_no_place_in_the_queue(inside: Inside, embedder: HeldEmbedder, path: str) -> None:
    _answer(inside, f"What is a good NPS for {path}?")
    before, embedder.begun[:] = inside.tasks(), []
    with embedder.held():
        waiting = [_ask(inside, path, f"What is a good NRR for company {n} of {path}?") for n in range(_WAITING)]
        wait_until(lambda: len(embedder.begun) == ANSWERS_AT_ONCE and inside.tasks() >= before + _WAITING)
        for each in waiting:
            each.close()
        wait_until(lambda: inside.tasks() <= before)
    _answer(inside, f"What is a good GRR for {path}?")
    assert len({text for text in embedder.begun if "company" in text}) == ANSWERS_AT_ONCE, "nobody waits for the others"


def test_a_thousand_streams_dropped_midway_leave_nothing_behind(inside: Inside, embedder: HeldEmbedder) -> None:
    process = psutil.Process()
    _drop(inside, embedder, _AT_ONCE, "first")  # what is made once, such as threads and files, is made here
    tasks, threads, files = inside.tasks(), threading.active_count(), process.num_fds()
    for batch in range(_STREAMS // _AT_ONCE):
        _drop(inside, embedder, _AT_ONCE, f"batch {batch}")
    wait_until(lambda: inside.tasks() <= tasks)
    wait_until(lambda: threading.active_count() <= threads)
    wait_until(lambda: process.num_fds() <= files)
    _answer(inside, "What is a good NRR?")


def _drop(inside: Inside, embedder: HeldEmbedder, count: int, name: str) -> None:
    """Begins streams and leaves them before anything is answered."""
    with embedder.held():
        streams = [_ask(inside, "/chat", f"What is a good NRR in {name}, number {n}?") for n in range(count)]
        for stream in streams:
            assert stream.recv(1 << 16).startswith(b"HTTP/1.1 200 OK")  # it has begun
        for stream in streams:
            stream.close()
