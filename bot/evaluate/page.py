"""Makes one page of a run that opens anywhere: plots and styles are within it, and nothing is loaded or executed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import floor, isnan

from bot.evaluate.gate import Change, compare
from bot.evaluate.headlines import HEADLINES, Headline, estimate
from bot.evaluate.items import Kind
from bot.evaluate.plots import differences, heat_map, latency_histogram, reliability_curve
from bot.evaluate.retrieval import MEASURES
from bot.evaluate.run import Result, Run
from bot.evaluate.statistics import Estimate
from bot.evaluate.summary import (
    Bin,
    KindRow,
    Matrix,
    OpenRow,
    Refusals,
    by_kind,
    by_split,
    calibration_error,
    failures,
    open_kinds,
    refusals,
    reliability,
    retrieval_matrix,
    shortfalls,
    stage_times,
)
from bot.evaluate.system import ALL
from corpus.errors import EvaluationError
from corpus.phrases import language_name

_TOOL = next(headline for headline in HEADLINES if headline.name == "tool")


@dataclass(frozen=True, slots=True)
class Row:
    """A headline of one split."""

    headline: Headline
    now: Estimate
    change: Change | None
    """From the earlier run; None without one."""


@dataclass(frozen=True, slots=True)
class Part:
    """All that the page shows of one split."""

    name: str
    is_held_out: bool
    count: int
    closed: int
    headlines: list[Row]
    changes: str
    heat: str
    matrices: dict[str, Matrix]
    """By measure."""
    kinds: list[KindRow]
    refusals: Refusals
    curve: str
    bins: list[Bin]
    failures: dict[Kind, list[Result]]
    open: list[OpenRow]
    tool: Estimate

    @property
    def failed(self) -> int:
        """How many items fall short."""
        return sum(map(len, self.failures.values()))


def page(run: Run, earlier: Run | None = None) -> str:
    """The whole page, HTML; the same runs give the same one.

    Args:
        run: what it tells of.
        earlier: a run to hold it against, item by item; None to leave that out.

    Raises:
        EvaluationError: matplotlib or jinja2 is not installed.
    """
    render = _template()
    changes = {split: _changes(results, run, earlier) for split, results in by_split(run.results).items()}
    ends = [end for told in changes.values() for each in told if each.difference.count for end in _ends(each)]
    reach = max(map(abs, ends), default=0.0)
    parts = [
        _part(split, results, changes[split], reach, is_held_out=split in run.provenance.held_out)
        for split, results in by_split(run.results).items()
    ]
    took = [result.milliseconds["total"] for result in run.results if "total" in result.milliseconds]
    stages = stage_times(run.results)
    return render(
        run=run,
        earlier=earlier,
        parts=parts,
        floor=_floor(parts),
        measures=list(MEASURES),
        stages=stages,
        answers=len(took),
        latency=latency_histogram(took, _tell_times(took, stages)) if took else "",
    )


def _changes(results: Sequence[Result], run: Run, earlier: Run | None) -> list[Change]:
    """The changes of one split; none where the earlier run has no question of it."""
    if earlier is None:
        return []
    changes = compare(run.model_copy(update={"results": tuple(results)}), earlier)
    return [change for change in changes if change.before.count]


def _ends(change: Change) -> tuple[float, float]:
    return change.difference.low, change.difference.high


def _part(name: str, results: Sequence[Result], changes: Sequence[Change], reach: float, *, is_held_out: bool) -> Part:
    closed = [result for result in results if not result.is_open]
    change_of = {change.headline.name: change for change in changes}
    both = [change for change in changes if change.difference.count]
    matrices = {measure: retrieval_matrix(closed, measure) for measure in MEASURES}
    bins = reliability(closed)
    return Part(
        name=name,
        is_held_out=is_held_out,
        count=len(results),
        closed=len(closed),
        headlines=[Row(each, estimate(each, closed), change_of.get(each.name)) for each in HEADLINES],
        changes=differences(both, reach, _tell_changes(name, both)) if both else "",
        heat=_heat(name, matrices["recall@1"]),
        matrices=matrices,
        kinds=by_kind(closed),
        refusals=refusals(closed),
        curve=reliability_curve(bins, _tell_bins(name, bins)) if bins else "",
        bins=bins,
        failures=failures(closed),
        open=open_kinds(results),
        tool=estimate(_TOOL, [result for result in results if result.is_open]),
    )


def _heat(name: str, matrix: Matrix) -> str:
    if not matrix:
        return ""
    told = {(row, column): cell.value for row, cells in matrix.items() for column, cell in cells.items()}
    (row, column), lowest = min(told.items(), key=lambda entry: (isnan(entry[1]), entry[1]))
    title = (
        f"{name}: share of questions whose right section is found first, by their language and the documents'. Over "
        f"all {told[ALL, ALL]:.2f}; lowest {lowest:.2f}, questions: {_language(row)}, documents: {_language(column)}."
    )
    return heat_map(matrix, _language, title)


def _tell_changes(name: str, changes: Iterable[Change]) -> str:
    ends = [_ends(change) for change in changes]
    higher, lower = sum(low > 0 for low, _ in ends), sum(high < 0 for _, high in ends)
    return (
        f"{name}: paired difference of each headline from the earlier run with its 95 % interval. "
        f"{higher} clearly higher, {lower} clearly lower, the others neither."
    )


def _tell_bins(name: str, bins: Sequence[Bin]) -> str:
    return (
        f"{name}: estimated chance that the evidence answers against the share of questions that can be answered, "
        f"{sum(each.count for each in bins)} questions in {len(bins)} bins; "
        f"on average {calibration_error(bins):.2f} apart."
    )


def _tell_times(took: Sequence[float], stages: Mapping[str, tuple[float, float]]) -> str:
    median, slow = stages["total"]
    return f"Time of {len(took)} answers: median {median:.0f} ms, 95 % within {slow:.0f}, slowest {max(took):.0f}."


def _floor(parts: Sequence[Part]) -> float:
    """Where the scale of the interval bars begins: the tenth below the lowest of them, but not below one half."""
    ends = [row.now.low for part in parts for row in part.headlines if row.now.count]
    return max(0.5, min(0.9, floor(10 * min(ends, default=0)) / 10))


def _template() -> Callable[..., str]:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise EvaluationError(
            "The page needs jinja2, which is not installed: pip install 'cs-answers[evaluate]'"
        ) from error
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"figure": _figure, "signed": _signed, "language": _language, "faults": _faults}
    environment.globals["apart"] = calibration_error
    text = (files("bot.evaluate") / "page.html.jinja").read_text(encoding="utf-8")
    return environment.from_string(text).render


def _figure(value: float, digits: int = 3) -> str:
    return "–" if isnan(value) else f"{value:.{digits}f}"


def _signed(value: float) -> str:
    return "–" if isnan(value) else f"{value:+z.3f}".replace("+0.000", "0.000").replace("-", "−")


def _language(code: str) -> str:
    return code if code == ALL else language_name(code, "en")


def _faults(result: Result) -> Sequence[str]:
    """What is wrong with a result, in words; a saved run without texts has the names of the figures alone."""
    return result.exchange.faults if result.exchange else [f"{name} falls short" for name in shortfalls(result)]
