"""Streams whose source ends with them: at once, and wherever it is."""

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar

import anyio

_T = TypeVar("_T")


async def flowing(work: Callable[[Callable[[_T], None]], Awaitable[None]]) -> AsyncGenerator[_T, None]:
    """What some work hands over, as it does; closing the stream cancels the work, and waits for its end.

    The work is a task of its own. So cancelling reaches the place where it waits, which is the connection, and unwinds
    all of a provider's layers from there; generators that are merely dropped leave that to the garbage collector. It
    never waits for who reads: what it hands over must be bounded.

    Args:
        work: is given a function that takes one piece.

    Raises:
        Exception: what the work raises, after all pieces.
    """
    send, receive = anyio.create_memory_object_stream[_T](math.inf)
    task = asyncio.ensure_future(_fill(work, send.send_nowait, send.close))
    try:
        async for piece in receive:
            yield piece
        await task
    finally:
        task.cancel()
        send.close()  # before what follows, which the end of the event loop can cut short
        receive.close()
        with anyio.CancelScope(shield=True):
            await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # looked at: it has been raised above, or nobody waits for it


async def _fill(
    work: Callable[[Callable[[_T], None]], Awaitable[None]], take: Callable[[_T], None], close: Callable[[], None]
) -> None:
    try:
        await work(take)
    finally:
        close()
