"""Reads a table of customer, period and recurring revenue into a sound ledger, or says what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import polars as pl

from bot.metrics.exact import plain
from bot.metrics.table_columns import Columns, Found, RevenueIs, find_columns
from bot.metrics.table_file import read_table
from bot.metrics.table_raw import RawTable
from bot.metrics.table_types import TableError
from bot.metrics.table_values import read_amounts, read_currency, read_customers, read_months, written_month

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Who paid what in which month, exactly.

    A customer without a row in a month, between the table's first and last one, paid nothing in it: that is how
    exports of recurring revenue look.
    """

    paid: pl.DataFrame
    """A row for each customer and month with revenue above zero, in order of these: `customer` (a number that stands
    for it), `month` (counted from the year 0) and `amount` (see `arr`)."""
    first: int
    last: int
    scale: int
    columns: Found
    currency: str | None
    """As the table has it, in capitals; None where it has none."""
    customers: int
    """How many there are, those included that never paid."""
    rows: int
    """Of the table, without its header."""
    file: str

    @property
    def months(self) -> range:
        """All months of the table, without a hole."""
        return range(self.first, self.last + 1)

    def arr(self, amount: int) -> Fraction:
        """A sum of amounts as revenue of a year: twelve times it, where the table has revenue of a month."""
        times = 1 if self.columns.revenue_is == "annual" else _MONTHS_A_YEAR
        return Fraction(amount * times, 10**self.scale)


def read_ledger(path: Path | str, columns: Columns | None = None, revenue_is: RevenueIs | None = None) -> Ledger:
    """Reads a CSV or Parquet file with a row per customer and month.

    Args:
        path: the file; `read_table` says what it may look like.
        columns: names of the columns, where their names do not say what they are.
        revenue_is: whether a row holds a month's recurring revenue or a year's; None to go by the column's name.

    Raises:
        TableError: the file cannot be read, a cell is empty or not allowed, a customer has two rows in one month,
            currencies are mixed, no customer at all has a row in some month, there is one month only, or nobody paid
            in any.
    """
    table = read_table(Path(path))
    found = find_columns(table.file, table.header, columns or Columns(), revenue_is)
    names = [found.customer, found.period, found.revenue]
    names += [found.currency] if found.currency else []
    cells = dict(zip(names, table.take(names), strict=True))
    if cells[found.customer].is_empty():
        raise TableError(f"{table.file} has a header and no rows. Give a row per customer and month.")
    rows = pl.DataFrame({
        "customer": read_customers(table, found.customer, cells[found.customer]),
        "month": read_months(table, found.period, cells[found.period]),
    })  # fmt: skip
    amounts, scale = read_amounts(table, found.revenue, cells[found.revenue])
    currency = read_currency(table, found.currency, cells[found.currency]) if found.currency else None
    rows = rows.with_columns(amounts.alias("amount"))
    _refuse_repeated(table, rows, cells[found.customer], scale)
    months = rows["month"].unique().sort().to_list()
    _refuse_holes(table, found, months)
    paid = rows.filter(pl.col("amount") > 0).sort("customer", "month")
    if paid.is_empty():
        raise TableError(
            f"{table.file}: {found.revenue} is 0 in every row; retention needs a start above 0. Give the table of "
            "a time in which somebody paid."
        )
    count = rows["customer"].n_unique()
    return Ledger(paid, months[0], months[-1], scale, found, currency, count, rows.height, table.file)


def _refuse_repeated(table: RawTable, rows: pl.DataFrame, customers: pl.Series, scale: int) -> None:
    key = rows.select(pl.col("customer").cast(pl.Int64) * 2**32 + pl.col("month")).to_series()
    if key.n_unique() == len(key):
        return
    again = (~key.is_first_distinct()).arg_true()
    second = again[0]
    first = (key == key[second]).arg_max()
    assert first is not None
    amounts = [plain(Fraction(rows["amount"][row], 10**scale)) for row in (first, second)]
    others = len(again) - 1
    more = (
        f" {others} more rows repeat earlier ones." if others > 1 else " One more row repeats an earlier one." * others
    )
    raise TableError(
        f"{table.file}: {table.place(first)} and {table.place(second)} are both about {customers[second]} in "
        f"{written_month(rows['month'][second])} ({amounts[0]} and {amounts[1]}); one row per customer and month is "
        f"allowed.{more} Add them up, or remove what is repeated."
    )


def _refuse_holes(table: RawTable, found: Found, months: list[int]) -> None:
    if len(months) == 1:
        raise TableError(
            f"{table.file} has one month only, {written_month(months[0])}: nothing can have moved. Give at least two."
        )
    missing = _missing(months)
    if (hole := next(missing, None)) is not None:
        count = months[-1] - months[0] + 1 - len(months)
        raise TableError(
            f"{table.file}: no customer has a row in {written_month(hole)}"
            + (f", nor in {count - 1} more months" if count > 1 else "")
            + f", though {found.period} runs from {written_month(months[0])} to {written_month(months[-1])}. Add what "
            "is missing; if truly nobody paid, give one customer a row with 0."
        )


def _missing(months: list[int]) -> Iterator[int]:
    return (month for before, after in pairwise(months) for month in range(before + 1, after))
