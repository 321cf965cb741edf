"""Tables small enough to work out by hand. Amounts in the comments are a month's; ARR is twelve times that."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bot.metrics.cohorts import cohorts
from bot.metrics.ledger import Ledger
from bot.metrics.movements import total, waterfall
from bot.metrics.table_report import report
from bot.metrics.table_retention import retention
from bot.metrics.table_types import CohortAge, Convention, Movements, Parts, Ratio, RetentionPoint, Span
from tests.bot.metrics_tables.tables import WORKED, read


@pytest.fixture
def worked(tmp_path: Path) -> Ledger:
    return read(tmp_path, WORKED)


def _monthly(*amounts: int) -> Parts[Fraction]:
    return Parts(*(Fraction(12 * amount) for amount in amounts))


def _percent(point: RetentionPoint | CohortAge) -> tuple[str, str, str]:
    return str(point.nrr.percent), str(point.grr.percent), str(point.logos.percent)


def test_every_kind_of_movement(worked: Ledger) -> None:
    #                    start  new  react.  exp.  contr.  churn  end
    expected = [
        Movements("2024-02", _monthly(350, 80, 0, 0, 0, 200, 230), Parts(3, 1, 0, 0, 0, 1, 3)),
        Movements("2024-03", _monthly(230, 0, 200, 50, 0, 50, 430), Parts(3, 0, 1, 1, 0, 1, 3)),
        Movements("2024-04", _monthly(430, 0, 0, 0, 30, 200, 200), Parts(3, 0, 0, 0, 1, 1, 2)),
    ]
    assert list(waterfall(worked)) == expected
    together = total(expected)
    assert together == Movements("2024-04", _monthly(350, 80, 200, 50, 30, 450, 200), Parts(3, 1, 1, 1, 1, 3, 2))


def test_customer_by_customer(worked: Ledger) -> None:
    # Three months: Ada 100, Ben 200 and Dee 50 then; Ada 120 now.
    # NRR 120 ÷ 350, GRR 100 ÷ 350, one of three.
    point = retention(worked, Convention.COHORT_TTM, 3).points[0]
    assert (point.month, point.start_month) == ("2024-04", "2024-01")
    assert point.nrr == Ratio(Fraction(1440), Fraction(4200))
    assert _percent(point) == ("34.29", "28.57", "33.33")
    # Two months to March: Ada 150, Ben 200 again, Dee gone. NRR 350 ÷ 350, GRR (100 + 200) ÷ 350, two of three.
    # Two months to April: Ada 100, Cas 80, Dee 50 then; Ada 120, Cas 80 now. 200 ÷ 230, 180 ÷ 230, two of three.
    points = retention(worked, Convention.COHORT_TTM, 2).points
    assert [_percent(each) for each in points] == [("100.00", "85.71", "66.67"), ("86.96", "78.26", "66.67")]


def test_flow(worked: Ledger) -> None:
    # Three months: expansion 50, contraction 30, churn 450 of 350, by three customers of three.
    # NRR (350 + 50 − 30 − 450) ÷ 350 = −80 ÷ 350; GRR (350 − 480) ÷ 350; logos (3 − 3) ÷ 3.
    point = retention(worked, Convention.FLOW, 3).points[0]
    assert _percent(point) == ("-22.86", "-37.14", "0.00")
    # With reactivation of 200: (−80 + 200) ÷ 350.
    point = retention(worked, Convention.FLOW, 3, with_reactivation=True).points[0]
    assert _percent(point) == ("34.29", "-37.14", "0.00")


def test_the_conventions_agree_over_a_month(worked: Ledger) -> None:
    by_customer = retention(worked, Convention.COHORT_TTM, 1).points
    assert by_customer == retention(worked, Convention.FLOW, 1).points
    # February: 150 of 350, all but Ben. March: Ada 150 and Cas 80 of 230. April: Ada 120 and Cas 80 of 430.
    assert [_percent(each) for each in by_customer] == [
        ("42.86", "42.86", "66.67"),
        ("100.00", "78.26", "66.67"),
        ("46.51", "46.51", "66.67"),
    ]


def test_the_example_of_the_conventions(tmp_path: Path) -> None:
    rows = {"Ada": (100, 0, 100), "Ben": (100, 50, 150), "Cas": (100, 100, 100), "Dee": (0, 100, 130)}
    text = "".join(f"{who},2024-0{month},{paid}\n" for who, row in rows.items() for month, paid in enumerate(row, 1))
    ledger = read(tmp_path, "customer,month,mrr\n" + text)
    found = {each: _percent(retention(ledger, each, 2).points[0]) for each in Convention}
    assert found == {
        Convention.COHORT_TTM: ("116.67", "100.00", "100.00"),
        Convention.FLOW: ("93.33", "50.00", "66.67"),
    }
    for figure in (figure for figures in found.values() for figure in figures):
        assert f"{Decimal(figure).normalize():f} %" in (Convention.__doc__ or "") or figure == "100.00"


def test_cohorts(worked: Ledger) -> None:
    opening, february = cohorts(worked)
    assert (opening.name, opening.is_opening, opening.customers) == ("2024-01", True, 3)
    assert opening.starting_arr == 4200
    # Ada 100, Ben 200, Dee 50 at first. Then 100 + 50; 150 + 200, of which 100 + 200 gross; 120, of which 100.
    assert [_percent(age) for age in opening.ages] == [
        ("100.00", "100.00", "100.00"),
        ("42.86", "42.86", "66.67"),
        ("100.00", "85.71", "66.67"),
        ("34.29", "28.57", "33.33"),
    ]
    assert (february.name, february.is_opening, february.customers) == ("2024-02", False, 1)
    assert february.starting_arr == 960
    assert [_percent(age) for age in february.ages] == [("100.00", "100.00", "100.00")] * 3
    assert february.movements[0] == Movements("2024-02", _monthly(0, 80, 0, 0, 0, 0, 80), Parts(0, 1, 0, 0, 0, 0, 1))
    assert opening.movements[1] == Movements(
        "2024-03", _monthly(150, 0, 200, 50, 0, 50, 350), Parts(2, 0, 1, 1, 0, 1, 2)
    )


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (Span.MONTH, ["2023-11", "2023-12", "2024-04", "2024-06"]),
        (Span.QUARTER, ["2023-11", "2023-Q4", "2024-Q2"]),
        (Span.YEAR, ["2023-11", "2023", "2024"]),
    ],
)
def test_cohorts_by_span(tmp_path: Path, by: Span, names: list[str]) -> None:
    # Ada is there all along, from before; Ben comes in December, Cas in April, Dee in June; nobody leaves.
    begins = {"Ada": 0, "Ben": 1, "Cas": 5, "Dee": 7}
    months = ["2023-11", "2023-12", *(f"2024-{month:02d}" for month in range(1, 8))]
    rows = [f"{who},{month},10" for who, begin in begins.items() for month in months[begin:]]
    found = cohorts(read(tmp_path, "\n".join(["customer,month,mrr", *rows])), by)
    assert [cohort.name for cohort in found] == names
    # Dee has been there for one month beyond her first: the cohort she shares with Cas is not followed further.
    assert len(found[-1].ages) == 2
    assert found[-1].customers == (1 if by is Span.MONTH else 2)


def test_a_start_of_zero_is_left_out_and_said(tmp_path: Path) -> None:
    text = "customer,month,mrr\nAda,2024-01,5\nAda,2024-02,0\nAda,2024-03,5\nAda,2024-04,5\n"
    ledger = read(tmp_path, text)
    for convention in Convention:
        found = retention(ledger, convention, 1)
        assert [point.month for point in found.points] == ["2024-02", "2024-04"]
        assert found.left_out == ("2024-03",)
    assert "No retention in 2024-03: nobody paid anything at the window's start." in report(ledger, window=1).notes


def test_too_few_months_for_a_window_that_nobody_chose(worked: Ledger) -> None:
    told = report(worked)
    assert told.retentions == ()
    assert told.waterfall == waterfall(worked)
    assert any("13 months of figures, and there are 4" in note for note in told.notes)


def test_a_flow_below_zero_is_said(worked: Ledger) -> None:
    assert any("below zero" in note for note in report(worked, window=3).notes)
    assert not any("below zero" in note for note in report(worked, window=1).notes)


def test_a_waterfall_that_does_not_close_cannot_be_made() -> None:
    with pytest.raises(ArithmeticError, match="2024-02 does not close"):
        Movements("2024-02", _monthly(350, 80, 0, 0, 0, 200, 231), Parts(3, 1, 0, 0, 0, 1, 3))
    with pytest.raises(ArithmeticError, match="2024-02 does not close"):
        Movements("2024-02", _monthly(350, 80, 0, 0, 0, 200, 230), Parts(3, 1, 0, 0, 0, 1, 4))
