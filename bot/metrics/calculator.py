"""What a calculator is: a function on exact numbers, made callable with figures as people hand them in.

Adding one means writing one function in a module of this package:

    @calculator(Unit.PERCENT, "({new} − {old}) ÷ {old} × 100")
    def growth(
        old: Annotated[Fraction, Parameter(MONEY, "What it was.", above=0, example="3200000")],
        new: Annotated[Fraction, Parameter(MONEY, "What it is.", minimum=0, example="4000000")],
    ) -> Fraction:
        '''Growth: ...definition, range, unit, errors, source...'''
        return (new - old) / old * 100
"""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from bot.metrics.arguments import Figure, Measure, Parameter, Value, label, read_argument, read_figure
from bot.metrics.errors import InputError
from bot.metrics.exact import LARGEST_RESULT, PLACES, Given, has_end, rounded, shown, write
from corpus.quantities import Unit

__all__ = ["Calculator", "Measure", "Parameter", "Result", "Value", "calculator", "label", "read_argument"]

Figures = Callable[..., Mapping[str, Fraction]]
"""Makes figures that a formula names of a calculator's arguments: of scores, how many are promoters'."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result, with all that it takes to check it by hand."""

    metric: str
    value: Decimal
    """Rounded half up to two decimals; where only whole things make sense (CSMs to hire), rounded up to the next."""
    exact: Fraction
    """Before any rounding."""
    unit: str
    """`percent`, `points`, `months`, the currency's code for money where it is known, or nothing."""
    formula: str
    substituted: str
    """The formula with the figures put in, and the value."""
    inputs: Mapping[str, Value]
    note: str = ""
    """Where conventions differ: which one this is."""


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator by name. Call it with its arguments by name: `nrr(starting_arr=2_000_000, ...)`."""

    name: str
    unit: Unit | Measure
    """Of the result. `Measure.MONEY` stands for the currency of the arguments."""
    formula: str
    """With each argument's name in braces, or that of a figure made of them."""
    note: str
    parameters: tuple[Parameter, ...]
    function: Callable[..., Fraction]
    figures: Figures | None = None
    """Makes what the formula names beside the arguments."""
    rounds_up: bool = False
    """Whether only whole results make sense, and a part of one calls for a whole one more."""

    @property
    def description(self) -> str:
        """The first paragraph of the docstring."""
        return inspect.cleandoc(self.function.__doc__ or "").partition("\n\n")[0].replace("\n", " ")

    @property
    def title(self) -> str:
        """What the metric is called: the description up to its colon."""
        return self.description.partition(":")[0]

    @property
    def group(self) -> str:
        """The module that it stands in: `retention`, `sentiment`, `economics`, `growth`."""
        return self.function.__module__.rpartition(".")[2]

    @property
    def in_money(self) -> bool:
        """Whether any argument may be given with a currency."""
        return any(parameter.in_money for parameter in self.parameters)

    def __call__(self, *, currency: str | None = None, **given: Given | Sequence[Given]) -> Result:
        """Calculates.

        Args:
            currency: ISO 4217 code of the amounts of money, if known: the unit of a result in money.
            given: the arguments by name. Numbers, or strings of them; a percentage may carry its sign: "12%", an
                amount of money its currency and magnitude: "$2.5M".

        Raises:
            InputError: an argument is missing, unknown, no number, or not allowed, or the currencies differ.
        """
        return self.calculate(given, currency)

    def calculate(self, given: Mapping[str, object], currency: str | None = None) -> Result:
        """The same, with the arguments as a mapping: whatever else than a figure stands in it is refused.

        Raises:
            InputError: as when called.
        """
        figures = self._read(given)
        code = _currency(figures, currency)
        values = {name: figure.value for name, figure in figures.items()}
        exact = self.function(**values)
        if abs(exact) > LARGEST_RESULT:
            raise _too_far_apart(values)
        named = {**values, **(self.figures(**values) if self.figures else {})}
        return Result(
            self.name,
            self._round(exact),
            exact,
            code if self.unit is Measure.MONEY else self.unit.value,
            self._fill({name: label(name) for name in named}),
            self._substitute(named, exact),
            MappingProxyType(values),
            self.note,
        )

    def read(self, given: Mapping[str, Given | Sequence[Given]]) -> dict[str, Value]:
        """The exact values of all arguments, each within its own limits; what is left out has its default.

        Raises:
            InputError: an argument is missing, unknown, no number, or outside its limits.
        """
        return {name: figure.value for name, figure in self._read(given).items()}

    def _read(self, given: Mapping[str, object]) -> dict[str, Figure]:
        known = {parameter.name: parameter for parameter in self.parameters}
        unknown = next((name for name in given if name not in known), None)
        if unknown is not None:
            raise InputError("unknown_argument", shown(unknown), metric=self.name, allowed=", ".join(known))
        figures: dict[str, Figure] = {}
        for name, parameter in known.items():
            if given.get(name) is not None:
                figures[name] = read_figure(parameter, given[name])
            elif parameter.default is not None:
                figures[name] = Figure(parameter.default)
            else:
                raise InputError("missing_argument", name, description=parameter.description)
        return figures

    def _round(self, exact: Fraction) -> Decimal:
        return rounded(Fraction(math.ceil(exact))) if self.rounds_up else rounded(exact)

    def _fill(self, words: Mapping[str, str]) -> str:
        filled = self.formula.format(**words)
        return f"⌈{filled}⌉" if self.rounds_up else filled

    def _substitute(self, named: Mapping[str, Value], exact: Fraction) -> str:
        """The formula with figures put in, and the result behind it; "≈" where anything in it is rounded."""
        filled = self._fill({name: _written(value) for name, value in named.items()})
        is_whole = all(has_end(value) for value in named.values() if isinstance(value, Fraction))
        value = self._round(exact)
        if self.rounds_up and exact.denominator != 1:
            quotient, is_exact = _between_whole_numbers(exact)
            return f"{filled} {'=' if is_whole and is_exact else '≈'} ⌈{quotient}⌉ = {write(value)}"
        is_whole = is_whole and (self.rounds_up or Fraction(value) == exact)
        return f"{filled} {'=' if is_whole else '≈'} {write(value)}"


