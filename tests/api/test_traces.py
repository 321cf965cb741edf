"""Where an endpoint is configured, each request is traced, without its text; where none is, nothing is sent."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.api.commands import COMMAND
from tests.api.parrots import parrot
from tests.api.serving import serving
from tests.bot.model.scripted import PLAIN, scripted


class _Collector(ThreadingHTTPServer):
    """Takes traces as a collector does, and keeps them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Takes)
        self.received: list[tuple[str, bytes]] = []

    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for _, body in self.received]
        scopes = [scope for each in requests for resource in each.resource_spans for scope in resource.scope_spans]
        return [span for scope in scopes for span in scope.spans]


class _Takes(BaseHTTPRequestHandler):
    server: _Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.received.append((self.path, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[_Collector]:
    server = _Collector()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_requests_are_traced_without_their_text(collector: _Collector, shipped_folder: Path) -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_address[1]}"}
    with serving(shipped_folder, program=(COMMAND, "serve"), env=endpoint) as served:
        assert httpx.post(f"{served.url}/ask", json={"question": "Is a zebra an NPS?"}, timeout=30).status_code == 200
        assert httpx.get(f"{served.url}/health/live", timeout=30).status_code == 200
    assert {path for path, _ in collector.received} == {"/v1/traces"}
    requests = [ExportTraceServiceRequest.FromString(body) for _, body in collector.received]
    assert [span.name for span in collector.spans()] == ["POST /ask"]
    resources = [resource.resource for request in requests for resource in request.resource_spans]
    assert all(
        ("service.name", "cs-answers") in [(a.key, a.value.string_value) for a in r.attributes] for r in resources
    )
    assert not any(b"zebra" in body for _, body in collector.received)


_DOORS = ("/ask", "/chat", "/v1/chat/completions", "/mcp")


def _asked(path: str, question: str) -> dict[str, Any]:
    """A body for a door; each has a question of its own, lest an answer be remembered."""
    asked: dict[str, Any] = {"question": f"{question} ({path})"}
    if path.startswith("/v1"):
        messages = [{"role": "user", "content": asked["question"]}]
        return {"model": "cs-answers", "messages": messages, "stream": True}
    if path == "/mcp":
        return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": asked}}
    return asked


def test_what_a_chat_model_is_asked_is_traced_within_the_request(collector: _Collector, shipped_folder: Path) -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_address[1]}"}
    headers = {"Accept": "application/json, text/event-stream"}
    with (
        scripted(parrot(usage=(210, 35))) as model,
        serving(shipped_folder, program=(COMMAND, "serve"), env=endpoint | model.environment()) as served,
    ):
        for path in _DOORS:
            body = _asked(path, "What is a good NRR for a zebra?")
            answered = httpx.post(f"{served.url}{path}", json=body, headers=headers, timeout=60)
            assert f"openai:{PLAIN}" in answered.text
    requests = {span.span_id: span for span in collector.spans() if span.kind == Span.SPAN_KIND_SERVER}
    calls = [span for span in collector.spans() if span.kind == Span.SPAN_KIND_CLIENT]
    paths = {
        each.value.string_value for span in requests.values() for each in span.attributes if each.key == "url.path"
    }
    assert paths == set(_DOORS)
    assert len(calls) == len(model.asked)
    assert {call.parent_span_id for call in calls} == requests.keys()
    for call in calls:
        assert (call.name, call.trace_id) == (f"chat {PLAIN}", requests[call.parent_span_id].trace_id)
        told = {each.key: each.value for each in call.attributes}
        assert told["gen_ai.usage.input_tokens"].int_value == 210
        assert told["gen_ai.provider.name"].string_value == "openai"
    assert not any(words in body for _, body in collector.received for words in (b"zebra", b"Gainsight"))
