"""The chain: a question and its history in, an Answer out. Read this first.

question -> language, and what it means behind the ones before
         -> a calculation? then calculate
         -> else retrieve sections -> answer or abstain -> choose sentences -> compose with exact citations
         -> account for every number

With a chat model, `bot.answering` has it word what was found here, and hands that back to be told here.
"""

import logging
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from threading import Lock

from bot.abstain import Decision, Signals
from bot.answer import TOP_K, Answer, Evidence, Question
from bot.brief import Brief, make_brief
from bot.evidence import SectionReader
from bot.extract import choose
from bot.finder import Finder
from bot.finding import Finding, to_show
from bot.metrics.calculator import Result
from bot.refuse import refusal
from bot.retrieve import Retriever, SectionHit
from bot.search import SearchResult, search
from bot.steady import of_one_state
from bot.teller import Chooser, Teller, opening
from bot.verify import UnaccountedError, verify
from corpus.knowledge import KnowledgeBase
from corpus.phrases import say

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _State:
    """What answers from one state of the knowledge base."""

    version: int
    retriever: Retriever
    reader: SectionReader
    finder: Finder
    teller: Teller


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is known of a question before a chat model is asked, of one state of the knowledge base."""

    finding: Finding
    evidence: Evidence
    answer: Answer
    """In the sources' own sentences."""
    brief: Brief | None
    """What a model words an answer from; None where there is nothing to be worded."""
    opening: str | None
    """What stands in front of a worded answer; None where that depends on the wording."""


class AnswerChain:
    """Answers from one knowledge base, by extraction alone: no model is called but the embedder.

    `bot.runnable.AnswerRunnable` makes a LangChain `Runnable` of it.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        *,
        retriever: Callable[[KnowledgeBase], Retriever] = Retriever,
        chooser: Chooser = choose,
        decision: Decision | None = None,
    ) -> None:
        """Reads from the knowledge base what every answer needs.

        Args:
            knowledge: what it answers from.
            retriever: finds the sections; another one is for measuring what a part of it is worth, as are the next two.
            chooser: chooses the sentences.
            decision: to answer or abstain; None for the one that ships with the project.
        """
        self._knowledge = knowledge
        self._make_retriever, self._choose = retriever, chooser
        self._decision = decision or Decision.load()
        self._reading = Lock()
        self._state: _State | None = None
        self._current()

    def _current(self) -> _State:
        """What answers now; what another process has ingested meanwhile is taken in."""
        with self._reading:
            version = self._knowledge.catalog.version()
            if self._state is None or version != self._state.version:
                if self._state is not None:
                    self._knowledge.refresh()
                self._state = self._read(version)
            return self._state

    def _read(self, version: int) -> _State:
        retriever = self._make_retriever(self._knowledge)
        reader = SectionReader(self._knowledge)
        finder = Finder(self._knowledge, retriever, reader, self._decision)
        return _State(version, retriever, reader, finder, Teller(self._knowledge, reader, self._choose, self._decision))

    def invoke(self, question: Question) -> Answer:
        """Answers a question.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        return self.reply(question)[1]

    def reply(self, question: Question) -> tuple[Finding, Answer]:
        """Answers a question, with what was found for it; both of one state of the knowledge base.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
            StoreBusyError: another process kept changing the knowledge base meanwhile.
        """

        def find_and_answer() -> tuple[Finding, Answer]:
            finding = self.find(question)
            return finding, self.answer(finding)

        return of_one_state(self._knowledge.catalog, find_and_answer)

    def prepare(self, question: Question, standalone: str | None = None, *, for_model: bool = False) -> Prepared:
        """Answers a question, with all that a chat model needs to word the answer anew.

        Args:
            question: and what was asked before it.
            standalone: what it asks as a question by itself, where that is known.
            for_model: whether a chat model is to word it; without, there is no brief.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
            StoreBusyError: another process kept changing the knowledge base meanwhile.
        """

        def look() -> Prepared:
            finding = self._current().finder.find(question, standalone)
            state, answer = self._now, self.answer(finding)
            questions = state.teller.questions(finding) if for_model and answer.kind == "answer" else []
            brief = None
            if questions:
                related = state.finder.related(questions[0]) if len(questions) == 1 else []
                brief = make_brief(finding, questions, related, state.reader.align)
            return Prepared(finding, self.evidence(finding), answer, brief, opening(finding, questions))

        return of_one_state(self._knowledge.catalog, look)

    def search(self, text: str, language: str | None = None, limit: int = TOP_K) -> SearchResult:
        """`bot.search.search`, over what the answers are found in."""

        def look() -> SearchResult:
            state = self._current()
            return search(state.retriever, state.reader, text, language, limit)

        return of_one_state(self._knowledge.catalog, look)

    def find(self, question: Question) -> Finding:
        """Finds what may answer a question, and decides whether it does.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        return self._current().finder.find(question)

    def rank(self, finding: Finding, among: Container[str]) -> list[SectionHit]:
        """The sections of the documents with these ids alone, best first, in what was found for a question."""
        return self._now.finder.rank(finding, among)

    def evidence(self, finding: Finding) -> Evidence:
        """What was found for a question, as it can be shown."""
        return to_show(finding, self._now.reader)

    def chance(self, signals: Signals) -> float:
        """The estimated chance, in (0, 1), that evidence with these signals answers."""
        return self._decision.probability(signals)

    def answer(self, finding: Finding, worded: Answer | None = None, computed: tuple[Result, ...] = ()) -> Answer:
        """Composes the answer, or the refusal, from what was found; every number in it is accounted for.

        Args:
            finding: what was found.
            worded: what a chat model made of it; None for the sources' own sentences.
            computed: what calculators made of the question instead.
        """
        if computed:
            finding = replace(finding, computed=computed)
        answer = self._now.teller.tell(finding, worded)
        try:
            return verify(answer, finding.given)
        except UnaccountedError as error:
            _LOG.error("An answer was withheld. %s", error)
            return refusal("unverified", say("unverified", answer.language), answer.language, answer.timings_ms)

    @property
    def _now(self) -> _State:
        assert self._state is not None, "it is read when the chain is made"
        return self._state
