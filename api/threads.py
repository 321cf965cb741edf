"""The threads of a service: those that make answers, and others that read and never wait for them."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, TypeVar

_CORES: Final = max(2, os.cpu_count() or 1)
_READING: Final = 2
ANSWERS_AT_ONCE: Final = _CORES + 1
"""Answers that are made side by side; more would only wait for one another, since embedding keeps a core busy."""

_T = TypeVar("_T")


class Threads:
    """Runs work for the tasks of one event loop. What nobody waits for any more leaves its queue."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        """Starts no thread yet; `tell` is told whenever the number of answers under way changes."""
        self._tell = tell
        self._under_way = 0
        # The embedder keeps threads of its own for each thread that it may use all cores for. Where that are several,
        # it takes them for too many and has them sleep between steps: 36 ms a question in place of 22.
        self._alone = ThreadPoolExecutor(1, thread_name_prefix="answer-alone")
        self._many = ThreadPoolExecutor(_CORES, thread_name_prefix="answer")
        self._reading = ThreadPoolExecutor(_READING, thread_name_prefix="read")

    async def answer(self, work: Callable[[], _T]) -> _T:
        """Runs the making of an answer, which has all cores if no other is under way."""
        loop = asyncio.get_running_loop()
        self._count(+1)
        threads = self._alone if self._under_way == 1 else self._many
        future = threads.submit(copy_context().run, work)
        # Not when its caller goes: what has begun goes on, and keeps its place.
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._count, -1))
        return await asyncio.wrap_future(future)

    async def read(self, work: Callable[[], _T]) -> _T:
        """Runs some reading."""
        return await asyncio.wrap_future(self._reading.submit(copy_context().run, work))

    def end(self) -> None:
        """Waits for what has begun, drops what has not, and ends."""
        for threads in (self._many, self._alone, self._reading):
            threads.shutdown(cancel_futures=True)

    def _count(self, change: int) -> None:
        self._under_way += change
        self._tell(self._under_way)
