"""Figures in writing, as people and programs hand them to a calculator: "2000000", "$2.0M", "1.5 mln", "12 %"."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from bot.metrics.errors import InputError
from bot.metrics.exact import read_exact, shown
from corpus.quantities import Quantity, Unit, find_quantities

_LONGEST = 80  # characters of a figure with its unit
_THREE_DECIMALS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
"""Thousands to half of the world."""
_METRES = re.compile(r"[\d.,\s]+\s[mM]")
"""In a text, "2 M" has a unit that is passed over; as a figure it may be two million, and is not guessed at."""
_UNREADABLE = frozenset({Unit.REFERENCE})


def read_written(argument: str, text: str) -> tuple[Fraction, Unit, Fraction | None]:
    """The value of a figure in writing, its unit, and what else it may mean: "1.500" is 1.5 or 1500.

    Raises:
        InputError: it is empty, not one number and nothing else, not finite, or too large.
    """
    words = text.strip().replace("−", "-")
    if not words:
        raise InputError("empty", argument)
    if _is_machine_written(words):
        value = read_exact(argument, words)
        return value, Unit.NONE, value * 1000 if _THREE_DECIMALS.fullmatch(words) else None
    quantity = _only_quantity(words)
    if quantity is None or quantity.value is None:
        raise InputError("not_a_number", argument, given=shown(text))
    otherwise = None if quantity.otherwise is None else read_exact(argument, quantity.otherwise)
    unit = Unit.NONE if quantity.unit is Unit.YEAR else quantity.unit
    return read_exact(argument, quantity.value), unit, otherwise


def _is_machine_written(words: str) -> bool:
    """Whether it is a number to Python, NaN and infinity among them; "1_000" is left to the reader of texts."""
    try:
        Decimal(words)
    except InvalidOperation:
        return False
    return "_" not in words


def _only_quantity(words: str) -> Quantity | None:
    words = words.removeprefix("+")
    if len(words) > _LONGEST or _METRES.fullmatch(words):
        return None
    found = find_quantities(words, "en")
    if len(found) != 1 or found[0].text != words or found[0].unit in _UNREADABLE:
        return None
    return found[0]
