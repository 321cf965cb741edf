"""Sources that contradict one another, on ConflictNQ: questions with a real text and an invented one that differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from bot.answer import Answer, Conflict, Question
from bot.evaluate.outside.files import FromFile, QuestionWords, Words, find_folder, first, read_lines
from bot.evaluate.outside.legs import Legs, Scored
from bot.evaluate.outside.report import Figure, Report, Row, share
from bot.evaluate.outside.sources import Answering, Builder, Progress, SourceText, extractive, no_progress
from bot.evaluate.reading import MARK, body
from corpus.quantities import find_quantities
from corpus.question_types import AnswerType, asked_type
from corpus.text import content_stems

_FILE = "conflict_nq_val.jsonl"
_EXPECTED = (
    "Each line of ConflictNQ is an object with cleaned_question, real_short_answer, fake_short_answer, real_passages "
    "and fake_passages, each passage with its text as passage."
)
_LANGUAGE = "en"
_REAL, _FAKE = "real", "fake"
_MEASURES = (
    "Each question is asked of a knowledge base of two works, listed in turn in either order: the real passages "
    "(Wikipedia) and invented ones that state another answer. Nothing in the sources says which is real, so resting on "
    "the real one is no merit; what a reader needs is to be told that they differ."
)
_NOTES = (
    "Peers, measured in the same run over the same stores: the passage that BM25 alone, or the embedder alone, puts "
    "first. What it states is looked for in the whole passage, which is longer than an answer.",
    "Even odds are not to be expected: in the public file a question has one real passage of some 970 characters and "
    "five invented ones of some 430, each written to answer it.",
    "An answer is stated where all content words of the benchmark's short answer are, in any form and order. Only "
    "questions count whose short answer can be told apart in that way: its words all stand in its own passages, and "
    "not all in the other ones.",
    "A conflict is reported where the answer shows one at all; it is right where it sets the real work against the "
    "invented one.",
    "A question asks for a figure where its words do (when, how many, what share) and both short answers hold one. "
    "Both are shown where each side of the report has a figure of its own short answer.",
    "Every question here has a conflict, so a needless report is looked for elsewhere: the invented passages, which "
    "agree with one another, are asked as two works.",
)


class _Passage(FromFile):
    passage: Words


class Item(FromFile):
    """A question with two texts that answer it differently."""

    cleaned_question: QuestionWords
    real_short_answer: Words
    fake_short_answer: Words
    real_passages: tuple[_Passage, ...] = Field(min_length=1)
    fake_passages: tuple[_Passage, ...] = Field(min_length=1)

    def text(self, side: str) -> str:
        """The passages of a side, as the paragraphs of one text."""
        passages = self.real_passages if side == _REAL else self.fake_passages
        return "\n\n".join(each.passage.strip() for each in passages)

    def stated_in(self, told: str, side: str) -> bool:
        """Whether a text has all content words of a side's short answer; False for an answer without any."""
        words = set(content_stems(self.real_short_answer if side == _REAL else self.fake_short_answer, _LANGUAGE))
        return bool(words) and words <= set(content_stems(told, _LANGUAGE))

    @property
    def asks_for_figure(self) -> bool:
        """Whether it asks for a figure, and both short answers hold one."""
        asked = asked_type(self.cleaned_question) in (AnswerType.TIME, AnswerType.AMOUNT)
        return asked and bool(_values(self.real_short_answer) and _values(self.fake_short_answer))

    def can_be_told(self, side: str) -> bool:
        """Whether a side's short answer stands in its own passages and not in the other's."""
        other = _FAKE if side == _REAL else _REAL
        return self.stated_in(self.text(side), side) and not self.stated_in(self.text(other), side)


def _values(words: str) -> set[Decimal]:
    return {quantity.value for quantity in find_quantities(words, _LANGUAGE) if quantity.value is not None}


@dataclass(frozen=True, slots=True)
class Told:
    """What a system said: from which works, and which of the two answers."""

    works: frozenset[str]
    real: bool | None
    """Whether it states the real answer; None where that cannot be told."""
    fake: bool | None
    conflicts: int | None = None
    """How many disagreements it reports; None for one that cannot."""
    right_conflicts: int = 0
    """Those between the two works."""
    asks_for_figure: bool = False
    shows_both: bool = False
    """Whether a conflict shows a figure of either short answer, each on its side."""
    needless: bool | None = None
    """Whether it reports one between passages that agree; None where that was not asked."""


def read(folder: Path, limit: int | None = None) -> Sequence[Item]:
    """The questions with their texts, at most `limit`; None takes all.

    Raises:
        EvaluationError: the file is missing or malformed.
    """
    find_folder(folder, f"{_FILE} of ConflictNQ")
    return first(read_lines(folder / _FILE, Item, _EXPECTED), limit)


def measure(
    folder: Path,
    build: Builder,
    limit: int | None = None,
    progress: Progress = no_progress,
    answering: Answering = extractive,
) -> Report:
    """Asks every question of a knowledge base with both texts, and reports what was made of the contradiction.

    Raises:
        EvaluationError: the data is missing or malformed.
    """
    items = read(folder, limit)
    ours, words, embedded = [], [], []
    fingerprint = ""
    for done, item in enumerate(items):
        progress(done, len(items))
        order = (_REAL, _FAKE) if done % 2 == 0 else (_FAKE, _REAL)
        # Neither the title nor the place may give away which is which.
        sources = [SourceText(side, item.text(side), _LANGUAGE, f"source {i}") for i, side in enumerate(order, 1)]
        with build(sources) as knowledge:
            fingerprint = knowledge.embedder.fingerprint
            told = read_answer(item, answering(knowledge)(Question(text=item.cleaned_question)))
            ours.append(replace(told, needless=_reports_needlessly(item, build, answering)))
            legs = Legs(knowledge, _LANGUAGE)
            words.append(_read_passage(item, legs.words(item.cleaned_question, 1)))
            embedded.append(_read_passage(item, legs.embedder(item.cleaned_question, 1)))
    progress(len(items), len(items))
    systems = {"CS Answers": ours, "BM25: first passage": words, "embedder: first passage": embedded}
    return report(systems, fingerprint, is_whole=limit is None)


