"""`POST /mcp` by itself: who may call it, from where, with what; and that no request needs another."""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPMessage
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from api.keys import KeyStore
from bot.tools import CALCULATORS
from corpus.settings import Settings
from tests.api.assistant import JSON, example_of, text_of
from tests.api.serving import Served, serving

_MAX_BODY = 1 << 20
_META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}
_LIST = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def served(data_dir: Path) -> Iterator[Served]:
    env = {"CSA_ALLOWED_HOSTS": "cs.example.com, [2001:db8::1]", "CSA_CORS_ORIGINS": "https://app.example.org"}
    with serving(data_dir, env=env) as served:
        yield served
        assert "Traceback" not in served.log


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.1:9", "localhost", "LocalHost:8000", "[::1]:80", "cs.example.com", "CS.Example.com:8443",
        "[2001:db8::1]:8000",
    ],
)  # fmt: skip
def test_names_of_this_machine_and_those_allowed_are_answered(served: Served, host: str) -> None:
    assert _send(served, _LIST, Host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "localhost.evil.example",
        "cs.example.com.evil.example",
        "127.0.0.10",
        "[::1",
        "",
    ],
)
def test_another_host_is_refused(served: Served, host: str) -> None:
    assert "CSA_ALLOWED_HOSTS" in _problem(_send(served, _LIST, Host=host), 421)


def test_a_key_makes_no_host_known(shipped: Settings) -> None:
    keys = KeyStore.of(shipped)
    key = keys.add("assistant")
    keys.close()
    with serving(shipped.data_dir, until="/health/live") as guarded:
        for host, status in (("evil.example", 421), ("localhost", 200)):
            assert _send(guarded, _LIST, Host=host, Authorization=f"Bearer {key}")[0] == status


@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://[::1]:80",
        "https://cs.example.com",
        "https://app.example.org",
    ],
)
def test_pages_of_allowed_origins_are_answered(served: Served, origin: str) -> None:
    assert _send(served, _LIST, Origin=origin)[0] == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example", "null", "http://localhost.evil.example", "https://app.example.org.evil.example",
        "http://app.example.org", "ftp://localhost", "localhost", "http://[::1",
    ],
)  # fmt: skip
def test_a_page_of_another_origin_is_refused(served: Served, origin: str) -> None:
    assert "CSA_CORS_ORIGINS" in _problem(_send(served, _LIST, Origin=origin), 403)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_there_is_neither_a_stream_nor_a_session(served: Served, method: str) -> None:
    status, headers, _ = _send(served, None, method=method, Accept="text/event-stream")
    assert status == 405
    assert headers["Allow"] == "POST"


def test_no_session_is_given_out(served: Served) -> None:
    status, headers, body = _send(served, _message("initialize", _hello("2025-06-18")))
    assert status == 200
    assert "Mcp-Session-Id" not in headers
    assert json.loads(body)["result"]["protocolVersion"] == "2025-06-18"


_BAD = {
    "nothing": b"",
    "no JSON": b"{",
    "no UTF-8": b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list\xff"}',
    "an array": b"[]",
    "a number": b"1",
    "no method": b'{"jsonrpc": "2.0", "id": 1}',
    "parameters that are no object": b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}',
    "too deep": b"[" * 10_000,
    "too long a number": b'{"jsonrpc": "2.0", "id": 1' + b"0" * 6000 + b', "method": "ping"}',
}


@pytest.mark.parametrize("version", [None, "2025-06-18", "2026-07-28", "1999-01-01"])
@pytest.mark.parametrize("body", _BAD.values(), ids=_BAD.keys())
def test_a_body_that_is_no_message_is_refused(served: Served, body: bytes, version: str | None) -> None:
    headers = {"MCP-Protocol-Version": version} if version else {}
    status, _, answer = _send(served, body, **headers)
    assert status == 400
    assert json.loads(answer)["error"]["message"]


def test_half_a_character_is_refused_as_an_argument_and_repeated_readably(served: Served) -> None:
    for tool, arguments in (("ask", {"question": "\ud800"}), ("ask", {"\ud800": ""}), ("nps", {"promoters": "\ud800"})):
        body = _message("tools/call", {"name": tool, "arguments": arguments, "_meta": _META})
        headers = {"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": tool}
        status, _, answer = _send(served, body, **headers)
        assert status == 200
        assert json.loads(answer)["result"]["isError"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonl", ""])
def test_another_media_type_is_refused(served: Served, content_type: str) -> None:
    told = _problem(_send(served, _LIST, **{"Content-Type": content_type}), 415)
    assert "Send it with the header Content-Type: application/json." in told


def test_an_answer_is_json(served: Served) -> None:
    assert _send(served, _LIST, Accept="text/html")[0] == 406


def test_too_large_a_body_is_refused(served: Served) -> None:
    assert _send(served, b" " * (_MAX_BODY + 1))[0] == 413
    assert _send(served, _LIST + b" " * (_MAX_BODY - len(_LIST)))[0] == 200


class _Balancer(httpx2.AsyncHTTPTransport):
    """Sends each request to the next of several servers."""

    def __init__(self, ports: list[int]) -> None:
        super().__init__()
        self._next = cycle(ports)
        self.sent: list[int] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(next(self._next))
        request.url = request.url.copy_with(port=self.sent[-1])
        return await super().handle_async_request(request)


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_any_server_answers_any_request(served: Served, data_dir: Path, mode: str) -> None:
    with serving(data_dir) as other:
        balancer = _Balancer([served.port, other.port])
        async with (
            httpx2.AsyncClient(transport=balancer, timeout=60) as http,
            Client(streamable_http_client("http://localhost/mcp", http_client=http), mode=mode) as client,
        ):
            answers = [(await client.call_tool("ask", {"question": "What is a good NRR?"})) for _ in range(4)]
            listed = [len((await client.list_tools(cache_mode="refresh")).tools) for _ in range(2)]
    texts = {text_of(answer) for answer in answers}
    assert len(texts) == 1
    assert "[1]" in texts.pop()
    assert listed[0] == listed[1]
    assert balancer.sent.count(served.port) >= 3
    assert balancer.sent.count(other.port) >= 3


@pytest.mark.anyio
async def test_calculators_answer_while_the_sources_cannot_be_read(tmp_path: Path) -> None:
    env = {"CSA_SOURCES": str(tmp_path / "missing.yaml")}
    with serving(tmp_path / "data", env=env, until="/health/live") as served:
        async with Client(f"{served.url}/mcp") as client:
            calculated = await client.call_tool("nps", example_of(CALCULATORS["nps"]))
            asked = await client.call_tool("ask", {"question": "What is a good NRR?"})
            found = await client.call_tool("search", {"query": "NRR"})
        assert "Traceback" not in served.log
    assert not calculated.is_error
    for result in (asked, found):
        assert result.is_error
        assert "There is no knowledge base" in text_of(result) or "missing.yaml" in text_of(result)


def _problem(answered: tuple[int, HTTPMessage, bytes], status: int) -> str:
    """The detail of the problem document that it must be."""
    assert answered[0] == status
    assert answered[1]["Content-Type"] == "application/problem+json"
    detail: str = json.loads(answered[2])["detail"]
    return detail


def _message(method: str, params: Mapping[str, Any]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()


def _hello(version: str) -> dict[str, Any]:
    return {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


def _send(served: Served, body: bytes | None, method: str = "POST", **headers: str) -> tuple[int, HTTPMessage, bytes]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    try:
        connection.request(method, "/mcp", body, JSON | headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()
