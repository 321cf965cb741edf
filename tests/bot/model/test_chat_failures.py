"""However a server fails, the failure has one of seven names, and what came before it is given."""

import gzip

import anyio
import pytest

from bot.model.client import MOST_BYTES
from bot.model.errors import ModelFailedError
from bot.model.usage import Usage
from bot.model.watch import MOST_CHARACTERS
from tests.bot.model.calls import ASKED, loaded, stream, stream_objects
from tests.bot.model.replies import chunk
from tests.bot.model.scripted import PROFILED, Called, Reply, Scripted, refused

pytestmark = pytest.mark.anyio

_TEXT = "The median is 106% today."
_ENDLESS_LINE = b"data: " + b"x" * (MOST_BYTES + 1)
_EVENTS = "text/event-stream"
_COMPRESSED = gzip.compress(chunk("m", {"content": "Hello."}) + chunk("m", {}, "stop") + b"data: [DONE]\n\n")
_FAILURES = {
    "a rate limit": (Reply(status=429), "rate_limited", 3),
    "a rate limit for long": (Reply(status=429, retry_after="3600"), "rate_limited", 1),
    "a server error": (Reply(status=500), "unavailable", 3),
    "an unavailable service": (Reply(status=503), "unavailable", 3),
    "a conflict": (Reply(status=409), "unavailable", 3),
    "a timeout of the server's": (Reply(status=408), "timeout", 3),
    "a bad request": (Reply(status=400), "rejected", 1),
    "a wrong key": (Reply(status=401), "rejected", 1),
    "an unknown model": (Reply(status=404), "rejected", 1),
    "too much asked": (Reply(status=413), "rejected", 1),
    "an error that is no JSON": (Reply(status=422, raw=b"<h1>no</h1>", content_type="text/html"), "rejected", 1),
    "HTML": (Reply(raw=b"<!doctype html><p>Welcome</p>", content_type="text/html"), "garbled", 1),
    "bytes": (Reply(raw=b"\xff\xfe\x00\x01"), "garbled", 1),
    "an empty body": (Reply(raw=b""), "garbled", 1),
    "events that are no JSON": (Reply(raw=b"data: {nonsense\n\n", content_type=_EVENTS), "garbled", 1),
    "events of another shape": (Reply(raw=b'data: {"choices": 7}\n\n', content_type=_EVENTS), "garbled", 1),
    "events that are a list": (Reply(raw=b"data: [1, 2]\n\n", content_type=_EVENTS), "garbled", 1),
    "one endless line": (Reply(raw=_ENDLESS_LINE, content_type=_EVENTS), "garbled", 1),
    "an endless error": (Reply(status=400, raw=_ENDLESS_LINE), "garbled", 1),
    "what was compressed unasked": (Reply(raw=_COMPRESSED, content_type=_EVENTS, encoding="gzip"), "garbled", 1),
    "no words": (Reply(text=""), "garbled", 1),
    "white space": (Reply(text=" \n "), "garbled", 1),
    "an error in the stream at once": (Reply(text=_TEXT, fails_after=0), "unavailable", 3),
    "a connection closed at once": (Reply(text=_TEXT, cut_after=0, cut="broken"), "unavailable", 3),
    "no end": (Reply(text=_TEXT, cut_after=0), "cut", 1),
}
_AFTER_TWO = {
    "a stream that ends": Reply(text=_TEXT, cut_after=2),
    "a stream that breaks": Reply(text=_TEXT, cut_after=2, cut="broken"),
    "a stream with an error": Reply(text=_TEXT, fails_after=2),
}


@pytest.mark.parametrize(("reply", "failure", "requests"), _FAILURES.values(), ids=_FAILURES)
async def test_a_failure_before_the_first_word(server: Scripted, reply: Reply, failure: str, requests: int) -> None:
    server.play(reply)
    async with loaded(server) as model:
        outcome = await stream(model)
    assert outcome.failure == failure
    assert outcome.text.strip() == ""
    assert len(server.asked) == requests
    assert (outcome.usage.calls, outcome.usage.retries) == (requests, requests - 1)
    assert not server.malformed


