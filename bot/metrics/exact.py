"""Exact numbers: how they are read at the edges, rounded once at the end, and written."""

import json
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

from bot.metrics.errors import InputError

Given = int | float | str | Decimal | Fraction
"""A figure as it may be handed in. A float counts as the shortest decimal that stands for it: 0.1 is one tenth."""

LARGEST = 10**15
"""No figure may be further from zero than this."""

LARGEST_RESULT = 10**30
"""No result may be further from zero than this."""

PLACES = 2
"""Decimals of a rounded result."""

_SMALLEST_STEP = -30  # decimals of what is given in writing; more are no measurement, and may be a billion
_ENDLESS = 12  # decimals for programs, of a number without end
_MOST_DIGITS = 100  # written out in full, of a number with an end
_QUOTED = 40  # characters of what was given


def read_exact(argument: str, given: object) -> Fraction:
    """The exact value of what was given for an argument: a `Given`, or else it is refused.

    Raises:
        InputError: it is no number, not finite, or beyond ±`LARGEST`.
    """
    if isinstance(given, Fraction):
        value = given
    else:
        decimal = _decimal(argument, given)
        exponent = decimal.as_tuple().exponent
        if not isinstance(exponent, int) or decimal.adjusted() > len(str(LARGEST)):
            raise InputError("not_finite", argument, given=shown(given), limit=write(Fraction(LARGEST)))
        if exponent < _SMALLEST_STEP and not isinstance(given, float):
            raise InputError("too_precise", argument, given=shown(given), limit=str(-_SMALLEST_STEP))
        value = Fraction(decimal)
    if abs(value) > LARGEST:
        raise InputError("not_finite", argument, given=shown(given), limit=write(Fraction(LARGEST)))
    return value


def rounded(exact: Fraction, places: int = PLACES) -> Decimal:
    """Half up, away from zero: 0.125 is 0.13, -0.125 is -0.13. The only place where a result is rounded."""
    scaled = abs(exact) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal((int(exact < 0 < units), Decimal(units).as_tuple().digits, -places))


def write(value: Fraction | Decimal) -> str:
    """A number for people to read in a formula: "2,000,000", "104.5"; rounded where it has no end."""
    return f"{_shortest(value, PLACES):,f}".replace("-", "−")


def plain(value: Fraction | Decimal) -> str:
    """A number for programs to read: "2000000", "-5", "104.5"; rounded to twelve decimals where it has no end."""
    return f"{_shortest(value, _ENDLESS):f}"


def has_end(value: Fraction) -> bool:
    """Whether it can be written out in full: one third cannot."""
    return _in_full(value) is not None


def shown(given: object) -> str:
    """What was given, as an error quotes it: shortened where it is long."""
    try:
        if given is None or isinstance(given, bool):
            words = json.dumps(given)  # as who sent it wrote it
        else:
            words = str(given) if isinstance(given, (str, Decimal, Fraction)) else repr(given)
    except ValueError:  # an integer of thousands of digits, which Python will not write
        words = f"{type(given).__name__} of thousands of digits"
    words = "".join(character if character.isprintable() else " " for character in words)
    return words if len(words) <= _QUOTED else words[: _QUOTED - 3] + "..."


def _decimal(argument: str, given: object) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Decimal)):
        raise InputError("not_a_number", argument, given=shown(given))
    if isinstance(given, (int, Decimal)):
        return Decimal(given)
    try:
        return Decimal(given.strip() if isinstance(given, str) else float.__repr__(given))
    except InvalidOperation:
        raise InputError("not_a_number", argument, given=shown(given)) from None


def _shortest(value: Fraction | Decimal, places: int) -> Decimal:
    exact = Fraction(value)
    decimal = _in_full(exact)
    if decimal is None:
        decimal = rounded(exact, places)
    sign, digits, exponent = decimal.as_tuple()
    assert isinstance(exponent, int)
    while exponent < 0 and digits[-1] == 0:
        digits, exponent = digits[:-1] or (0,), exponent + 1
    return Decimal((sign, digits, exponent))


def _in_full(exact: Fraction) -> Decimal | None:
    precise = Context(prec=_MOST_DIGITS, traps=[Inexact])
    try:
        return precise.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    except Inexact:
        return None
