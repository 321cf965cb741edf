"""How a chat model fails: never the user's mistake, so that the answer falls back to the sources' own sentences."""

from typing import Literal

Failure = Literal["timeout", "rate_limited", "unavailable", "rejected", "garbled", "cut", "circuit_open"]


class ModelFailedError(Exception):
    """A chat model did not give what was asked of it."""

    def __init__(self, failure: Failure, detail: str) -> None:
        """Says how, without secrets and without text of a prompt."""
        super().__init__(f"{failure}: {detail}")
        self.failure: Failure = failure
        self.detail = detail