def calculator(
    unit: Unit | Measure, formula: str, note: str = "", *, figures: Figures | None = None, rounds_up: bool = False
) -> Callable[[Callable[..., Fraction]], Calculator]:
    """Makes a calculator of a function on fractions, whose arguments are annotated with a `Parameter` each.

    Args:
        unit: of the result; `Measure.MONEY` for the currency of the arguments.
        formula: with each argument's name in braces.
        note: where conventions differ, which one this is.
        figures: makes what the formula names beside the arguments.
        rounds_up: whether the value is the next whole number.
    """

    def make(function: Callable[..., Fraction]) -> Calculator:
        hints = get_type_hints(function, include_extras=True)
        arguments = inspect.signature(function).parameters.values()
        parameters = tuple(_parameter(argument, hints[argument.name]) for argument in arguments)
        return Calculator(function.__name__, unit, formula, note, parameters, function, figures, rounds_up)

    return make


def _currency(figures: Mapping[str, Figure], stated: str | None) -> str:
    """The one currency of all amounts; empty where none is known.

    Raises:
        InputError: there are two, or what is stated is no code of a currency.
    """
    seen, first = "", "currency"
    if stated is not None:
        if not (isinstance(stated, str) and len(stated) == 3 and stated.isascii() and stated.isalpha()):
            raise InputError("not_a_currency", "currency", given=shown(stated))
        seen = stated.upper()
    for name, figure in figures.items():
        if figure.currency and seen and figure.currency != seen:
            raise InputError("mixed_currencies", name, given=figure.currency, other=first, limit=seen)
        if figure.currency and not seen:
            seen, first = figure.currency, name
    return seen


def _too_far_apart(values: Mapping[str, Value]) -> InputError:
    """What is said of figures that make a result beyond all limits: one of them is next to nothing."""
    figures = {name: value for name, value in values.items() if isinstance(value, Fraction) and value}
    name = min(figures, key=lambda name: abs(figures[name]))
    given = f"{float(figures[name]):.3g}"
    return InputError("too_far_apart", name, given=given, limit=f"{float(LARGEST_RESULT):.0e}")


def _written(value: Value) -> str:
    if not isinstance(value, tuple):
        return f"({write(value)})" if value < 0 else write(value)
    return ", ".join(map(write, value))


def _between_whole_numbers(exact: Fraction) -> tuple[str, bool]:
    """A number that is not whole, rounded to no fewer decimals than show that, and whether that is all of it."""
    places = PLACES
    while rounded(exact, places) == rounded(exact, 0):
        places += 1
    value = rounded(exact, places)
    return write(value), Fraction(value) == exact


def _parameter(argument: inspect.Parameter, hint: Any) -> Parameter:
    kind, *described = get_args(hint)
    default = None if argument.default is inspect.Parameter.empty else Fraction(argument.default)
    parameter = next(each for each in described if isinstance(each, Parameter))
    return replace(parameter, name=argument.name, default=default, is_list=get_origin(kind) is tuple)
