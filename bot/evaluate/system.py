"""What is evaluated: anything that answers questions and can show its sources' text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.answer import Answer, Question
from bot.blocking import BlockingAnswering
from bot.chat import AnswerChain
from bot.finding import Finding
from bot.generate import Report
from bot.refuse import refusal
from bot.retrieve import SectionHit
from corpus.errors import QuestionError
from corpus.knowledge import KnowledgeBase
from corpus.phrases import SPOKEN
from corpus.types import Document

ALL = "all"
"""Names the ranking over all language versions together."""
_DEPTH = 10

Ranking = tuple[tuple[str, str], ...]
"""Work and number of sections, best first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a system made of a question."""

    answer: Answer
    chance: float | None = None
    """The estimated chance that the evidence answers, in (0, 1); None where the system does not tell."""
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    """By language of the documents searched, and over `ALL`; empty where the system does not tell."""
    report: Report | None = None
    """What became of a chat model's sentences; None where none was asked."""


class System(Protocol):
    """Answers questions over documents that can be looked up."""

    def ask(self, question: Question) -> Outcome:
        """What it makes of a question."""
        ...

    def document(self, document_id: str) -> Document | None:
        """A document with its exact text, fetched anew; None for one that it does not have."""
        ...


class InProcess:
    """The chain over a knowledge base, in this process."""

    def __init__(
        self, knowledge: KnowledgeBase, chain: AnswerChain, answering: BlockingAnswering | None = None
    ) -> None:
        """Evaluates `chain`, which answers from `knowledge`; or `answering`, if given, which has a model word them."""
        self._knowledge = knowledge
        self._chain = chain
        self._answering = answering
        self._ids: dict[str, set[str]] = {}
        for document in knowledge.catalog.documents():
            self._ids.setdefault(document.language, set()).add(document.id)

    def ask(self, question: Question) -> Outcome:
        """The chain's answer; a question that it cannot read counts as refused."""
        try:
            finding = self._chain.find(question)
        except QuestionError as error:
            return Outcome(refusal("invalid_input", str(error), question.language or SPOKEN[0]))
        chance = None if finding.signals is None else self._chain.chance(finding.signals)
        rankings = {} if finding.calculations else self._rankings(finding)  # a calculation searches for nothing
        if self._answering is None:
            return Outcome(self._chain.answer(finding), chance, rankings)
        answered = self._answering.ask(question)
        return Outcome(answered.answer, chance, rankings, answered.report)

    def document(self, document_id: str) -> Document | None:
        """The document as the catalog has it now."""
        return next((d for d in self._knowledge.catalog.documents() if d.id == document_id), None)

    def _rankings(self, finding: Finding) -> dict[str, Ranking]:
        among = {code: self._chain.rank(finding, ids) for code, ids in self._ids.items()}
        return {ALL: _ranking(finding.hits)} | {code: _ranking(hits) for code, hits in among.items()}


def _ranking(hits: Sequence[SectionHit]) -> Ranking:
    return tuple((hit.work, hit.number) for hit in hits[:_DEPTH])