@pytest.mark.parametrize("reply", _AFTER_TWO.values(), ids=_AFTER_TWO)
async def test_what_came_before_a_failure_is_given_and_not_asked_for_again(server: Scripted, reply: Reply) -> None:
    server.play(reply)
    async with loaded(server) as model:
        outcome = await stream(model)
    assert outcome.failure == "cut"
    assert outcome.pieces == ["The", " median"]
    assert len(server.asked) == 1


@pytest.mark.parametrize("finish", ["length", "content_filter"])
async def test_a_reply_that_ends_for_a_wrong_reason_is_cut(server: Scripted, finish: str) -> None:
    server.play(Reply(text=_TEXT, finish=finish))
    async with loaded(server) as model:
        outcome = await stream(model)
    async with loaded(server, PROFILED) as model:
        of_objects = await stream_objects(model)
    assert (outcome.failure, outcome.text) == ("cut", _TEXT)
    assert of_objects.failure == "cut"


async def test_a_refused_connection_is_tried_three_times() -> None:
    with refused() as url:
        async with loaded(url) as model:
            outcome = await stream(model)
    assert outcome.failure == "unavailable"
    assert (outcome.usage.calls, outcome.usage.retries) == (3, 2)


async def test_a_stream_without_end_is_read_up_to_what_a_reply_may_be(server: Scripted) -> None:
    server.play(Reply(text="x" * 900, letters=90, is_endless=True))
    async with loaded(server) as model:
        outcome = await stream(model)
    assert outcome.failure == "garbled"
    assert MOST_CHARACTERS - 90 <= len(outcome.text) <= MOST_CHARACTERS
    await server.settled()
    assert server.ended_by_client == 1


async def test_arguments_of_tools_count_towards_what_a_reply_may_be(server: Scripted) -> None:
    endless = Called("nps", '{"promoters": "' + "9" * MOST_CHARACTERS)
    server.play(Reply(calls=(endless,), letters=500))
    async with loaded(server) as model:
        outcome = await stream(model)
    assert outcome.failure == "garbled"


async def test_a_whole_text_is_given_or_none(server: Scripted) -> None:
    server.play([Reply(text=_TEXT), Reply(text=_TEXT, cut_after=3)])
    async with loaded(server) as model:
        assert (await stream(model)).text == _TEXT
        assert (await stream(model)).failure == "cut"


_NO_OBJECTS = {
    "words": (Reply(text="The median is 106%."), "garbled"),
    "a list": (Reply(object=["a"]), "garbled"),
    "a number": (Reply(object=106), "garbled"),
    "a part of an object": (Reply(text='{"sentences": [{"text": "The median'), "garbled"),
    "an object and more": (Reply(text='{"sentences": []} {"sentences": []}'), "garbled"),
    "nothing": (Reply(), "garbled"),
    "a refusal": (Reply(refusal="I cannot help with that."), "rejected"),
    "a cut object": (Reply(object={"sentences": [{"text": "A b c d", "sources": [1]}]}, cut_after=4), "cut"),
}


@pytest.mark.parametrize(("reply", "failure"), _NO_OBJECTS.values(), ids=_NO_OBJECTS)
async def test_what_is_no_object_fails(server: Scripted, reply: Reply, failure: str) -> None:
    server.play(reply)
    async with loaded(server, PROFILED) as model:
        outcome = await stream_objects(model)
    assert outcome.failure == failure
    assert all(isinstance(piece, dict) for piece in outcome.pieces)
    assert not server.malformed


async def test_a_schema_that_cannot_be_asked_for_is_a_failure_too(server: Scripted) -> None:
    async with loaded(server, PROFILED) as model:
        states = model.stream_objects(ASKED, {"no": "schema"}, usage=Usage(), until=anyio.current_time() + 20)
        with pytest.raises(ModelFailedError):
            _ = [state async for state in states]
    assert not server.asked
