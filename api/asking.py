"""The configured chat model for as long as it is used, and its answers for commands, which have no event loop."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from api.console import waiting
from corpus.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

    from bot.answer import Answer, Question
    from bot.answering import Answering
    from bot.blocking import BlockingAnswering
    from bot.chat import AnswerChain
    from bot.model.langchain_model import LangChainChatModel
    from corpus.embeddings import Embedder
    from corpus.knowledge import KnowledgeBase


def check_chat_model(settings: Settings) -> None:
    """Looks whether the configured chat model can be used, if one is; nothing is sent to it.

    Raises:
        ChatModelError: it cannot, as it is configured.
    """
    from bot.model.load import load_chat_model

    load_chat_model(settings)


@asynccontextmanager
async def chat_model(settings: Settings, tracer: "Tracer | None" = None) -> "AsyncIterator[LangChainChatModel | None]":
    """The configured chat model, closed at the end; None where none is configured.

    Args:
        settings: those of the chat model.
        tracer: makes spans of its calls; None for no spans.

    Raises:
        ChatModelError: it cannot be used as configured.
    """
    import anyio

    from bot.model.load import load_chat_model

    model = load_chat_model(settings, tracer=tracer)
    try:
        yield model
    finally:
        if model is not None:
            with anyio.CancelScope(shield=True):
                await model.aclose()


@contextmanager
def answering_with(
    settings: Settings, chain: "AnswerChain", embedder: "Embedder"
) -> "Iterator[BlockingAnswering | None]":
    """What answers with the configured chat model; None where none is configured.

    Raises:
        ChatModelError: it cannot be used as configured.
    """
    if settings.chat_model is None:
        yield None
        return
    from bot.answering import Answering
    from bot.blocking import blocking
    from bot.checks.sentence import SentenceChecker

    @asynccontextmanager
    async def opened() -> "AsyncIterator[Answering]":
        async with chat_model(settings) as model:
            yield Answering(chain, model, SentenceChecker(embedder), settings.chat_timeout)

    with blocking(opened()) as answering:
        yield answering


@contextmanager
def asking(settings: Settings, knowledge: "KnowledgeBase") -> "Iterator[Callable[[Question], Answer]]":
    """What answers a question from a knowledge base, for a person at a terminal.

    Raises:
        ChatModelError: the chat model cannot be used as configured.
    """
    from bot.chat import AnswerChain

    chain = AnswerChain(knowledge)
    with answering_with(settings, chain, knowledge.embedder) as answering:
        if answering is None:
            yield chain.invoke
            return

        def ask(question: "Question") -> "Answer":
            with waiting(f"{settings.chat_model} is asked…"):
                return answering.ask(question).answer

        yield ask


def answers_from(settings: Settings) -> "Callable[[KnowledgeBase], Callable[[Question], Answer]]":
    """Makes of any knowledge base what answers from it as the settings say: with the chat model, if one is configured.

    Raises:
        ChatModelError: (of what it makes) the chat model cannot be used as configured.
    """
    from bot.chat import AnswerChain

    def answers(knowledge: "KnowledgeBase") -> "Callable[[Question], Answer]":
        chain = AnswerChain(knowledge)

        def ask(question: "Question") -> "Answer":
            with answering_with(settings, chain, knowledge.embedder) as answering:
                return answering.ask(question).answer if answering else chain.invoke(question)

        return ask

    return answers
