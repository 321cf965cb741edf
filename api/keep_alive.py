"""Streams that are silent for a while, and not for so long that somebody between takes them for dead."""

import asyncio
from collections.abc import AsyncGenerator

import anyio
from fastapi.sse import KEEPALIVE_COMMENT

_SECONDS = 15.0  # as FastAPI has it for the streams that it makes


async def kept_alive(stream: AsyncGenerator[bytes, None], seconds: float = _SECONDS) -> AsyncGenerator[bytes, None]:
    """The events of a stream, with a comment whenever it has been silent for some seconds; closing this closes it."""
    coming: asyncio.Task[bytes | None] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(_next(stream))
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
        await stream.aclose()


async def _next(stream: AsyncGenerator[bytes, None]) -> bytes | None:
    return await anext(stream, None)
