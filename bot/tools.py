"""The calculators as tools: one registry, from which come JSON Schemas, LangChain's tools and the command line.

A calculator is listed here by standing in one of the modules of `bot.metrics`; there is no list to keep.
"""

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, Final

from bot.argument_schema import CURRENCY_SCHEMA, argument_schema, check_as_described, number
from bot.metrics import economics, growth, retention, sentiment
from bot.metrics.calculator import Calculator, Measure, Result, Value
from bot.metrics.errors import InputError
from bot.metrics.exact import shown
from corpus.quantities import Unit

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


def calculators_of(modules: Iterable[ModuleType]) -> Mapping[str, Calculator]:
    """The calculators that stand in modules, by name, in the order in which they are written."""
    found = (each for module in modules for each in vars(module).values())
    return MappingProxyType({each.name: each for each in found if isinstance(each, Calculator)})


CALCULATORS: Final = calculators_of((retention, sentiment, economics, growth))
"""By name, in the order in which they are written."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def calculate(name: str, inputs: Mapping[str, Any]) -> Result:
    """Calculates by name.

    Args:
        name: of the calculator.
        inputs: its arguments, and `currency` where there is money in them.

    Raises:
        InputError: there is no such calculator, or the inputs are not what it takes.
    """
    calculator = find(name)
    currency = inputs.get("currency") if calculator.in_money else None
    return calculator.calculate(_figures(calculator, inputs), currency)


def calculate_as_described(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Calculates for programs: takes what `json_schema` describes and nothing else, and returns what `as_json` does.

    Raises:
        InputError: there is no such calculator, or the inputs are not as described; or, where it `is_contradiction`,
            they are, and contradict one another, which no schema can say.
    """
    calculator = find(name)
    calculator.read(_figures(calculator, inputs))
    check_as_described(calculator, inputs)
    return as_json(calculate(name, inputs))


def find(name: str) -> Calculator:
    """The calculator of a name.

    Raises:
        InputError: there is none; the message names what was probably meant, and all there are.
    """
    if name in CALCULATORS:
        return CALCULATORS[name]
    near = get_close_matches(str(name).lower().replace("-", "_"), CALCULATORS, n=1)
    meant = f" → {near[0]}?" if near else ""
    raise InputError("unknown_calculator", "name", given=shown(name), meant=meant, allowed=", ".join(CALCULATORS))


def json_schema(calculator: Calculator) -> dict[str, Any]:
    """The arguments of a calculator as a JSON Schema, draft 2020-12."""
    properties = {parameter.name: argument_schema(parameter) for parameter in calculator.parameters}
    return {
        "$schema": _DIALECT,
        "title": calculator.title,
        "description": describe(calculator),
        "type": "object",
        "properties": properties | ({"currency": CURRENCY_SCHEMA} if calculator.in_money else {}),
        "required": [parameter.name for parameter in calculator.parameters if parameter.default is None],
        "additionalProperties": False,
    }


def schemas() -> dict[str, dict[str, Any]]:
    """The arguments of all calculators as JSON Schemas, by name."""
    return {name: json_schema(calculator) for name, calculator in CALCULATORS.items()}


def result_schema(calculator: Calculator) -> dict[str, Any]:
    """What `as_json` makes of a calculator's result, as a JSON Schema, draft 2020-12."""
    inputs = {
        parameter.name: {"type": "array", "items": {"type": "number"}} if parameter.is_list else {"type": "number"}
        for parameter in calculator.parameters
    }
    texts = ("title", "exact", "unit", "formula", "substituted", "note")
    properties: dict[str, Any] = {
        "metric": {"const": calculator.name},
        "value": {"type": "number", "description": "Rounded half up to two decimals."},
        "inputs": {"type": "object", "properties": inputs, "required": list(inputs), "additionalProperties": False},
        **{name: {"type": "string"} for name in texts},
    }
    properties["exact"]["description"] = "Before rounding: a number, or a fraction such as 315/2."
    properties["unit"]["description"] = _unit_words(calculator.unit)
    return {
        "$schema": _DIALECT,
        "title": calculator.title,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def as_json(result: Result) -> dict[str, Any]:
    """A result as JSON takes it; `exact` is a string, and loses nothing."""
    return {
        "metric": result.metric,
        "title": CALCULATORS[result.metric].title,
        "value": number(Fraction(result.value)),
        "exact": str(result.exact),
        "unit": result.unit,
        "formula": result.formula,
        "substituted": result.substituted,
        "inputs": {name: _numbers(value) for name, value in result.inputs.items()},
        "note": result.note,
    }


def describe(calculator: Calculator) -> str:
    """What a calculator does, for those who choose among all: definition, unit of the result, convention."""
    return f"{calculator.description} Result: {_unit_words(calculator.unit)}. {calculator.note}".rstrip()


def structured_tools() -> "list[StructuredTool]":
    """All calculators as LangChain's tools. They return JSON; what is wrong with an input, they say in a sentence."""
    from langchain_core.tools import StructuredTool, ToolException

    def make(calculator: Calculator) -> StructuredTool:
        def run(**inputs: Any) -> str:
            try:
                return json.dumps(as_json(calculate(calculator.name, inputs)), ensure_ascii=False)
            except InputError as error:
                raise ToolException(str(error)) from error

        return StructuredTool.from_function(
            run,
            name=calculator.name,
            description=describe(calculator),
            args_schema=json_schema(calculator),
            handle_tool_error=True,
        )

    return [make(calculator) for calculator in CALCULATORS.values()]


def _figures(calculator: Calculator, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != "currency" or not calculator.in_money}


def _unit_words(unit: Unit | Measure) -> str:
    if unit is Measure.MONEY:
        return "money, in the currency of the amounts"
    return unit.value or "a plain number"


def _numbers(value: Value) -> int | float | list[int | float]:
    return [number(each) for each in value] if isinstance(value, tuple) else number(value)
