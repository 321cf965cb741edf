"""Makes calls of a chat model: bounded in time and length, repeated where that may help, counted and traced."""

import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, cast

import anyio
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable

from bot.model.breaker import Breaker, Outcome
from bot.model.chat import Message
from bot.model.errors import ModelFailedError
from bot.model.failures import Caught, Failed, failed
from bot.model.retries import ATTEMPTS, pause
from bot.model.spans import ChatSpans
from bot.model.usage import Usage
from bot.model.watch import Watch
from corpus.settings import ChatPrices

_LOG = logging.getLogger(__name__)

# How replies end that are not whole, in any provider's words.
_UNFINISHED: Final = frozenset(
    "length max_tokens max_output_tokens model_length model_context_window_exceeded incomplete failed error "
    "content_filter safety recitation prohibited_content blocklist spii refusal pause_turn".split()
)


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked, and what is done with the reply."""

    asked: Sequence[Message]
    messages: Sequence[BaseMessage]
    """The same as LangChain takes it."""
    start: Callable[[], Runnable[Any, Any]]
    """Gives the model, bound to what it is to give."""
    take: Callable[[AIMessage], None]
    """Of one piece of the reply."""
    check: Callable[[Watch], Failed | None]
    """Of a reply that came to its end: what is wrong with it."""
    usage: Usage
    until: float
    """On anyio's clock."""
    output: str = "text"
    """`text` or `json`."""


class Caller:
    """Makes the calls of one model. Of one event loop."""

    def __init__(self, name: str, *, first_token: float, prices: ChatPrices | None, spans: ChatSpans) -> None:
        """Begins with a circuit breaker that is closed.

        Args:
            name: the model's, as configured.
            first_token: seconds in which a reply must begin.
            prices: of its tokens; None where none is known.
            spans: of the attempts.
        """
        self._name, self._first_token, self._prices, self._spans = name, first_token, prices, spans
        self._breaker = Breaker(monotonic)

    async def make(self, call: Call) -> None:
        """Makes a call, if the circuit breaker lets it through.

        Raises:
            ModelFailedError: there was no reply, or not all of it; what came has been taken.
        """
        permit = self._breaker.admit()
        if permit is None:
            _LOG.info("The chat model %s is left alone for a while: circuit_open", self._name)
            raise ModelFailedError("circuit_open", "it failed several times in a row, and is left alone for a while")
        began = anyio.current_time()
        outcome: Outcome = "neither"  # as it stays where the caller gives up
        try:
            failure = await self._attempts(call, began)
            outcome = self._outcome(failure, call.until - began)
        finally:
            self._breaker.settle(permit, outcome)
            call.usage.seconds += anyio.current_time() - began
        if failure is not None:
            raise failure.error()

    def _outcome(self, failure: Failed | None, given: float) -> Outcome:
        """What a call says of the model.

        A rejected request says nothing of the next one, and comes from a server that is there. Neither does a call say
        anything that was given less time than a first token may take.
        """
        if failure is None:
            return "succeeded"
        is_fault_of_caller = failure.failure == "timeout" and given < self._first_token
        return "neither" if failure.failure == "rejected" or is_fault_of_caller else "failed"

    async def _attempts(self, call: Call, began: float) -> Failed | None:
        """Attempts until one succeeds; how the last one failed, if it did."""
        for attempt in range(1, ATTEMPTS + 1):
            failure = await self._attempt(call, began)
            if failure is None:
                return None
            left = call.until - anyio.current_time()
            wait = pause(attempt, failure.retry_after, left) if failure.may_repeat and attempt < ATTEMPTS else None
            _LOG.log(
                logging.WARNING if wait is None else logging.INFO,
                "The chat model %s failed: %s (%s), attempt %d of at most %d",
                *(self._name, failure.failure, failure.detail, attempt, ATTEMPTS),
            )
            if wait is None:
                return failure
            call.usage.retries += 1
            await anyio.sleep(wait)
        raise AssertionError("the last attempt is not repeated")

    async def _attempt(self, call: Call, first_began: float) -> Failed | None:
        now = anyio.current_time()
        if now >= call.until:
            return Failed("timeout", "no time is left")
        call.usage.calls += 1
        caught = Caught()
        scope = anyio.CancelScope(deadline=min(call.until, now + self._first_token))
        watch = Watch(scope, call.until)
        with self._spans.attempt(call.asked, call.output) as span:
            try:
                with caught, scope:
                    await _read(call, watch)
            finally:
                self._note(call.usage, watch, first_began)
                span.replied(watch, now)
            failure = self._failure(call, watch, scope, caught)
            if failure is not None:
                span.failed(failure.failure, failure.detail)
            return failure

    def _failure(self, call: Call, watch: Watch, scope: anyio.CancelScope, caught: Caught) -> Failed | None:
        """How an attempt failed; None if it did not."""
        if watch.is_overlong:
            return Failed("garbled", "the reply is longer than is read")
        if scope.cancelled_caught:
            if anyio.current_time() < call.until:
                return Failed("timeout", f"no reply began within {self._first_token:g} s", may_repeat=True)
            return Failed("timeout", "the reply was not complete in time")
        if caught.error is not None:
            return failed(caught.error, has_begun=watch.begun is not None)
        if watch.is_refused:
            return Failed("rejected", "the model refuses")
        if watch.finish is None:
            return Failed("cut", "the reply ends without a reason")
        if watch.finish.lower() in _UNFINISHED:
            return Failed("cut", f"the reply ends because of {watch.finish.lower()}")
        return call.check(watch)

    def _note(self, usage: Usage, watch: Watch, first_began: float) -> None:
        if watch.begun is not None and usage.first_token_s is None:
            usage.first_token_s = watch.begun - first_began
        usage.input_tokens += watch.input_tokens
        usage.output_tokens += watch.output_tokens
        if (prices := self._prices) is not None:
            cost = watch.input_tokens * prices.input + watch.output_tokens * prices.output
            usage.cost_usd = (usage.cost_usd or 0.0) + cost / 1_000_000


async def _read(call: Call, watch: Watch) -> None:
    """Hands over what comes.

    All of a provider's layers run in this task, so that cancelling it unwinds them from the innermost: LangChain's
    sequences would take each piece in a task of its own, and leave layers to the garbage collector.
    """
    items = call.start().astream(list(call.messages))
    async with aclosing(cast("AsyncGenerator[AIMessage, None]", items)) as pieces:
        async for piece in pieces:
            watch.take(piece)
            if watch.is_overlong:
                return
            call.take(piece)
