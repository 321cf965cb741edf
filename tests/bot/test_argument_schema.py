"""Programs are promised two things: what a calculator's schema describes is taken, and what it does not is refused."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bot.argument_schema import argument_schema
from bot.metrics.arguments import MOST_FIGURES, Parameter, read_figure
from bot.metrics.calculator import Calculator
from bot.metrics.errors import InputError
from bot.tools import CALCULATORS, as_json, calculate, calculate_as_described, json_schema

_ARGUMENTS = [(calculator, each) for calculator in CALCULATORS.values() for each in calculator.parameters]
_EACH = pytest.mark.parametrize(
    ("calculator", "parameter"), _ARGUMENTS, ids=[f"{calculator.name}: {each.name}" for calculator, each in _ARGUMENTS]
)
_WRITTEN = {argument_schema(each).get("pattern"): each for _, each in _ARGUMENTS if "pattern" in argument_schema(each)}
_LIKE_FIGURES = st.from_regex(r"[-−+]?[$€]? ?[0-9]{1,4}([.,][0-9]{1,4})?( ?(k|M|mln|%|points|EUR))?", fullmatch=True)
_ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    _LIKE_FIGURES,
    st.just([]),
    st.just({}),
)
_NRR: dict[str, Any] = {"starting_arr": 2_000_000, "expansion": 300_000, "contraction": 50_000, "churn": 100_000}


_IS_DESCRIBED = {name: Draft202012Validator(json_schema(each)).is_valid for name, each in CALCULATORS.items()}


def _figures(calculator: Calculator) -> dict[str, Any]:
    properties = json_schema(calculator)["properties"]
    return {each.name: properties[each.name]["examples"][0] for each in calculator.parameters}


def _is_refused(calculator: Calculator, inputs: dict[str, Any]) -> bool:
    """Whether inputs are not as described; those that contradict one another are."""
    try:
        result = calculate_as_described(calculator.name, inputs)
    except InputError as error:
        return not error.is_contradiction
    json.dumps(result, allow_nan=False)
    return False


@pytest.mark.parametrize("parameter", _WRITTEN.values(), ids=[each.name for each in _WRITTEN.values()])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_each_figure_that_a_pattern_describes_is_read(parameter: Parameter, data: st.DataObject) -> None:
    schema = argument_schema(parameter)
    accepts = Draft202012Validator(schema).is_valid
    written = data.draw(st.from_regex(schema["pattern"], fullmatch=True).filter(accepts))
    assert read_figure(parameter, written).value is not None


@_EACH
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(figure=_ANYTHING)
def test_what_is_taken_is_what_is_described(calculator: Calculator, parameter: Parameter, figure: object) -> None:
    inputs = {**_figures(calculator), parameter.name: [figure] if parameter.is_list else figure}
    assert _is_refused(calculator, inputs) != _IS_DESCRIBED[calculator.name](inputs)


@pytest.mark.parametrize("figure", [5e-324, 1e-300, 1e-12, 1e15, 0.1 + 0.2, -0.0])
@_EACH
def test_the_edges_of_numbers_are_as_described(calculator: Calculator, parameter: Parameter, figure: float) -> None:
    inputs = {**_figures(calculator), parameter.name: [figure] if parameter.is_list else figure}
    assert _is_refused(calculator, inputs) != _IS_DESCRIBED[calculator.name](inputs)


@pytest.mark.parametrize(
    "written",
    ["2000000", "$2.0M", "2,000,000", "€2.000.000", "€ 2 mln", "€ 2,0 mln", "2 miljoen", "2M EUR", "US$2m", "2 مليون"],
)
def test_two_million_as_people_write_it(written: str) -> None:
    assert calculate_as_described("nrr", {**_NRR, "starting_arr": written})["value"] == 107.5


@pytest.mark.parametrize("written", ["1.500", "two million", "2 M", "1e6", "$5 EUR", "$2M ", "2M\n", "", "5 apples"])
def test_what_may_be_misread_is_refused_with_what_to_write(written: str) -> None:
    with pytest.raises(InputError) as caught:
        calculate_as_described("nrr", {**_NRR, "expansion": written})
    assert caught.value.argument == "expansion"
    assert not caught.value.is_contradiction


@pytest.mark.parametrize(
    ("given_figure", "told"),
    [
        ("two million", "is two million. Give a number, or write it in one of these ways: 250000, $2.0M, € 1.2 mln"),
        (None, "is missing"),
        (True, "is true, which is not one number"),
    ],
)
def test_the_refusal_says_what_to_do(given_figure: object, told: str) -> None:
    with pytest.raises(InputError, match=f"^starting_arr {told}".replace("$", r"\$")):
        calculate_as_described("nrr", {**_NRR, "starting_arr": given_figure})


def test_a_count_is_a_number_and_no_text() -> None:
    counts = {"promoters": 3, "passives": 2}
    assert calculate_as_described("nps", {**counts, "detractors": 1.0})["value"] == 33.33
    with pytest.raises(InputError, match=r"^detractors is 1 as text; a number without quotation marks is needed"):
        calculate_as_described("nps", {**counts, "detractors": "1"})
    with pytest.raises(InputError, match=r"^scores is 9 as text"):
        calculate_as_described("nps_from_scores", {"scores": [9, "9"]})


def test_an_optional_figure_is_left_out_and_not_null() -> None:
    churn = {"starting_arr": 100, "churn": 5}
    assert calculate_as_described("revenue_churn", churn)["value"] == 5
    with pytest.raises(InputError, match=r"^contraction is null"):
        calculate_as_described("revenue_churn", {**churn, "contraction": None})
    with pytest.raises(InputError, match=r"^currency is null"):
        calculate_as_described("revenue_churn", {**churn, "currency": None})


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("nrr", {**_NRR, "churn": 3_000_000}),
        ("nrr", {**_NRR, "contraction": 1_950_000}),
        ("nrr", {**_NRR, "churn": "€5"} | {"starting_arr": "$2M"}),
        ("nps", {"promoters": 0, "passives": 0, "detractors": 0}),
        ("quick_ratio", {"new": 1, "expansion": 1, "contraction": 0, "churn": 0}),
        ("arr_per_csm", {"arr": 10**15, "csms": 5e-324}),
    ],
)
def test_figures_that_contradict_one_another_are_as_described(name: str, inputs: dict[str, Any]) -> None:
    assert _IS_DESCRIBED[name](inputs)
    with pytest.raises(InputError) as caught:
        calculate_as_described(name, inputs)
    assert caught.value.is_contradiction


def test_a_result_beyond_all_limits_names_the_figure_that_makes_it() -> None:
    with pytest.raises(InputError, match=r"^csms is 4\.94e-324; with the other figures the result is beyond 1e\+30"):
        calculate("arr_per_csm", {"arr": 10**15, "csms": 5e-324})
    assert calculate("arr_per_csm", {"arr": 10**15, "csms": 1e-15}).exact == 10**30


def test_a_survey_has_so_many_answers_at_most() -> None:
    assert as_json(calculate("ces", {"scores": [5] * MOST_FIGURES}))["value"] == 5
    with pytest.raises(InputError, match=r"^scores has 10,001 numbers; at most 10,000 are allowed"):
        calculate("ces", {"scores": [5] * (MOST_FIGURES + 1)})
