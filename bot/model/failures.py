"""What the exceptions of providers come to. None goes on as it is: they may hold a prompt, or a part of a key."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType

import openai
from langchain_core.exceptions import ModelConnectionError, ModelTimeoutError

from bot.model.errors import Failure, ModelFailedError
from bot.model.retries import retry_after

_OF_HTTPX = frozenset({"httpx", "httpx2", "httpcore", "httpcore2"})
_LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True)
class Failed:
    """One attempt that failed."""

    failure: Failure
    detail: str
    may_repeat: bool = False
    """Whether another attempt may fare better, nothing having been received yet."""
    retry_after: float | None = None
    """Seconds that the server wants to be left alone."""

    def error(self) -> ModelFailedError:
        """As it is raised."""
        return ModelFailedError(self.failure, self.detail)


class Caught:
    """Keeps any exception raised inside; what is raised afterwards does not even have it as its context.

    Any, because each provider's package raises what it likes; cancellation is none, and goes on.
    """

    def __init__(self) -> None:
        self.error: Exception | None = None

    def __enter__(self) -> "Caught":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self.error = error
        return True


def failed(error: Exception, *, has_begun: bool) -> Failed:
    """What a provider's exception means.

    Args:
        error: raised by an attempt.
        has_begun: whether something of the reply had come.
    """
    name = type(error).__name__
    chain = tuple(_chain(error))
    status = _status(error)
    if status is not None:
        return _by_status(status, error, name)
    if any(_is_timeout(each) for each in chain):
        return Failed("timeout", name, may_repeat=not has_begun)
    if isinstance(error, openai.LengthFinishReasonError | openai.ContentFilterFinishReasonError):
        return Failed("cut", name)
    if any(_is_connection(each) for each in chain) or type(error) is openai.APIError:
        # An APIError without a status is an error that the server reports in the middle of a stream.
        return Failed("cut", name) if has_begun else Failed("unavailable", name, may_repeat=True)
    return Failed("garbled", name)


def _by_status(status: int, error: Exception, name: str) -> Failed:
    detail = f"{name}, status {status}"
    if status == 429:
        asked = _headers(error).get("retry-after")
        return Failed("rate_limited", detail, True, retry_after(asked))
    if status == 408:
        return Failed("timeout", detail, True)
    if status == 409 or status >= 500:
        asked = _headers(error).get("retry-after")
        return Failed("unavailable", detail, True, retry_after(asked))
    return Failed("rejected" if status >= 400 else "garbled", detail)


def _status(error: Exception) -> int | None:
    """The HTTP status that an exception reports, wherever its provider keeps it; None for none."""
    response = getattr(error, "response", None)
    found = (getattr(error, "status_code", None), getattr(error, "code", None), getattr(response, "status_code", None))
    return next((status for status in found if isinstance(status, int) and 100 <= status <= 599), None)


def _headers(error: Exception) -> dict[str, str]:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    return {str(name).lower(): str(value) for name, value in headers.items()}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, and what it was raised from."""
    found: BaseException | None = error
    for _ in range(_LONGEST_CHAIN):
        if found is None:
            return
        yield found
        found = found.__cause__ or found.__context__


def _is_timeout(error: BaseException) -> bool:
    known = (openai.APITimeoutError, ModelTimeoutError, TimeoutError)
    return isinstance(error, known) or _is_of_httpx(error, "TimeoutException")


def _is_connection(error: BaseException) -> bool:
    known = (openai.APIConnectionError, ModelConnectionError, OSError)
    return isinstance(error, known) or _is_of_httpx(error, "TransportError")


def _is_of_httpx(error: BaseException, name: str) -> bool:
    """Whether an exception is one of httpx's, of either of its generations: providers differ in which they use."""
    return any(each.__name__ == name and each.__module__.partition(".")[0] in _OF_HTTPX for each in type(error).__mro__)
