"""The chain: a question and its history in, an Answer out. Read this first.

question -> language, and what it means behind the ones before
         -> a calculation? then calculate
         -> else retrieve sections -> answer or abstain -> choose sentences -> compose with exact citations
         -> account for every number
"""

import logging
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from threading import Lock

from bot.abstain import Decision, Signals, foreign_years, read_signals, speak_of
from bot.answer import TOP_K, Answer, Evidence, Question, noted
from bot.calculate.again import calculation_before
from bot.calculate.perspective import put_in_perspective, set_beside
from bot.calculate.reply import reply
from bot.calculate.route import Routed, route
from bot.compose import compose
from bot.evidence import SectionReader, Version
from bot.extract import Aligner, Choice, choose
from bot.finding import Clock, Finding, to_show
from bot.followup import Reading, Understood, understand
from bot.parts import join, split
from bot.premise import foreign_figures
from bot.question import check_question, earlier_messages, language_so_far
from bot.refuse import Refuser, refusal
from bot.retrieve import Query, Retriever, SectionHit
from bot.rivals import asks_for, claim, tell
from bot.search import SearchResult, search
from bot.steady import of_one_state
from bot.verify import Given, UnaccountedError, verify
from corpus.conversation import is_no_question, without_clitics
from corpus.knowledge import KnowledgeBase
from corpus.languages import detect_language
from corpus.phrases import SPOKEN, say
from corpus.text import stem, tokens

_LOG = logging.getLogger(__name__)

_CONSIDERED = 5
"""Sections that the decision to answer looks at."""

_BEYOND_DOUBT = 0.85
"""The chance that evidence answers, from which a message that may be a follow-up is taken as its own question."""

_CLEARLY_OPEN = 0.15
"""The chance that evidence answers, below which a part of a question is said to be left open."""

