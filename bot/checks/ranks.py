"""Ordinals, Roman numerals, weekdays, months and what is left over, in a text."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from bot.checks.figure import Figure, Written
from bot.checks.measures import Found, WordLists

_ROMAN = re.compile(r"(?<![\w-])(?=[MDCLXVI]{2,})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![\w-])")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_CAPITALISED = frozenset({"en", "de"})
_LIST_NUMBER = re.compile(r"\s*(\d{1,2})[.)]\s")
_QUARTER = re.compile(r"(?<![\w-])[QH]([1-4])(?![\w-])")
_BEFORE_FIRST = frozenset(
    "the a an his her its their our my your finished came won ranked placed in of on very this that as".split()
)
_ONE_BEFORE_TIME = frozenset("a per each every one split".split())


def find_ranks(written: Written, language: str) -> Iterator[Figure]:
    """The ordinals of a text, its weekdays and months, and words for what is left over.

    Args:
        written: the text and its words.
        language: of it.
    """
    text, words = written
    forms = [word.form for word in words]
    for found in WordLists.load("ordinals", language).find(forms):
        if not _is_other_word(found, forms, language):
            start, end = words[found.place].start, words[found.place + found.length - 1].end
            value = Fraction(found.name) if found.name.isdigit() else found.name
            yield Figure("ordinal", value, start, end, text[start:end], is_claim=found.is_claim)
    for found in WordLists.load("fields", language).find(forms):
        if found.group in ("weekday", "month") and found.is_claim:
            start, end = words[found.place].start, words[found.place + found.length - 1].end
            if language not in _CAPITALISED or text[start].isupper():
                yield Figure(
                    "weekday" if found.group == "weekday" else "month", found.name, start, end, text[start:end]
                )
    for found in WordLists.load("rests", language).find(forms):
        start, end = words[found.place].start, words[found.place + found.length - 1].end
        yield Figure("rest", "rest", start, end, text[start:end])
    if number := _LIST_NUMBER.match(text):
        yield Figure("ordinal", Fraction(number[1]), number.start(1), number.end(1), number[1])
    for quarter in _QUARTER.finditer(text):
        yield Figure("ordinal", Fraction(quarter[1]), *quarter.span(), quarter[0])
    for roman in _ROMAN.finditer(text):
        yield Figure("number", _roman_value(roman[0]), *roman.span(), roman[0])


def _is_other_word(found: Found, forms: Sequence[str], language: str) -> bool:
    """Whether an ordinal's word is an adverb ("first, …") or a unit of time ("a second")."""
    before = forms[found.place - 1] if found.place else ""
    if language == "en" and found.name == "1":
        return before not in _BEFORE_FIRST
    if language == "en" and found.name == "2":
        return before in _ONE_BEFORE_TIME or before.isdigit()
    return False


def _roman_value(numeral: str) -> Fraction:
    values = [_ROMAN_VALUES[sign] for sign in numeral]
    signed = (-value if value < max(values[place:]) else value for place, value in enumerate(values))
    return Fraction(sum(signed))
