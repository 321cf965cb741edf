"""The chain: a question and its history in, an Answer out. Read this first.

question -> language -> a calculation? then calculate
                     -> else retrieve sections -> answer or abstain -> choose sentences -> compose with exact citations
"""

import logging
import unicodedata
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.abstain import Decision, Signals, foreign_years, read_signals
from bot.answer import Answer, Question
from bot.calculate.comparison import Comparison
from bot.calculate.perspective import put_in_perspective, set_beside
from bot.calculate.reply import reply
from bot.calculate.route import RECALLED, Routed, route
from bot.compose import compose
from bot.evidence import SectionReader, Version
from bot.extract import Aligner, Choice, choose
from bot.refuse import Refuser, refusal
from bot.retrieve import Found, Query, Retriever, SectionHit
from bot.rivals import asks_for, claim, tell
from bot.verify import Given, UnaccountedError, verify
from corpus.errors import QuestionError
from corpus.knowledge import KnowledgeBase
from corpus.languages import detect_language
from corpus.phrases import SPOKEN, say
from corpus.text import tokens

_LOG = logging.getLogger(__name__)

MAX_QUESTION = 2_000
"""Code points of a question; what is longer is refused rather than cut."""

_CONSIDERED = 5
"""Sections that the decision to answer looks at, and that a refusal may offer."""

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
        self._read_again()

    def _read_again(self) -> None:
        self._version = self._knowledge.catalog.version()
        self._retriever = self._make_retriever(self._knowledge)
        self._reader = SectionReader(self._knowledge)
        self._refuser = Refuser(self._knowledge, self._reader)

    def invoke(self, question: Question) -> Answer:
        """Answers a question.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        return self.answer(self.find(question))

    def find(self, question: Question) -> "Finding":
        """Finds what may answer a question, and decides whether it does.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        clock = _Clock()
        text = check_question(question.text)
        if self._knowledge.catalog.version() != self._version:
            self._read_again()  # another process has ingested
        asked_in = detect_language(text, default=question.language or _language_so_far(question))
        wanted = question.language or asked_in
        given = (Given(text, asked_in), *(Given(turn.question, asked_in) for turn in question.history[-RECALLED:]))
        if not tokens(text):
            return Finding(text, wanted, clock, given)
        asked = route(text, asked_in, [turn.question for turn in question.history])
        if isinstance(asked, Routed):
            clock.lap("understand")
            return Finding(text, wanted, clock, given, calculations=asked)
        query = self._retriever.prepare(text, asked_in)
        clock.lap("understand")
        found = self._retriever.find(query)
        hits = self._retriever.rank(found)
        clock.lap("retrieve")
        if not hits:
            return Finding(text, wanted, clock, given, query, found)
        versions = self._reader.read(hits[0])
        years = foreign_years(text, asked_in, versions)
        known = self._knowledge.catalog.known_words({token.form for token in tokens(query.text)})
        signals = read_signals(query, hits[:_CONSIDERED], versions, known)
        answers = not years and self._decision.answers(signals)
        clock.lap("decide")
        comparison = asked if isinstance(asked, Comparison) else None
        rivals = self._rivals(query, hits, known) if answers and asks_for(query) else ()
        return Finding(
            text, wanted, clock, given, query, found, hits, versions, years, signals, answers, None, comparison, rivals
        )

    def _rivals(self, query: Query, hits: Sequence[SectionHit], known: set[str]) -> tuple[tuple[Version, ...], ...]:
        """The best section of each other work, if it answers as well."""
        rivals = []
        works = {hits[0].work}
        for place, hit in enumerate(hits[:_CONSIDERED]):
            if hit.work not in works:
                works.add(hit.work)
                versions = self._reader.read(hit)
                if self._decision.answers(read_signals(query, hits[place:], versions, known)):
                    rivals.append(versions)
        return tuple(rivals)

    def rank(self, finding: "Finding", among: Container[str]) -> list[SectionHit]:
        """The sections of the documents with these ids alone, best first, in what was found for a question."""
        return self._retriever.rank(finding.found, among)

    def chance(self, signals: Signals) -> float:
        """The estimated chance, in (0, 1), that evidence with these signals answers."""
        return self._decision.probability(signals)

    def answer(self, finding: "Finding") -> Answer:
        """Composes the answer, or the refusal, from what was found; every number in it is accounted for."""
        answer = self._compose(finding)
        try:
            return verify(answer, finding.given)
        except UnaccountedError:
            _LOG.exception("An answer was withheld.")
            return refusal("unverified", say("unverified", answer.language), answer.language, answer.timings_ms)

    def _compose(self, finding: "Finding") -> Answer:
        language, clock = finding.language, finding.clock
        if finding.calculations:
            told = put_in_perspective(reply(finding.calculations, language), self._reader)
            return told.model_copy(update={"timings_ms": clock.stop("calculate")})
        if finding.query is None:
            return refusal("not_understood", say("not_understood", language), language, clock.stop("compose"))
        if not finding.answers:
            told = self._refuser.refuse(finding.text, finding.hits[:_CONSIDERED], finding.foreign_years, language)
            return told.model_copy(update={"timings_ms": clock.stop("compose")})
        choice = self._choose(finding.query, finding.versions, language, self._reader.align)
        composed = compose(choice, language)
        note = "" if finding.wanted == language else say("foreign", finding.wanted) + "\n\n"
        answer = Answer(
            kind="answer",
            text=composed.text,
            language=language,
            citations=composed.citations,
            conflicts=composed.conflicts,
        )
        claims = [
            claim(finding.query, each, language, self._reader.align) for each in (finding.versions, *finding.rivals)
        ]
        if claims[0]:
            answer = tell(answer, [each for each in claims if each])
        if finding.comparison:
            answer = set_beside(finding.comparison, answer)
        return answer.model_copy(update={"text": note + answer.text, "timings_ms": clock.stop("compose")})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a question: all that an answer is composed of, and what an evaluation looks into."""

    text: str
    wanted: str
    """The language to answer in, whether it is spoken or not."""
    clock: "_Clock"
    given: tuple[Given, ...]
    """What the asker wrote, now and before."""
    query: Query | None = None
    """None for a question without a single word, and for one that asks for a calculation."""
    found: Sequence[Found] = ()
    hits: Sequence[SectionHit] = ()
    """All sections found, best first."""
    versions: tuple[Version, ...] = ()
    """Of the best section."""
    foreign_years: Sequence[str] = ()
    signals: Signals | None = None
    """What the decision to answer rests on; None where nothing was found."""
    answers: bool = False
    calculations: Routed | None = None
    """What the question asks to be calculated."""
    comparison: Comparison | None = None
    """A metric and its value that the question asks to be judged."""
    rivals: tuple[tuple[Version, ...], ...] = ()
    """Of a question that asks for a figure: the best section of each other work that answers, in all its versions."""

    @property
    def language(self) -> str:
        """The language of the answer."""
        return self.wanted if self.wanted in SPOKEN else SPOKEN[0]


class _Clock:
    """Times the stages of one answer."""

    def __init__(self) -> None:
        self._started = self._last = perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self._laps[stage] = round(1000 * (now - self._last), 1)
        self._last = now

    def stop(self, stage: str) -> dict[str, float]:
        """The milliseconds of each stage, and in total."""
        self.lap(stage)
        return self._laps | {"total": round(1000 * (self._last - self._started), 1)}


def check_question(text: str) -> str:
    """The question without surrounding white space.

    Raises:
        QuestionError: it is empty, longer than `MAX_QUESTION`, or holds control characters or lone surrogates.
    """
    stripped = text.strip()
    if not stripped:
        raise QuestionError("The question is empty. Ask something, such as: What is a good NPS?")
    if len(stripped) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(stripped):,} characters; at most {MAX_QUESTION:,} are allowed. "
            "Ask it in fewer words."
        )
    bad = next((c for c in stripped if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t"), None)
    if bad:
        raise QuestionError(
            f"The question holds the character U+{ord(bad):04X}, which is not text. Remove it and ask again."
        )
    return stripped


def _language_so_far(question: Question) -> str:
    """The language of the conversation: of its latest question that has one to be seen."""
    language: str = SPOKEN[0]
    for turn in question.history:
        language = detect_language(turn.question, default=language)
    return language
