"""Cohorts: customers that began together, and what is left of them as the months pass."""

from fractions import Fraction
from typing import Any

import polars as pl

from bot.metrics.ledger import Ledger
from bot.metrics.movements import movements_of
from bot.metrics.table_types import Cohort, CohortAge, Movements, Ratio, Span
from bot.metrics.table_values import written_month

_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}
_OPENING = -1


def cohorts(ledger: Ledger, by: Span = Span.MONTH) -> tuple[Cohort, ...]:
    """The customers by when they first paid in this table, oldest first; who never paid is in none.

    A customer's age is counted from its own first month, also where a cohort spans a quarter or a year, so that each
    customer counts at the same age. Customers of the table's first month form a cohort of their own.
    """
    is_first = (pl.col("customer") != pl.col("customer").shift(1)).fill_null(True)
    paid = ledger.paid.with_columns(
        pl.when(is_first).then("month").forward_fill().alias("joined"),
        pl.when(is_first).then("amount").forward_fill().alias("at_first"),
    )
    begin = pl.col("joined") - pl.col("joined") % _MONTHS[by]
    opening = pl.col("joined") == ledger.first
    paid = paid.with_columns(cohort=pl.when(opening).then(_OPENING).otherwise(begin))
    movements = movements_of(ledger, paid)
    ages: dict[int, dict[int, dict[str, Any]]] = {}
    for row in _by_age(paid).iter_rows(named=True):
        ages.setdefault(row["cohort"], {})[row["age"]] = row
    return tuple(_cohort(ledger, by, cohort, ages[cohort], movements[cohort]) for cohort in sorted(ages))


def _by_age(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.group_by("cohort", (pl.col("month") - pl.col("joined")).alias("age")).agg(
        pl.col("amount").sum().alias("net"),
        pl.min_horizontal("amount", "at_first").sum().alias("gross"),
        pl.len().alias("logos"),
        pl.col("joined").max().alias("last_joined"),
    )


def _cohort(
    ledger: Ledger, by: Span, cohort: int, ages: dict[int, dict[str, Any]], movements: tuple[Movements, ...]
) -> Cohort:
    start = ages[0]
    starting_arr = ledger.arr(start["net"])
    customers = Fraction(start["logos"])
    nobody = {"net": 0, "gross": 0, "logos": 0}
    reached = ledger.last - start["last_joined"]
    is_opening = cohort == _OPENING
    return Cohort(
        written_month(ledger.first) if is_opening else _name(by, cohort),
        is_opening,
        start["logos"],
        starting_arr,
        tuple(
            CohortAge(
                age,
                Ratio(ledger.arr(row["net"]), starting_arr),
                Ratio(ledger.arr(row["gross"]), starting_arr),
                Ratio(Fraction(row["logos"]), customers),
            )
            for age, row in ((age, ages.get(age, nobody)) for age in range(reached + 1))
        ),
        movements,
    )


def _name(by: Span, month: int) -> str:
    year, index = divmod(month, 12)
    return {Span.MONTH: written_month(month), Span.QUARTER: f"{year:04d}-Q{index // 3 + 1}", Span.YEAR: f"{year:04d}"}[
        by
    ]
