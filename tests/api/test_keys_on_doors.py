"""A key is asked for on every door, and revoked at once, in the middle of an answer too."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from api.app import create_app
from api.keys import FILE, KeyStore
from api.safety.watch import Watch
from corpus.embeddings import Embedder
from corpus.errors import StoreBusyError
from corpus.settings import Settings
from tests.api.inside import HeldEmbedder, Inside, running, wait_until

_QUESTION = {"question": "What is a good NPS?"}
_COMPLETION = {"model": "cs-answers", "messages": [{"role": "user", "content": "What is a good NPS?"}]}
_MCP_HEADERS = {"Accept": "application/json, text/event-stream"}
_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
_NPS = {"scores": [9, 9, 3]}
_DOCUMENT = "/documents/nick-mehta-jason-lemkin-cs-questions.nl"

_Door = Callable[[httpx.Client], httpx.Response]
_DOORS: dict[str, _Door] = {
    "ask": lambda client: client.post("/ask", json=_QUESTION),
    "chat": lambda client: client.post("/chat", json=_QUESTION),
    "questions": lambda client: client.get("/questions"),
    "tools": lambda client: client.get("/tools"),
    "a tool": lambda client: client.post("/tools/nps_from_scores", json=_NPS),
    "documents": lambda client: client.get("/documents"),
    "a document": lambda client: client.get(_DOCUMENT),
    "completions": lambda client: client.post("/v1/chat/completions", json=_COMPLETION),
    "streamed": lambda client: client.post("/v1/chat/completions", json=_COMPLETION | {"stream": True}),
    "models": lambda client: client.get("/v1/models"),
    "mcp": lambda client: client.post("/mcp", json=_TOOLS, headers=_MCP_HEADERS),
    "metrics": lambda client: client.get("/metrics"),
    "openapi": lambda client: client.get("/openapi.json"),
}


@pytest.fixture(scope="module")
def embedder(bundled: Embedder) -> HeldEmbedder:
    return HeldEmbedder(bundled)


@pytest.fixture
def store(shipped: Settings) -> Iterator[KeyStore]:
    opened = KeyStore.of(shipped)
    yield opened
    opened.close()


@pytest.fixture
def inside(shipped: Settings, embedder: HeldEmbedder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inside]:
    monkeypatch.setattr("api.service.load_embedder", lambda name: embedder)
    with running(create_app(shipped)) as served:
        yield served


def _client(inside: Inside, key: str | None = None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.Client(base_url=inside.url, headers=headers, timeout=30)


def _lock(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def test_a_locked_file_is_waited_for_and_lets_nobody_in(inside: Inside, store: KeyStore, shipped: Settings) -> None:
    key = store.add("website")
    store.close()
    with closing(_lock(shipped.data_dir / FILE)) as locked, _client(inside, key) as client:
        with pytest.raises(StoreBusyError):
            KeyStore.of(shipped).holder(key)
        refused = client.get("/tools")
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert str(shipped.data_dir) not in refused.text, "strangers need not know where it is"
        assert client.get("/health/live").status_code == 200
        threading.Timer(0.3, locked.execute, ["ROLLBACK"]).start()
        assert client.get("/tools").status_code == 200


@pytest.mark.parametrize("door", _DOORS)
def test_every_door_wants_a_key_as_soon_as_there_is_one(inside: Inside, store: KeyStore, door: str) -> None:
    knock = _DOORS[door]
    with _client(inside) as anybody, _client(inside, "whatever") as whoever:
        assert knock(anybody).status_code == 200, knock(anybody).text
        assert knock(whoever).status_code == 200
        key = store.add("website")
        for refused in (knock(anybody), knock(whoever)):
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Bearer")
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.json()["status"] == 401
        with _client(inside, key) as holder:
            assert knock(holder).status_code == 200
            anybody.headers["X-API-Key"] = key
            assert knock(anybody).status_code == 200
            store.revoke(key.split("_")[1])
            assert knock(holder).status_code == 401
            assert knock(anybody).status_code == 401


def test_what_holds_no_text_needs_no_key(inside: Inside, store: KeyStore) -> None:
    store.add("website")
    page = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    with _client(inside) as anybody:
        assert anybody.get("/health/live").status_code == 200
        assert anybody.get("/health/ready").status_code == 200
        assert anybody.get("/", headers=page).status_code == 200
        assert anybody.get("/static/nothing.js").status_code == 404
        for path in ("/documents", "/health/live/", "//health/live", "/static"):
            assert anybody.get(path, headers=page).status_code == 401, path
        assert anybody.post("/").status_code == 401
        assert anybody.get("/static/%2e%2e/tools").status_code == 404
        shell = anybody.get(_DOCUMENT, headers=page)
        assert shell.headers["content-type"].startswith("text/html")
        assert "NRR" not in shell.text, "the page reads the document when it has the key"
        missing = anybody.get("/documents/none", headers=page)
        assert (missing.status_code, missing.text) == (200, shell.text), "who has no key may not know what there is"
        for accepted in ("text/html;q=0.1, application/json", "application/json", "text/html;q=0", "*/*"):
            assert anybody.get(_DOCUMENT, headers={"Accept": accepted}).status_code == 401, accepted


def test_who_has_a_key_may_know_what_there_is(inside: Inside, store: KeyStore) -> None:
    with _client(inside, store.add("website")) as holder:
        for path, status in ((_DOCUMENT, 200), ("/documents/none", 404)):
            assert holder.get(path, headers={"Accept": "text/html"}).status_code == status


def _events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        found.append((lines.get("event", ""), json.loads(lines["data"])))
    return found


def test_a_stream_ends_when_its_key_is_revoked(inside: Inside, store: KeyStore, embedder: HeldEmbedder) -> None:
    key = store.add("website")
    with embedder.held(), _client(inside, key) as client:
        with client.stream("POST", "/chat", json={"question": "Is a stream that lasts ended?"}) as response:
            assert response.status_code == 200
            store.revoke(key.split("_")[1])
            events = _events(response.read().decode())
    assert [name for name, _ in events] == ["error"]
    assert events[0][1]["status"] == 401
    assert "revoked" in events[0][1]["detail"]


@pytest.mark.parametrize("door", ["ask", "completions", "mcp"])
def test_an_answer_that_is_waited_for_ends_when_its_key_is_revoked(
    inside: Inside, store: KeyStore, embedder: HeldEmbedder, door: str
) -> None:
    key, question = store.add("website"), f"Is a question at {door} ended?"
    call = {"name": "ask", "arguments": {"question": question}}
    paths: dict[str, tuple[str, dict[str, Any]]] = {
        "ask": ("/ask", {"question": question}),
        "completions": ("/v1/chat/completions", {**_COMPLETION, "messages": [{"role": "user", "content": question}]}),
        "mcp": ("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}),
    }
    path, body = paths[door]
    embedder.begun.clear()

    def revoke() -> None:
        wait_until(lambda: bool(embedder.begun))
        store.revoke(key.split("_")[1])

    with embedder.held(), _client(inside, key) as client:
        revoker = threading.Thread(target=revoke)
        revoker.start()
        refused = client.post(path, json=body, headers=_MCP_HEADERS)
        revoker.join()
    assert refused.status_code == 401
    assert "revoked" in refused.json()["detail"]


def test_what_was_begun_without_keys_ends_with_the_first_one(
    inside: Inside, store: KeyStore, embedder: HeldEmbedder
) -> None:
    with embedder.held(), _client(inside) as client:
        with client.stream("POST", "/chat", json={"question": "Does an open door shut in the middle?"}) as response:
            store.add("website")
            assert [name for name, _ in _events(response.read().decode())] == ["error"]


def test_what_was_begun_ends_when_the_keys_are_gone(
    inside: Inside, store: KeyStore, shipped: Settings, embedder: HeldEmbedder
) -> None:
    key = store.add("website")
    with embedder.held(), _client(inside, key) as client:
        with client.stream("POST", "/chat", json={"question": "Is a stream ended when nobody can look?"}) as response:
            (shipped.data_dir / FILE).rename(shipped.data_dir / "elsewhere")
            events = _events(response.read().decode())
    assert [(name, problem["status"]) for name, problem in events] == [("error", 503)]


def test_what_was_begun_goes_on_when_the_keys_cannot_be_read_for_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, looks = KeyStore.of(settings), []

    def allows(identity: str | None) -> bool:
        looks.append(identity)
        if len(looks) == 2:
            raise StoreBusyError("in use")
        return len(looks) < 5

    monkeypatch.setattr(store, "allows", allows)
    monkeypatch.setattr("api.safety.watch._LOOKS_EVERY", 0.01)

    async def wait() -> bool:
        with Watch(store).watching("one") as going_on:
            await anyio.sleep(30)
        return going_on.cancelled_caught

    assert anyio.run(wait)
    assert len(looks) == 5
