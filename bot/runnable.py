"""The chain as a LangChain `Runnable`, apart from the chain: LangChain's runnables take 0.6 s to import."""

from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Question
from bot.chat import AnswerChain


class AnswerRunnable(Runnable[Question, Answer]):
    """From `Question` to `Answer`: composes with `|`, batches, and reports its runs to callbacks."""

    def __init__(self, chain: AnswerChain) -> None:
        """Wraps a chain, which may be shared."""
        self._chain = chain

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answers a question.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        return self._call_with_config(self._chain.invoke, input, config, **kwargs)
