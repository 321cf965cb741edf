"""The arguments of calculators as JSON Schemas, and the check that what comes as JSON is as they say.

People write figures in more ways than a schema can state, and the calculators read them. Programs are promised the
reverse: whatever a schema describes is taken. So its patterns hold the plain ways of writing a figure, each of which is
read in one way only and lies within the limits: "$2.0M", "€ 1,2 mln", "12%", and not "1.500".
"""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from bot.metrics.arguments import MOST_FIGURES, Measure, Parameter
from bot.metrics.calculator import Calculator
from bot.metrics.errors import InputError
from bot.metrics.exact import LARGEST, plain, shown

CURRENCY_SCHEMA: Final[dict[str, Any]] = {
    "type": "string",
    "description": "ISO 4217 code of all amounts of money, if known.",
    "pattern": "^[A-Za-z]{3}$",
    "examples": ["EUR"],
}

_DECIMALS = r"([.,][0-9]{1,2})?"
_PART = r"0[.,]([1-9][0-9]?|0[1-9])"  # below one
_HUNDRED = r"100([.,]00?)?"
_PLAIN = rf"[1-9][0-9]{{0,14}}{_DECIMALS}"
_GROUPED = r"[1-9][0-9]{0,2}((,[0-9]{3}){1,4}(\.[0-9]{1,2})?|(\.[0-9]{3}){2,4}(,[0-9]{1,2})?)"
_LARGE = r"[kKmM]|mln|bn| ?(thousand|million|billion|duizend|miljoen|miljard|mln|mio|ألف|مليون|مليار)"
_SHORT = rf"([1-9][0-9]{{0,3}}{_DECIMALS}|{_PART})({_LARGE})"
_BEFORE = r"((US)?\$ ?|[€£] ?|(USD|EUR|GBP) )?"
_AFTER = r"( ?[$€£]| (USD|EUR|GBP))?"
_TWO_CURRENCIES = "[$€£DRP].*[$€£DRP]"  # a letter that each code has, and nothing else here
_MINUS = "[-−]"
_IN_MONEY = (Measure.MONEY, Measure.AMOUNT)


def argument_schema(parameter: Parameter) -> dict[str, Any]:
    """An argument as a JSON Schema, draft 2020-12."""
    schema: dict[str, Any] = {"type": "integer" if parameter.whole else "number"}
    pattern = _pattern(parameter)
    if pattern:
        schema |= {"type": ["number", "string"], "pattern": pattern}
    limits = {"minimum": parameter.minimum, "exclusiveMinimum": parameter.above, "maximum": parameter.maximum}
    schema |= {key: limit for key, limit in limits.items() if limit is not None}
    if parameter.minimum is None and parameter.above is None:
        schema["minimum"] = -LARGEST
    if parameter.maximum is None:
        schema["maximum"] = LARGEST
    if parameter.fraction_below is not None:
        schema["not"] = _doubtful(parameter)
    if parameter.measure in _IN_MONEY:
        schema["not"] = {"type": "string", "pattern": _TWO_CURRENCIES}
    examples = [number(Fraction(each.strip())) for each in parameter.example.split(",")]
    if parameter.is_list:
        schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": MOST_FIGURES}
    schema |= {
        "description": parameter.description,
        "x-unit": parameter.measure.value,
        "examples": [examples] if parameter.is_list else examples,
    }
    return schema | ({} if parameter.default is None else {"default": number(parameter.default)})


def check_as_described(calculator: Calculator, inputs: Mapping[str, Any]) -> None:
    """Whether figures that a calculator reads are also written as its schema has them.

    Raises:
        InputError: one is a text where there is to be a number, written in another way, or null.
    """
    for parameter in calculator.parameters:
        if parameter.name in inputs:
            given = inputs[parameter.name]
            for each in given if parameter.is_list else [given]:
                _check_one(parameter, each)
    if calculator.in_money and "currency" in inputs and inputs["currency"] is None:
        raise InputError("not_a_currency", "currency", given=shown(None))


def number(value: Fraction) -> int | float:
    """An exact value as JSON's number."""
    return int(value) if value.denominator == 1 else float(plain(value))


def _check_one(parameter: Parameter, given: object) -> None:
    if given is None:
        raise InputError("not_a_number", parameter.name, given=shown(given))
    if not isinstance(given, str):
        return
    pattern = _pattern(parameter)
    if not pattern:
        raise InputError("needs_number", parameter.name, given=shown(given))
    if not re.fullmatch(pattern, given) or re.search(_TWO_CURRENCIES, given):
        raise InputError("needs_digits", parameter.name, given=shown(given), ways=_WAYS[parameter.measure])


_WAYS = {
    Measure.MONEY: "250000, $2.0M, € 1.2 mln, 300k",
    Measure.AMOUNT: "60, $2.0M, € 1.2 mln, 300k",
    Measure.PERCENT: "12, 12.5, 12%",
    Measure.POINTS: "5, 5%, 5 points",
}


def _pattern(parameter: Parameter) -> str:
    """What a figure in writing looks like; nothing where only numbers are taken."""
    if parameter.measure in _IN_MONEY:
        zero = "" if parameter.above == 0 else "|0"
        figure = f"({_PLAIN}|{_GROUPED}|{_PART}|{_SHORT}{zero})"
        return f"^{_BEFORE}{figure}{_AFTER}$"
    if parameter.measure in (Measure.PERCENT, Measure.POINTS):
        return _rate_pattern(parameter)
    return ""


def _rate_pattern(parameter: Parameter) -> str:
    sign = "( ?%| points)" if parameter.measure is Measure.POINTS else " ?%"
    ways = [_rates(parameter, sign, is_limited=parameter.maximum is not None)]
    if parameter.minimum is None and parameter.above is None:
        ways.append(_MINUS + _rates(parameter, sign, is_limited=False))
    elif parameter.minimum is not None and parameter.minimum < 0:
        ways.append(_MINUS + _rates(parameter, sign, is_limited=True))
    if parameter.above is None:
        ways.append(f"0({sign})?")
    return f"^({'|'.join(ways)})$"


def _rates(parameter: Parameter, sign: str, *, is_limited: bool) -> str:
    """Rates above zero, up to a hundred or beyond: what reads as a fraction is written with its sign."""
    more = "[1-9][0-9]" if is_limited else "[1-9][0-9]{1,5}"
    hundred = f"|{_HUNDRED}" if is_limited else ""
    lowest = "[2-9]" if parameter.fraction_below == 2 else "[1-9]"
    one = "|1" if parameter.whole_is_percent else ""
    return f"((([1-9]|{more}){_DECIMALS}|{_PART}{hundred}){sign}|({lowest}|{more}){_DECIMALS}{hundred}{one})"


def _doubtful(parameter: Parameter) -> dict[str, Any]:
    """Numbers that read as a fraction: 0.8 may be 80 % or 0.8 %. In writing, a percent sign settles it."""
    assert parameter.fraction_below is not None
    limit = number(parameter.fraction_below)
    is_signed = parameter.minimum is None or parameter.minimum < 0
    lower = -limit if is_signed and parameter.above is None else 0
    doubtful: dict[str, Any] = {"type": "number", "exclusiveMinimum": lower, "exclusiveMaximum": limit}
    if lower < 0:
        whole = range(1 - int(limit), int(limit)) if parameter.whole_is_percent else range(1)
        doubtful["not"] = {"enum": list(whole)}
    return doubtful
