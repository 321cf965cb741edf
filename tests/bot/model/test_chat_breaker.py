"""A model that keeps failing is left alone for a while; then one call decides."""

import anyio
import pytest
from hypothesis import settings as generated
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.model.breaker import Breaker, Outcome, Permit
from bot.model.usage import Usage
from tests.bot.model.calls import ASKED, loaded, stream
from tests.bot.model.scripted import Reply, Scripted


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def breaker(clock: _Clock) -> Breaker:
    return Breaker(clock)


def _call(breaker: Breaker, outcome: Outcome) -> None:
    permit = breaker.admit()
    assert permit is not None
    breaker.settle(permit, outcome)


def _open(breaker: Breaker) -> None:
    for _ in range(5):
        _call(breaker, "failed")
    assert breaker.admit() is None


def test_it_opens_at_the_fifth_failure_in_a_row(breaker: Breaker) -> None:
    for _ in range(4):
        _call(breaker, "failed")
    _call(breaker, "succeeded")
    for _ in range(4):
        _call(breaker, "failed")
    _call(breaker, "neither")
    assert breaker.admit() is not None
    _call(breaker, "failed")
    assert breaker.admit() is None


def test_after_a_while_one_call_is_let_through(breaker: Breaker, clock: _Clock) -> None:
    _open(breaker)
    clock.now += 29.9
    assert breaker.admit() is None
    clock.now += 0.1
    assert breaker.admit() is not None
    assert breaker.admit() is None


def test_the_one_call_decides(breaker: Breaker, clock: _Clock) -> None:
    _open(breaker)
    clock.now += 30
    _call(breaker, "failed")
    clock.now += 29.9
    assert breaker.admit() is None
    clock.now += 0.1
    _call(breaker, "succeeded")
    assert breaker.admit() is not None
    assert breaker.admit() is not None
    for _ in range(4):
        _call(breaker, "failed")
    assert breaker.admit() is not None, "it counts from the beginning again"


def test_one_call_that_says_nothing_gives_the_next_one_its_turn(breaker: Breaker, clock: _Clock) -> None:
    _open(breaker)
    clock.now += 30
    _call(breaker, "neither")
    assert breaker.admit() is not None
    assert breaker.admit() is None


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_calls_of_before_it_opened_change_nothing(breaker: Breaker, clock: _Clock, outcome: Outcome) -> None:
    old = breaker.admit()
    assert old is not None
    _open(breaker)
    clock.now += 20
    breaker.settle(old, outcome)
    assert breaker.admit() is None
    clock.now += 10
    assert breaker.admit() is not None, "it does not stay open for longer"


def test_calls_of_before_it_closed_do_not_open_it(breaker: Breaker, clock: _Clock) -> None:
    old = [breaker.admit() for _ in range(10)]
    _open(breaker)
    clock.now += 30
    _call(breaker, "succeeded")
    for permit in old:
        assert permit is not None
        breaker.settle(permit, "failed")
    assert breaker.admit() is not None


class _AnyOrder(RuleBasedStateMachine):
    """Whatever happens in whatever order, it never stays shut, and never lets two try at once."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = _Clock()
        self.breaker = Breaker(self.clock)
        self.held: list[Permit] = []

    @rule()
    def admit(self) -> None:
        permit = self.breaker.admit()
        if permit is not None:
            self.held.append(permit)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), outcome=st.sampled_from(["succeeded", "failed", "neither"]))
    def settle(self, data: st.DataObject, outcome: Outcome) -> None:
        self.breaker.settle(self.held.pop(data.draw(st.integers(0, len(self.held) - 1))), outcome)

    @rule(seconds=st.floats(0, 40))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @invariant()
    def at_most_one_tries(self) -> None:
        latest = max((permit.period for permit in self.held), default=0)
        assert sum(permit.is_trial and permit.period == latest for permit in self.held) <= 1

    def teardown(self) -> None:
        for permit in self.held:
            self.breaker.settle(permit, "neither")
        self.clock.now += 30
        assert self.breaker.admit() is not None


_AnyOrder.TestCase.settings = generated(max_examples=60, stateful_step_count=30, deadline=None)
TestAnyOrder = _AnyOrder.TestCase


@pytest.fixture
def slow_clock(monkeypatch: pytest.MonkeyPatch, clock: _Clock) -> _Clock:
    """The clock of the breakers of models that are loaded from now on."""
    monkeypatch.setattr("bot.model.calling.monotonic", clock)
    return clock


@pytest.mark.anyio
async def test_a_model_that_fails_five_answers_is_not_asked_for_half_a_minute(
    server: Scripted, slow_clock: _Clock
) -> None:
    server.play(Reply(text="cut", cut_after=0))
    async with loaded(server) as model:
        for _ in range(5):
            assert (await stream(model)).failure == "cut"
        left_alone = await stream(model)
        assert left_alone.failure == "circuit_open"
        assert left_alone.usage == Usage()
        assert len(server.asked) == 5
        slow_clock.now += 30
        server.play(Reply(text="Well again."))
        assert (await stream(model)).text == "Well again."
        assert (await stream(model)).text == "Well again."


@pytest.mark.anyio
@pytest.mark.parametrize("reply", [Reply(status=400), Reply(status=401)])
async def test_requests_that_are_rejected_do_not_count(server: Scripted, reply: Reply) -> None:
    server.play(reply)
    async with loaded(server) as model:
        for _ in range(8):
            assert (await stream(model)).failure == "rejected"


@pytest.mark.anyio
async def test_callers_that_give_up_do_not_count(server: Scripted) -> None:
    server.play(Reply(hangs=True))
    async with loaded(server) as model:
        for _ in range(8):
            with anyio.move_on_after(0.05) as scope:
                await model.complete(ASKED, usage=Usage(), until=anyio.current_time() + 20)
            assert scope.cancelled_caught


@pytest.mark.anyio
async def test_calls_with_too_little_time_do_not_count(server: Scripted) -> None:
    server.play(Reply(hangs=True))
    async with loaded(server) as model:
        for _ in range(8):
            assert (await stream(model, seconds=0.05)).failure == "timeout"


@pytest.mark.anyio
async def test_replies_that_do_not_begin_in_time_count(server: Scripted) -> None:
    server.play(Reply(hangs=True))
    async with loaded(server, chat_first_token_timeout=0.05) as model:
        for _ in range(5):
            assert (await stream(model, seconds=0.2)).failure == "timeout"
        assert (await stream(model)).failure == "circuit_open"
