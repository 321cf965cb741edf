"""One registry: schemas that accept what the calculators accept, tools that models can call, names that are found."""

import json
from fractions import Fraction
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any

import pytest
from jsonschema import Draft202012Validator

import bot.metrics
from bot.metrics import growth
from bot.metrics.calculator import Calculator, Measure, Parameter, calculator
from bot.metrics.errors import InputError
from bot.tools import (
    CALCULATORS,
    as_json,
    calculate,
    calculators_of,
    json_schema,
    result_schema,
    schemas,
    structured_tools,
)
from corpus.quantities import Unit
from tests.bot.metrics.given import examples_of

_FIGURES: list[object] = [-(10**16), 10**16, True, None, {}, 10.5, -0.5, 0]
_EACH = pytest.mark.parametrize("calculator", CALCULATORS.values(), ids=CALCULATORS)
_NAMES = (
    "nrr grr logo_retention logo_churn revenue_churn renewal_rate expansion_rate quick_ratio nps nps_from_scores csat "
    "csat_from_scores ces arr_per_csm accounts_per_csm cs_spend_share cs_spend_share_by_role csm_operations_ratio "
    "csms_needed csms_needed_by_arr average_selling_price annual_contract_value quota_share cs_team_return arr_growth "
    "cac_payback ltv ltv_to_cac magic_number rule_of_40 arpa"
).split()


def _figures(calculator: Calculator) -> dict[str, Any]:
    """The examples of the schema, as numbers."""
    properties = json_schema(calculator)["properties"]
    return {each.name: properties[each.name]["examples"][0] for each in calculator.parameters}


def test_all_calculators_are_there() -> None:
    assert list(CALCULATORS) == _NAMES
    assert {each.group for each in CALCULATORS.values()} == {"retention", "sentiment", "economics", "growth"}


def test_a_calculator_in_any_module_is_in_the_registry() -> None:
    names = {f"bot.metrics.{module.name}" for module in iter_modules(bot.metrics.__path__)}
    found = {each.name for name in names for each in vars(import_module(name)).values() if isinstance(each, Calculator)}
    assert found == CALCULATORS.keys()


def test_adding_a_function_adds_a_calculator(monkeypatch: pytest.MonkeyPatch) -> None:
    amount = Parameter(Measure.MONEY, "What it is.", minimum=0, example="10")

    @calculator(Measure.MONEY, "2 × {amount}")
    def doubled(amount: Annotated[Fraction, amount]) -> Fraction:
        """Doubled: twice as much."""
        return 2 * amount

    monkeypatch.setattr(growth, "doubled", doubled, raising=False)
    assert calculators_of([growth])["doubled"] is doubled
    assert json_schema(doubled)["required"] == ["amount"]
    assert doubled(amount="€5").substituted == "2 × 5 = 10"


@_EACH
def test_the_schema_is_one_and_accepts_the_examples(calculator: Calculator) -> None:
    schema = json_schema(calculator)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(_figures(calculator))
    assert validator.is_valid({}) == (not schema["required"])
    assert not validator.is_valid({**_figures(calculator), "nonsense": 1})
    for name, argument in schema["properties"].items():
        assert {"type", "description", "examples"} <= argument.keys(), name
    assert schema["description"].startswith(calculator.title)


@_EACH
def test_what_the_schema_forbids_is_refused(calculator: Calculator) -> None:
    validator = Draft202012Validator(json_schema(calculator))
    for parameter in calculator.parameters:
        for figure in _FIGURES:
            inputs = {**_figures(calculator), parameter.name: [figure] if parameter.is_list else figure}
            if not validator.is_valid(inputs) and (figure is not None or parameter.default is None):
                with pytest.raises(InputError):
                    calculate(calculator.name, inputs)


