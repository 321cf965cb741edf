"""A call that failed is made again at most twice, where that may help, after a pause that the server may lengthen."""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.retries import ATTEMPTS, pause, retry_after
from tests.bot.model.calls import loaded, stream
from tests.bot.model.scripted import Reply, Scripted

_GOOD = Reply(text="The median is 106%.")


def _most(low: float, high: float) -> float:
    return high


@pytest.mark.parametrize(("failures", "longest"), [(1, 0.25), (2, 0.5), (3, 1.0), (4, 2.0), (5, 2.0), (50, 2.0)])
def test_pauses_grow_up_to_a_cap(failures: int, longest: float) -> None:
    assert pause(failures, None, 60.0, _most) == longest
    assert pause(failures, None, 60.0, lambda low, high: low) == 0.0


@given(st.integers(1, 20), st.none() | st.floats(0, 100), st.floats(-5, 100))
def test_a_pause_fits_and_is_no_shorter_than_the_server_asks(failures: int, asked: float | None, left: float) -> None:
    wait = pause(failures, asked, left)
    if wait is None:
        assert (asked or 0.0) + 2.0 >= left
    else:
        assert (asked or 0.0) <= wait < left
        assert wait <= (asked or 0.0) + 2.0


_NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        ("1.5", 1.5),
        ("-3", 0.0),
        (format_datetime(_NOW + timedelta(seconds=20), usegmt=True), 20.0),
        (format_datetime(_NOW - timedelta(seconds=20), usegmt=True), 0.0),
        ("Tue, 01 Jan 2030 00:00:05 -0000", 5.0),
        *((header, None) for header in (None, "", "soon", "nan", "inf", "1e999", "Tue, 99 Foo 2030")),
    ],
)
def test_what_a_server_asks_for_is_read(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, _NOW) == seconds


@pytest.mark.anyio
@pytest.mark.parametrize("failures", [1, 2])
async def test_a_later_attempt_may_succeed(server: Scripted, failures: int) -> None:
    server.play([*[Reply(status=503)] * failures, _GOOD])
    async with loaded(server) as model:
        outcome = await stream(model)
    assert (outcome.text, outcome.error) == (_GOOD.text, None)
    assert (outcome.usage.calls, outcome.usage.retries) == (failures + 1, failures)


@pytest.mark.anyio
async def test_a_fourth_attempt_is_not_made(server: Scripted) -> None:
    server.play([*[Reply(status=503)] * ATTEMPTS, _GOOD])
    async with loaded(server) as model:
        outcome = await stream(model)
    assert outcome.failure == "unavailable"
    assert len(server.asked) == ATTEMPTS


@pytest.mark.anyio
async def test_the_server_is_left_alone_for_as_long_as_it_asks(server: Scripted) -> None:
    server.play([Reply(status=429, retry_after="1"), _GOOD])
    async with loaded(server) as model:
        began = perf_counter()
        outcome = await stream(model)
    assert outcome.text == _GOOD.text
    assert perf_counter() - began >= 1.0


@pytest.mark.anyio
async def test_what_the_server_asks_for_may_not_fit(server: Scripted) -> None:
    server.play([Reply(status=429, retry_after="5"), _GOOD])
    async with loaded(server) as model:
        outcome = await stream(model, seconds=4.0)
    assert outcome.failure == "rate_limited"
    assert outcome.usage.seconds < 4.0
    assert len(server.asked) == 1


@pytest.mark.anyio
async def test_each_failed_call_has_one_line_in_the_log(server: Scripted, caplog: pytest.LogCaptureFixture) -> None:
    server.play([Reply(status=503), Reply(status=429), Reply(status=400)])
    caplog.set_level(logging.INFO)
    async with loaded(server) as model:
        await stream(model)
    records = [record for record in caplog.records if record.name.startswith("bot.model")]
    assert [(record.levelname, record.getMessage().split(": ", 1)[1]) for record in records] == [
        ("INFO", "unavailable (OpenAIAPIError, status 503), attempt 1 of at most 3"),
        ("INFO", "rate_limited (OpenAIRateLimitError, status 429), attempt 2 of at most 3"),
        ("WARNING", "rejected (OpenAIInvalidRequestError, status 400), attempt 3 of at most 3"),
    ]
