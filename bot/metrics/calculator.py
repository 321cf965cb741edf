"""What a calculator is: a function on exact numbers, made callable with figures as people hand them in.

Adding one means writing one function in a module of this package:

    @calculator(Unit.PERCENT, "({new} − {old}) ÷ {old} × 100")
    def growth(
        old: Annotated[Fraction, Parameter(MONEY, "What it was.", above=0, example="3200000")],
        new: Annotated[Fraction, Parameter(MONEY, "What it is.", minimum=0, example="4000000")],
    ) -> Fraction:
        '''...definition, range, unit, errors, source...'''
        return (new - old) / old * 100
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from bot.metrics.errors import InputError
from bot.metrics.exact import Given, plain, read_exact, rounded, shown, write
from corpus.quantities import Unit


class Measure(StrEnum):
    """What an argument measures."""

    MONEY = "money"
    COUNT = "count"
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
    """Of a percentage: a figure this near to zero, without a percent sign, reads as a fraction (0.8 for 80 %) and is
    refused rather than guessed at. "0.8%" is taken as it stands."""
    name: str = ""
    default: Fraction | None = None
    """None where it must be given."""
    is_list: bool = False
    """Whether it is a list of figures, such as survey scores."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result, with all that it takes to check it by hand."""

    metric: str
    value: Decimal
    """Rounded half up to two decimals."""
    exact: Fraction
    unit: str
    """`percent`, `points`, `months`, the currency's code for money where it is known, or nothing."""
    formula: str
    substituted: str
    """The formula with the figures put in, and the value."""
    inputs: Mapping[str, Fraction | tuple[Fraction, ...]]
    note: str = ""
    """Where conventions differ: which one this is."""


Value = Fraction | tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator by name. Call it with its arguments by name: `nrr(starting_arr=2_000_000, ...)`."""

    name: str
    unit: Unit | Measure
    """Of the result. `Measure.MONEY` stands for the currency of the arguments."""
    formula: str
    """With each argument's name in braces."""
    note: str
    parameters: tuple[Parameter, ...]
    function: Callable[..., Fraction]

    @property
    def description(self) -> str:
        """The first paragraph of the docstring."""
        return inspect.cleandoc(self.function.__doc__ or "").partition("\n\n")[0].replace("\n", " ")

    def __call__(self, *, currency: str | None = None, **given: Given | Sequence[Given]) -> Result:
        """Calculates.

        Args:
            currency: ISO 4217 code of the amounts of money, if known: the unit of a result in money.
            given: the arguments by name. Numbers, or strings of them; a percentage may carry its sign: "12%".

        Raises:
            InputError: an argument is missing, unknown, no number, or not allowed.
        """
        values = self.read(given)
        exact = self.function(**values)
        value = rounded(exact)
        unit = (currency or "") if self.unit is Measure.MONEY else self.unit.value
        labels = {parameter.name: label(parameter.name) for parameter in self.parameters}
        return Result(
            self.name,
            value,
            exact,
            unit,
            self.formula.format(**labels),
            self.substitute(values, exact),
            MappingProxyType(values),
            self.note,
        )

    def read(self, given: Mapping[str, Given | Sequence[Given]]) -> dict[str, Value]:
        """The exact values of all arguments, each within its own limits; what is left out has its default.

        Raises:
            InputError: an argument is missing, unknown, no number, or outside its limits.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        unknown = next((name for name in given if name not in known), None)
        if unknown is not None:
            raise InputError("unknown_argument", unknown, metric=self.name, allowed=", ".join(known))
        values: dict[str, Value] = {}
        for name, parameter in known.items():
            if name in given:
                values[name] = read_argument(parameter, given[name])
            elif parameter.default is not None:
                values[name] = parameter.default
            else:
                raise InputError("missing_argument", name, description=parameter.description)
        return values

    def substitute(self, values: Mapping[str, Value], exact: Fraction) -> str:
        """The formula with figures put in, and the result behind it; "≈" where that is rounded."""
        sign = "=" if Fraction(rounded(exact)) == exact else "≈"
        figures = {name: _written(value) for name, value in values.items()}
        return f"{self.formula.format(**figures)} {sign} {write(rounded(exact))}"


def calculator(unit: Unit | Measure, formula: str, note: str = "") -> Callable[[Callable[..., Fraction]], Calculator]:
    """Makes a calculator of a function on fractions, whose arguments are annotated with a `Parameter` each."""

    def make(function: Callable[..., Fraction]) -> Calculator:
        hints = get_type_hints(function, include_extras=True)
        arguments = inspect.signature(function).parameters.values()
        parameters = tuple(_parameter(argument, hints[argument.name]) for argument in arguments)
        return Calculator(function.__name__, unit, formula, note, parameters, function)

    return make


def read_argument(parameter: Parameter, given: Given | Sequence[Given]) -> Value:
    """The exact value of an argument, within its limits.

    Raises:
        InputError: it is no number, a list where one figure belongs or the reverse, or outside the limits.
    """
    is_list = isinstance(given, (list, tuple))
    if is_list != parameter.is_list:
        raise InputError("not_a_list" if parameter.is_list else "not_a_number", parameter.name, given=shown(given))
    if isinstance(given, (list, tuple)):
        if not given:
            raise InputError("empty_list", parameter.name)
        return tuple(_read_one(parameter, each) for each in given)
    assert not isinstance(given, Sequence) or isinstance(given, str)
    return _read_one(parameter, given)


def label(name: str) -> str:
    """An argument's name as English words: "starting ARR"."""
    words = name.split("_")
    return " ".join(_ACRONYMS.get(word, word) for word in words)


_ACRONYMS = {word.lower(): word for word in ("ARR", "CSM", "CSMs", "CS", "CAC", "LTV", "NRR", "GRR", "ARPA", "ACV")}


def _read_one(parameter: Parameter, given: Given) -> Fraction:
    name = parameter.name
    signed = isinstance(given, str) and given.rstrip().endswith("%") and parameter.measure is Measure.PERCENT
    value = read_exact(name, given.rstrip()[:-1] if isinstance(given, str) and signed else given)
    words = shown(given)
    if parameter.minimum is not None and value < parameter.minimum:
        raise InputError("at_least", name, given=words, limit=write(Fraction(parameter.minimum)))
    if parameter.above is not None and value <= parameter.above:
        raise InputError("more_than", name, given=words, limit=write(Fraction(parameter.above)))
    if parameter.maximum is not None and value > parameter.maximum:
        raise InputError("at_most", name, given=words, limit=write(Fraction(parameter.maximum)))
    if parameter.whole and value.denominator != 1:
        raise InputError("whole_number", name, given=words)
    if parameter.fraction_below and not signed and 0 < abs(value) < parameter.fraction_below:
        raise InputError("fraction_or_percent", name, given=words, percent=plain(100 * value), literal=plain(value))
    return value


def _written(value: Value) -> str:
    if not isinstance(value, tuple):
        return f"({write(value)})" if value < 0 else write(value)
    return ", ".join(map(write, value))


def _parameter(argument: inspect.Parameter, hint: Any) -> Parameter:
    kind, *described = get_args(hint)
    default = None if argument.default is inspect.Parameter.empty else Fraction(argument.default)
    parameter = next(each for each in described if isinstance(each, Parameter))
    return replace(parameter, name=argument.name, default=default, is_list=get_origin(kind) is tuple)
