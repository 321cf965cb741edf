"""Answers for many callers at once: opened in the background, made in a few threads, the latest of them remembered.

A chat model, where one is configured, is waited for in the event loop: no thread is kept busy by it.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

import anyio
import anyio.to_thread
from cachetools import LRUCache

from api.asking import chat_model
from api.logs import facts_of
from api.metered import MeteredModel
from api.telemetry import Meter
from api.threads import Threads
from bot.answer import Answer, Evidence, Question
from bot.answering import Answered, Answering, Event, Found
from bot.chat import AnswerChain
from bot.checks.sentence import SentenceChecker
from bot.search import SearchResult
from corpus.embeddings import Embedder, load_embedder
from corpus.errors import (
    CSAnswersError,
    NotReadyError,
    StoreBusyError,
    StoreError,
    StoreMissingError,
)
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.settings import Settings
from ingest.build import complete, ingest

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_LOG = logging.getLogger(__name__)

_REMEMBERED = 512
"""Answers kept, some 10 KB each."""
_LOOKS_EVERY = 1.0  # seconds
_WARM_UP = ("What is a good NRR?", "What is NPS?")
"""Loads what is loaded at first use: word lists, the index, and for the second the model that tells languages apart."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Remembered:
    """An answer, and what was found for it."""

    evidence: Evidence
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Open:
    """What answers: all of it opened together, and given up together."""

    knowledge: KnowledgeBase
    chain: AnswerChain
    answering: Answering
    latest: LRUCache[tuple[int, Question], _Remembered] = field(default_factory=lambda: LRUCache(_REMEMBERED))
    """Answers by the catalog's version, which means something only to the connection that told it."""


