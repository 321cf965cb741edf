"""What was found for a question: all that an answer is composed of, and what an evaluation looks into."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.abstain import Signals
from bot.answer import TOP_K, Evidence, EvidenceSection
from bot.calculate.comparison import Comparison
from bot.calculate.route import Routed
from bot.evidence import SectionReader, Version
from bot.metrics.calculator import Result
from bot.retrieve import Found, Query, SectionHit
from bot.verify import Given
from corpus.phrases import SPOKEN, WORDED


class Clock:
    """Times the stages of one answer; a stage that is run twice counts twice."""

    def __init__(self) -> None:
        self._started = self._last = perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Ends a stage."""
        now = perf_counter()
        self._laps[stage] = round(self._laps.get(stage, 0.0) + 1000 * (now - self._last), 1)
        self._last = now

    def stop(self, stage: str) -> dict[str, float]:
        """The milliseconds of each stage, and in total."""
        self.lap(stage)
        return self._laps | {"total": round(1000 * (self._last - self._started), 1)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a message."""

    text: str
    """The message."""
    wanted: str
    """The language that an answer is wanted in, whether it can be given in it or not."""
    clock: Clock
    given: tuple[Given, ...]
    """What the asker wrote, now and before."""
    top_k: int = TOP_K
    """How many of the best sections may be used beside the one that answers."""
    standalone: str = ""
    """The message as a question by itself: its own text, but for a follow-up; empty where nothing was looked for."""
    unknown: tuple[str, ...] = ()
    """What a follow-up narrows down to, where no source knows it."""
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
    computed: tuple[Result, ...] = ()
    """What calculators made of the question, called by a chat model."""
    comparison: Comparison | None = None
    """A metric and its value that the question asks to be judged."""
    rivals: tuple[tuple[Version, ...], ...] = ()
    """Of a question that asks for a figure: the best section of each other work that answers, in all its versions."""
    is_quotable: bool = False
    """Whether most of what is quoted can be in the language wanted, in a source's own words or translated; where
    nothing is quoted, whether the sources have that language at all."""
    parts: tuple["Finding", ...] = ()
    """Of a message that asks several questions: what was found for each, its `text` being that question."""

    @property
    def language(self) -> str:
        """The language of the answer: the one wanted, if the bot has its words in it, and the sources have theirs."""
        is_calculated = bool(self.calculations or self.computed)
        is_worded = self.wanted in WORDED and self.is_quotable and not is_calculated
        return self.wanted if self.wanted in SPOKEN or is_worded else SPOKEN[0]

    @property
    def understood(self) -> str | None:
        """What a follow-up was taken to ask; None for a message that is its own question."""
        return self.standalone if self.standalone not in ("", self.text) else None


def to_show(finding: Finding, reader: SectionReader) -> Evidence:
    """What was found, by the headings of its best sections."""
    sections = []
    for hit in finding.hits[: finding.top_k]:
        document_id, title = reader.headed(hit, finding.language)
        score, similarity = round(hit.score, 3), round(hit.similarity, 3)
        sections.append(
            EvidenceSection(
                document_id=document_id, section=hit.number, title=title, score=score, similarity=similarity
            )
        )
    return Evidence(language=finding.language, understood=finding.understood, sections=tuple(sections))
