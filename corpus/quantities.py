"""Quantities in a text: exact values with units and spans, in figures or words, in any of the sources' languages.

What is read: figures in any script with their separators, magnitudes ("5 miljoen", "25 ألف", "300k"), percentages,
amounts of money, points, years, small number words, and figures that a machine translation lost ("XNUMX%").
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from corpus.number_reading import spoken_value, word_value
from corpus.number_words import BILLION, LONGEST_VAGUE, MAGNITUDE, MAGNITUDES, PART, PARTS, SMALL, SPOKEN, WORD
from corpus.separators import POINT_GROUPS, Usage, parse_figure, read_usage
from corpus.text import fold


class Unit(StrEnum):
    """What a quantity counts."""

    NONE = ""
    PERCENT = "percent"
    POINTS = "points"
    USD = "USD"
    EUR = "EUR"
    GBP = "GBP"
    YEAR = "year"
    REFERENCE = "reference"
    """The number of something in the text itself ("point # 5"): no statement about the world."""


CURRENCIES = frozenset({Unit.USD, Unit.EUR, Unit.GBP})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `text[start:end]` is how it is written."""

    value: Decimal | None
    """None for a figure that stands there but cannot be read."""
    unit: Unit
    start: int
    end: int
    text: str
    otherwise: Decimal | None = None
    """The other value it may have, where its separators allow two readings and neither the language nor the rest of
    the text decides."""

    def same(self, other: "Quantity") -> bool:
        """Whether both state the same value and unit; an unreadable figure is the same as no other."""
        return self.value is not None and self.value == other.value and self.unit == other.unit


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪−", "01234567890123456789.,%-")
_PERCENT_WORDS = (
    "percent|per cent|procent|prozent|pour cent|por ciento|بالمايه|بالمييه|بالميه|في المايه|في المييه|في الميه"
)
_SIGNS = {"$": Unit.USD, "€": Unit.EUR, "£": Unit.GBP, "usd": Unit.USD, "eur": Unit.EUR, "gbp": Unit.GBP}
_UNIT_WORDS = {
    **_SIGNS,
    **dict.fromkeys(("dollar", "dollars", "dolares", "دولار", "دولارا", "دولارات"), Unit.USD),
    **dict.fromkeys(("euro", "euros", "يورو"), Unit.EUR),
    **dict.fromkeys(("pounds sterling", "pond sterling", "pfund sterling", "جنيه استرليني"), Unit.GBP),
    **dict.fromkeys(
        ("point", "points", "punt", "punten", "punkt", "punkte", "punkten", "punto", "puntos"), Unit.POINTS
    ),
    **dict.fromkeys(("نقطه", "نقاط", "procentpunt", "procentpunten", "prozentpunkte", "prozentpunkten"), Unit.POINTS),
    **dict.fromkeys(("percentage point", "percentage points"), Unit.POINTS),
}
_UNIT = "|".join(sorted((word.replace(" ", "[ ]") for word in _UNIT_WORDS if word not in "$€£"), key=len, reverse=True))
# A figure may have an Arabic "and", "with", "for" or "so" written on to it, but is none inside a name such as B2B.
_FREE = r"(?<!\d[.,])(?:(?<![^\W_])|(?<=\b[وبلف]))"
_ARABIC_SEPARATOR = frozenset("٬٫")
_MAGNITUDE_WORD = re.compile(MAGNITUDE)
_GROUPING_SPACES = frozenset("\u00a0\u2009\u202f")
_NUMBER = re.compile(
    rf"""(?P<reference>(?:\#|\bno\.|\bnr\.?|\bnumber|\bnummer|\bnumero|\bn°|رقم)\s?)?
    (?P<sign>(?<![^\s(\[:])-(?=(?:us|uk)?[$€£]?\s?[\d.])
      |(?<![^\W_])(?:minus|negative|negatief|min|سالب|ناقص)[ ](?=[$€£]?\s?\d|{SMALL}(?![^\W\d_])))?
    (?P<money>(?:(?:us|uk)?[$€£]|\b(?:usd|eur|gbp)(?=[\s\d]))\s?)?
    (?:{_FREE}(?P<lost>xnumx)
      |{_FREE}(?P<figure>(?<!\d[ ])[1-9]\d{{0,2}}(?:[\u00a0 ]\d{{3}})+(?:[.,]\d+)?(?![.,]?\d)
        |\d{{1,3}}(?:'\d{{3}})+(?!\d)|\d+(?:[.,]\d+)*|(?<![^\s(\[$€£-])\.\d+)
      |(?<![^\W\d_])[وبلف]??(?P<part>{PART})[ ](?:of[ ]a[ ]|an?[ ]|een[ ])?(?=(?:{MAGNITUDE})(?![^\W\d_]))
      |(?<![^\W\d_])[وبلف]??(?P<spoken>{SPOKEN})
      |(?<![^\W\d_])[وبلف]??(?P<word>{WORD})(?![^\W\d_]))
    (?P<half>½|[ ](?:and[ ]a|en[ ]een|and)[ ](?:half|halve|quarter|kwart|three[ ]quarters)
      (?=[ ](?:{MAGNITUDE})(?![^\W\d_])))?
    (?P<magnitude>(?<=\d){BILLION}(?![^\W\d_])|(?:\s?(?!cents?\b)(?:{MAGNITUDE})(?![^\W\d_])
      (?:(?<=mld|mrd|mln|mio)\.(?=[ ](?:{_UNIT})(?!\w)))?)*)
    (?P<more>[ ]and[ ]a[ ]half(?![^\W\d_])|[ ]en[ ]een[ ]half(?![^\W\d_])|[ ]و(?:نصف|نص|ربع)(?![^\W\d_]))?
    (?:(?:[\s-]?|(?<=[nsd])[ ](?:de[ ]|d['’]))(?:us[\s-]?|uk)?
      (?P<unit>[$€£](?!\s?\d)(?:(?:us|gb)(?![^\W\d_]))?|(?:{_UNIT})(?!\w))
      |[\s-]?(?P<percent>%|(?:{_PERCENT_WORDS.replace(" ", "[ ]")})(?![^\W\d_])))?""",
    re.VERBOSE,
)
_LARGE = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(w for w, n in MAGNITUDES.items() if n >= 1_000)})(?![^\W\d_])")
RANGE = re.compile(r"\s*(-|–|—|to|tot|naar|bis|a|الي|and|en|und|et|y|و)\s*")
AND = frozenset({"and", "en", "und", "et", "y", "و"})
_HUNDRED_IS_CENT = frozenset({"fr"})
_DOS_IS_NO_NUMBER = frozenset({"fr", "pt"})
_COINS = re.compile(r"[ -]cents?$")
_ARABIC_COMMA = re.compile(r"(?<=\d)،(?=\d{3}(?!\d))")
_ORDINAL = re.compile(r"(?:ال)?(?:حادي|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع)ه? $")
_SHARED = CURRENCIES | {Unit.PERCENT, Unit.POINTS}