Chooser = Callable[[Query, Sequence[Version], str, Aligner], Choice]


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
        self._version: int | None = None
        self._read_again()

    def _read_again(self) -> None:
        """Takes in what another process has ingested, if it has."""
        with self._reading:
            version = self._knowledge.catalog.version()
            if version != self._version:
                if self._version is not None:
                    self._knowledge.refresh()
                self._read()
                self._version = version

    def _read(self) -> None:
        self._retriever = self._make_retriever(self._knowledge)
        self._reader = SectionReader(self._knowledge)
        self._refuser = Refuser(self._knowledge, self._reader)
        forms = self._knowledge.catalog.vocabulary()
        self._stems = {code: {stem(form, code) for form in forms} for code in self._knowledge.catalog.counts()}

    def _known(self, words: Sequence[str]) -> list[str]:
        """Those of some folded words that any source has in any form."""
        return [
            word
            for word in words
            if any(stem(form, code) in stems for code, stems in self._stems.items() for form in without_clitics(word))
        ]

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

    def search(self, text: str, language: str | None = None, limit: int = TOP_K) -> SearchResult:
        """`bot.search.search`, over what the answers are found in."""

        def look() -> SearchResult:
            self._read_again()
            return search(self._retriever, self._reader, text, language, limit)

        return of_one_state(self._knowledge.catalog, look)

    def find(self, question: Question) -> Finding:
        """Finds what may answer a question, and decides whether it does.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        clock = Clock()
        text = check_question(question.text)
        self._read_again()
        earlier = earlier_messages(question)
        so_far = language_so_far(earlier)
        asked_in = detect_language(text, default=question.language or so_far or SPOKEN[0], prior=so_far)
        understood = understand(text, earlier, self._known)
        wanted = understood.language or question.language or asked_in
        given = tuple(Given(message, asked_in) for message in (text, *earlier))
        finding = Finding(text, wanted, clock, given, question.top_k)
        if not tokens(text):
            return finding
        asked = calculation_before(text, earlier, asked_in) or route(text, asked_in, earlier)
        clock.lap("understand")
        if isinstance(asked, Routed):
            return replace(finding, calculations=asked)
        if is_no_question(text):
            return finding
        finding = replace(finding, comparison=asked)
        whole = self._find_any(finding, understood, asked_in)
        parts = split(text) if whole.understood is None else [text]
        if len(parts) < 2:
            return whole
        found: list[Finding] = []
        for place, part in enumerate(parts):
            found.append(self._find_any(finding, understand(part, parts[:place], self._known), asked_in))
        return replace(whole, parts=tuple(replace(each, text=part) for each, part in zip(found, parts, strict=True)))

    def _find_any(self, finding: Finding, understood: Understood, asked_in: str) -> Finding:
        """What is found for the likeliest reading of a message that the sources answer, else for the likeliest."""
        finding = replace(finding, unknown=understood.unknown)
        readings = (self._find(finding, reading, asked_in) for reading in understood.readings)
        first = next(readings)
        return first if first.answers else next((each for each in readings if each.answers), first)

    def _find(self, finding: Finding, reading: Reading, asked_in: str) -> Finding:
        """What is found for a message in one of its readings."""
        if reading.text != finding.text:
            asked_in = detect_language(reading.text, default=asked_in)
        query = self._retriever.prepare(reading.text, asked_in)
        found = self._retriever.find(query)
        hits = self._retriever.rank(found)
        finding.clock.lap("retrieve")
        finding = replace(finding, standalone=reading.text, query=query, found=found, hits=hits)
        if not hits:
            return finding
        versions = self._reader.read(hits[0])
        years = foreign_years(reading.text, asked_in, versions)
        known = self._knowledge.catalog.known_words({token.form for token in tokens(query.text)})
        signals = read_signals(query, hits[:_CONSIDERED], versions, known)
        is_left_out = bool(years or finding.unknown) or not speak_of(versions, reading.terms)
        chance = self._decision.probability(signals)
        answers = not is_left_out and chance >= (_BEYOND_DOUBT if reading.is_doubtful else self._decision.threshold)
        rivals = self._rivals(query, hits[: finding.top_k], known) if answers and asks_for(query) else ()
        finding.clock.lap("decide")
        return replace(finding, versions=versions, foreign_years=years, signals=signals, answers=answers, rivals=rivals)

    def _rivals(self, query: Query, hits: Sequence[SectionHit], known: set[str]) -> tuple[tuple[Version, ...], ...]:
        """The best section of each other work, if it answers as well."""
        rivals = []
        works = {hits[0].work}
        for place, hit in enumerate(hits):
            if hit.work not in works:
                works.add(hit.work)
                versions = self._reader.read(hit)
                if self._decision.answers(read_signals(query, hits[place:], versions, known)):
                    rivals.append(versions)
        return tuple(rivals)

    def rank(self, finding: Finding, among: Container[str]) -> list[SectionHit]:
        """The sections of the documents with these ids alone, best first, in what was found for a question."""
        return self._retriever.rank(finding.found, among)

    def evidence(self, finding: Finding) -> Evidence:
        """What was found for a question, as it can be shown."""
        return to_show(finding, self._reader)

    def chance(self, signals: Signals) -> float:
        """The estimated chance, in (0, 1), that evidence with these signals answers."""
        return self._decision.probability(signals)

    def answer(self, finding: Finding) -> Answer:
        """Composes the answer, or the refusal, from what was found; every number in it is accounted for."""
        answer = self._compose(finding)
        try:
            return verify(answer, finding.given)
        except UnaccountedError as error:
            _LOG.error("An answer was withheld. %s", error)
            return refusal("unverified", say("unverified", answer.language), answer.language, answer.timings_ms)

    def _compose(self, finding: Finding) -> Answer:
        language, clock = finding.language, finding.clock
        if finding.calculations:
            told = put_in_perspective(reply(finding.calculations, language), self._reader)
            return told.model_copy(update={"timings_ms": clock.stop("calculate")})
        if finding.query is None:
            return refusal("not_understood", say("not_understood", language), language, clock.stop("compose"))
        if answered := self._answered_apart(finding):
            told = noted(join([self._extract(part) for part in answered]), _left_open(finding, language), is_last=True)
        elif finding.answers:
            told = self._extract(finding)
        else:
            missing = [*finding.unknown, *finding.foreign_years]
            told = self._refuser.refuse(finding.standalone, finding.hits[: finding.top_k], missing, language)
        if finding.wanted != language and told.kind != "refusal":
            told = noted(told, say("foreign", finding.wanted))
        return told.model_copy(update={"understood": finding.understood, "timings_ms": clock.stop("compose")})

    def _answered_apart(self, finding: Finding) -> list[Finding]:
        """The parts of a question to be answered each by itself: where one section does not answer them all."""
        answered = [part for part in finding.parts if part.answers]
        sections = {(part.hits[0].work, part.hits[0].number) for part in answered}
        is_apart = len(sections) > 1 or (answered and any(map(self._is_open, finding.parts)))
        return answered if is_apart else []

    def _is_open(self, part: Finding) -> bool:
        """Whether the sources clearly leave a part of a question without an answer."""
        if part.answers or part.signals is None:
            return False
        return bool(part.unknown or part.foreign_years) or self.chance(part.signals) < _CLEARLY_OPEN

    def _extract(self, finding: Finding) -> Answer:
        """The answer in the sources' own sentences."""
        language = finding.language
        assert finding.query is not None
        composed = compose(self._choose(finding.query, finding.versions, language, self._reader.align), language)
        answer = Answer(
            kind="answer",
            text=composed.text,
            language=language,
            citations=composed.citations,
            conflicts=composed.conflicts,
            notes=composed.notes,
        )
        if finding.rivals:
            sections = (finding.versions, *finding.rivals)
            claims = [claim(finding.query, each, language, self._reader.align) for each in sections]
            if claims[0]:
                answer = tell(answer, [each for each in claims if each])
        if figures := foreign_figures(finding.standalone, finding.query.language, finding.versions):
            return noted(answer, say("not_stated", language, figures=", ".join(figures)))
        return set_beside(finding.comparison, answer) if finding.comparison else answer


def _left_open(finding: Finding, language: str) -> str:
    """Which parts of a question the sources do not answer; empty where they answer all."""
    open_parts = [part.text for part in finding.parts if not part.answers]
    return say("left_open", language, parts=" ".join(f"“{part}”" for part in open_parts)) if open_parts else ""