@_EACH
def test_the_result_is_as_its_schema_says(calculator: Calculator) -> None:
    result = as_json(calculate(calculator.name, _figures(calculator)))
    schema = result_schema(calculator)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(json.dumps(result)))
    assert Fraction(str(result["value"])) == Fraction(calculate(calculator.name, _figures(calculator)).value)
    assert Fraction(result["exact"]) == calculate(calculator.name, examples_of(calculator)).exact


@_EACH
def test_the_docstring_says_what_it_must(calculator: Calculator) -> None:
    words = calculator.function.__doc__ or ""
    for part in ("Range: ", "Unit: ", "Source: ", "Raises:\n        InputError: "):
        assert part in words
    assert ": " in calculator.description
    assert len(calculator.title) <= 60
    assert calculator.note or calculator.group == "economics"


def test_schemas_are_by_name() -> None:
    assert schemas().keys() == CALCULATORS.keys()


def test_a_currency_may_be_given_where_there_is_money() -> None:
    assert calculate("arpa", {"revenue": 1000, "accounts": 10, "currency": "eur"}).unit == "EUR"
    assert "currency" in json_schema(CALCULATORS["nrr"])["properties"]
    assert "currency" not in json_schema(CALCULATORS["nps"])["properties"]
    with pytest.raises(InputError, match="nps has no argument currency"):
        calculate("nps", {"promoters": 1, "passives": 0, "detractors": 0, "currency": "EUR"})


@pytest.mark.parametrize("currency", [5, "", "EURO", "€", ["EUR"], "ÄÖÜ", "E U"])
def test_a_currency_is_three_letters(currency: object) -> None:
    with pytest.raises(InputError, match="three letters"):
        calculate("arpa", {"revenue": 1000, "accounts": 10, "currency": currency})


@pytest.mark.parametrize(("name", "meant"), [("nrrr", "nrr"), ("cac-payback", "cac_payback"), ("LTV", "ltv")])
def test_an_unknown_name_brings_the_nearest_and_all(name: str, meant: str) -> None:
    with pytest.raises(InputError) as caught:
        calculate(name, {})
    assert f"→ {meant}?" in str(caught.value)
    assert ", ".join(_NAMES) in str(caught.value)


def test_a_name_like_no_other_brings_all() -> None:
    with pytest.raises(InputError, match=r"There is no calculator zzzzzz\. There are nrr, grr"):
        calculate("zzzzzz", {})


def test_langchain_gets_a_tool_for_each() -> None:
    made = {tool.name: tool for tool in structured_tools()}
    assert made.keys() == CALCULATORS.keys()
    for name, tool in made.items():
        assert tool.args_schema == json_schema(CALCULATORS[name])
        assert json.loads(tool.invoke(_figures(CALCULATORS[name]))) == as_json(
            calculate(name, _figures(CALCULATORS[name]))
        )


def test_a_model_is_told_what_is_wrong() -> None:
    tool = next(tool for tool in structured_tools() if tool.name == "grr")
    call = {"type": "tool_call", "id": "1", "name": "grr"}
    told = tool.invoke({**call, "args": {"starting_arr": 100, "contraction": 0, "churn": 200}})
    assert told.content == "churn is 200; it must not exceed starting_arr, which is 100."
    assert told.status == "error"
    assert tool.invoke({**call, "args": {}}).content.startswith("starting_arr is missing: ")
    assert tool.invoke({**call, "args": {"starting_arr": "$2M", "contraction": "100k", "churn": 0}}).status == "success"


def test_a_tool_shows_its_units_to_a_model() -> None:
    from langchain_core.utils.function_calling import convert_to_openai_tool

    for tool in structured_tools():
        shown = convert_to_openai_tool(tool)["function"]
        assert shown["name"] == tool.name
        assert shown["parameters"]["properties"].keys() == json_schema(CALCULATORS[tool.name])["properties"].keys()


def test_units_of_results() -> None:
    assert {each.unit for each in CALCULATORS.values()} == {
        Unit.PERCENT,
        Unit.POINTS,
        Unit.NONE,
        Measure.MONEY,
        Measure.MONTHS,
    }
