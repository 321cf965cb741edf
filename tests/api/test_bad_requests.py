"""Requests that are wrong before their body is read: types, sizes, methods, addresses, what they accept."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.commands import COMMAND
from tests.api.exchange import JSON, NRR, POSTS, post, send
from tests.api.serving import Served, serving

_MIB = 1 << 20
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_READ = ("questions", "documents", "documents/x", "tools", "metrics", "v1/models", "health/live", "health/ready")
_ALLOWED = dict.fromkeys(POSTS, "POST") | {f"/{name}": "GET" for name in _READ}
_EACH_POST = pytest.mark.parametrize("door", POSTS)


@pytest.fixture(scope="module")
def served(shipped_folder: Path) -> Iterator[Served]:
    with serving(shipped_folder, program=(COMMAND, "serve")) as running:
        yield running
        assert running.is_answering()
        assert "Traceback" not in running.log


@_EACH_POST
@pytest.mark.parametrize(
    ("content_type", "told"),
    [
        (None, "The body has no content type"),
        ("", "The body has no content type"),
        ("text/plain", "The body is 'text/plain'; JSON is needed"),
        ("multipart/form-data", "Content-Type: application/json"),
        ("application/x-www-form-urlencoded", "Content-Type: application/json"),
        ("application/jsonx", "Content-Type: application/json"),
        ("\xe9/\xe9", "The body is"),
        ("x" * 5_000, "The body is 'xxx"),
    ],
    ids=["none", "empty", "text", "parts", "form", "nearly", "not ASCII", "long"],
)
def test_only_json_is_taken(served: Served, door: str, content_type: str | None, told: str) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    assert told in post(served, door, POSTS[door], headers).problem(415)["detail"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_is_json_however_it_is_named(served: Served, content_type: str) -> None:
    assert post(served, "/tools/nrr", NRR, {"Content-Type": content_type}).status == 200


@_EACH_POST
@pytest.mark.parametrize("is_chunked", [False, True], ids=["whole", "in chunks"])
def test_a_body_has_a_mebibyte_at_most(served: Served, door: str, is_chunked: bool) -> None:
    body = json.dumps(POSTS[door]).encode()
    larger = b" " * (_MIB - len(body) + 1) + body
    pieces = (larger[start : start + 65_536] for start in range(0, len(larger), 65_536))
    response = send(served, "POST", door, pieces if is_chunked else larger)
    assert "at most 1048576 bytes are allowed" in response.problem(413)["detail"]


@pytest.mark.parametrize("length", ["9" * 20, "-1", "abc", "1e3", "+5", "5, 6", "0x10"])
def test_an_absurd_length_is_refused(served: Served, length: str) -> None:
    response = send(served, "POST", "/ask", b"{}", JSON | {"Content-Length": length})
    assert "no valid HTTP" in response.problem(400)["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [(method, path, allowed) for path, allowed in _ALLOWED.items() for method in _METHODS if method != allowed],
)
def test_another_method_is_refused(served: Served, method: str, path: str, allowed: str) -> None:
    response = send(served, method, path, b"{}")
    assert "the header Allow says which" in response.problem(405)["detail"]
    assert allowed in response.headers["allow"]


@pytest.mark.parametrize(
    ("path", "accept", "offered"),
    [
        ("/ask", "text/html", "application/json"),
        ("/ask", "text/event-stream", "application/json"),
        ("/ask", "application/json;q=0, image/*", "application/json"),
        ("/chat", "application/json", "text/event-stream"),
        ("/tools/nrr", "garbage", "application/json"),
        ("/v1/chat/completions", "x" * 5_000, "text/event-stream"),
    ],
)
def test_what_cannot_be_accepted_is_told(served: Served, path: str, accept: str, offered: str) -> None:
    problem = post(served, path, POSTS[path], JSON | {"Accept": accept}).problem(406)
    assert offered in problem["detail"]


@pytest.mark.parametrize("path", ["/questions", "/documents", "/tools", "/v1/models"])
def test_pictures_are_not_to_be_had(served: Served, path: str) -> None:
    assert "image/png" in send(served, "GET", path, headers={"Accept": "image/png"}).problem(406)["detail"]
    assert send(served, "GET", path, headers={"Accept": "image/png, */*;q=0.1"}).status == 200


@pytest.mark.parametrize(
    "document_id",
    ["..", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%E2%80%AEa", ""],
)
def test_a_document_that_is_not_there_is_not_found(served: Served, document_id: str) -> None:
    problem = send(served, "GET", f"/documents/{document_id}").problem(404)
    assert problem["detail"] == "There is no document with this id. GET /documents lists all."


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/documents/" + "a" * 20_000, "There is no document"),
        ("/tools/nrrr", "There is no calculator nrrr. → nrr? There are nrr, grr"),
        ("/tools/" + "x" * 20_000, "There is no calculator xxx"),
        ("/tools/%00", "There is no calculator"),
        ("/v1/models/" + "x" * 400, "There is no model"),
        ("/nothing", "There is nothing at this address. GET /openapi.json lists what there is."),
        ("//", "There is nothing at this address"),
        ("/%2e%2e/ask", "There is nothing at this address"),
        ("/ask%00", "There is nothing at this address"),
    ],
    ids=lambda text: text[:24],
)
def test_what_is_not_there_is_not_found(served: Served, path: str, told: str) -> None:
    method = "POST" if path.startswith("/tools") else "GET"
    assert told in send(served, method, path, b"{}" if method == "POST" else None).problem(404)["detail"]


@pytest.mark.parametrize(
    "language", ["xx", "EN", "", "null", "%ff", "%00", "%ed%a0%80", "en%0a", "x" * 60_000], ids=lambda text: text[:10]
)
@pytest.mark.parametrize("path", ["/questions", "/tools"])
def test_a_language_in_the_query_is_as_described(served: Served, path: str, language: str) -> None:
    problem = send(served, "GET", f"{path}?language={language}").problem(422)
    assert [each["where"] for each in problem["errors"]] == ["query.language"]
    assert "must be a two-letter code of ISO 639-1 in small letters, such as en, nl or ar" in problem["detail"]


@pytest.mark.parametrize("path", ["/questions", "/ask", "/documents/x", "/nothing"])
def test_an_address_has_its_limit(served: Served, path: str) -> None:
    problem = send(served, "GET", f"{path}?{'x' * 70_000}").problem(431)
    assert "at most 65536 bytes are allowed" in problem["detail"]
