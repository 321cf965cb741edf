"""Clients that are slow, or speak no HTTP, and answers that do not come: all end, and say why."""

import asyncio
import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api.app import MAX_BODY, create_app
from api.safety.bodies import Bodies
from api.safety.deadline import Deadline
from api.safety.protocol import MAX_HEADERS, BoundedProtocol
from corpus.embeddings import Embedder
from corpus.settings import Settings
from tests.api.inside import HeldEmbedder, Inside, running, wait_until

_END = b"Host: 127.0.0.1\r\nConnection: close\r\n\r\n"


class _Impatient(BoundedProtocol):
    header_seconds = 0.5
    unread_seconds = 0.5


class _LessImpatient(BoundedProtocol):
    header_seconds = 2.0


@pytest.fixture(scope="module")
def embedder(bundled: Embedder) -> HeldEmbedder:
    return HeldEmbedder(bundled)


@pytest.fixture(scope="module")
def app(shipped_folder: Path, embedder: HeldEmbedder) -> Iterator[Callable[[], FastAPI]]:
    """Makes the whole service, with its usual limits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.service.load_embedder", lambda name: embedder)
        yield lambda: create_app(Settings(data_dir=shipped_folder))


@pytest.fixture(scope="module")
def usual(app: Callable[[], FastAPI]) -> Iterator[Inside]:
    with running(app()) as served:
        yield served


@pytest.fixture(scope="module")
def inside(app: Callable[[], FastAPI]) -> Iterator[Inside]:
    """In a hurry to read."""
    with running(Bodies(app(), MAX_BODY, seconds=0.5), _Impatient) as served:
        yield served


@pytest.fixture(scope="module")
def hurried(app: Callable[[], FastAPI]) -> Iterator[Inside]:
    """In a hurry to answer."""
    with running(Deadline(app(), seconds=0.8)) as served:
        yield served


def _problem(received: bytes) -> tuple[int, dict[str, Any]]:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head, received
    return int(head.split()[1]), json.loads(body)


def _dripped(inside: Inside, begin: bytes, drop: bytes) -> bytes:
    """Sends a beginning, and then a little at a time until the server has had enough."""
    received = b""
    with socket.create_connection(("127.0.0.1", inside.port), timeout=0.1) as connection:
        connection.sendall(begin)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                data = connection.recv(1 << 16)
            except TimeoutError:
                connection.sendall(drop)
                continue
            except ConnectionError:
                return received
            if not data:
                return received
            received += data
    raise AssertionError("the server lets itself be kept waiting")


@pytest.mark.parametrize("begin", [b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"])
def test_headers_that_come_too_slowly_are_refused(inside: Inside, begin: bytes) -> None:
    status, problem = _problem(inside.exchange(begin))
    assert status == problem["status"] == 408
    assert "within 0.5 seconds" in problem["detail"]


def test_headers_that_never_end_are_no_way_to_stay(inside: Inside) -> None:
    assert _problem(_dripped(inside, b"GET / HTTP/1.1\r\n", b"X: y\r\n"))[0] == 408


@pytest.mark.parametrize("begin", [b"", b"\r\n"])
def test_a_connection_that_asks_nothing_is_closed(inside: Inside, begin: bytes) -> None:
    assert inside.exchange(begin) == b""


def test_the_rest_of_a_body_that_nobody_reads_is_no_way_to_stay(inside: Inside) -> None:
    begin = b"POST /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n"
    assert _problem(_dripped(inside, begin, b"x"))[0] == 404


def test_a_connection_that_is_kept_gets_its_time_anew() -> None:
    async def empty(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    connections: set[tuple[str, int]] = set()
    with running(empty, _LessImpatient) as inside, httpx.Client(base_url=inside.url, timeout=30) as client:
        for _ in range(4):
            with client.stream("GET", "/") as response:
                assert response.status_code == 204
                response.read()
                connections.add(response.extensions["network_stream"].get_extra_info("client_addr"))
            time.sleep(0.7)  # together longer than one request may take
    assert len(connections) == 1


@pytest.mark.parametrize("path", ["/ask", "/chat", "/tools/nrr", "/v1/chat/completions", "/mcp"])
def test_a_body_that_comes_too_slowly_is_refused(inside: Inside, path: str) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\nContent-Length: 1000\r\n\r\n"
    ).encode()
    status, problem = _problem(_dripped(inside, head + b"{", b" "))
    assert status == 408
    assert "within 0.5 seconds" in problem["detail"]


@pytest.mark.parametrize("path", ["/ask", "/v1/chat/completions", "/mcp"])
def test_an_answer_that_does_not_come_is_a_problem(hurried: Inside, embedder: HeldEmbedder, path: str) -> None:
    question = f"Is {path} answered in time?"
    call = {"name": "ask", "arguments": {"question": question}}
    bodies: dict[str, dict[str, Any]] = {
        "/ask": {"question": question},
        "/v1/chat/completions": {"model": "cs-answers", "messages": [{"role": "user", "content": question}]},
        "/mcp": {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
    }
    with embedder.held():
        headers = {"Accept": "application/json, text/event-stream"}
        response = httpx.post(f"{hurried.url}{path}", json=bodies[path], headers=headers, timeout=30)
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) >= 1
    assert "within 0.8 seconds" in response.json()["detail"]


def test_a_stream_without_an_answer_ends_with_the_problem(hurried: Inside, embedder: HeldEmbedder) -> None:
    with embedder.held():
        response = httpx.post(f"{hurried.url}/chat", json={"question": "Does this stream ever end?"}, timeout=30)
    assert response.status_code == 200, "it had begun"
    assert response.text.startswith("event: error\n")
    assert "within 0.8 seconds" in response.text


def test_a_stream_that_answers_may_take_its_time() -> None:
    async def slowly(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"Content-Type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for n in range(4):
            await send({"type": "http.response.body", "body": b"data: %d\n\n" % n, "more_body": True})
            await asyncio.sleep(0.2)
        await send({"type": "http.response.body", "body": b"data: end\n\n"})

    async def read() -> str:
        transport = httpx.ASGITransport(Deadline(slowly, seconds=0.4))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return (await client.post("/")).text

    assert asyncio.run(read()).endswith("data: 3\n\ndata: end\n\n")


@pytest.mark.parametrize("size", [1, 1 << 16])
def test_a_client_that_does_not_read_is_cut_off(size: int) -> None:
    ended = []

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        gone = asyncio.ensure_future(receive())
        while not gone.done():
            await send({"type": "http.response.body", "body": b"x" * size * 100, "more_body": True})
            await asyncio.sleep(0)
        ended.append(True)

    with running(endless, _Impatient) as inside, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", inside.port))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        wait_until(lambda: bool(ended))


_REFUSED = {
    "no HTTP": (b"\x00\x01\x02\r\n\r\n", 400),
    "another protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "an unknown method": (b"FOO / HTTP/1.1\r\n" + _END, 400),
    "a NUL in a header": (b"GET / HTTP/1.1\r\nX: a\x00b\r\n" + _END, 400),
    "a NUL in the path": (b"GET /documents/\x00 HTTP/1.1\r\n" + _END, 400),
    "a NUL, written": (b"GET /documents/%00 HTTP/1.1\r\n" + _END, 404),
    "a path that is no UTF-8": (b"GET /\xff\xfe HTTP/1.1\r\n" + _END, 400),
    "a path that is no UTF-8, written": (b"GET /documents/%ff%fe HTTP/1.1\r\n" + _END, 404),
    "half a surrogate, written": (b"GET /documents/%ed%a0%80 HTTP/1.1\r\n" + _END, 404),
    "a query that is no UTF-8": (b"GET /questions?language=\xff HTTP/1.1\r\n" + _END, 400),
    "a query that is no UTF-8, written": (b"GET /questions?language=%ff HTTP/1.1\r\n" + _END, 422),
    "a content type that is no text": (
        b"POST /ask HTTP/1.1\r\nContent-Type: \xff\xfe\r\nContent-Length: 2\r\n" + _END + b"{}",
        415,
    ),
    "a header name that is no ASCII": (b"GET / HTTP/1.1\r\nh\xe9: x\r\n" + _END, 400),
    "a length that is none": (b"POST /ask HTTP/1.1\r\nContent-Length: many\r\n" + _END, 400),
    "a length below zero": (b"POST /ask HTTP/1.1\r\nContent-Length: -1\r\n" + _END, 400),
    "a length beyond all": (b"POST /ask HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n" + _END, 400),
    "two lengths": (b"POST /ask HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n" + _END, 400),
    "a length and chunks": (
        b"POST /ask HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n" + _END + b"0\r\n\r\n",
        400,
    ),
    "chunks that are none": (
        b"POST /ask HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n" + _END + b"zz\r\n",
        400,
    ),
    "a huge header": (b"GET / HTTP/1.1\r\nX: " + b"a" * (MAX_HEADERS + 1) + b"\r\n" + _END, 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"X: 1234\r\n" * (MAX_HEADERS // 4) + _END, 431),
    "a huge address": (b"GET /" + b"a" * (MAX_HEADERS + 1) + b" HTTP/1.1\r\n" + _END, 431),
    "a header that does not end": (b"GET / HTTP/1.1\r\nX: " + b"a" * (10 * MAX_HEADERS), 431),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_cannot_be_read_is_refused_with_a_problem(usual: Inside, name: str) -> None:
    sent, expected = _REFUSED[name]
    status, problem = _problem(_sent(usual, sent))
    assert status == problem["status"] == expected
    assert problem["detail"]


def _sent(inside: Inside, data: bytes) -> bytes:
    """What is answered to data that the server need not read to its end."""
    received = b""
    with socket.create_connection(("127.0.0.1", inside.port), timeout=30) as connection:
        connection.setblocking(False)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                data = data[connection.send(data[:4096]) :] if data else data
            except OSError:
                pass
            try:
                came = connection.recv(1 << 16)
            except BlockingIOError:
                time.sleep(0.002)
                continue
            except ConnectionError:
                return received
            if not came:
                return received
            received += came
    raise AssertionError("the server does not answer")


def test_the_service_is_well_after_all_that(usual: Inside, inside: Inside, hurried: Inside) -> None:
    for served in (usual, inside):
        answered = httpx.post(f"{served.url}/ask", json={"question": "What is a good NPS?"}, timeout=30)
        assert answered.status_code == 200
    assert httpx.get(f"{hurried.url}/health/live", timeout=30).status_code == 200
