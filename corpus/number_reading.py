"""The values of numbers in words: "two hundred and fifty thousand", "anderhalf", "one point five"."""

import re
from decimal import Decimal

from corpus.number_words import (
    DIGITS,
    HUNDREDS,
    LONGEST_FIRST,
    MAGNITUDES,
    NOT_ALONE,
    ONE,
    PLURALS,
    POINT,
    VAGUE,
    WORDS,
)

_LINKS = re.compile(r"^(?:[ -]|and(?!\w)|und|en|et(?!\w)|y(?!\w)|و(?! ))+")


def word_value(words: str, before: str) -> Decimal | None:
    """The value of number words; None where they are vague ("a few hundred")."""
    if words in PLURALS or words in NOT_ALONE or set(before.split()[-1:]) & VAGUE:
        return None
    total = current = 0
    rest = words
    while rest := _LINKS.sub("", rest):
        part = next((word for word in LONGEST_FIRST if rest.startswith(word)), None)
        if part is None:
            rest = rest[1:]  # a hyphen, "and" and the like
            continue
        rest = rest[len(part) :]
        if part in WORDS:
            is_french_eighty = part.startswith("vingt") and current % 10 == 4 and current % 100 < 20
            current += 76 if is_french_eighty else WORDS[part]
        elif part in ONE:
            current += 1
        elif part in HUNDREDS:
            current += HUNDREDS[part]
        elif MAGNITUDES[part] == 100:
            current = (current or 1) * 100
        else:
            total = total + (current or 1) * MAGNITUDES[part] if current or not total else total * MAGNITUDES[part]
            current = 0
    return Decimal(total + current)


def spoken_value(words: str) -> Decimal:
    """The value of "two point seven five"."""
    whole, decimals = re.split(rf" {POINT} ", words)
    units = DIGITS.get(whole, word_value(whole, ""))
    return Decimal(f"{units}.{''.join(str(DIGITS[word]) for word in decimals.split())}")
