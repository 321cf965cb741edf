"""Quantities in a text: exact values with units and spans, in figures or words, in any of the sources' languages.

What is read: figures in any script with their separators, magnitudes ("5 miljoen", "25 ألف", "300k"), percentages,
amounts of money, points, years, small number words, and figures that a machine translation lost ("XNUMX%").
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

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
    otherwise: Decimal | None = None
    """The other value it may have, where its separators allow two readings and neither the language nor the rest of
    the text decides."""

    def same(self, other: "Quantity") -> bool:
        """Whether both state the same value and unit; an unreadable figure is the same as no other."""
        return self.value is not None and self.value == other.value and self.unit == other.unit


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬٪−", "01234567890123456789.,%-")
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
        (11, "eleven elf onze once"),
        (12, "twelve twaalf zwolf douze doce"),
        (13, "thirteen dertien dreizehn treize trece"),
        (14, "fourteen veertien vierzehn quatorze catorce"),
        (15, "fifteen vijftien funfzehn quinze quince"),
        (16, "sixteen zestien sechzehn seize dieciseis"),
        (17, "seventeen zeventien siebzehn diecisiete"),
        (18, "eighteen achttien achtzehn dieciocho"),
        (19, "nineteen negentien neunzehn diecinueve"),
        (20, "twenty twintig zwanzig vingt vingts veinte عشرين عشرون"),
        (30, "thirty dertig dreißig trente treinta ثلاثين ثلاثون"),
        (40, "forty veertig vierzig quarante cuarenta اربعين اربعون"),
        (50, "fifty vijftig funfzig cinquante cincuenta خمسين خمسون"),
        (60, "sixty zestig sechzig soixante sesenta ستين ستون"),
        (70, "seventy zeventig siebzig setenta سبعين سبعون"),
        (80, "eighty tachtig achtzig ochenta ثمانين ثمانون"),
        (90, "ninety negentig neunzig noventa تسعين تسعون"),
    )
    for form in forms.split()
}
_NOT_ALONE = frozenset("once onze quince k m bn cent mil mille".split())
"""Words that mean something else when no other number word stands with them."""
_MAGNITUDES: dict[str, int] = {
    form: value
    for value, forms in (
        (100, "hundred honderd hundert cent cents cien مايه مييه ميه"),
        (1_000, "thousand duizend tausend mille mil k الف الاف"),
        (
            1_000_000,
            "million millions miljoen mln millionen mio millones m مليون ملايين مليونا",
        ),
        (1_000_000_000, "billion miljard milliarden milliard bn مليار مليارات"),
    )
    for form in forms.split()
}
_PLURALS = frozenset(
    "millions miljoenen millionen thousands duizenden hundreds honderden ملايين الاف مليارات مئات".split()
)
_VAGUE = {"few", "paar", "several", "enkele", "بضع", "some", "many"}
_LONGEST_VAGUE = max(map(len, _VAGUE)) + 1
_PERCENT_WORDS = (
    "percent|per cent|procent|prozent|pour cent|por ciento|بالمايه|بالمييه|بالميه|في المايه|في المييه|في الميه"
)
_SIGNS = {"$": Unit.USD, "€": Unit.EUR, "£": Unit.GBP, "usd": Unit.USD, "eur": Unit.EUR, "gbp": Unit.GBP}
_UNIT_WORDS = {
    **_SIGNS,
    **dict.fromkeys(("dollar", "dollars", "dolares", "دولار", "دولارا", "دولارات"), Unit.USD),
    **dict.fromkeys(("euro", "euros", "يورو"), Unit.EUR),
    **dict.fromkeys(
        ("point", "points", "punt", "punten", "punkt", "punkte", "punkten", "punto", "puntos"), Unit.POINTS
    ),
    **dict.fromkeys(("نقطه", "نقاط", "procentpunt", "procentpunten", "prozentpunkte", "prozentpunkten"), Unit.POINTS),
    **dict.fromkeys(("percentage point", "percentage points"), Unit.POINTS),
}
_LONGEST_FIRST = tuple(sorted({*_WORDS, *_MAGNITUDES}, key=len, reverse=True))
_MAGNITUDE = "|".join(sorted(_MAGNITUDES, key=len, reverse=True))


def _words(lowest: int, highest: int) -> str:
    return "(?:" + "|".join(word for word in _LONGEST_FIRST if lowest <= _WORDS.get(word, 0) <= highest) + ")"


# "five and ten" are two numbers; "twenty-five", "vijfentwintig", "خمسة وعشرين" and "hundred and five" are one.
_ONES, _TEENS, _TENS = _words(2, 9), _words(10, 19), _words(20, 90)
_SMALL = (
    rf"(?:quatre[ -]vingts?(?:[ -](?:{_ONES}|{_TEENS}))?|soixante[ -](?:et[ ])?{_TEENS}"
    rf"|{_ONES}(?:en|und|[ ]و){_TENS}|{_TENS}(?:(?:[ -]|[ ]y[ ]){_ONES})?|{_ONES}|{_TEENS})"
)
_LARGE_WORDS = rf"(?:(?:{_SMALL}[ -]?)?(?:{_MAGNITUDE})(?:[ -]?(?:{_MAGNITUDE}))*)"
_WORD = (
    rf"(?:{_LARGE_WORDS}(?:[ -]?{_LARGE_WORDS}|(?:[ -]?|[ ](?:and|en|y)[ ]|[ ]و){_SMALL}(?![ -]?(?:{_MAGNITUDE})))*"
    rf"|{_SMALL})"
)
_UNIT = "|".join(sorted((word.replace(" ", "[ ]") for word in _UNIT_WORDS if word not in "$€£"), key=len, reverse=True))
# A figure may have an Arabic "and", "with", "for" or "so" written on to it, but is none inside a name such as B2B.
_FREE = r"(?<!\d[.,])(?:(?<![^\W_])|(?<=\b[وبلف]))"
_GROUPING_SPACES = frozenset("\u00a0\u2009\u202f")
_NUMBER = re.compile(
    rf"""(?P<reference>(?:\#|\bno\.|\bnr\.?|\bnumber|\bnummer|رقم)\s?)?
    (?P<sign>(?<![^\s(\[:])-(?=[$€£]?\s?[\d.]))?
    (?P<money>(?:[$€£]|\b(?:usd|eur|gbp)(?=[\s\d]))\s?)?
    (?:{_FREE}(?P<lost>xnumx)
      |{_FREE}(?P<figure>\d{{1,3}}(?:\u00a0\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*|(?<![^\s(\[$€£-])\.\d+)
      |(?<![^\W\d_])[وبلف]?(?P<word>{_WORD})(?![^\W\d_]))
    (?P<magnitude>(?:\s?(?:{_MAGNITUDE})(?![^\W\d_]))*)
    (?:[\s-]?(?:us[\s-])?(?P<unit>[$€£](?!\s?\d)|(?:{_UNIT})(?!\w))
      |[\s-]?(?P<percent>%|(?:{_PERCENT_WORDS.replace(" ", "[ ]")})(?![^\W\d_])))?""",
    re.VERBOSE,
)
_LARGE = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(w for w, n in _MAGNITUDES.items() if n >= 1_000)})(?![^\W\d_])")
_RANGE = re.compile(r"\s*(-|–|—|to|tot|bis|a|الي|and|en|und|et|y|و)\s*")
_AND = frozenset({"and", "en", "und", "et", "y", "و"})
_MONEY = frozenset({Unit.USD, Unit.EUR, Unit.GBP})
_SHARED = _MONEY | {Unit.PERCENT, Unit.POINTS}


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
    found = [
        q for match in _NUMBER.finditer(searched) if (q := _read(match, folded.original, text, language)) is not None
    ]
    return tuple(_share_in_ranges(found, text))


def _read(
    match: re.Match[str], original: Callable[[int, int], tuple[int, int]], text: str, language: str
) -> Quantity | None:
    value: Decimal | None = None
    if match["figure"]:
        value = parse_figure(match["figure"], language)
        if value is None:
            return None  # a date or a version: no quantity, and no lost figure either
    elif match["word"]:
        value = _word_value(match["word"], match.string[max(0, match.start() - _LONGEST_VAGUE - 1) : match.start()])
        if value is None:
            return None
    if value is not None:
        value = value * _magnitude(match["magnitude"]) * (-1 if match["sign"] else 1)
    unit, end = _unit(match, value)
    start = match.start("word") if match["word"] and not match["money"] else match.start()
    start, end = original(start, end)
    return Quantity(value, unit, start, end, text[start:end])


def parse_figure(figure: str, language: str) -> Decimal | None:
    """The value of a figure such as "1.500,5" as it is meant in a language; None where it is no single number.

    A figure that is written as in English inside a Dutch text, or the other way round, is still read.
    """
    plain = "".join(figure.split())
    group, point = (".", ",") if language in {"nl", "de", "fr", "es"} else (",", ".")
    for groups, decimals in ((group, point), (point, group)):
        if re.fullmatch(rf"\d{{1,3}}(?:\{groups}\d{{2,3}})*\{groups}\d{{3}}(?:\{decimals}\d+)?", plain) and (
            groups == group or plain.count(groups) > 1 or decimals in plain
        ):
            return Decimal(plain.replace(groups, "").replace(decimals, "."))
    if plain.count(".") + plain.count(",") > 1:
        return None  # a date, a version
    return Decimal(plain.replace(",", "."))


def _word_value(words: str, before: str) -> Decimal | None:
    """The value of number words; None where they are vague ("a few hundred")."""
    if words in _PLURALS or words in _NOT_ALONE or set(before.split()[-1:]) & _VAGUE:
        return None
    total = current = 0
    rest = words
    while rest:
        part = next((word for word in _LONGEST_FIRST if rest.startswith(word)), None)
        if part is None:
            rest = rest[1:]  # a hyphen, "and" and the like
            continue
        rest = rest[len(part) :]
        if part in _WORDS:
            is_french_eighty = part.startswith("vingt") and current == 4
            current = 80 if is_french_eighty else current + _WORDS[part]
        elif _MAGNITUDES[part] == 100:
            current = (current or 1) * 100
        else:
            total = total + (current or 1) * _MAGNITUDES[part] if current or not total else total * _MAGNITUDES[part]
            current = 0
    return Decimal(total + current)


def _magnitude(words: str) -> int:
    """What "thousand", "k" or "million" multiply by; 1 without any."""
    factor = 1
    for word in re.findall(_MAGNITUDE, words):
        factor *= _MAGNITUDES[word]
    return factor


def _unit(match: re.Match[str], value: Decimal | None) -> tuple[Unit, int]:
    stop = max(match.end(group) for group in ("figure", "lost", "word", "magnitude"))
    if match["percent"]:
        return Unit.PERCENT, match.end("percent")
    if match["money"]:
        return _SIGNS[match["money"].strip()], stop
    if match["unit"]:
        return _UNIT_WORDS[match["unit"]], match.end("unit")
    if match["reference"]:
        return Unit.REFERENCE, stop
    is_year = match["figure"] and value is not None and 1900 <= value <= 2100 and len(match["figure"]) == 4
    return (Unit.YEAR if is_year else Unit.NONE), stop


def _share_in_ranges(found: list[Quantity], text: str) -> list[Quantity]:
    """Gives both ends of a range what only one has: "between 5 and 10 thousand dollars", "$5-10k"."""
    for i in range(len(found) - 1):
        first, second = found[i], found[i + 1]
        joint = _RANGE.fullmatch(fold(text[first.end : second.start]).text)
        if not joint or first.value is None or second.value is None:
            continue
        highest = second.value
        if joint[1] in _AND and first.value > highest:
            continue  # "35 and 10%" are two figures
        if first.unit in _MONEY and second.unit is Unit.NONE:
            second = found[i + 1] = replace(second, unit=first.unit)
        if second.unit not in _SHARED or first.unit not in {Unit.NONE, second.unit}:
            continue
        # "5 to 10 million" begins at 5 million, "500 to 1 million" at 500.
        value = first.value * _factor(second) if _factor(first) == 1 else first.value
        found[i] = replace(first, value=value if value <= highest else first.value, unit=second.unit)
    return found


def _factor(quantity: Quantity) -> int:
    return _magnitude(" ".join(word for word in _LARGE.findall(fold(quantity.text).text)))
