"""The HTTP client for OpenAI and compatible servers: one for each model, which reads no more than a reply may be."""

import os
from collections.abc import AsyncIterator
from typing import Final

import httpx2
import openai

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of one response: some 400 for each of the pieces that are read at most."""


class OverlongError(Exception):
    """A server sends more than is read."""


class _Bounded(httpx2.AsyncByteStream):
    """A response's bytes, up to the most that are read."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        async for piece in self._inner:
            received += len(piece)
            if received > MOST_BYTES:
                raise OverlongError
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


def timeouts(connect: float) -> openai.Timeout:
    """The client's: for connecting alone, in seconds; waiting for a reply is bounded by who waits."""
    return openai.Timeout(None, connect=connect)


def bounded_client(connect: float) -> httpx2.AsyncClient:
    """A client that is bound to no event loop yet; to be closed in the one that used it.

    Args:
        connect: seconds for connecting.
    """
    return openai.DefaultAsyncHttpxClient(
        timeout=timeouts(connect),
        headers={"Accept-Encoding": "identity"},  # what is compressed cannot be bounded by its bytes
        event_hooks={"response": [_bound]},
        proxy=os.environ.get("OPENAI_PROXY") or None,
    )


async def _bound(response: httpx2.Response) -> None:
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise OverlongError
    response.stream = _Bounded(response.stream)
