"""The waterfall: what recurring revenue starts each month with, what moves, and what it ends with."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from bot.metrics.ledger import Ledger
from bot.metrics.table_types import Movements, Parts
from bot.metrics.table_values import written_month

_GAINS = ("new", "reactivation", "expansion", "contraction")
"""What a row shows, compared with the one before it of the same customer."""
_Months = dict[int, dict[str, Any]]
"""Sums and counts by month."""


def waterfall(ledger: Ledger) -> tuple[Movements, ...]:
    """The movements of every month but the first, which has nothing before it; oldest first.

    Each customer is compared with itself a month earlier. What it pays is *new* where it never paid before in this
    table, *reactivation* where it did, but not in the month before, *expansion* or *contraction* where it is more or
    less than then, and *churn* is what it paid then and no longer does. Who pays in the table's first month is part of
    the opening balance, not new. Start and end are sums of their own, so that each month proves that it closes.
    """
    _, months = _tallied(ledger, ledger.paid.with_columns(cohort=pl.lit(0))).popitem()
    return _closed(ledger, months, ledger.first + 1)


def movements_of(ledger: Ledger, paid: pl.DataFrame) -> dict[int, tuple[Movements, ...]]:
    """The waterfall of each cohort by itself, from the month in which its first customer begins.

    Args:
        ledger: the whole.
        paid: its rows, in their order, with the `cohort` of each, a whole number; a customer has one cohort for good.
    """
    return {
        cohort: _closed(ledger, months, max(ledger.first + 1, min(months)))
        for cohort, months in _tallied(ledger, paid).items()
    }


def total(movements: Sequence[Movements]) -> Movements:
    """Several months in a row as one: what moved in all of them, from the first one's start to the last one's end."""
    arr, customers = [each.arr for each in movements], [each.customers for each in movements]
    return Movements(movements[-1].month, _added(arr, Fraction(0)), _added(customers, 0))


def _added(parts: Sequence[Parts[Any]], zero: Any) -> Parts[Any]:
    moved = {name: sum((getattr(each, name) for each in parts), zero) for name in (*_GAINS, "churn")}
    return Parts(start=parts[0].start, **moved, end=parts[-1].end)


def _tallied(ledger: Ledger, paid: pl.DataFrame) -> dict[int, _Months]:
    """What there is to say of each cohort in each month in which it has or loses anything."""
    tallies: dict[int, _Months] = {}
    for frame in (_gains(ledger, paid), _churn(ledger, paid)):
        for row in frame.iter_rows(named=True):
            tallies.setdefault(row["cohort"], {}).setdefault(row["month"], {}).update(row)
    return tallies


def _gains(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """By cohort and month: the balance, and the movements of those who pay, each as a sum and a count."""
    again = pl.col("customer") == pl.col("customer").shift(1)
    again = again.fill_null(False)
    month_before = again & (pl.col("month").shift(1) == pl.col("month") - 1)
    kinds = {
        "new": ~again & (pl.col("month") > ledger.first),
        "reactivation": again & ~month_before,
        "expansion": month_before & (pl.col("more") > 0),
        "contraction": month_before & (pl.col("more") < 0),
    }
    moved = {
        "new": pl.col("amount"),
        "reactivation": pl.col("amount"),
        "expansion": pl.col("more"),
        "contraction": -pl.col("more"),
    }
    marked = paid.with_columns(more=pl.col("amount") - pl.col("amount").shift(1)).with_columns(
        pl.when(kinds[name]).then(moved[name]).alias(name) for name in _GAINS
    )
    return marked.group_by("cohort", "month").agg(
        pl.col("amount").sum().alias("balance"),
        pl.len().alias("balance_count"),
        *(pl.col(name).sum() for name in _GAINS),
        *(pl.col(name).count().alias(f"{name}_count") for name in _GAINS),
    )


def _churn(ledger: Ledger, paid: pl.DataFrame) -> pl.DataFrame:
    """By cohort and month: what was paid a month earlier by customers that pay nothing now."""
    stays = (pl.col("customer").shift(-1) == pl.col("customer")) & (pl.col("month").shift(-1) == pl.col("month") + 1)
    lost = paid.filter(~stays.fill_null(False) & (pl.col("month") < ledger.last))
    grouped = lost.group_by("cohort", (pl.col("month") + 1).alias("month"))
    return grouped.agg(pl.col("amount").sum().alias("churn"), pl.len().alias("churn_count"))


def _closed(ledger: Ledger, months: _Months, begin: int) -> tuple[Movements, ...]:
    return tuple(_movements(ledger, month, months) for month in range(begin, ledger.last + 1))


def _movements(ledger: Ledger, month: int, months: _Months) -> Movements:
    before, now = months.get(month - 1, {}), months.get(month, {})
    arr = {name: ledger.arr(now.get(name, 0)) for name in (*_GAINS, "churn")}
    customers = {name: int(now.get(f"{name}_count", 0)) for name in (*_GAINS, "churn")}
    return Movements(
        written_month(month),
        Parts(start=ledger.arr(before.get("balance", 0)), **arr, end=ledger.arr(now.get("balance", 0))),
        Parts(start=before.get("balance_count", 0), **customers, end=now.get("balance_count", 0)),
    )
