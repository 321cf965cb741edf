"""A circuit breaker: a chat model that keeps failing is left alone for a while, so that answers do not wait for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["succeeded", "failed", "neither"]
"""How a call ended; `neither` says nothing of the model, such as a call that its caller gave up."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to make one call, to be settled when it has ended."""

    period: int
    is_trial: bool = False


class Breaker:
    """Closed, it lets all calls through; open, none; after a while one, whose outcome decides. Of one event loop."""

    def __init__(self, clock: Callable[[], float], *, failures: int = 5, seconds: float = 30.0) -> None:
        """Begins closed.

        Args:
            clock: seconds that never go back.
            failures: calls in a row that open it, 1 or more.
            seconds: for which it stays open, more than 0.
        """
        self._clock, self._most, self._seconds = clock, failures, seconds
        self._failures = 0
        self._opened: float | None = None
        self._is_trying = False
        # Counts the times it opened and closed: a call that began before one of them says nothing of what is after it.
        self._period = 0

    def admit(self) -> Permit | None:
        """Leave for one call; None while there is none."""
        if self._opened is None:
            return Permit(self._period)
        if self._is_trying or self._clock() - self._opened < self._seconds:
            return None
        self._is_trying = True
        return Permit(self._period, is_trial=True)

    def settle(self, permit: Permit, outcome: Outcome) -> None:
        """Is told how a call ended, once for each permit."""
        if permit.period != self._period:
            return
        if permit.is_trial:
            self._is_trying = False
        if outcome == "failed":
            self._failures += 1
            if permit.is_trial or self._failures >= self._most:
                self._opened, self._period = self._clock(), self._period + 1
        elif outcome == "succeeded":
            self._failures = 0
            if permit.is_trial:
                self._opened, self._period = None, self._period + 1
