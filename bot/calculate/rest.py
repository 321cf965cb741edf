"""What is left over: figures that no word speaks for, and arguments that no figure was found for."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.calculate.figure import Figure
from bot.metrics.calculator import Measure, Parameter
from corpus.quantities import CURRENCIES, Unit

LOOKS_LIKE_MONEY = 1_000
"""A plain figure below it is sooner a count."""
REST = 0.1
"""What speaks for the one amount that is left over."""
_SHORTENED = 0.5  # people count customers in full, and money in k
_TOO_MANY = 250_000  # business customers are seldom as many
_LEAST_FIT = 0.9
_MOST_LOST = Decimal("0.5")  # a figure that may be those who left or those who stayed is not taken beyond this share


def add_rest(
    support: dict[str, dict[int, float]], parameters: Mapping[str, Parameter], figures: Sequence[Figure]
) -> None:
    """Lets the one amount of money that no word speaks for be what no word speaks for either."""
    spoken_for = {i for supported in support.values() for i in supported}
    rest = [i for i, figure in enumerate(figures) if i not in spoken_for and _is_amount(figure)]
    if len(rest) != 1:
        return
    for name, parameter in parameters.items():
        if parameter.measure is Measure.MONEY and parameter.description:
            support[name][rest[0]] = REST


def doubtful_rest(
    chosen: Mapping[str, int],
    support: Mapping[str, Mapping[int, float]],
    figures: Sequence[Figure],
    parts: Mapping[str, str],
) -> set[str]:
    """Arguments that were only given what was left, where that could have been otherwise."""
    rest = {name for name, i in chosen.items() if support[name].get(i) == REST}
    if rest == chosen.keys():
        return rest
    amounts = {name: figures[i].quantity.value or Decimal(0) for name, i in chosen.items()}
    is_too_small = any(whole in rest and amounts[whole] < amounts.get(part, 0) for part, whole in parts.items())
    return rest if is_too_small else set()


def only_one_left(
    needed: Sequence[Parameter],
    chosen: Mapping[str, int],
    figures: Sequence[Figure],
    parts: Mapping[str, str],
    none_possible: bool,
) -> dict[str, int]:
    """The one figure that is left, for the one argument that is: empty where either could be otherwise.

    Args:
        needed: the arguments that must be given.
        chosen: by argument, which figure it is.
        figures: all of the question's.
        parts: by argument that is a part, the one that is the whole.
        none_possible: whether the argument may as well be left out by the asker because it is zero.
    """
    missing = [parameter for parameter in needed if parameter.name not in chosen]
    left = [i for i in range(len(figures)) if i not in chosen.values()]
    if len(missing) != 1 or len(left) != 1 or len(needed) == 1 or (none_possible and len(needed) > 2):
        return {}
    [parameter], [i] = missing, left
    if fits(figures[i], parameter) < _LEAST_FIT:
        return {}
    values = {name: figures[j].quantity.value or Decimal(0) for name, j in {**chosen, parameter.name: i}.items()}
    for part, whole in parts.items():
        if {part, whole} <= values.keys() and parameter.name in (part, whole):
            most = _MOST_LOST if part.startswith("lost") else 1
            if values[part] > most * values[whole]:
                return {}
    return {parameter.name: i}


def fits(figure: Figure, parameter: Parameter) -> float:
    """How well the kind of a figure fits an argument, from 0 to 1."""
    if parameter.is_list or figure.is_list:
        return float(parameter.is_list and figure.is_list)
    unit, is_plain = figure.quantity.unit, figure.quantity.unit is Unit.NONE
    if parameter.measure is Measure.YEARS:
        return 1.0 if figure.period else 0.0
    if figure.period:
        return 0.0
    if parameter.measure is Measure.AMOUNT:
        return 1.0 if unit in CURRENCIES else 0.9 * is_plain
    if parameter.measure is Measure.MONEY:
        is_large = abs(figure.quantity.value or Decimal(0)) >= LOOKS_LIKE_MONEY
        return 1.0 if unit in CURRENCIES else (0.9 if is_large else 0.45) * is_plain
    if parameter.measure is Measure.PERCENT:
        return 1.0 if unit is Unit.PERCENT else 0.6 * is_plain
    if parameter.measure is Measure.POINTS:
        return 1.0 if unit is Unit.POINTS else 0.8 if is_plain or unit is Unit.PERCENT else 0.0
    value = figure.quantity.value
    is_whole = value is not None and value == value.to_integral_value()
    can_be_counted = is_plain and (is_whole or not parameter.whole or figure.quantity.otherwise is not None)
    is_money = figure.quantity.text[-1:] in "kKmM" or (value or 0) >= _TOO_MANY
    return can_be_counted * (_SHORTENED if is_money else 1.0)


def _is_amount(figure: Figure) -> bool:
    return (
        not figure.is_list
        and not figure.period
        and (
            figure.quantity.unit in CURRENCIES
            or (figure.quantity.unit is Unit.NONE and (figure.quantity.value or 0) >= LOOKS_LIKE_MONEY)
        )
    )