def _reports_needlessly(item: Item, build: Builder, answering: Answering) -> bool | None:
    """Whether a conflict is reported between the invented passages themselves; None where no figure is asked for."""
    passages = [each.passage.strip() for each in item.fake_passages]
    if not item.asks_for_figure or len(passages) < 2:
        return None
    halves = ["\n\n".join(passages[start::2]) for start in (0, 1)]
    sources = [SourceText(f"half{i}", half, _LANGUAGE, f"source {i}") for i, half in enumerate(halves, 1)]
    with build(sources) as knowledge:
        return bool(answering(knowledge)(Question(text=item.cleaned_question)).conflicts)


def read_answer(item: Item, answer: Answer) -> Told:
    """What an answer says."""
    conflicts = [{answer.citations[s.citation - 1].document_id for s in c.sides} for c in answer.conflicts]
    works = frozenset(citation.document_id for citation in answer.citations)
    told = "" if answer.kind == "refusal" else MARK.sub(" ", body(answer))
    read = _told(item, works, told, len(conflicts), sum(sides == {_REAL, _FAKE} for sides in conflicts))
    return replace(read, shows_both=any(_shows_both(item, answer, conflict) for conflict in answer.conflicts))


def _shows_both(item: Item, answer: Answer, conflict: Conflict) -> bool:
    shown = {answer.citations[s.citation - 1].document_id: _values("; ".join(s.quantities)) for s in conflict.sides}
    wanted = {_REAL: _values(item.real_short_answer), _FAKE: _values(item.fake_short_answer)}
    return all(shown.get(side, set()) & values for side, values in wanted.items())


def _read_passage(item: Item, found: Sequence[Scored]) -> Told:
    works = frozenset(passage.document_id for passage, _ in found)
    return _told(item, works, " ".join(passage.text for passage, _ in found))


def _told(item: Item, works: frozenset[str], words: str, conflicts: int | None = None, right: int = 0) -> Told:
    real, fake = (item.stated_in(words, side) if item.can_be_told(side) else None for side in (_REAL, _FAKE))
    return Told(works, real, fake, conflicts, right, item.asks_for_figure)


def report(systems: dict[str, list[Told]], embedder: str, *, is_whole: bool) -> Report:
    """The table: what was answered from, what was stated, what was reported."""
    ones = next(iter(systems.values()))
    everything = f"{len(ones)} questions"

    def row(what: str, of: str, value: Callable[[Told], bool | None]) -> Row:
        return Row(labels=(what, of), figures=tuple(_share([value(one) for one in told]) for told in systems.values()))

    def both(one: Told) -> bool | None:
        return None if one.real is None or one.fake is None else one.real and one.fake

    real, fake, two = (_count(ones, value) for value in (lambda one: one.real, lambda one: one.fake, both))
    figures = sum(one.asks_for_figure for one in ones)
    precision = tuple(_precision(told) for told in systems.values())
    return Report(
        name="conflictnq",
        title="ConflictNQ: two sources that contradict one another",
        measures=_MEASURES,
        questions=len(ones),
        is_whole=is_whole,
        embedder=embedder,
        labels=("share of answers that", "of"),
        columns=tuple(systems),
        rows=(
            row("rest on nothing (refused, or nothing found)", everything, lambda one: not one.works),
            row("rest on the real source alone", everything, lambda one: one.works == {_REAL}),
            row("rest on the invented source alone", everything, lambda one: one.works == {_FAKE}),
            row("rest on both", everything, lambda one: one.works == {_REAL, _FAKE}),
            row("state the real answer", f"{real} where that can be told", lambda one: one.real),
            row("state the invented answer", f"{fake} where that can be told", lambda one: one.fake),
            row("state both", f"{two} where both can be told", both),
            row("report a conflict", everything, lambda one: None if one.conflicts is None else one.conflicts > 0),
            row("report a conflict", f"{figures} that ask for a figure", _reports),
            row("report it, showing both figures", f"{figures} that ask for a figure", _reports_both),
            row("report a conflict where there is none", f"{figures} that ask for a figure", lambda one: one.needless),
            Row(labels=("are right to report it", "conflicts reported"), figures=precision),
        ),
        notes=_NOTES,
    )


def _reports(one: Told) -> bool | None:
    return one.conflicts > 0 if one.asks_for_figure and one.conflicts is not None else None


def _reports_both(one: Told) -> bool | None:
    return one.shows_both if one.asks_for_figure and one.conflicts is not None else None


def _count(told: Sequence[Told], value: Callable[[Told], bool | None]) -> int:
    return sum(value(one) is not None for one in told)


def _share(values: Sequence[float | bool | None]) -> Figure | None:
    return share(values, [str(place) for place in range(len(values))])


def _precision(told: Sequence[Told]) -> Figure | None:
    return _share([one.right_conflicts / one.conflicts if one.conflicts else None for one in told])