@lru_cache(maxsize=4096)
def find_quantities(text: str, language: str = "en") -> tuple[Quantity, ...]:
    """The quantities of a text, in order.

    Args:
        text: in any language.
        language: decides how "1.500" is read: Dutch, German, French and Spanish group with points.
    """
    folded = fold(text)
    searched = folded.text.translate(_DIGITS)
    if not _GROUPING_SPACES.isdisjoint(text):  # folding makes plain spaces of them
        searched = "".join(
            "\u00a0" if text[place] in _GROUPING_SPACES else character
            for place, character in zip(folded.offsets, searched, strict=False)
        )
    searched = _ARABIC_COMMA.sub(",", searched)
    matches = [match for match in _NUMBER.finditer(searched) if not _is_ordinal(match)]
    usage = read_usage([match["figure"] for match in matches if match["figure"]], language)
    found = [q for match in matches if (q := _read(match, folded.original, text, usage)) is not None]
    return tuple(_share_in_ranges(_compound(found, text), text))


def _is_ordinal(match: re.Match[str]) -> bool:
    """Whether "عشر" is a part of "eighteenth" and the like, as in "القرن الثامن عشر"."""
    is_ten = match["word"] in ("عشر", "عشره")
    return is_ten and _ORDINAL.search(match.string[max(0, match.start() - 10) : match.start()]) is not None


def _read(
    match: re.Match[str], original: Callable[[int, int], tuple[int, int]], text: str, usage: Usage
) -> Quantity | None:
    value: Decimal | None = None
    # English "min 3%" is a minimum.
    is_negative = match["sign"] and (match["sign"] != "min " or usage.language == "nl")
    if match["figure"]:
        value = parse_figure(match["figure"], usage.language)
        if value is None:
            return None  # a date or a version: no quantity, and no lost figure either
    elif match["word"]:
        first, last = original(match.start("word"), match.end("word"))
        if _is_other_word(match["word"], text[first:last], usage.language):
            return None
        value = word_value(match["word"], match.string[max(0, match.start() - LONGEST_VAGUE - 1) : match.start()])
        if value is None:
            return None
    elif match["spoken"]:
        value = spoken_value(match["spoken"])
    elif match["part"]:
        value = PARTS[match["part"]]
    if value is not None:
        value = _times(value, match) * (-1 if is_negative else 1)
    unit, end = _unit(match, value)
    begins = next((group for group in ("word", "part", "spoken") if match[group]), None)
    start = match.start(begins) if begins and not match["money"] and not is_negative else match.start()
    if match["sign"] and not is_negative:
        start = max(start, match.end("sign"))
    start, end = original(start, end)
    written = text[start:end]
    is_clear = usage.is_shown or match["magnitude"] or not _ARABIC_SEPARATOR.isdisjoint(written)
    otherwise = None if is_clear or not match["figure"] else _other_reading(match["figure"], usage.language, unit)
    return Quantity(value, unit, start, end, written, otherwise)


