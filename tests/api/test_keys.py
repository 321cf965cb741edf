"""API keys: made once, asked for on every door, and revoked at once, in the middle of an answer too."""

import json
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.keys import FILE, KeyNeededError, KeyStore, UnknownKeyError, WrongKeyError
from api.safety.binding import check_binding
from corpus.embeddings import Embedder
from corpus.errors import SettingsError, StoreBusyError, StoreError
from corpus.settings import Settings
from tests.api.commands import run
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


def test_a_key_has_256_random_bits_and_only_its_digest_is_stored(settings: Settings) -> None:
    store = KeyStore.of(settings)
    first, second = store.add("one"), store.add("two")
    assert first != second
    assert len(first.split("_", 2)[2]) == 43, "256 bits in base 64"
    files = list(settings.data_dir.glob(f"{FILE}*"))
    with closing(sqlite3.connect(settings.data_dir / FILE)) as connection:
        digests = {row[0] for row in connection.execute("SELECT digest FROM keys")}
    assert digests == {sha256(key.encode()).digest() for key in (first, second)}
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert first.split("_", 2)[2].encode() not in path.read_bytes()


def test_a_key_opens_until_it_is_revoked_and_the_last_one_leaves_the_door_shut(settings: Settings) -> None:
    store, elsewhere = KeyStore.of(settings), KeyStore.of(settings)
    assert store.holder(None) is None
    assert store.holder("csa_whatever") is None, "without keys, nobody is asked for one"
    key = elsewhere.add("website")
    identity = store.holder(key)
    assert identity == key.split("_")[1]
    with pytest.raises(KeyNeededError):
        store.holder(None)
    for wrong in (key[:-1] + ("A" if key[-1] != "A" else "B"), key + "A", key.upper(), "csa_00000000_", "", "\udcff"):
        with pytest.raises(WrongKeyError):
            store.holder(wrong)
    elsewhere.revoke(identity)
    with pytest.raises(WrongKeyError):
        store.holder(key)
    assert store.is_required()
    assert not store.allows(None)
    assert not store.allows(identity)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb"])
def test_a_name_that_tells_nothing_makes_no_key(settings: Settings, name: str) -> None:
    with pytest.raises(UnknownKeyError, match="1 to 100 printable characters"):
        KeyStore.of(settings).add(name)
    assert not settings.data_dir.exists()


def _truncate(path: Path) -> None:
    path.write_bytes(b"")


def _spoil(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 100)


def _remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("spoil", [_truncate, _spoil, _remove])
def test_keys_that_cannot_be_read_let_nobody_in(settings: Settings, spoil: Callable[[Path], None]) -> None:
    store = KeyStore.of(settings)
    key = store.add("website")
    assert store.holder(key)
    store.close()
    spoil(settings.data_dir / FILE)
    for given in (key, None):
        with pytest.raises(StoreError, match="nobody is let in"):
            store.holder(given)


def test_another_programs_database_is_no_file_of_keys(settings: Settings) -> None:
    settings.data_dir.mkdir()
    with closing(sqlite3.connect(settings.data_dir / FILE)) as other:
        other.execute("PRAGMA application_id = 7")
    with pytest.raises(StoreError, match="another program's"):
        KeyStore.of(settings).holder(None)


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
        for accepted in ("text/html;q=0.1, application/json", "application/json", "text/html;q=0", "*/*"):
            assert anybody.get(_DOCUMENT, headers={"Accept": accepted}).status_code == 401, accepted


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


def test_the_command_makes_lists_and_revokes(tmp_path: Path) -> None:
    assert "none is needed" in run("keys", "list", data_dir=tmp_path).err
    added = run("keys", "add", "--name", "website", data_dir=tmp_path)
    key = added.out.strip()
    assert key.startswith("csa_")
    assert added.out == f"{key}\n"
    assert "shown this once" in added.err
    assert "every request needs a key" in " ".join(added.err.split())
    listed = run("keys", "list", data_dir=tmp_path)
    identity, name, _, state = listed.out.strip().split("\t")
    assert (identity, name, state) == (key.split("_")[1], "website", "open")
    assert key not in listed.out + listed.err
    assert run("keys", "revoke", identity, data_dir=tmp_path).status == 0
    assert "revoked 2" in run("keys", "list", data_dir=tmp_path).out
    unknown = run("keys", "revoke", "nobody", data_dir=tmp_path)
    assert unknown.status == 1
    assert "'nobody'" in unknown.err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.7", "example.com", "localhost.example.com"])
def test_the_network_is_not_let_in_without_keys_unless_that_is_said(settings: Settings, host: str) -> None:
    with pytest.raises(SettingsError, match="--without-keys"):
        check_binding(host, settings, is_open_allowed=False)
    check_binding(host, settings, is_open_allowed=True)
    key = KeyStore.of(settings).add("website")
    check_binding(host, settings, is_open_allowed=False)
    KeyStore.of(settings).revoke(key.split("_")[1])
    check_binding(host, settings, is_open_allowed=False)  # the door is shut, if not very useful


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"])
def test_this_machine_needs_no_keys(settings: Settings, host: str) -> None:
    check_binding(host, settings, is_open_allowed=False)


def test_serve_refuses_before_it_does_anything(tmp_path: Path) -> None:
    refused = run("serve", "--host", "0.0.0.0", data_dir=tmp_path / "data")
    assert refused.status == 1
    assert "--without-keys" in refused.err
    assert not (tmp_path / "data").exists()
