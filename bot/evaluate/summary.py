"""What a run comes to beside its headlines, as plain figures: the terminal's tables and the page are made of these."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import nan
from typing import Any

import numpy as np

from bot.evaluate.gate import Change
from bot.evaluate.headlines import HEADLINES, estimate, values
from bot.evaluate.items import Kind
from bot.evaluate.retrieval import MEASURES
from bot.evaluate.run import Result, Run
from bot.evaluate.statistics import NOTHING, Bootstrap, Estimate
from bot.evaluate.system import ALL
from bot.evaluate.wording import wordings

Matrix = dict[str, dict[str, "Cell"]]
"""By language of the question (and `ALL`), by language of the documents (and `ALL`)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A mean over some questions."""

    value: float
    count: int


@dataclass(frozen=True, slots=True)
class KindRow:
    """What came of the questions of one kind."""

    kind: Kind
    count: int
    decided: Estimate
    recall: Estimate
    """Of the first place: the share whose first section answers."""
    facts: Estimate


@dataclass(frozen=True, slots=True)
class Refusals:
    """What was refused and what was not; the four counts add up to the items."""

    answered: int
    """Answerable, and answered."""
    over_refused: int
    """Answerable, and refused."""
    hallucinated: int
    """Not answerable, and answered."""
    refused: int
    """Not answerable, and refused."""
    over_refusal: Estimate
    """Share of the answerable that is refused."""
    hallucination: Estimate
    """Share of the others that is answered."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The results whose estimated chance lies in [low, high); the last one holds 1 as well."""

    low: float
    high: float
    count: int
    predicted: float
    """Mean of the estimated chances; nan for an empty bin."""
    observed: Estimate
    """Share that can be answered."""


@dataclass(frozen=True, slots=True)
class OpenRow:
    """How far an ability has come that the bot does not have yet."""

    kind: Kind
    count: int
    right: int


