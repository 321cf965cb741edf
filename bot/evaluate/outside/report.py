"""What an outside benchmark reports: one table with its explanation, to be kept as JSON or shown in a terminal."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluate.statistics import Bootstrap

_TAIL = 0.025
_WIDTH = 120


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Frozen):
    """A share or score in [0, 1]."""

    value: float
    low: float | None = None
    """Lower end of its 95 % interval; None where none is given."""
    high: float | None = None
    count: int | None = None
    """How many cases it rests on; None where the row's labels say so."""


class Row(_Frozen):
    """A line of the table."""

    labels: tuple[str, ...]
    figures: tuple[Figure | None, ...]
    """One a column; None where there is nothing to measure."""


class Published(_Frozen):
    """A figure that others have measured, on their own selection of the data and with their own means."""

    system: str
    figures: str
    source: str


class Report(_Frozen):
    """The table of one benchmark; the same for the same data, program and embedding model."""

    name: str
    title: str
    measures: str
    """What is measured and how, for a reader who does not know the benchmark."""
    questions: int
    is_whole: bool
    """False where a limit left questions out: not to be quoted."""
    embedder: str
    """Fingerprint of the embedding model."""
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()


def share(values: Sequence[float | bool | None], groups: Sequence[str]) -> Figure | None:
    """The mean of what applies, with a 95 % interval.

    Args:
        values: (n,), each in [0, 1]; None for a case that the figure does not apply to.
        groups: (n,), cases of one group are drawn together: they are not independent of one another.

    Returns:
        None where it applies to no case.
    """
    numbers = np.array([np.nan if value is None else float(value) for value in values])
    applies = ~np.isnan(numbers)
    if not applies.any():
        return None
    kept = [group for group, kept in zip(groups, applies, strict=True) if kept]
    found = Bootstrap(kept).mean(numbers[applies])
    low, high = found.low, found.high
    # Where all are alike the bootstrap knows no doubt; the exact binomial interval (Clopper and Pearson) does.
    doubt = _TAIL ** (1 / len(set(kept)))
    if found.value == 0:
        high = 1 - doubt
    elif found.value == 1:
        low = doubt
    return Figure(value=found.value, low=low, high=high, count=found.count)


def balanced(values: Sequence[bool], classes: Sequence[bool], groups: Sequence[str]) -> Figure | None:
    """The mean over both classes of the share that is right, with a 95 % interval; None where a class is missing."""
    if len(set(classes)) < 2:
        return None
    strata: NDArray[np.int_] = np.array(classes, dtype=int)
    found = Bootstrap(groups).mean(np.array(values, dtype=float), strata)
    return Figure(value=found.value, low=found.low, high=found.high, count=found.count)


def show(console: Console, report: Report) -> None:
    """Prints a report: what it measures, the table, and what must be known to read it.

    A terminal's width is kept to; where there is none, the table has room for its headings.
    """
    console.print(Text(f"{report.title}\n", style="bold"))
    console.print(Text(f"{report.measures}\n"))
    wide = console if console.is_terminal else Console(file=console.file, width=_WIDTH)
    wide.print(as_table(report))
    if not report.is_whole:
        console.print(Text(f"A quick look at {report.questions} questions: not to be quoted."))
    if any(figure and figure.low is not None for row in report.rows for figure in row.figures):
        console.print(Text("In parentheses: 95 % intervals."))
    for note in report.notes:
        console.print(Text(f"- {note}"))
    for peer in report.published:
        console.print(Text(f"- Published, {peer.system}: {peer.figures} Source: {peer.source}"))


def as_table(report: Report) -> Table:
    """The table alone."""
    table = Table()
    for name in report.labels:
        table.add_column(name, overflow="fold")
    for name in report.columns:
        table.add_column(name, justify="right", overflow="fold")
    for row in report.rows:
        table.add_row(*row.labels, *(_written(figure) for figure in row.figures))
    return table


def _written(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{100 * figure.value:.0f} % ({100 * figure.low:.0f}–{100 * figure.high:.0f})"
