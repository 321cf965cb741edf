"""Answers for callers without an event loop, such as the terminal and the evaluation."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, aclosing, contextmanager

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
        """The last event of an answer. A caller who is interrupted waits no longer, and the answer is given up.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
            StoreBusyError: another process kept changing the knowledge base meanwhile.
        """
        answered = self._portal.start_task_soon(self._ask, question)
        try:
            return answered.result()
        finally:
            answered.cancel()  # of no effect on one that is done

    async def _ask(self, question: Question) -> Answered:
        answered: Answered | None = None
        async with aclosing(self._answering.events(question, anyio.to_thread.run_sync)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    answered = event
        assert answered is not None, "an answer is always the last event"
        return answered


@contextmanager
def blocking(opened: AbstractAsyncContextManager[Answering]) -> Iterator[BlockingAnswering]:
    """Keeps an event loop in a thread for as long as the context lasts.

    Args:
        opened: what answers; it is opened and closed in that loop.
    """
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened) as answering:
        yield BlockingAnswering(answering, portal)
