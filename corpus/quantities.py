"""Quantities in a text: exact values with units and spans, in figures or words, in any of the sources' languages.

What is read: figures in any script with their separators, magnitudes ("5 miljoen", "25 ألف", "300k"), percentages,
amounts of money, points, years, small number words, and figures that a machine translation lost ("XNUMX%").
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `text[start:end]` is how it is written."""

    value: Decimal | None
    """None for a figure that stands there but cannot be read."""
    unit: Unit
    start: int
    end: int
    text: str

    def same(self, other: "Quantity") -> bool:
        """Whether both state the same value and unit; an unreadable figure is the same as no other."""
        return self.value is not None and self.value == other.value and self.unit == other.unit


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪", "01234567890123456789.,%")
_WORDS: dict[str, int] = {
    form: value
    for value, forms in (
        (2, "two twee zwei deux dos اثنين اثنان"),
        (3, "three drie drei trois tres ثلاثه ثلاث"),
        (4, "four vier quatre cuatro اربعه اربع"),
        (5, "five vijf funf cinq cinco خمسه خمس"),
        (6, "six zes sechs seis سته"),
        (7, "seven zeven sieben sept siete سبعه سبع"),
        (8, "eight acht huit ocho ثمانيه ثماني"),
        (9, "nine negen neun neuf nueve تسعه تسع"),
        (10, "ten tien zehn dix diez عشره عشر"),
        (11, "eleven elf"),
        (12, "twelve twaalf zwolf douze doce"),
        (15, "fifteen vijftien"),
        (20, "twenty twintig عشرين عشرون"),
        (30, "thirty dertig ثلاثين ثلاثون"),
        (40, "forty veertig اربعين اربعون"),
        (50, "fifty vijftig خمسين خمسون"),
        (60, "sixty zestig ستين ستون"),
        (70, "seventy zeventig سبعين سبعون"),
        (80, "eighty tachtig ثمانين ثمانون"),
        (90, "ninety negentig تسعين تسعون"),
    )
    for form in forms.split()
}
_MAGNITUDES: dict[str, int] = {
    form: value
    for value, forms in (
        (100, "hundred honderd hundert cent cien مايه مييه ميه"),
        (1_000, "thousand duizend tausend mille mil k الف الاف"),
        (1_000_000, "million millions miljoen mln millionen millones m مليون ملايين مليونا"),
        (1_000_000_000, "billion miljard milliarden milliard bn مليار مليارات"),
    )
    for form in forms.split()
}
_PLURALS = frozenset(
    "millions miljoenen millionen thousands duizenden hundreds honderden ملايين الاف مليارات مئات".split()
)
_VAGUE = {"few", "paar", "several", "enkele", "بضع", "some", "many"}
_PERCENT_WORDS = (
    "percent|per cent|procent|prozent|pour cent|por ciento|بالمايه|بالمييه|بالميه|في المايه|في المييه|في الميه"
)
_MONEY = {"$": Unit.USD, "€": Unit.EUR, "£": Unit.GBP}
_MONEY_WORDS = {
    **dict.fromkeys(("dollar", "dollars", "usd", "دولار", "دولارات"), Unit.USD),
    **dict.fromkeys(("euro", "euros", "eur", "يورو"), Unit.EUR),
}
_POINT_WORDS = {"points", "punten", "punt", "نقطه", "نقاط", "punkte", "puntos"}
_WORD = "|".join(sorted({*_WORDS, *_MAGNITUDES}, key=len, reverse=True))
_MAGNITUDE = "|".join(sorted(_MAGNITUDES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"""(?P<reference>(?:\#|\bno\.|\bnumber|\bnummer|رقم)\s?)?
    (?P<money>[$€£]\s?)?
    (?:(?P<lost>xnumx)
      |(?P<figure>\d+(?:[.,\u00a0\u202f]\d+)*)
      |(?<![^\W\d_])[وبل]?(?P<word>(?:{_WORD})(?:(?:[\s-](?:and[ ]|en[ ])?|)(?:{_WORD}))*)(?![^\W\d_]))
    (?P<magnitude>(?:\s?(?:{_MAGNITUDE})(?![^\W\d_]))*)
    (?:\s?(?P<percent>%|{_PERCENT_WORDS.replace(" ", "[ ]")})|\s(?:us\s)?(?P<unit>[^\W\d_]+))?""",
    re.VERBOSE,
)
_RANGE = re.compile(r"\s*(?:-|–|—|to|tot|and|en|و|الي)\s*")


def find_quantities(text: str, language: str = "en") -> tuple[Quantity, ...]:
    """The quantities of a text, in order.

    Args:
        text: in any language.
        language: decides how "1.500" is read: Dutch, German, French and Spanish group with points.
    """
    folded = fold(text)
    searched = folded.text.translate(_DIGITS)
    found = [
        q for match in _NUMBER.finditer(searched) if (q := _read(match, folded.original, text, language)) is not None
    ]
    return tuple(_shared_unit(found, text))


def _read(
    match: re.Match[str], original: Callable[[int, int], tuple[int, int]], text: str, language: str
) -> Quantity | None:
    value: Decimal | None = None
    if match["figure"]:
        value = parse_figure(match["figure"], language)
    elif match["word"]:
        value = _word_value(match["word"], match.string[: match.start()])
        if value is None:
            return None
    for word in match["magnitude"].split():
        value = value * _MAGNITUDES[word] if value is not None else None
    unit, end = _unit(match, value)
    start = match.start("word") if match["word"] and not match["money"] else match.start()
    start, end = original(start, end)
    return Quantity(value, unit, start, end, text[start:end])


def parse_figure(figure: str, language: str) -> Decimal:
    """The value of a figure such as "1.500,5" as it is meant in a language."""
    groups = "." if language in {"nl", "de", "es"} else ","
    point = "," if groups == "." else "."
    plain = figure.replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(rf"\d{{1,3}}(?:\{groups}\d{{3}})+(?:\{point}\d+)?", plain):
        return Decimal(plain.replace(groups, "").replace(point, "."))
    if plain.count(".") + plain.count(",") == 1:
        return Decimal(plain.replace(",", "."))
    return Decimal(re.sub(r"[.,]", "", plain))


def _word_value(words: str, before: str) -> Decimal | None:
    """The value of number words; None where they are vague ("a few hundred")."""
    if words in _PLURALS or set(before.split()[-1:]) & _VAGUE:
        return None
    total = 0
    rest = words
    parts: list[str] = []
    while rest:
        rest = rest.lstrip(" -")
        part = next((w for w in sorted({*_WORDS, *_MAGNITUDES}, key=len, reverse=True) if rest.startswith(w)), None)
        if part is None:
            rest = rest.removeprefix("and ").removeprefix("en ")
            continue
        parts.append(part)
        rest = rest[len(part) :]
    if parts[0] in {"k", "m", "cent", "mil", "mille", "bn"}:
        return None
    for part in parts:
        total = (total or 1) * _MAGNITUDES[part] if part in _MAGNITUDES else total + _WORDS[part]
    return Decimal(total)


def _unit(match: re.Match[str], value: Decimal | None) -> tuple[Unit, int]:
    stop = max(match.end(group) for group in ("figure", "lost", "word", "magnitude"))
    if match["percent"]:
        return Unit.PERCENT, match.end("percent")
    if match["money"]:
        return _MONEY[match["money"].strip()], stop
    word = match["unit"]
    if word in _MONEY_WORDS:
        return _MONEY_WORDS[word], match.end("unit")
    if word in _POINT_WORDS:
        return Unit.POINTS, match.end("unit")
    if match["reference"]:
        return Unit.REFERENCE, stop
    is_year = match["figure"] and value is not None and 1900 <= value <= 2100 and len(match["figure"]) == 4
    return (Unit.YEAR if is_year else Unit.NONE), stop


def _shared_unit(found: list[Quantity], text: str) -> list[Quantity]:
    """Shares a unit: in "between 5 and 10 thousand dollars" the first figure has the unit of the second."""
    for i, (first, second) in enumerate(pairwise(found)):
        joined = _RANGE.fullmatch(fold(text[first.end : second.start]).text)
        if (
            not joined
            or first.unit is not Unit.NONE
            or second.unit is Unit.NONE
            or first.value is None
            or second.value is None
        ):
            continue
        magnitudes = [_MAGNITUDES[w] for w in fold(second.text).text.split() if w in _MAGNITUDES]
        value = first.value
        for magnitude in magnitudes:
            value *= magnitude
        found[i] = Quantity(value, second.unit, first.start, first.end, first.text)
    return found
