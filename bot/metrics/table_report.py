"""All that there is to tell of a table of recurring revenue, and the same as plain values for JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any

from bot.metrics.cohorts import cohorts
from bot.metrics.exact import plain
from bot.metrics.ledger import Ledger
from bot.metrics.movements import waterfall
from bot.metrics.table_retention import TRAILING_TWELVE_MONTHS, retention
from bot.metrics.table_types import Cohort, Convention, Movements, Ratio, Retention, Span
from bot.metrics.table_values import written_month


@dataclass(frozen=True, slots=True)
class Report:
    """Waterfall, retention and cohorts of one table."""

    ledger: Ledger
    first_month: str
    last_month: str
    window: int
    """In months, of retention and of the waterfall as one."""
    waterfall: tuple[Movements, ...]
    retentions: tuple[Retention, ...]
    """By convention; none where the table is too short for a window that nobody chose."""
    by: Span
    cohorts: tuple[Cohort, ...]
    notes: tuple[str, ...]
    """How the figures are to be read, in sentences."""


def report(
    ledger: Ledger,
    conventions: Sequence[Convention] = tuple(Convention),
    window: int | None = None,
    by: Span = Span.MONTH,
    *,
    with_reactivation: bool = False,
) -> Report:
    """Calculates everything.

    Args:
        ledger: the table.
        conventions: of retention.
        window: in months; None for twelve, and for no retention where the table has not as many months before its last.
        by: what cohorts are gathered by.
        with_reactivation: of the flow convention; see `retention`.

    Raises:
        TableError: the window is not allowed, or nobody paid anything at its start.
    """
    months = len(ledger.months)
    chosen = TRAILING_TWELVE_MONTHS if window is None else window
    has_retention = window is not None or months > chosen
    retentions = tuple(
        retention(ledger, convention, chosen, with_reactivation=with_reactivation)
        for convention in conventions
        if has_retention
    )
    return Report(
        ledger,
        written_month(ledger.first),
        written_month(ledger.last),
        min(chosen, months - 1),
        waterfall(ledger),
        retentions,
        by,
        cohorts(ledger, by),
        (*_how_it_was_read(ledger), *([] if has_retention else [_too_short(months)]), *_how_to_read(retentions)),
    )


def as_plain(told: Report) -> dict[str, Any]:
    """For JSON: exact numbers are strings ("1234.5"), counts are numbers, percentages are rounded to two decimals.

    A ratio has its exact part and whole beside its percentage.
    """
    columns = told.ledger.columns
    return {
        "file": told.ledger.file,
        "columns": {name: getattr(columns, name) for name in ("customer", "period", "revenue", "currency")},
        "revenue_is": columns.revenue_is,
        "currency": told.ledger.currency,
        "rows": told.ledger.rows,
        "customers": told.ledger.customers,
        "first_month": told.first_month,
        "last_month": told.last_month,
        "notes": list(told.notes),
        "retention": [_plain(each) for each in told.retentions],
        "waterfall": [_plain(each) for each in told.waterfall],
        "cohorts_by": told.by.value,
        "cohorts": [_plain(each) for each in told.cohorts],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Ratio):
        return {"percent": str(value.percent), "part": plain(value.part), "whole": plain(value.whole)}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return plain(value) if isinstance(value, Fraction) else value


def _how_it_was_read(ledger: Ledger) -> list[str]:
    first = written_month(ledger.first)
    column = ledger.columns.revenue
    annual = ledger.columns.revenue_is == "annual"
    return [
        f"{column} is read as recurring revenue of a {'year' if annual else 'month'}; "
        f"ARR is {'that' if annual else 'twelve times that'}.",
        "A customer without a row in a month paid nothing in it.",
        f"Who paid in {first}, the first month, was there from the start: neither new then, nor known to be older.",
    ]


def _too_short(months: int) -> str:
    return (
        f"Retention over {TRAILING_TWELVE_MONTHS} months needs {TRAILING_TWELVE_MONTHS + 1} months of figures, and "
        f"there are {months}. Choose a shorter window, such as --window {months - 1}."
    )


def _how_to_read(retentions: Sequence[Retention]) -> list[str]:
    notes = []
    if len(retentions) > 1:
        notes.append("The conventions differ where customers move more than once in the window, or join and then move.")
    if any(min(ratio.part for ratio in (p.nrr, p.grr, p.logos)) < 0 for each in retentions for p in each.points):
        notes.append("A flow below zero: more was lost in the window than there was at its start.")
    # All conventions leave the same months out: what counts is whether anybody paid at the start.
    if retentions and (months := retentions[0].left_out):
        notes.append(f"No retention in {', '.join(months)}: nobody paid anything at the window's start.")
    return notes
