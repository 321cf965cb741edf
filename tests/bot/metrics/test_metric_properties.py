"""What must hold whatever the figures: of single metrics, of how they relate, and of every result."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.metrics.calculator import Calculator
from bot.metrics.exact import LARGEST, plain, read_exact, rounded, write
from bot.metrics.growth import arr_growth
from bot.metrics.retention import expansion_rate, grr, logo_churn, logo_retention, nrr, revenue_churn
from bot.metrics.sentiment import ces, csat, csat_from_scores, nps, nps_from_scores
from bot.tools import CALCULATORS
from tests.bot.metrics.given import figures_of

_EACH = pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=CALCULATORS)
_QUICK = settings(max_examples=25, deadline=None)
_IN_MONEY = {"arr_per_csm", "average_selling_price", "annual_contract_value", "ltv", "arpa"}
_NRR = figures_of(CALCULATORS["nrr"])


@given(_NRR)
def test_nrr_is_grr_and_expansion(figures: dict[str, Fraction]) -> None:
    start, expansion = figures["starting_arr"], figures["expansion"]
    lost = {name: figures[name] for name in ("contraction", "churn")}
    net = nrr.calculate(figures).exact
    gross = grr.calculate({"starting_arr": start, **lost}).exact
    assert 0 <= gross <= 100
    assert gross <= net
    assert net == gross + expansion_rate(starting_arr=start, expansion=expansion).exact
    assert gross + revenue_churn.calculate({"starting_arr": start, **lost}).exact == 100


@given(figures_of(CALCULATORS["logo_churn"]))
def test_customers_stay_or_leave(figures: dict[str, Fraction]) -> None:
    assert logo_churn.calculate(figures).exact + logo_retention.calculate(figures).exact == 100


@given(_NRR, st.fractions(Fraction(1, 100), 100, max_denominator=100))
def test_retention_does_not_depend_on_the_scale(figures: dict[str, Fraction], factor: Fraction) -> None:
    scaled = {name: factor * value for name, value in figures.items()}
    assert nrr.calculate(scaled).exact == nrr.calculate(figures).exact


@given(figures_of(CALCULATORS["nps"]), st.integers(1, 1000))
def test_nps_lies_within_its_scale(figures: dict[str, Fraction], factor: int) -> None:
    score = nps.calculate(figures).exact
    assert -100 <= score <= 100
    assert nps.calculate({name: factor * count for name, count in figures.items()}).exact == score
    turned = {**figures, "promoters": figures["detractors"], "detractors": figures["promoters"]}
    assert nps.calculate(turned).exact == -score


@given(st.lists(st.integers(0, 10), min_size=1))
def test_scores_and_counts_agree(scores: list[int]) -> None:
    result = nps_from_scores(scores=scores)
    counts = nps(
        promoters=sum(score >= 9 for score in scores),
        passives=sum(score in (7, 8) for score in scores),
        detractors=sum(score <= 6 for score in scores),
    )
    assert result.exact == counts.exact
    assert nps_from_scores(scores=sorted(scores)).exact == result.exact


@given(st.lists(st.integers(1, 5), min_size=1))
def test_satisfaction_from_scores_and_from_counts_agree(scores: list[int]) -> None:
    result = csat_from_scores(scores=scores)
    assert 0 <= result.exact <= 100
    assert result.exact == csat(satisfied=sum(score >= 4 for score in scores), responses=len(scores)).exact
    assert csat_from_scores(scores=scores[::-1]).exact == result.exact


@given(st.lists(st.integers(1, 7), min_size=1))
def test_effort_lies_between_the_lowest_and_the_highest_answer(scores: list[int]) -> None:
    assert min(scores) <= ces(scores=scores).exact <= max(scores)
    assert ces(scores=scores[::-1]).exact == ces(scores=scores).exact


@given(figures_of(CALCULATORS["arr_growth"]))
def test_growth_leads_from_the_start_to_the_end(figures: dict[str, Fraction]) -> None:
    growth = arr_growth.calculate(figures).exact
    assert figures["starting_arr"] * (1 + growth / 100) == figures["ending_arr"]


@pytest.mark.parametrize("name", ["csms_needed", "csms_needed_by_arr"])
@given(data=st.data())
@_QUICK
def test_just_enough_csms(name: str, data: st.DataObject) -> None:
    calculator = CALCULATORS[name]
    figures = data.draw(figures_of(calculator))
    result = calculator.calculate(figures)
    load = figures[calculator.parameters[1].name]
    book = figures[calculator.parameters[0].name]
    assert isinstance(load, Fraction)
    assert isinstance(book, Fraction)
    needed = Fraction(result.value)
    assert needed == math.ceil(result.exact)
    assert needed * load >= book
    assert (needed - 1) * load < book


@_EACH
@given(data=st.data())
@_QUICK
def test_a_result_can_be_checked_by_hand(calculator: Calculator, data: st.DataObject) -> None:
    figures = data.draw(figures_of(calculator))
    result = calculator.calculate(figures)
    assert dict(result.inputs) == figures
    assert calculator.calculate(figures) == result, "the same figures, the same result"
    if not calculator.rounds_up:
        assert result.value == rounded(result.exact)
    assert result.value.as_tuple().exponent == -2
    left, sign, value = re.split(r" ([=≈]) (?!.* [=≈] )", result.substituted)
    assert _evaluate(value) == result.value
    if sign == "=" and "≈" not in left:
        expected = result.value if calculator.rounds_up else result.exact
        assert _evaluate(left.partition(" = ")[0]) == expected


@_EACH
@given(data=st.data())
@_QUICK
def test_a_ratio_does_not_depend_on_the_currency_unit(calculator: Calculator, data: st.DataObject) -> None:
    figures = data.draw(figures_of(calculator))
    in_money = {each.name for each in calculator.parameters if each.in_money}
    cents = {
        name: value / 100 if name in in_money and isinstance(value, Fraction) else value
        for name, value in figures.items()
    }
    expected = calculator.calculate(figures).exact
    assert calculator.calculate(cents).exact == (expected / 100 if calculator.name in _IN_MONEY else expected)


@_EACH
@given(data=st.data())
@_QUICK
def test_the_order_of_the_arguments_means_nothing(calculator: Calculator, data: st.DataObject) -> None:
    figures = data.draw(figures_of(calculator))
    assert calculator.calculate(dict(reversed(figures.items()))).exact == calculator.calculate(figures).exact


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("0.125", "0.13"),
        ("-0.125", "-0.13"),
        ("0.124999", "0.12"),
        ("2.675", "2.68"),
        ("-0.001", "0.00"),
        ("1", "1.00"),
    ],
)
def test_half_goes_up_away_from_zero(exact: str, expected: str) -> None:
    value = rounded(Fraction(exact))
    assert str(value) == expected


@given(st.fractions(), st.integers(0, 12))
def test_rounding_is_off_by_half_a_unit_at_most(exact: Fraction, places: int) -> None:
    value = Fraction(rounded(exact, places))
    assert abs(value - exact) * 2 <= Fraction(1, 10**places)
    assert Fraction(rounded(-exact, places)) == -value


@given(st.floats(-1e15, 1e15).filter(lambda number: number == 0 or abs(number) > 1e-9))
def test_a_float_counts_as_it_is_written(number: float) -> None:
    assert read_exact("x", number) == Fraction(repr(number))


def test_floats_add_up_as_people_do() -> None:
    assert read_exact("x", 0.1) + read_exact("x", 0.2) == read_exact("x", 0.3)
    assert arr_growth(starting_arr=0.1, ending_arr=0.3).exact == 200


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 20))
def test_a_number_with_an_end_is_written_in_full(units: int, places: int) -> None:
    exact = Fraction(units, 10**places)
    assert Fraction(plain(exact)) == exact
    assert _evaluate(write(exact)) == exact


def test_large_results_lose_nothing() -> None:
    result = CALCULATORS["ltv"](arpa=LARGEST, gross_margin=100, churn_rate="0.0000000001%")
    assert result.value == Decimal(10**27)
    assert result.substituted.endswith("= 1,000,000,000,000,000,000,000,000,000")


def test_a_quotient_is_never_shown_as_whole_when_it_is_not() -> None:
    result = CALCULATORS["csms_needed"](accounts=100_000_001, accounts_per_csm=100_000_000)
    assert result.substituted == "⌈100,000,001 ÷ 100,000,000⌉ = ⌈1.00000001⌉ = 2"
    result = CALCULATORS["csms_needed"](accounts=610, accounts_per_csm=45)
    assert result.substituted == "⌈610 ÷ 45⌉ ≈ ⌈13.56⌉ = 14"


def _evaluate(words: str) -> Fraction:
    """The value of a formula with figures put in, by exact arithmetic."""
    plainly = words.replace(",", "").replace("−", "-").replace("×", "*").replace("÷", "/")
    plainly = plainly.replace("⌈", "ceiling(").replace("⌉", ")")
    plainly = re.sub(r"\d+(?:\.\d+)?", lambda match: f"Fraction('{match[0]}')", plainly)
    return Fraction(eval(plainly, {"Fraction": Fraction, "ceiling": math.ceil}))
