"""Whoever leaves takes along what a chat model was asked for them, and who waits for one keeps nobody else waiting."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import psutil
import pytest

from api.app import create_app
from api.event_stream import kept_alive
from api.keys import KeyStore
from api.threads import ANSWERS_AT_ONCE
from corpus.settings import Settings
from tests.api.inside import Inside, running, wait_until
from tests.api.parrots import goes_on, parrot
from tests.api.with_model.exchanges import BEFORE, SECONDS, ask, begin, read_until
from tests.bot.model.scripted import Asked, Reply, Scripted
from tests.conftest import RememberingEmbedder

_DOORS = ["/ask", "/chat", "/v1/chat/completions", "/v1/chat/completions?stream", "/mcp"]
# The second holds back what does not answer yet.
_MIDWAY = [("/chat", b"event: delta"), ("/v1/chat/completions?stream", b"assistant")]
_STREAMS = 1000
_AT_ONCE = 50
_WAITING = 20


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def _serving(folder: Path, model: Scripted, **more: Any) -> Iterator[Inside]:
    with running(create_app(Settings(data_dir=folder, **model.settings(**more)))) as served:
        yield served


def _none_is_open(model: Scripted) -> None:
    model.wait_until(lambda server: server.open == 0)


@pytest.mark.parametrize("path", _DOORS)
@pytest.mark.parametrize("script", [Reply(hangs=True), parrot(tokens_per_second=20)], ids=["silent", "speaking"])
def test_who_leaves_ends_the_call_upstream(
    inside: Inside, model: Scripted, path: str, script: Any, caplog: pytest.LogCaptureFixture
) -> None:
    model.play(parrot())
    ask(inside, history=BEFORE)
    before = inside.tasks()
    model.play(script)
    with begin(inside, path):
        model.wait_until(lambda server: server.open == 1)
    _none_is_open(model)
    assert model.ended_by_client == 1
    wait_until(lambda: inside.tasks() <= before)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("path", ["/ask", "/chat", "/v1/chat/completions?stream"])
def test_a_revoked_key_ends_the_call_upstream(shipped: Settings, model: Scripted, path: str) -> None:
    settings = Settings(data_dir=shipped.data_dir, **model.settings())
    keys = KeyStore.of(settings)
    key = keys.add("somebody")
    model.play(Reply(hangs=True))
    with running(create_app(settings)) as inside, begin(inside, path, headers={"X-API-Key": key}) as connection:
        model.wait_until(lambda server: server.open == 1)
        keys.revoke(keys.keys()[0].id)
        _none_is_open(model)
        assert model.ended_by_client == 1
        assert b"401" in read_until(connection, b"401")


@pytest.mark.parametrize("path", ["/ask", "/v1/chat/completions"])
def test_a_deadline_ends_the_call_upstream(
    shipped_folder: Path, model: Scripted, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.safety.guarded.ANSWER_SECONDS", -9.0)
    model.play(Reply(hangs=True))
    with _serving(shipped_folder, model, chat_timeout=10) as inside, begin(inside, path) as connection:
        assert b"503" in read_until(connection, b"too-slow")
        _none_is_open(model)
    assert model.ended_by_client == 1


def test_a_request_may_wait_as_long_as_a_model_may_take(
    shipped_folder: Path, model: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.safety.guarded.ANSWER_SECONDS", 1.0)
    model.play(Reply(hangs=True))
    with _serving(shipped_folder, model, chat_timeout=1.5) as inside:
        assert ask(inside)["fallback"] == "timeout"


def test_twenty_who_wait_for_a_slow_model_keep_nobody_waiting(inside: Inside, model: Scripted) -> None:
    assert _WAITING > ANSWERS_AT_ONCE

    def slow_for_some(asked: Asked) -> Reply:
        return Reply(hangs=True) if "company" in asked.prompt.partition("Question:")[2] else parrot()(asked)

    model.play(slow_for_some)
    waiting = [begin(inside, "/chat", f"What is a good NRR for company {n}?") for n in range(_WAITING)]
    try:
        model.wait_until(lambda server: server.open == _WAITING)
        assert ask(inside, "What is a good NPS?", history=BEFORE)["generator"].startswith("openai:")
        assert ask(inside, "What is the NPS with 50 promoters, 20 passives and 10 detractors?")["kind"] == "calculation"
        assert ask(inside, "How tall is the Eiffel Tower?")["kind"] == "refusal"
        assert httpx.get(f"{inside.url}/documents", timeout=SECONDS).status_code == 200
        assert model.open == _WAITING, "they still wait"
    finally:
        for connection in waiting:
            connection.close()
    _none_is_open(model)


def test_a_thousand_streams_dropped_midway_leave_nothing_behind(
    shipped_folder: Path, model: Scripted, counting: RememberingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.service.load_embedder", lambda name: counting)
    process = psutil.Process()
    model.play(goes_on(tokens_per_second=5))
    with _serving(shipped_folder, model, chat_timeout=120, chat_first_token_timeout=60) as inside:
        _drop(inside, model, _AT_ONCE)  # what is made once, such as threads and files, is made here
        tasks, threads, files = inside.tasks(), threading.active_count(), process.num_fds()
        for _ in range(_STREAMS // _AT_ONCE):
            _drop(inside, model, _AT_ONCE)
        assert model.ended_by_client == _STREAMS + _AT_ONCE
        wait_until(lambda: inside.tasks() <= tasks)
        wait_until(lambda: threading.active_count() <= threads)
        wait_until(lambda: process.num_fds() <= files)
        model.play(parrot())
        assert ask(inside, history=BEFORE)["fallback"] is None


def _drop(inside: Inside, model: Scripted, count: int) -> None:
    """Begins streams side by side, and leaves them all while the model is speaking."""
    streams = [begin(inside, _MIDWAY[n % len(_MIDWAY)][0]) for n in range(count)]
    for n, each in enumerate(streams):
        read_until(each, _MIDWAY[n % len(_MIDWAY)][1])
    model.wait_until(lambda server: server.open == count)
    for each in streams:
        each.close()
    _none_is_open(model)


async def _spoken(*pauses: float) -> Any:
    for pause in pauses:
        await anyio.sleep(pause)
        yield b"data: x\n\n"


@pytest.mark.anyio
async def test_a_silent_stream_is_kept_alive() -> None:
    sent = [piece async for piece in kept_alive(_spoken(0, 0.5, 0), 0.1)]
    assert sent[0] == b"data: x\n\n"
    assert sent[-2:] == [b"data: x\n\n"] * 2
    comments = sent[1:-2]
    assert 1 <= len(comments) <= 5
    assert set(comments) == {b": ping\n\n"}


@pytest.mark.anyio
async def test_a_client_that_reads_no_more_and_leaves_ends_the_call_upstream(
    shipped_folder: Path, model: Scripted
) -> None:
    model.play(parrot(tokens_per_second=20))
    app = create_app(Settings(data_dir=shipped_folder, **model.settings()))
    stuck, left = anyio.Event(), anyio.Event()
    body = b'{"question": "What is a good NRR?"}'
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/chat", "raw_path": b"/chat", "root_path": ""}
    scope |= {"headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")], "query_string": b""}
    scope |= {"http_version": "1.1", "scheme": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}}
    scope |= {"client": ("127.0.0.1", 9), "server": ("127.0.0.1", 8000)}
    requests = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Any:
        if request := next(requests, None):
            return request
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if b"106%" in message.get("body", b""):
            stuck.set()
            await anyio.sleep_forever()

    async with app.router.lifespan_context(app), anyio.create_task_group() as tasks:
        tasks.start_soon(app, scope, receive, send)
        with anyio.fail_after(SECONDS):
            await stuck.wait()
            assert model.open == 1
            left.set()
            await model.settled()
    assert model.ended_by_client == 1
