"""Tells what was found: the sources' own sentences or what a chat model made of them, and all that code adds to either.

What code adds is the same whoever worded the answer: figures that a question takes for stated and are not, a value held
against a benchmark, what other works state, what is left open, and the language that could not be spoken.
"""

from collections.abc import Callable, Sequence

from bot.abstain import Decision
from bot.answer import Answer, noted
from bot.calculate.perspective import put_in_perspective, set_beside
from bot.calculate.reply import reply, reply_with
from bot.compose import compose
from bot.evidence import SectionReader, Version
from bot.extract import Aligner, Choice
from bot.finding import Finding
from bot.parts import join
from bot.premise import foreign_figures
from bot.refuse import Refuser, refusal
from bot.retrieve import Query
from bot.rivals import claim, tell
from corpus.knowledge import KnowledgeBase
from corpus.phrases import say

Chooser = Callable[[Query, Sequence[Version], str, Aligner], Choice]

_CLEARLY_OPEN = 0.15
"""The chance that evidence answers, below which a part of a question is said to be left open."""


class Teller:
    """Tells over one state of a knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, reader: SectionReader, chooser: Chooser, decision: Decision) -> None:
        """Takes what it reads with.

        Args:
            knowledge: what refusals look up.
            reader: of its sections.
            chooser: chooses the sentences of an extractive answer.
            decision: whether a part of a question is answered.
        """
        self._reader, self._choose, self._decision = reader, chooser, decision
        self._refuser = Refuser(knowledge, reader)

    def tell(self, finding: Finding, worded: Answer | None = None) -> Answer:
        """The answer, the calculation or the refusal.

        Args:
            finding: what was found.
            worded: what a chat model made of `questions(finding)`, verified; None for the sources' own sentences.
        """
        language, clock = finding.language, finding.clock
        if finding.computed or finding.calculations:
            told = put_in_perspective(_calculated(finding), self._reader)
            return told.model_copy(update={"timings_ms": clock.stop("calculate")})
        if finding.query is None:
            return refusal("not_understood", say("not_understood", language), language, clock.stop("compose"))
        if questions := self.questions(finding):
            told = self._say(questions, worded)
            if questions[0] is not finding:
                told = noted(told, _left_open(finding, language), is_last=True)
        else:
            missing = [*finding.unknown, *finding.foreign_years]
            told = self._refuser.refuse(finding.standalone, finding.hits[: finding.top_k], missing, language)
        if finding.wanted != language and told.kind != "refusal":
            told = noted(told, say("foreign", finding.wanted))
        return told.model_copy(update={"understood": finding.understood, "timings_ms": clock.stop("compose")})

    def questions(self, finding: Finding) -> list[Finding]:
        """What is answered from the sources; nothing where they do not answer.

        Where one section does not answer all parts of a question, each part by itself; else the question as a whole.
        """
        if finding.computed or finding.calculations or finding.query is None:
            return []
        answered = [part for part in finding.parts if part.answers]
        sections = {(part.hits[0].work, part.hits[0].number) for part in answered}
        if len(sections) > 1 or (answered and any(map(self._is_open, finding.parts))):
            return answered
        return [finding] if finding.answers else []

    def choose(self, question: Finding) -> Choice:
        """The sentences that answer a question from the sources."""
        assert question.query is not None
        return self._choose(question.query, question.versions, question.language, self._reader.align)

    def _say(self, questions: Sequence[Finding], worded: Answer | None) -> Answer:
        if worded is None:
            return join([self._frame(each, self._extract(each)) for each in questions])
        for question in reversed(questions):
            worded = self._frame(question, worded)
        return worded

    def _is_open(self, part: Finding) -> bool:
        """Whether the sources clearly leave a part of a question without an answer."""
        if part.answers or part.signals is None:
            return False
        return bool(part.unknown or part.foreign_years) or self._decision.probability(part.signals) < _CLEARLY_OPEN

    def _extract(self, question: Finding) -> Answer:
        """The answer in the sources' own sentences."""
        composed = compose(self.choose(question), question.language)
        return Answer(
            kind="answer",
            text=composed.text,
            language=question.language,
            citations=composed.citations,
            conflicts=composed.conflicts,
            notes=composed.notes,
        )

    def _frame(self, question: Finding, answer: Answer) -> Answer:
        """An answer with what code has to say of it."""
        assert question.query is not None
        if question.rivals:
            sections = (question.versions, *question.rivals)
            claims = [claim(question.query, each, answer.language, self._reader.align) for each in sections]
            if claims[0]:
                answer = tell(answer, [each for each in claims if each])
        if note := _not_stated(question):
            return noted(answer, note)
        return set_beside(question.comparison, answer) if question.comparison else answer


def opening(finding: Finding, questions: Sequence[Finding]) -> str | None:
    """What code says in front of an answer, known before it is worded; None where that depends on the wording.

    Args:
        finding: what was found.
        questions: those that are answered.
    """
    if any(question.comparison and not _not_stated(question) for question in questions):
        return None
    foreign = say("foreign", finding.wanted) if finding.wanted != finding.language else ""
    notes = filter(None, [foreign, *map(_not_stated, questions)])
    return "".join(f"{note}\n\n" for note in notes)


def _calculated(finding: Finding) -> Answer:
    if finding.computed:
        return reply_with(finding.computed, finding.language)
    assert finding.calculations is not None
    return reply(finding.calculations, finding.language)


def _not_stated(question: Finding) -> str:
    """What a question takes for stated and the sources do not state; empty for a question without such a figure."""
    assert question.query is not None
    figures = foreign_figures(question.standalone, question.query.language, question.versions)
    return say("not_stated", question.language, figures=", ".join(figures)) if figures else ""


def _left_open(finding: Finding, language: str) -> str:
    """Which parts of a question the sources do not answer; empty where they answer all."""
    open_parts = [part.text for part in finding.parts if not part.answers]
    return say("left_open", language, parts=" ".join(f"“{part}”" for part in open_parts)) if open_parts else ""
