"""Exact numbers: how they are read at the edges, rounded once at the end, and written."""

from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction

from bot.metrics.errors import InputError

Given = int | float | str | Decimal | Fraction
"""A figure as it may be handed in. A float counts as the shortest decimal that stands for it: 0.1 is one tenth."""

LARGEST = 10**15
"""No figure may be further from zero than this."""

PLACES = 2
"""Decimals of a rounded result."""

_SMALLEST_STEP = -30  # decimals of what is given; more are no measurement
_PRECISE = Context(prec=60)


def read_exact(argument: str, given: Given) -> Fraction:
    """The exact value of what was given for an argument.

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
        if exponent < _SMALLEST_STEP:
            raise InputError("too_precise", argument, given=shown(given), limit=str(-_SMALLEST_STEP))
        value = Fraction(decimal)
    if abs(value) > LARGEST:
        raise InputError("not_finite", argument, given=shown(given), limit=write(Fraction(LARGEST)))
    return value


def rounded(exact: Fraction, places: int = PLACES) -> Decimal:
    """Half up, away from zero: 0.125 is 0.13, -0.125 is -0.13. The only place where a result is rounded."""
    scaled = abs(exact) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-units if exact < 0 else units).scaleb(-places, _PRECISE) + 0


def write(value: Fraction | Decimal) -> str:
    """A number for people to read in a formula: "2,000,000", "104.5"; rounded where it has no end."""
    exact = Fraction(value)
    decimal = _PRECISE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    if Fraction(decimal) != exact:
        decimal = rounded(exact)
    return f"{decimal.normalize(_PRECISE):,f}".replace("-", "−")


def plain(value: Fraction | Decimal) -> str:
    """A number for programs to read: "2000000", "-5", "104.5"; rounded to twelve decimals where it has no end."""
    exact = Fraction(value)
    decimal = _PRECISE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    if Fraction(decimal) != exact:
        decimal = rounded(exact, 12)
    return f"{decimal.normalize(_PRECISE):f}"


def shown(given: object) -> str:
    """What was given, as an error quotes it: shortened where it is long."""
    words = given if isinstance(given, str) else repr(given)
    return words if len(words) <= 40 else words[:37] + "..."


def _decimal(argument: str, given: int | float | str | Decimal) -> Decimal:
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Decimal)):
        raise InputError("not_a_number", argument, given=shown(given))
    if isinstance(given, Decimal):
        return given
    try:
        return Decimal(given.strip() if isinstance(given, str) else repr(given))
    except InvalidOperation:
        raise InputError("not_a_number", argument, given=shown(given)) from None