class Service:
    """Answers over one knowledge base. All methods but `running` may be called by many tasks at once."""

    def __init__(self, settings: Settings, meter: Meter, tracer: "Tracer | None" = None) -> None:
        """Opens nothing yet; see `running`.

        Args:
            settings: where the knowledge base is, and which chat model words its answers.
            meter: is told of every answer.
            tracer: makes spans of what the chat model is asked; None for no spans.
        """
        self._settings = settings
        self._meter, self._tracer = meter, tracer
        self._model: MeteredModel | None = None
        self._embedder: Embedder | None = None
        self._open: _Open | None = None
        self._broken: _Open | None = None
        """To be closed before it is opened anew: Chroma keeps what a process has opened."""
        self._why_not = "The knowledge base is being opened. Try again in a few seconds."
        self._is_closing = False
        self._threads = Threads(self._expect)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps the knowledge base open for as long as the context lasts.

        What is there is opened before the context is entered; what is missing or incomplete is ingested behind it.

        Raises:
            ChatModelError: the chat model cannot be used as configured; one that is merely down can.
        """
        async with chat_model(self._settings, self._tracer) as model:
            self._model = MeteredModel(model, self._meter) if model else None
            await self._try_to_open()
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._look_after)
                try:
                    yield
                finally:
                    self._is_closing = True
                    tasks.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                await self._close()

    async def reply(self, question: Question) -> Answered:
        """The last event of an answer.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
            NotReadyError: the knowledge base is not open yet.
            StoreError: the knowledge base cannot be used at this moment.
        """
        answered: Answered | None = None
        async with aclosing(self.events(question)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    answered = event
        assert answered is not None, "an answer is always the last event"
        return answered

    async def events(self, question: Question) -> AsyncGenerator[Event, None]:
        """How one answer comes about; whoever closes this gives the answer up, and what a chat model is asked for it.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
            NotReadyError: the knowledge base is not open yet.
            StoreError: the knowledge base cannot be used at this moment.
        """
        started = perf_counter()
        with self._using() as opened:
            key = (opened.knowledge.catalog.version(), question)
            remembered = opened.latest.get(key)
            if remembered is not None:
                timings = {"total": round(1000 * (perf_counter() - started), 1)}
                answer = remembered.answer.model_copy(update={"timings_ms": timings})
                self._note(question, Answered(answer), started, was_remembered=True)
                yield Found(remembered.evidence)
                yield Answered(answer)
                return
            async with aclosing(opened.answering.events(question, self._threads.answer)) as events:
                async for event in events:
                    if isinstance(event, Found):
                        evidence = event.evidence
                    elif isinstance(event, Answered):
                        # A conversation is seldom had twice, and may be a hundred times as large.
                        if not question.history and event.answer.fallback is None:
                            opened.latest[key] = _Remembered(evidence, event.answer)
                        self._note(question, event, started, was_remembered=False)
                    yield event

    async def search(self, text: str, language: str | None, limit: int) -> SearchResult:
        """Finds sections; see `bot.search.search`.

        Raises:
            QuestionError: the text is empty, too long, or holds characters that are no text.
            NotReadyError: the knowledge base is not open yet.
            StoreError: the knowledge base cannot be used at this moment.
        """
        with self._using() as opened:
            return await self._threads.answer(lambda: opened.chain.search(text, language, limit))

    def _note(self, question: Question, answered: Answered, started: float, *, was_remembered: bool) -> None:
        """Counts an answer, and logs it."""
        seconds = perf_counter() - started
        self._meter.answered(answered, seconds, was_remembered=was_remembered)
        asked = {"question": question.text} if self._settings.log_questions else {}
        _LOG.info("answered", extra={**facts_of(answered), **asked, "ms": round(1000 * seconds, 1)})

    async def read(self, work: Callable[[KnowledgeBase], _T]) -> _T:
        """Reads from the knowledge base in a thread, without waiting for answers.

        Raises:
            NotReadyError: it is not open yet.
        """
        with self._using() as opened:
            return await self._threads.read(lambda: work(opened.knowledge))

    async def check_ready(self) -> None:
        """Whether every question is answered from all of the sources.

        Raises:
            NotReadyError: the knowledge base is not open, or not complete; the message says why.
        """
        if not await self.read(KnowledgeBase.is_complete):
            raise NotReadyError("The sources are being read in anew, so that answers may lack some of them for now.")

    def _opened(self) -> _Open:
        if self._open is None:
            raise NotReadyError(self._why_not)
        return self._open

    @contextmanager
    def _using(self) -> Iterator[_Open]:
        """What is open; if it turns out to be broken, it is opened anew."""
        opened = self._opened()
        try:
            yield opened
        except StoreBusyError:
            raise
        except StoreError as error:
            self._give_up(opened, str(error))
            raise NotReadyError(str(error)) from error

    def _give_up(self, opened: _Open, why: str) -> None:
        if self._open is opened:
            _LOG.error("The knowledge base is opened anew. %s", why)
            self._why_not, self._open, self._broken = why, None, opened

    def _expect(self, callers: int) -> None:
        if self._embedder is not None:
            self._embedder.expect(callers)

    async def _look_after(self) -> None:
        """Opens what is not open, and ingests what is missing."""
        while True:
            await anyio.sleep(_LOOKS_EVERY)
            if self._open is not None and not self._open.knowledge.catalog.is_in_place():
                self._give_up(self._open, "The catalog was removed or replaced.")
            if self._open is None:
                await self._try_to_open(may_ingest=True)

    async def _try_to_open(self, *, may_ingest: bool = False) -> None:
        try:
            self._open = await self._threads.answer(lambda: self._open_all(may_ingest))
        except (CSAnswersError, _ClosingError) as error:
            if str(error) != self._why_not:
                _LOG.warning("Not ready: %s", error)
            self._why_not = str(error)
        except Exception:  # noqa: BLE001 - else nothing would try again, and the process would never be ready
            _LOG.exception("The knowledge base does not open; it is tried again.")
            self._why_not = "The knowledge base does not open; the service's log says why. Try again later."

    def _open_all(self, may_ingest: bool) -> _Open:
        if self._broken is not None:
            self._broken.knowledge.close()
            self._broken = None
        self._embedder = self._embedder or load_embedder(self._settings.embeddings)
        if may_ingest:
            self._ingest_what_is_missing(self._embedder)
        knowledge = open_knowledge_base(self._settings, self._embedder)
        try:
            knowledge.check_complete()
            knowledge.check()
            chain = AnswerChain(knowledge)
            for text in _WARM_UP:
                chain.invoke(Question(text=text))
        except BaseException:
            knowledge.close()
            raise
        checker = SentenceChecker(self._embedder)
        return _Open(knowledge, chain, Answering(chain, self._model, checker, self._settings.chat_timeout))

    def _ingest_what_is_missing(self, embedder: Embedder) -> None:
        try:
            knowledge = open_knowledge_base(self._settings, embedder)
        except StoreMissingError:
            ingest(self._settings, embedder, self._tell_progress)
            return
        has_documents, is_complete = bool(knowledge.catalog.documents()), knowledge.is_complete()
        knowledge.close()
        if not has_documents:
            ingest(self._settings, embedder, self._tell_progress)
        elif not is_complete:
            complete(self._settings, embedder, self._tell_progress)

    def _tell_progress(self, done: int, total: int) -> None:
        if self._is_closing:
            raise _ClosingError("The service is closing; the next one goes on from here.")
        self._why_not = f"The sources are being read in: {done} of {total} passages. Try again in a few seconds."

    async def _close(self) -> None:
        threads, self._threads = self._threads, Threads(self._expect)  # an application may be started again
        await anyio.to_thread.run_sync(threads.end)
        for each in filter(None, (self._open, self._broken)):
            each.knowledge.close()
        self._open = self._broken = None


class _ClosingError(Exception):
    """Ends an ingestion, which loses nothing by it."""
