"""What nobody foresaw is told as a problem, and logged with its traceback and the request's id."""

import json
import logging
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import MAX_BODY, create_app
from api.service import Service
from bot.answering import Event
from corpus.settings import Settings

_ASKED = {"question": "What is a good NRR?"}


@pytest.fixture
def client(shipped_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    async def fail(self: Service, question: object) -> AsyncGenerator[Event, None]:
        raise RuntimeError("nobody thought of this")
        yield

    monkeypatch.setattr(Service, "events", fail)
    with TestClient(create_app(Settings(data_dir=shipped_folder)), raise_server_exceptions=False) as opened:
        yield opened


def _logged(records: list[logging.LogRecord], name: str = "api.requests") -> list[Any]:
    return [record for record in records if record.name == name]


def test_it_is_a_problem_with_the_requests_id(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        response = client.post("/ask", json=_ASKED, headers={"X-Request-ID": "r-1"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"] == "r-1"
    assert "nobody thought" not in response.text
    failed, request = _logged(caplog.records)
    assert failed.exc_info
    assert request.status == 500


def test_a_stream_that_has_begun_ends_with_it(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    response = client.post("/chat", json=_ASKED)
    event, data = response.text.strip().splitlines()
    assert event == "event: error"
    assert json.loads(data.removeprefix("data: "))["type"] == "urn:cs-answers:problem:unforeseen"
    assert any(record.exc_info for record in _logged(caplog.records, "api.streaming"))


def test_what_is_refused_before_it_is_read_has_an_id_and_a_line_too(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        response = client.post("/ask", content=b" " * (MAX_BODY + 1), headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    (request,) = _logged(caplog.records)
    assert request.status == 413
    assert response.headers["x-request-id"]