def _is_other_word(word: str, written: str, language: str) -> bool:
    """Whether what reads as a number word is another word: cents that are coins, French "très" and "dos"."""
    is_coins = language not in _HUNDRED_IS_CENT and _COINS.search(word) is not None
    return is_coins or written.lower() == "très" or (word == "dos" and language in _DOS_IS_NO_NUMBER)


def _times(value: Decimal, match: re.Match[str]) -> Decimal:
    """A value with the halves and magnitudes behind it."""
    if match["half"]:
        value += _share_of_one(match["half"])
    is_metres = match["magnitude"] == " m" and not match["money"] and not match["unit"]
    value *= 1 if is_metres else _magnitude(match["magnitude"])
    if match["more"]:
        words = _MAGNITUDE_WORD.findall(match["magnitude"]) or _MAGNITUDE_WORD.findall(match["word"] or "")
        share = Decimal("0.25") if "ربع" in match["more"] else Decimal("0.5")
        value += share * (_one_of(MAGNITUDES[words[-1]]) if words else 1)
    return value


def _share_of_one(words: str) -> Decimal:
    return next((share for part, share in PARTS.items() if share < 1 and words.endswith(f" {part}")), Decimal("0.5"))


def _one_of(magnitude: int) -> int:
    """One Arabic word says "two million": the half behind it is of one."""
    return magnitude if magnitude % 10 else int(10 ** (len(str(magnitude)) - 1))


def _other_reading(figure: str, language: str, unit: Unit) -> Decimal | None:
    """What "1.500" may mean as well in a language that puts a point before decimals: thousands."""
    decimal = "," if language in POINT_GROUPS else "."
    if unit in (Unit.PERCENT, Unit.POINTS) or not re.fullmatch(rf"[1-9]\d{{0,2}}\{decimal}\d{{3}}", figure):
        return None
    return Decimal(figure.replace(decimal, ""))


def _magnitude(words: str) -> int:
    """What "thousand", "k" or "million" multiply by; 1 without any."""
    factor = 1
    for word in re.findall(rf"{MAGNITUDE}|^{BILLION}$", words):
        factor *= MAGNITUDES[word]
    return factor


def _unit(match: re.Match[str], value: Decimal | None) -> tuple[Unit, int]:
    stop = max(match.end(group) for group in ("figure", "lost", "word", "spoken", "half", "magnitude", "more"))
    if match["percent"]:
        return Unit.PERCENT, match.end("percent")
    if match["money"]:
        money = match["money"].strip()
        return _SIGNS[money[-1] if money[-1] in "$€£" else money], stop
    if match["unit"]:
        unit = match["unit"]
        return _UNIT_WORDS[unit[0] if unit[0] in "$€£" else unit], match.end("unit")
    if match["reference"]:
        return Unit.REFERENCE, stop
    is_year = match["figure"] and value is not None and 1900 <= value <= 2100 and len(match["figure"]) == 4
    return (Unit.YEAR if is_year else Unit.NONE), stop


def _compound(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Makes one of what is said in two magnitudes: "مليونين و400 ألف", "2 million 400 thousand"."""
    joined: list[Quantity] = []
    for quantity in found:
        before = joined[-1] if joined else None
        if before and before.value and quantity.value and before.unit is Unit.NONE:
            gap = text[before.end : quantity.start]
            smallest = _factor(before) or 1
            if gap in (" ", " و") and 1 < _factor(quantity) < smallest and 0 < quantity.value < smallest:
                value, written = before.value + quantity.value, text[before.start : quantity.end]
                joined[-1] = Quantity(value, quantity.unit, before.start, quantity.end, written)
                continue
        joined.append(quantity)
    return joined


def _share_in_ranges(found: list[Quantity], text: str) -> list[Quantity]:
    """Gives both ends of a range what only one has: "between 5 and 10 thousand dollars", "$5-10k"."""
    for i in range(len(found) - 1):
        first, second = found[i], found[i + 1]
        joint = RANGE.fullmatch(fold(text[first.end : second.start]).text)
        if not joint or first.value is None or second.value is None:
            continue
        highest = second.value
        if joint[1] in AND and first.value > highest:
            continue  # "35 and 10%" are two figures
        if first.unit in CURRENCIES and second.unit is Unit.NONE:
            second = found[i + 1] = replace(second, unit=first.unit)
        is_shared = second.unit in _SHARED or (_factor(second) > 1 and joint[1] not in AND)
        if not is_shared or first.unit not in {Unit.NONE, second.unit}:
            continue
        # "5 to 10 million" begins at 5 million, "500 to 1 million" at 500.
        value = first.value * _factor(second) if _factor(first) == 1 else first.value
        found[i] = replace(first, value=value if value <= highest else first.value, unit=second.unit)
    return found


def _factor(quantity: Quantity) -> int:
    return _magnitude(" ".join(word for word in _LARGE.findall(fold(quantity.text).text)))
