"""Which quantities of a text are the two ends of one range."""

from collections.abc import Sequence

from corpus.quantities import AND, CURRENCIES, RANGE, Quantity
from corpus.text import fold


def find_ranges(text: str, found: Sequence[Quantity]) -> list[tuple[Quantity, ...]]:
    """The quantities of a text with the two ends of each range together: "between 5 and 10 thousand dollars".

    Args:
        text: what they were found in.
        found: in order.
    """
    joined: list[tuple[Quantity, ...]] = []
    for quantity in found:
        before = joined[-1] if joined else ()
        if len(before) == 1 and _is_range(before[0], quantity, text):
            joined[-1] = (*before, quantity)
        else:
            joined.append((quantity,))
    return joined


def _is_range(first: Quantity, second: Quantity, text: str) -> bool:
    if first.value is None or second.value is None or first.unit is not second.unit or first.value >= second.value:
        return False
    joint = RANGE.fullmatch(fold(text[first.end : second.start]).text)
    return joint is not None and (joint[1] not in AND or first.unit in CURRENCIES)
