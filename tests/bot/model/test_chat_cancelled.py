"""Who leaves a stream ends it: the connection is closed at once, the server sees it, and nothing is left behind."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from typing import Any

import anyio
import psutil
import pytest

from bot.model.langchain_model import LangChainChatModel
from bot.model.usage import Usage
from bot.tools import structured_tools
from tests.bot.model.calls import ASKED, SCHEMA, loaded, stream
from tests.bot.model.scripted import PROFILED, Reply, Scripted

pytestmark = pytest.mark.anyio

_STREAMS = 1_000
_AT_ONCE = 50
_PATIENCE = 30.0
_WORDS = "word " * 20
_ENDLESS = Reply(text=_WORDS, is_endless=True, tokens_per_second=20)
_ENDLESS_OBJECT = Reply(text='{"sentences": [{"text": "' + _WORDS, is_endless=True, tokens_per_second=20)

Opened = AsyncGenerator[Any, None]


def _texts(model: LangChainChatModel) -> Opened:
    return model.stream_text(ASKED, usage=Usage(), until=anyio.current_time() + 600)


def _objects(model: LangChainChatModel) -> Opened:
    return model.stream_objects(ASKED, SCHEMA, usage=Usage(), until=anyio.current_time() + 600)


async def _closed(opened: Opened, server: Scripted) -> None:
    """Reads one piece and closes."""
    async with aclosing(opened):
        async for _ in opened:
            break


async def _cancelled(opened: Opened, server: Scripted) -> None:
    """Is cancelled while it waits for a piece, once the server is at it."""
    await _cancel(lambda: _read(opened), server)


async def _read(opened: Opened) -> None:
    async with aclosing(opened):
        async for _ in opened:
            pass


async def _cancel(work: Callable[[], Coroutine[Any, Any, Any]], server: Scripted) -> None:
    """Does some work, and cancels it once the server has been asked once more."""
    before = len(server.asked)
    async with anyio.create_task_group() as group:
        group.start_soon(work)
        await anyio.to_thread.run_sync(server.wait_until, lambda seen: len(seen.asked) > before)
        group.cancel_scope.cancel()


_WAYS = {
    "closed": (_ENDLESS, _texts, _closed),
    "cancelled": (_ENDLESS, _texts, _cancelled),
    "closed, of objects": (_ENDLESS_OBJECT, _objects, _closed),
    "cancelled, of objects": (_ENDLESS_OBJECT, _objects, _cancelled),
    "cancelled before headers": (Reply(hangs=True), _texts, _cancelled),
    "cancelled before the first token": (Reply(text="late", delay=600), _objects, _cancelled),
}


@pytest.mark.parametrize(("reply", "opened", "leave"), _WAYS.values(), ids=_WAYS)
async def test_the_server_sees_that_the_client_has_left(
    server: Scripted,
    reply: Reply,
    opened: Callable[[LangChainChatModel], Opened],
    leave: Callable[[Opened, Scripted], Awaitable[None]],
) -> None:
    server.play(reply)
    async with loaded(server, PROFILED) as model:
        before = len(asyncio.all_tasks())
        await leave(opened(model), server)
        assert len(asyncio.all_tasks()) == before, "what it began has ended when it returns"
        await anyio.to_thread.run_sync(server.wait_until, lambda seen: seen.ended_by_client == 1 and seen.open == 0)


async def test_other_calls_can_be_cancelled_too(server: Scripted) -> None:
    server.play(Reply(hangs=True))
    tools = structured_tools()
    async with loaded(server, PROFILED) as model:
        until = anyio.current_time() + 600
        await _cancel(lambda: model.complete(ASKED, usage=Usage(), until=until), server)
        await _cancel(lambda: model.call_tools(ASKED, tools, usage=Usage(), until=until), server)
        await anyio.to_thread.run_sync(server.wait_until, lambda seen: seen.ended_by_client == 2 and seen.open == 0)


async def test_cancelling_while_it_waits_to_try_again_ends_it(server: Scripted) -> None:
    server.play(Reply(status=429, retry_after="60"))
    async with loaded(server) as model:
        await _cancel(lambda: model.complete(ASKED, usage=Usage(), until=anyio.current_time() + 600), server)
    assert len(server.asked) == 1


async def test_a_stream_that_was_not_begun_asks_nothing(server: Scripted) -> None:
    server.play(_ENDLESS)
    async with loaded(server) as model:
        await _texts(model).aclose()
    assert not server.asked


async def test_a_stream_that_is_dropped_ends_as_well(server: Scripted) -> None:
    server.play(_ENDLESS)
    async with loaded(server) as model:
        opened = _texts(model)
        await anext(opened)
        del opened
        gc.collect()
        await anyio.to_thread.run_sync(server.wait_until, lambda seen: seen.ended_by_client == 1 and seen.open == 0)


async def test_a_thousand_cancelled_streams_leave_nothing(server: Scripted) -> None:
    server.play(Reply(text="Warm."))
    process = psutil.Process()
    async with loaded(server, PROFILED) as model:
        await stream(model)
        server.play(lambda asked: _ENDLESS_OBJECT if asked.schema else _ENDLESS)
        tasks, files, threads = len(asyncio.all_tasks()), process.num_fds(), process.num_threads()
        limit = anyio.Semaphore(_AT_ONCE)

        async def one(number: int) -> None:
            opened = (_texts, _objects)[number % 2](model)
            async with limit:
                if number % 4 < 2:
                    await _closed(opened, server)
                else:
                    with anyio.move_on_after(0.05):
                        await _read(opened)

        async with anyio.create_task_group() as group:
            for number in range(_STREAMS):
                group.start_soon(one, number)
        assert len(asyncio.all_tasks()) == tasks
        # Those that are cancelled before they are sent never reach the server.
        await server.settled()
        assert server.ended_by_client == len(server.asked) >= _STREAMS // 2
        await _becomes(lambda: process.num_fds() <= files + 1)
        assert process.num_threads() <= threads + 1
        server.play(Reply(text="Still well."))
        assert (await stream(model)).text == "Still well."


async def _becomes(is_so: Callable[[], bool]) -> None:
    """Waits for what only the operating system can tell."""
    with anyio.fail_after(_PATIENCE):
        while not is_so():
            await anyio.sleep(0.02)
