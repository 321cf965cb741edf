"""Server-sent events as a response: never silent for long, and their source closed with them.

FastAPI's own, for routes that are generators, raises an error when a client leaves while events are coming, and leaves
the generator to the garbage collector.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

import anyio
from fastapi.sse import KEEPALIVE_COMMENT
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

_SILENCE: Final = 15.0
"""Seconds after which somebody between might take a stream for dead."""
_HEADERS: Final = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}  # the second: nginx is not to wait for more


class EventStream(StreamingResponse):
    """Sends events until they end or the client leaves; then they are closed."""

    def __init__(self, events: AsyncGenerator[bytes, None]) -> None:
        """Takes the events as they are sent."""
        self._events = kept_alive(events, _SILENCE)
        super().__init__(self._events, headers=_HEADERS, media_type="text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends them."""
        async with aclosing(self._events):
            await super().__call__(scope, receive, send)


async def kept_alive(events: AsyncGenerator[bytes, None], seconds: float) -> AsyncGenerator[bytes, None]:
    """Events, with a comment whenever there was none for some seconds; closing this closes them."""
    async with aclosing(events):
        coming: asyncio.Task[bytes | None] | None = None
        try:
            while True:
                coming = coming or asyncio.ensure_future(_next(events))
                await asyncio.wait([coming], timeout=seconds)
                if not coming.done():
                    yield KEEPALIVE_COMMENT
                elif (event := coming.result()) is not None:
                    coming = None
                    yield event
                else:
                    return
        finally:
            if coming is not None:
                coming.cancel()
                with anyio.CancelScope(shield=True):
                    await asyncio.wait([coming])


async def _next(events: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(events, None)
