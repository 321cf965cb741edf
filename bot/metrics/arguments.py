"""The arguments of calculators: what each allows, and how figures are read for them as people hand them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.metrics.errors import InputError
from bot.metrics.exact import Given, plain, read_exact, shown, write
from bot.metrics.written import read_written
from corpus.quantities import CURRENCIES, Unit

Value = Fraction | tuple[Fraction, ...]
"""Of an argument: one figure, or a list of them."""


class Measure(StrEnum):
    """What an argument measures."""

    MONEY = "money"
    COUNT = "count"
    AMOUNT = "amount"
    """Of money or of things, as long as all amounts of a calculation are of the same."""
    PERCENT = "percent"
    POINTS = "points"
    MONTHS = "months"
    YEARS = "years"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be given for one argument."""

    measure: Measure
    description: str
    """One sentence: what it is, in the field's words."""
    minimum: int | None = None
    above: int | None = None
    """A bound that the value must exceed."""
    maximum: int | None = None
    whole: bool = False
    """Whether only whole numbers make sense."""
    example: str = ""
    fraction_below: Fraction | None = None
    """Of a percentage: a figure nearer to zero than this, without a percent sign, reads as a fraction (0.8 for 80 %)
    and is refused rather than guessed at. "0.8%" is taken as it stands."""
    whole_is_percent: bool = False
    """Whether that doubt spares whole numbers, so that 1 is 1 %."""
    name: str = ""
    default: Fraction | None = None
    """None where it must be given."""
    is_list: bool = False
    """Whether it is a list of figures, such as survey scores."""

    @property
    def in_money(self) -> bool:
        """Whether it may be given with a currency."""
        return Unit.EUR in _FITTING.get(self.measure, ())


@dataclass(frozen=True, slots=True)
class Figure:
    """What was read for an argument."""

    value: Value
    currency: str = ""
    """ISO 4217 code, where one was written."""


MOST_FIGURES = 10_000
"""Of a list: answers to a survey beyond that are counted first, and given as counts."""

_FITTING = {
    Measure.MONEY: CURRENCIES,
    Measure.AMOUNT: CURRENCIES,
    Measure.PERCENT: frozenset({Unit.PERCENT}),
    Measure.POINTS: frozenset({Unit.POINTS, Unit.PERCENT}),
}
_WRONG_UNIT = {
    Measure.MONEY: "needs_money",
    Measure.AMOUNT: "needs_money",
    Measure.PERCENT: "needs_percent",
    Measure.POINTS: "needs_points",
}
_NO_GROUPING = frozenset({Measure.PERCENT, Measure.POINTS, Measure.SCORE})
"""Nobody means 12,345 percent by "12.345"."""


def read_argument(parameter: Parameter, given: Given | Sequence[Given]) -> Value:
    """The exact value of an argument, within its limits.

    Raises:
        InputError: it is no number, a list where one figure belongs or the reverse, or outside the limits.
    """
    return read_figure(parameter, given).value


def read_figure(parameter: Parameter, given: object) -> Figure:
    """The exact value of an argument with its currency, within its limits.

    Raises:
        InputError: it is no number, a list where one figure belongs or the reverse, or outside the limits.
    """
    is_list = isinstance(given, (list, tuple))
    if is_list != parameter.is_list:
        raise InputError("not_a_list" if parameter.is_list else "not_a_number", parameter.name, given=shown(given))
    if isinstance(given, (list, tuple)):
        if not given:
            raise InputError("empty", parameter.name)
        if len(given) > MOST_FIGURES:
            raise InputError("too_many", parameter.name, given=f"{len(given):,}", limit=f"{MOST_FIGURES:,}")
        figures = [_read_one(parameter, each) for each in given]
        return Figure(tuple(value for value, _ in figures))
    value, unit = _read_one(parameter, given)
    return Figure(value, unit.value if unit in CURRENCIES else "")


def label(name: str) -> str:
    """An argument's name as English words: "starting ARR"."""
    words = name.split("_")
    return " ".join(_ACRONYMS.get(word, word) for word in words)


_ACRONYMS = {
    word.lower(): word for word in ("ARR", "CSM", "CSMs", "CS", "CAC", "LTV", "NRR", "GRR", "ARPA", "ACV", "NPS")
}


def _read_one(parameter: Parameter, given: object) -> tuple[Fraction, Unit]:
    """The value, and the unit that was written with it."""
    name, unit = parameter.name, Unit.NONE
    if isinstance(given, str):
        value, unit, otherwise = read_written(name, given)
        if unit is not Unit.NONE and unit not in _FITTING.get(parameter.measure, ()):
            raise InputError(_WRONG_UNIT.get(parameter.measure, "needs_count"), name, given=shown(given))
        if otherwise is not None and parameter.measure not in _NO_GROUPING:
            low, high = sorted((value, otherwise), key=abs)
            raise InputError("two_readings", name, given=shown(given), one=plain(high), other=plain(low))
    else:
        value = read_exact(name, given)
    _check_limits(parameter, value, shown(given))
    if unit is Unit.NONE:
        _check_percentage(parameter, value, shown(given))
    return value, unit


def _check_limits(parameter: Parameter, value: Fraction, given: str) -> None:
    name = parameter.name
    if parameter.minimum is not None and value < parameter.minimum:
        raise InputError("at_least", name, given=given, limit=write(Fraction(parameter.minimum)))
    if parameter.above is not None and value <= parameter.above:
        raise InputError("more_than", name, given=given, limit=write(Fraction(parameter.above)))
    if parameter.maximum is not None and value > parameter.maximum:
        raise InputError("at_most", name, given=given, limit=write(Fraction(parameter.maximum)))
    if parameter.whole and value.denominator != 1:
        raise InputError("whole_number", name, given=given)


def _check_percentage(parameter: Parameter, value: Fraction, given: str) -> None:
    if parameter.fraction_below is None or not 0 < abs(value) < parameter.fraction_below:
        return
    if parameter.whole_is_percent and value.denominator == 1:
        return
    percent = 100 * value
    may_be_fraction = parameter.maximum is None or percent <= parameter.maximum
    rule = "fraction_or_percent" if may_be_fraction else "needs_percent_sign"
    raise InputError(rule, parameter.name, given=given, percent=plain(percent), literal=plain(value))
