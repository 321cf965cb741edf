"""Calculators that a chat model calls: which calls count, and what they come to.

A model is shown what the asker wrote and nothing else, so that no document can have a tool called; and a figure counts
only if the asker gave it.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bot.metrics.calculator import Calculator, Result
from bot.metrics.errors import InputError
from bot.model.chat import ToolCall
from bot.tools import calculate, find
from bot.verify import Given
from corpus.quantities import Quantity, Unit, find_quantities

_LOG = logging.getLogger(__name__)

MOST_CALLS: Final = 3
"""Calls that are carried out for one question; further ones are not."""


def has_figures(given: Sequence[Given]) -> bool:
    """Whether the latest message has a figure to calculate with."""
    return any(q.unit not in (Unit.YEAR, Unit.REFERENCE) for q in _stated(given[:1]))


def carry_out(calls: Sequence[ToolCall], given: Sequence[Given]) -> tuple[Result, ...]:
    """The results of calls, in order, each once; a call that is not valid has none.

    Args:
        calls: as the model asks for them.
        given: the asker's messages, the latest first.
    """
    results: dict[tuple[str, str], Result] = {}
    stated = [quantity for quantity in _stated(given) if quantity.value is not None]
    for call in calls[:MOST_CALLS]:
        try:
            result = _carry_out(call, stated)
        except InputError as error:
            _LOG.info("a call of a calculator was refused", extra={"rule": error.rule})
            continue
        if result is None:
            _LOG.info("a call of a calculator was refused", extra={"rule": "not_given"})
        else:
            results.setdefault((result.metric, result.substituted), result)
    return tuple(results.values())


def _carry_out(call: ToolCall, stated: Sequence[Quantity]) -> Result | None:
    """The result of a call; None for one with figures that the asker did not give.

    Raises:
        InputError: there is no such calculator, or it does not take these figures.
    """
    calculator = find(call.name)
    inputs = {name: value for name, value in (call.arguments or {}).items() if value is not None}
    defaults = {parameter.name for parameter in calculator.parameters if parameter.default is not None}
    for name, value in _figures(calculator, inputs):
        is_default = name in defaults and _value(value) == 0
        if not is_default and not any(_is_stated(value, quantity) for quantity in stated):
            return None
    return calculate(calculator.name, inputs)


def _figures(calculator: Calculator, inputs: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in inputs.items():
        if name == "currency" and calculator.in_money:
            continue
        for each in value if isinstance(value, list) else [value]:
            yield name, each


def _is_stated(value: Any, quantity: Quantity) -> bool:
    """Whether an argument is a figure that the asker wrote; a share may be handed over as a fraction of one."""
    number = _value(value)
    if number is None:
        return any(quantity.same(each) for each in find_quantities(str(value), "en"))
    meant = {quantity.value, quantity.otherwise}
    if quantity.unit is Unit.PERCENT and quantity.value is not None:
        meant.add(quantity.value / 100)
    return number in meant or -number in meant


def _value(value: Any) -> Decimal | None:
    """An argument as a number; None for one that is written in another way, such as "$2.0M"."""
    if isinstance(value, bool):
        return None
    try:
        return Decimal(str(value).strip().removesuffix("%"))
    except InvalidOperation:
        return None


def _stated(given: Iterable[Given]) -> list[Quantity]:
    return [q for each in given for q in find_quantities(each.text, each.language)]
