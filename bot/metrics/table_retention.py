"""Retention month by month, under either convention."""

from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from bot.metrics.ledger import Ledger
from bot.metrics.movements import total, waterfall
from bot.metrics.table_types import Convention, Ratio, Retention, RetentionPoint, TableError
from bot.metrics.table_values import in_months, written_month

TRAILING_TWELVE_MONTHS = 12


def retention(
    ledger: Ledger,
    convention: Convention,
    window: int = TRAILING_TWELVE_MONTHS,
    *,
    with_reactivation: bool = False,
) -> Retention:
    """Net and gross revenue retention and logo retention, over the `window` months that end with each month.

    Args:
        ledger: the table.
        convention: how; `Convention` says what each means and where they differ.
        window: in months, from 1 to one less than the table has.
        with_reactivation: of the flow convention's NRR: counts what customers that come back bring, also those that
            left before the window. Customer by customer there is nothing to count: who paid at the start and pays now
            is retained, whatever happened in between.

    Raises:
        TableError: the window is not allowed, or nobody paid anything at the start of any.
    """
    _check_window(ledger, window)
    is_flow = convention is Convention.FLOW
    points = _by_flow(ledger, window, with_reactivation) if is_flow else _by_customer(ledger, window)
    known = {point.month: point for point in points}
    wanted = [written_month(month) for month in ledger.months[window:]]
    if not known:
        starts = ledger.months[: len(ledger.months) - window]
        span = written_month(starts[0]) + (f" to {written_month(starts[-1])}" if len(starts) > 1 else "")
        raise TableError(
            f"{ledger.file}: {ledger.columns.revenue} is 0 for all customers in {span}, where a window of "
            f"{in_months(window)} starts; a start above 0 is needed. Leave out the months before anybody paid, or "
            "choose a shorter window."
        )
    left_out = tuple(month for month in wanted if month not in known)
    return Retention(convention, window, is_flow and with_reactivation, tuple(known.values()), left_out)


def _check_window(ledger: Ledger, window: int) -> None:
    longest = len(ledger.months) - 1
    if window < 1:
        raise TableError(f"The window is {in_months(window)}; 1 or more is allowed. Choose from 1 to {longest}.")
    if window > longest:
        raise TableError(
            f"The window is {in_months(window)}, which needs {window + 1} months of figures; {ledger.file} has "
            f"{longest + 1}, {written_month(ledger.first)} to {written_month(ledger.last)}. Choose a window from 1 to "
            f"{longest}, or give more months."
        )


def _by_customer(ledger: Ledger, window: int) -> Iterator[RetentionPoint]:
    then = ledger.paid.filter(pl.col("month") <= ledger.last - window).with_columns(pl.col("month") + window)
    both = then.join(ledger.paid, on=["customer", "month"], how="left", suffix="_now")
    now = pl.col("amount_now")
    sums = both.group_by("month").agg(
        pl.col("amount").sum().alias("paid"),
        now.sum().alias("net"),
        # A customer that is gone has no figure now; the lesser of the two would be what it paid then.
        pl.min_horizontal("amount", now.fill_null(0)).sum().alias("gross"),
        pl.len().alias("logos"),
        now.count().alias("kept"),
    )
    for row in sums.sort("month").iter_rows(named=True):
        paid = ledger.arr(row["paid"])
        yield RetentionPoint(
            written_month(row["month"]),
            written_month(row["month"] - window),
            Ratio(ledger.arr(row["net"]), paid),
            Ratio(ledger.arr(row["gross"]), paid),
            Ratio(Fraction(row["kept"]), Fraction(row["logos"])),
        )


def _by_flow(ledger: Ledger, window: int, with_reactivation: bool) -> Iterator[RetentionPoint]:
    movements = waterfall(ledger)
    for end in range(window, len(movements) + 1):
        year = total(movements[end - window : end])
        arr, customers = year.arr, year.customers
        if arr.start == 0:
            continue
        back = arr.reactivation if with_reactivation else Fraction(0)
        gross = arr.start - arr.contraction - arr.churn
        yield RetentionPoint(
            year.month,
            written_month(ledger.first + end - window),
            Ratio(gross + arr.expansion + back, arr.start),
            Ratio(gross, arr.start),
            Ratio(Fraction(customers.start - customers.churn), Fraction(customers.start)),
        )
