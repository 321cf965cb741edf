"""The fast figures are those of the slow reference, and have the properties that they must have, on any table."""

from dataclasses import asdict
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.metrics.cohorts import cohorts
from bot.metrics.ledger import Ledger, read_ledger
from bot.metrics.movements import total, waterfall
from bot.metrics.table_report import as_plain, report
from bot.metrics.table_retention import retention
from bot.metrics.table_types import CohortAge, Convention, RetentionPoint, Span
from tests.bot.metrics_tables.slow import Slow
from tests.bot.metrics_tables.tables import amounts_of_customers, csv_of, euros, period, read

Table = dict[tuple[str, int], int]
TABLES = amounts_of_customers()
patient = settings(deadline=None)  # the first table read is slow, and a busy machine at any time
few = settings(deadline=None, max_examples=25)  # two reports each


def _ledger(text: str) -> Ledger:
    with TemporaryDirectory() as folder:
        return read(Path(folder), text)


def _figures(point: RetentionPoint | CohortAge) -> tuple[Fraction, Fraction, Fraction]:
    return point.nrr.exact, point.grr.exact, point.logos.exact


def _shares(ledger: Ledger) -> list[object]:
    """All that has no amounts in it."""
    conventions = [retention(ledger, convention, 1).points for convention in Convention]
    points = [_figures(point) for points in conventions for point in points]
    return [points, [[_figures(age) for age in cohort.ages] for cohort in cohorts(ledger)]]


@patient
@given(TABLES)
def test_the_waterfall_is_that_of_the_reference_and_closes(amounts: Table) -> None:
    slow = Slow(amounts)
    months = waterfall(_ledger(csv_of(amounts)))
    assert [each.month for each in months] == [period(month) for month in range(1, slow.last + 1)]
    for number, month in enumerate(months, 1):
        assert (asdict(month.arr), asdict(month.customers)) == slow.movements(number)
        gained = month.arr.new + month.arr.reactivation + month.arr.expansion
        assert month.arr.start + gained - month.arr.contraction - month.arr.churn == month.arr.end
    assert all(before.arr.end == after.arr.start for before, after in pairwise(months))
    whole = total(months)
    assert (whole.arr.start, whole.arr.end) == (months[0].arr.start, months[-1].arr.end)


@patient
@given(TABLES, st.data())
def test_retention_is_that_of_the_reference(amounts: Table, data: st.DataObject) -> None:
    slow, ledger = Slow(amounts), _ledger(csv_of(amounts))
    window = data.draw(st.integers(1, slow.last))
    for convention, reactivation in (
        (Convention.COHORT_TTM, False),
        (Convention.FLOW, False),
        (Convention.FLOW, True),
    ):
        found = retention(ledger, convention, window, with_reactivation=reactivation)
        expected = {
            period(month): slow.by_customer(month, window)
            if convention is Convention.COHORT_TTM
            else slow.by_flow(month, window, reactivation)
            for month in range(window, slow.last + 1)
        }
        assert {point.month: _figures(point) for point in found.points} == {
            month: figures for month, figures in expected.items() if figures
        }
        assert found.left_out == tuple(month for month, figures in expected.items() if not figures)
        for point in found.points:
            assert point.grr.exact <= point.nrr.exact
            assert point.grr.exact <= 100
            assert point.logos.exact <= 100


@patient
@given(TABLES, st.sampled_from(Span))
def test_cohorts_are_those_of_the_reference(amounts: Table, by: Span) -> None:
    slow, ledger = Slow(amounts), _ledger(csv_of(amounts))
    found, expected = cohorts(ledger, by), slow.cohorts(by)
    assert [cohort.customers for cohort in found] == [len(expected[key]) for key in sorted(expected)]
    for cohort, key in zip(found, sorted(expected), strict=True):
        customers = expected[key]
        assert cohort.is_opening is not key[0]
        assert cohort.starting_arr == sum(slow.pays(who, slow.joined(who) or 0) for who in customers)
        assert [_figures(age) for age in cohort.ages] == slow.ages(customers)
        assert [age.months for age in cohort.ages] == list(range(len(cohort.ages)))
        numbers = range(slow.last - len(cohort.movements) + 1, slow.last + 1)
        for number, month in zip(numbers, cohort.movements, strict=True):
            assert (asdict(month.arr), asdict(month.customers)) == slow.movements(number, customers)
        assert all(age.grr.exact <= age.nrr.exact and age.grr.exact <= 100 for age in cohort.ages)
        assert all(age.logos.exact <= 100 for age in cohort.ages)


@few
@given(TABLES, st.sampled_from(Span))
def test_the_cohorts_waterfalls_add_up_to_the_whole(amounts: Table, by: Span) -> None:
    ledger = _ledger(csv_of(amounts))
    every = [movements for cohort in cohorts(ledger, by) for movements in cohort.movements]
    for whole in waterfall(ledger):
        parts = [movements for movements in every if movements.month == whole.month]
        for name in asdict(whole.arr):
            assert sum(getattr(part.arr, name) for part in parts) == getattr(whole.arr, name)
            assert sum(getattr(part.customers, name) for part in parts) == getattr(whole.customers, name)


@few
@given(TABLES, st.integers(2, 1000))
def test_retention_does_not_depend_on_the_unit_of_money(amounts: Table, times: int) -> None:
    more = {key: cents * times for key, cents in amounts.items()}
    assert _shares(_ledger(csv_of(amounts))) == _shares(_ledger(csv_of(more)))


@few
@given(TABLES, st.randoms())
def test_neither_the_order_of_rows_nor_the_customers_names_matter(amounts: Table, random: Random) -> None:
    order = sorted(amounts)
    random.shuffle(order)
    renamed = {(f"z{9 - int(who[1:])}", month): cents for (who, month), cents in amounts.items()}
    plain = as_plain(report(_ledger(csv_of(amounts)), window=1))
    for text in (csv_of(amounts, order), csv_of(renamed)):
        assert as_plain(report(_ledger(text), window=1)) | {"file": ""} == plain | {"file": ""}


@pytest.mark.parametrize("kind", [pl.String, pl.Float64, pl.Decimal(20, 4)], ids=str)
@few
@given(amounts=TABLES)
def test_parquet_says_the_same_as_csv(kind: pl.DataType, amounts: Table) -> None:
    frame = pl.DataFrame({
        "customer": [who for who, _ in amounts],
        "period": [period(month) for _, month in amounts],
        "mrr": [euros(cents) for cents in amounts.values()],
    }).with_columns(pl.col("mrr").cast(kind))  # fmt: skip
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"  # the name does not decide
        frame.write_parquet(file)
        parquet = as_plain(report(read_ledger(file), window=1))
    assert parquet | {"file": ""} == as_plain(report(_ledger(csv_of(amounts)), window=1)) | {"file": ""}


@few
@given(TABLES)
def test_quotation_marks_change_nothing(amounts: Table) -> None:
    text = csv_of(amounts)
    quoted = "\n".join(",".join(f'"{each}"' for each in line.split(",")) for line in text.splitlines())
    assert as_plain(report(_ledger(quoted), window=1)) | {"file": ""} == (
        as_plain(report(_ledger(text), window=1)) | {"file": ""}
    )
