"""Times of day in a text: "8:30", "2 pm", "12.30 uur", "١٣:٠٠"."""

import re
from fractions import Fraction

from bot.checks.figure import Figure

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_HALF = r"(?P<half>[ap]\.?\s?m\b\.?|ص(?!\w)|م(?!\w))"
_CLOCK = re.compile(
    rf"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-4])"
    rf"(?::(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:\s?{_HALF})?"
    rf"|\.(?P<pointed>[0-5]\d)(?=\s?(?:uur|u\b|h\b|uhr|[ap]\.?m\b))(?:\s?{_HALF.replace('half', 'pointedhalf')})?"
    rf"|\s?(?P<plain>[ap]\.?\s?m\b\.?)|h(?P<french>[0-5]\d))(?![\d:/]|[.,]\d)",
    re.IGNORECASE,
)
_NOON = 12


def find_clocks(text: str) -> list[Figure]:
    """The times of day that a text writes in digits, in minutes since midnight."""
    found = []
    for match in _CLOCK.finditer(text.translate(DIGITS)):
        minute = match["minute"] or match["pointed"] or match["french"] or "0"
        hour = int(match["hour"])
        half = (match["half"] or match["pointedhalf"] or match["plain"] or "")[:1].lower()
        if half in ("p", "م") and hour < _NOON:
            hour += _NOON
        elif half in ("a", "ص") and hour == _NOON:
            hour = 0
        start, end = match.span()
        found.append(Figure("clock", Fraction(hour * 60 + int(minute)), start, end, text[start:end]))
    return found
