"""Answers of the configured chat model, for commands: without a loop of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.chat import AnswerChain
from corpus.embeddings import Embedder
from corpus.settings import Settings

if TYPE_CHECKING:
    from bot.blocking import BlockingAnswering


@contextmanager
def answering_with(settings: Settings, chain: AnswerChain, embedder: Embedder) -> "Iterator[BlockingAnswering | None]":
    """What answers with the configured chat model; None where none is configured.

    Raises:
        ChatModelError: it cannot be used as configured.
    """
    if settings.chat_model is None:
        yield None
        return
    from bot.model.load import load_chat_model

    from bot.answering import Answering
    from bot.blocking import blocking
    from bot.checks.sentence import SentenceChecker

    def make() -> Answering:
        return Answering(chain, load_chat_model(settings), SentenceChecker(embedder), settings.chat_timeout)

    with blocking(make) as answering:
        yield answering
