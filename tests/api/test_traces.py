"""Where an endpoint is configured, each request is traced, without its text; where none is, nothing is sent."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.api.commands import COMMAND
from tests.api.serving import serving


class _Collector(ThreadingHTTPServer):
    """Takes traces as a collector does, and keeps them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Takes)
        self.received: list[tuple[str, bytes]] = []


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
    names = [
        span.name
        for request in requests
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    assert names == ["POST /ask"]
    resources = [resource.resource for request in requests for resource in request.resource_spans]
    assert all(
        ("service.name", "cs-answers") in [(a.key, a.value.string_value) for a in r.attributes] for r in resources
    )
    assert not any(b"zebra" in body for _, body in collector.received)
