"""Bad figures end in an error that names the argument; no wrong number, and no other exception."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.metrics.arguments import Measure, Parameter
from bot.metrics.calculator import Calculator, Result
from bot.metrics.errors import InputError
from bot.tools import CALCULATORS
from corpus.calculator_phrases import CALCULATOR_PHRASES
from corpus.phrases import SPOKEN
from tests.bot.metrics.given import examples_of

_ARGUMENTS = [(calculator, each) for calculator in CALCULATORS.values() for each in calculator.parameters]
_EACH = pytest.mark.parametrize(
    ("calculator", "parameter"), _ARGUMENTS, ids=[f"{calculator.name}: {each.name}" for calculator, each in _ARGUMENTS]
)
_NEVER: list[object] = [
    *("NaN", "sNaN", "inf", "-Infinity", "1e400", "-1e400", "1e-400", "abc", "", "  ", "1 2", "1,2,3", "12..5", "1/2"),
    *(
        "$",
        "%",
        "--5",
        "#5",
        "5 apples",
        "$5 and $6",
        "XNUMX",
        "1.2.3",
        "½",
        "\x00",
        "9" * 10_000,
        "1" + "0" * 16,
        "CHF 5",
        "2 M",
        "1.5 m",
    ),
    *(
        math.nan,
        math.inf,
        -math.inf,
        1e400,
        1e300,
        10**5000,
        -(10**16),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("1E+99"),
    ),
    *(Fraction(10**5000), Fraction(-(10**20)), True, False, {}, {"a": 1}, b"5", object(), 1j, {5}, (), []),
]


def _with(calculator: Calculator, name: str, figure: object) -> Result:
    return calculator.calculate({**examples_of(calculator), name: figure})


def _refused(calculator: Calculator, name: str, figure: object) -> InputError:
    with pytest.raises(InputError) as caught:
        _with(calculator, name, figure)
    assert name in {caught.value.argument, caught.value.parts.get("other")}
    for language in SPOKEN:
        words = caught.value.told(language, {name: "THE FIGURE"})
        assert "THE FIGURE" in words
        assert "{" not in words.replace(caught.value.parts.get("given", ""), "")
        assert len(words) < 400
    return caught.value


@_EACH
def test_what_is_no_number_is_refused(calculator: Calculator, parameter: Parameter) -> None:
    for figure in _NEVER:
        assert _refused(calculator, parameter.name, figure).argument == parameter.name, repr(figure)[:80]
        if parameter.is_list:
            _refused(calculator, parameter.name, ["5", figure])


@_EACH
def test_a_missing_figure_is_named(calculator: Calculator, parameter: Parameter) -> None:
    figures = examples_of(calculator)
    del figures[parameter.name]
    if parameter.default is not None:
        assert calculator.calculate(figures).inputs[parameter.name] == parameter.default
        return
    with pytest.raises(InputError, match=f"^{parameter.name} is missing: ") as caught:
        calculator.calculate(figures)
    assert parameter.description in str(caught.value)
    assert _refused(calculator, parameter.name, None).rule == "missing_argument"


@_EACH
def test_limits_are_kept(calculator: Calculator, parameter: Parameter) -> None:
    def put(figure: object) -> object:
        return [figure] if parameter.is_list else figure

    if parameter.above is not None:
        assert _refused(calculator, parameter.name, put(parameter.above)).rule == "more_than"
        assert _refused(calculator, parameter.name, put(parameter.above - 1)).rule == "more_than"
    if parameter.minimum is not None:
        assert _refused(calculator, parameter.name, put(parameter.minimum - 1)).rule == "at_least"
    if parameter.maximum is not None:
        assert _refused(calculator, parameter.name, put(parameter.maximum + 1)).rule == "at_most"
    if parameter.whole:
        assert (
            _refused(calculator, parameter.name, put("5.5" if parameter.maximum is None else "4.5")).rule
            == "whole_number"
        )
    assert parameter.minimum is not None or parameter.above is not None or parameter.name == "profit_margin"


@_EACH
def test_a_list_is_wanted_or_it_is_not(calculator: Calculator, parameter: Parameter) -> None:
    error = _refused(calculator, parameter.name, "5" if parameter.is_list else ["5"])
    assert error.rule == ("not_a_list" if parameter.is_list else "not_a_number")


@_EACH
def test_each_argument_is_described(calculator: Calculator, parameter: Parameter) -> None:
    assert re.fullmatch(r"[A-Z].*\.", parameter.description)
    assert parameter.example
    assert f"{{{parameter.name}}}" in calculator.formula or parameter.is_list


@_EACH
@given(figure=st.one_of(st.text(), st.floats(), st.integers(), st.decimals(), st.none(), st.booleans()))
@settings(max_examples=20, deadline=None)
def test_anything_else_is_a_result_or_an_input_error(
    calculator: Calculator, parameter: Parameter, figure: object
) -> None:
    try:
        result = _with(calculator, parameter.name, [figure] if parameter.is_list else figure)
    except InputError as error:
        assert error.argument in examples_of(calculator)
    else:
        assert result.value.is_finite()


@pytest.mark.parametrize(
    ("name", "argument", "figure", "rule"),
    [
        ("cac_payback", "gross_margin", "0.8", "fraction_or_percent"),
        ("cac_payback", "gross_margin", 0.8, "fraction_or_percent"),
        ("cac_payback", "gross_margin", 1, "fraction_or_percent"),
        ("cac_payback", "gross_margin", 1.07, "needs_percent_sign"),
        ("cac_payback", "gross_margin", 107, "at_most"),
        ("cac_payback", "gross_margin", "107%", "at_most"),
        ("ltv", "churn_rate", 0.02, "fraction_or_percent"),
        ("ltv", "churn_rate", 107, "at_most"),
        ("rule_of_40", "growth_rate", 1.07, "fraction_or_percent"),
        ("rule_of_40", "growth_rate", 0.3, "fraction_or_percent"),
        ("rule_of_40", "profit_margin", -0.05, "fraction_or_percent"),
        ("cs_team_return", "retention_points", 0.14, "fraction_or_percent"),
        ("nrr", "churn", 2_000_001, "beyond"),
        ("nrr", "contraction", 1_900_001, "beyond_together"),
        ("grr", "churn", 3_000_000, "beyond"),
        ("revenue_churn", "churn", 3_000_000, "beyond"),
        ("logo_churn", "lost_customers", 241, "beyond"),
        ("logo_retention", "lost_customers", 241, "beyond"),
        ("renewal_rate", "renewed", 61, "beyond"),
        ("csat", "satisfied", 201, "beyond"),
        ("quota_share", "csms_with_quota", 9, "beyond"),
        ("annual_contract_value", "term_years", 36, "at_most"),
        ("nrr", "starting_arr", "12%", "needs_money"),
        ("arpa", "accounts", "$250", "needs_count"),
        ("ltv", "churn_rate", "$2", "needs_percent"),
        ("cs_team_return", "retention_points", "$14", "needs_points"),
        ("nrr", "starting_arr", "1.500", "two_readings"),
        ("arpa", "accounts", "1.500", "two_readings"),
    ],
)
def test_the_rule_that_is_broken(name: str, argument: str, figure: object, rule: str) -> None:
    assert _refused(CALCULATORS[name], argument, figure).rule == rule


def test_zero_losses_and_zero_answers_have_no_ratio() -> None:
    with pytest.raises(InputError, match="contraction and churn are both 0"):
        CALCULATORS["quick_ratio"](new=5, expansion=5, contraction=0, churn=0)
    with pytest.raises(InputError, match="promoters, passives and detractors are all 0"):
        CALCULATORS["nps"](promoters=0, passives=0, detractors=0)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        *(("2000000", "2000000"), (" 2000000 ", "2000000"), ("2e6", "2000000"), ("$2.0M", "2000000"), ("0.85", "0.85")),
        *(("1.5 mln", "1500000"), ("€1.000.000", "1000000"), ("300k", "300000"), ("2,000,000", "2000000")),
        *(("$2,000,000.50", "2000000.5"), ("1.50", "1.5"), ("0.125", "0.125"), ("USD 5 million", "5000000")),
        *((0.1, "0.1"), (Decimal("0.3"), "0.3"), (Fraction(1, 3), "1/3"), (5, "5"), ("1234.567", "1234.567")),
    ],
)
def test_money_as_people_write_it(figure: object, value: str) -> None:
    assert _with(CALCULATORS["arpa"], "revenue", figure).inputs["revenue"] == Fraction(value)


@pytest.mark.parametrize(
    ("figure", "value"),
    [("80", 80), ("80%", 80), ("80 %", 80), ("0.8%", "0.8"), ("12.345%", "12.345"), ("97.125", "97.125"), ("1%", 1)],
)
def test_percentages_as_people_write_them(figure: str, value: object) -> None:
    result = _with(CALCULATORS["cac_payback"], "gross_margin", figure)
    assert result.inputs["gross_margin"] == Fraction(str(value))


@pytest.mark.parametrize(("figure", "value"), [(1, 1), (2, 2), (1.5, "1.5"), ("0.5%", "0.5"), ("2.5", "2.5")])
def test_low_churn_remains_possible(figure: object, value: object) -> None:
    assert _with(CALCULATORS["ltv"], "churn_rate", figure).inputs["churn_rate"] == Fraction(str(value))


@pytest.mark.parametrize("figure", ["-5", -5, "−5", "-5%", "-5 %", "-5.0", 1, 0, "1.07%"])
def test_margins_may_be_losses_and_low(figure: object) -> None:
    assert _with(CALCULATORS["rule_of_40"], "profit_margin", figure).exact < 32


def test_the_currency_of_the_amounts_is_that_of_the_result() -> None:
    arpa = CALCULATORS["arpa"]
    assert arpa(revenue="€5m", accounts=10).unit == "EUR"
    assert arpa(revenue="5m", accounts=10).unit == ""
    assert arpa(revenue="5m", accounts=10, currency="gbp").unit == "GBP"
    assert arpa(revenue="£5m", accounts=10, currency="GBP").unit == "GBP"
    assert CALCULATORS["nrr"](starting_arr="$5m", expansion="$1m", contraction=0, churn=0).unit == "percent"


def test_currencies_are_not_mixed() -> None:
    with pytest.raises(InputError, match=r"expansion is in EUR, starting_arr in USD\."):
        CALCULATORS["nrr"](starting_arr="$5M", expansion="€2M", contraction=0, churn=0)
    with pytest.raises(InputError, match=r"revenue is in EUR, currency in USD\."):
        CALCULATORS["arpa"](revenue="€5M", accounts=10, currency="USD")
    with pytest.raises(InputError, match="currency is dollars; give the three letters"):
        CALCULATORS["arpa"](revenue=5, accounts=10, currency="dollars")


def test_an_unknown_argument_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match="grr has no argument expansion; it has starting_arr, contraction, churn"):
        CALCULATORS["grr"](starting_arr=1, contraction=0, churn=0, expansion=1)


def test_each_rule_is_told_in_each_language_with_the_same_parts() -> None:
    for rule, wordings in CALCULATOR_PHRASES.items():
        assert wordings.keys() == set(SPOKEN), rule
        parts = {language: set(re.findall(r"{(\w+)}", words)) for language, words in wordings.items()}
        assert parts["nl"] == parts["ar"], rule
        assert parts["en"] - parts["nl"] <= {"description"}, rule  # which is English


def test_units_are_of_measures_that_exist() -> None:
    assert {parameter.measure for _, parameter in _ARGUMENTS} <= set(Measure)
