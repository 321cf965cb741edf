"""Answers for callers without an event loop, such as the terminal and the evaluation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import anyio
import anyio.to_thread
from anyio.from_thread import BlockingPortal, start_blocking_portal

from bot.answer import Question
from bot.answering import Answered, Answering


class BlockingAnswering:
    """Has one event loop do what the caller waits for."""

    def __init__(self, answering: Answering, portal: BlockingPortal) -> None:
        """Takes the loop's portal; see `blocking`."""
        self._answering, self._portal = answering, portal

    def ask(self, question: Question) -> Answered:
        """The last event of an answer.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
            StoreBusyError: another process kept changing the knowledge base meanwhile.
        """
        return self._portal.call(partial(self._ask, question))

    async def _ask(self, question: Question) -> Answered:
        answered: Answered | None = None
        async for event in self._answering.events(question, anyio.to_thread.run_sync):
            if isinstance(event, Answered):
                answered = event
        assert answered is not None, "an answer is always the last event"
        return answered


@contextmanager
def blocking(make: Callable[[], Answering]) -> Iterator[BlockingAnswering]:
    """Keeps an event loop in a thread for as long as the context lasts.

    Args:
        make: makes what answers, in that loop.
    """
    with start_blocking_portal() as portal:
        yield BlockingAnswering(portal.call(make), portal)
