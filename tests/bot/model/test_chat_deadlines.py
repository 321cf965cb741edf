"""Connecting, the first token and the whole have their times, and nothing goes on past the last of them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import anyio
import pytest

from bot.model.errors import ModelFailedError
from bot.model.usage import Usage
from bot.tools import structured_tools
from tests.bot.model.calls import ASKED, loaded, stream
from tests.bot.model.scripted import Called, Reply, Scripted

pytestmark = pytest.mark.anyio

_LONGER = 1.0
"""Seconds that a call may take beyond its time."""
_GOOD = Reply(text="The median is 106%.")
_SLOW = {
    "nothing comes": Reply(hangs=True),
    "only headers come": Reply(text="late", delay=60),
    "words drip": Reply(text="a b c d e f g h i j k l m n o p", tokens_per_second=4),
    "words never end": Reply(text="a b c", letters=1, is_endless=True, tokens_per_second=200),
}


@pytest.fixture
def deaf() -> Iterator[str]:
    """The base URL of a port whose queue of connections is full: who connects waits."""
    with ExitStack() as held:
        listening = held.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(3):
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


@pytest.mark.parametrize("reply", _SLOW.values(), ids=_SLOW)
async def test_nothing_goes_on_past_the_whole_time(server: Scripted, reply: Reply) -> None:
    server.play(reply)
    async with loaded(server) as model:
        began = anyio.current_time()
        outcome = await stream(model, seconds=1.0)
        assert outcome.failure == "timeout"
        await server.settled()
        assert anyio.current_time() - began < 1.0 + _LONGER
        assert server.ended_by_client == len(server.asked) == outcome.usage.calls


@pytest.mark.parametrize("retry_after", [None, "0.4"])
async def test_retries_are_of_the_same_time(server: Scripted, retry_after: str | None) -> None:
    server.play(Reply(status=503, retry_after=retry_after))
    async with loaded(server) as model:
        began = anyio.current_time()
        outcome = await stream(model, seconds=0.5)
        assert outcome.failure in ("unavailable", "timeout")  # as the second 503 comes in time, or does not
        assert anyio.current_time() - began < 0.5 + _LONGER


async def test_calls_that_are_no_stream_have_the_same_time(server: Scripted) -> None:
    server.play(Reply(calls=(Called("nps"),), hangs=True))
    async with loaded(server) as model:
        began = anyio.current_time()
        with pytest.raises(ModelFailedError, match="timeout"):
            await model.complete(ASKED, usage=Usage(), until=began + 0.5)
        with pytest.raises(ModelFailedError, match="timeout"):
            await model.call_tools(ASKED, structured_tools(), usage=Usage(), until=anyio.current_time() + 0.5)
        assert anyio.current_time() - began < 2 * 0.5 + _LONGER
        await server.settled()


async def test_a_first_token_that_does_not_come_is_asked_for_again(server: Scripted) -> None:
    server.play([Reply(hangs=True), Reply(text="late", delay=60), _GOOD])
    async with loaded(server, chat_first_token_timeout=0.5) as model:
        outcome = await stream(model)
        assert (outcome.text, outcome.error) == (_GOOD.text, None)
        assert (outcome.usage.calls, outcome.usage.retries) == (3, 2)
        await server.settled()
        assert server.ended_by_client == 2


async def test_a_stream_that_has_begun_may_take_its_time(server: Scripted) -> None:
    server.play(Reply(text="a b c d e f", tokens_per_second=4))
    async with loaded(server, chat_first_token_timeout=0.6) as model:
        outcome = await stream(model)
    assert (outcome.text, outcome.error) == ("a b c d e f", None)
    assert outcome.usage.seconds > 1.0


async def test_no_time_is_no_call(server: Scripted) -> None:
    server.play(_GOOD)
    async with loaded(server) as model:
        outcome = await stream(model, seconds=-1.0)
    assert outcome.failure == "timeout"
    assert outcome.usage.calls == 0
    assert not server.asked


async def test_a_server_that_takes_no_connection_is_given_up(deaf: str) -> None:
    async with loaded(deaf, chat_connect_timeout=0.3, chat_first_token_timeout=10) as model:
        began = anyio.current_time()
        outcome = await stream(model, seconds=20.0)
        assert outcome.failure == "timeout"
        assert outcome.usage.calls == 3
        assert anyio.current_time() - began < 3 * 0.3 + 0.75 + _LONGER