def by_split(results: Iterable[Result]) -> dict[str, list[Result]]:
    """The results of each split, in the order in which the splits come."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.split, []).append(result)
    return found


def shortfalls(result: Result) -> list[str]:
    """The names of the headlines that a result falls short of; none if all is right."""
    return [headline.name for headline in HEADLINES if result.figures.get(headline.name, 1) < 1]


def failures(results: Iterable[Result]) -> dict[Kind, list[Result]]:
    """The closed results that fall short of a headline, by kind; the kind with most of them comes first."""
    found: dict[Kind, list[Result]] = {}
    for result in results:
        if not result.is_open and shortfalls(result):
            found.setdefault(result.kind, []).append(result)
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), entry[0])))


def open_kinds(results: Iterable[Result]) -> list[OpenRow]:
    """How many of the items held open are right already, by kind."""
    held = [result for result in results if result.is_open]
    kinds = sorted({result.kind for result in held})
    rows = [(kind, [not shortfalls(result) for result in held if result.kind == kind]) for kind in kinds]
    return [OpenRow(kind, len(right), sum(right)) for kind, right in rows]


def retrieval_matrix(results: Sequence[Result], measure: str) -> Matrix:
    """One of `bot.evaluate.retrieval.MEASURES`, by language of the question and of the documents.

    Both begin with `ALL`; empty where no result has retrieval figures.
    """
    found = {column for result in results for column in result.retrieval}
    columns = sorted(found, key=lambda code: (code != ALL, code))
    rows = [ALL, *sorted({result.language for result in results if result.retrieval})] if columns else []
    return {row: {column: _cell(results, row, column, measure) for column in columns} for row in rows}


def _cell(results: Sequence[Result], language: str, column: str, measure: str) -> Cell:
    figures = [
        result.retrieval[column].get(measure, nan)
        for result in results
        if language in (ALL, result.language) and column in result.retrieval
    ]
    return Cell(float(np.mean(figures)) if figures else nan, len(figures))


def by_kind(results: Sequence[Result]) -> list[KindRow]:
    """The main figures of each kind of question; the kind with most questions comes first."""
    if not results:
        return []
    bootstrap = Bootstrap([result.group for result in results])
    kinds = np.array([result.kind for result in results], dtype=object)
    counts = {kind: int((kinds == kind).sum()) for kind in dict.fromkeys(result.kind for result in results)}

    def mean(kind: Kind, name: str) -> Estimate:
        return bootstrap.mean(np.where(kinds == kind, values(results, name), nan))

    return [
        KindRow(kind, count, mean(kind, "decided"), mean(kind, "recall@1"), mean(kind, "facts"))
        for kind, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    ]


def refusals(results: Sequence[Result]) -> Refusals:
    """How the decision to answer or refuse fared."""
    wrong = 1 - values(results, "decided")
    answerable = np.array([result.expects != "refusal" for result in results], dtype=bool)
    over, made_up = np.where(answerable, wrong, nan), np.where(answerable, nan, wrong)
    bootstrap = Bootstrap([result.group for result in results]) if results else None
    return Refusals(
        answered=int((over == 0).sum()),
        over_refused=int((over == 1).sum()),
        hallucinated=int((made_up == 1).sum()),
        refused=int((made_up == 0).sum()),
        over_refusal=bootstrap.mean(over) if bootstrap else NOTHING,
        hallucination=bootstrap.mean(made_up) if bootstrap else NOTHING,
    )


def stage_times(results: Iterable[Result]) -> dict[str, tuple[float, float]]:
    """Median and 95th percentile of the milliseconds of each stage, in the order of the stages; `total` comes last."""
    took: dict[str, list[float]] = {}
    for result in results:
        for stage, milliseconds in result.milliseconds.items():
            took.setdefault(stage, []).append(milliseconds)
    ordered = sorted(took, key="total".__eq__)
    return {stage: (float(np.median(took[stage])), float(np.percentile(took[stage], 95))) for stage in ordered}


def answer_length(results: Iterable[Result]) -> tuple[float, float]:
    """Median and 95th percentile of the words of an answer, lists and notes apart; nan without any answer."""
    words = [result.figures["words"] for result in results if "words" in result.figures]
    return (float(np.median(words)), float(np.percentile(words, 95))) if words else (nan, nan)


def reliability(results: Sequence[Result], bins: int = 10) -> list[Bin]:
    """The estimated chances against what can be answered, in bins of equal width over [0, 1].

    Args:
        results: those without a chance are left out.
        bins: how many, at least 1.
    """
    told = [result for result in results if result.chance is not None]
    if not told:
        return []
    chances = np.array([result.chance for result in told], dtype=np.float64)
    answerable = np.array([result.expects != "refusal" for result in told], dtype=np.float64)
    place = np.minimum((chances * bins).astype(int), bins - 1)
    bootstrap = Bootstrap([result.group for result in told])
    return [
        Bin(
            low=number / bins,
            high=(number + 1) / bins,
            count=int((place == number).sum()),
            predicted=float(chances[place == number].mean()) if (place == number).any() else nan,
            observed=bootstrap.mean(np.where(place == number, answerable, nan)),
        )
        for number in range(bins)
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance of predicted from observed, weighed by the count of each bin; nan without any."""
    held = [each for each in bins if each.count]
    if not held:
        return nan
    return sum(each.count * abs(each.predicted - each.observed.value) for each in held) / sum(b.count for b in held)


def as_json(run: Run, changes: Sequence[Change] = ()) -> dict[str, Any]:
    """Everything about a run: the headlines of each split first, the single results last; nan where nothing applies."""
    splits = by_split(run.closed())
    return {
        "provenance": run.provenance.model_dump(),
        "headlines": {
            split: {
                headline.name: asdict(found) | {"wanted": headline.wanted}
                for headline in HEADLINES
                if (found := estimate(headline, results)).count
            }
            for split, results in splits.items()
        },
        "refusals": {split: asdict(refusals(results)) for split, results in splits.items()},
        "changes": [
            {"headline": change.headline.name, "verdict": change.verdict}
            | {name: asdict(getattr(change, name)) for name in ("before", "now", "difference")}
            for change in changes
            if change.before.count or change.now.count
        ],
        "milliseconds": {stage: {"median": m, "p95": p} for stage, (m, p) in stage_times(run.results).items()},
        "process": run.process.model_dump() if run.process else None,
        "wording": asdict(told) if (told := wordings(run.results)) else None,
        "open": [asdict(row) for row in open_kinds(run.results)],
        "words": dict(zip(("median", "p95"), answer_length(run.closed()), strict=True)),
        "retrieval": {measure: _cells(retrieval_matrix(run.closed(), measure)) for measure in MEASURES},
        "reliability": [asdict(each) for each in reliability(run.closed())],
        "results": [result.model_dump(mode="json") for result in run.results],
    }


def _cells(matrix: Matrix) -> dict[str, dict[str, dict[str, float]]]:
    return {row: {column: asdict(cell) for column, cell in cells.items()} for row, cells in matrix.items()}
