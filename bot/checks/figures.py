"""Reads a sentence as its figures, each with its unit, its bounds and what it is told for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from bot.checks.clocks import find_clocks
from bot.checks.figure import Figure, place_in
from bot.checks.measures import Found, WordLists, bare_forms
from bot.checks.pairs import Pair, find_pairs
from bot.checks.ranks import find_ranks
from bot.checks.shares import Shares
from bot.checks.surroundings import Surroundings
from corpus.number_words import PARTS
from corpus.quantities import Quantity, find_quantities
from corpus.text import Token, tokens

_BREAK = re.compile(r"[,;:.!?،؛](?=\s|$)|\s[–—-]\s|[()]")
_CONJUNCTIONS = {
    "en": frozenset("and but while whereas or against than".split()),
    "nl": frozenset("en maar terwijl of tegen dan als".split()),
    "ar": frozenset("لكن بينما او".split()),
    "de": frozenset("und aber oder während".split()),
    "fr": frozenset("et mais ou".split()),
    "es": frozenset("y pero o".split()),
}
_LEAST_JOINED = 4  # letters of an Arabic word with an "and" written on to it
_DUALS = {
    form: unit
    for unit, forms in {
        "day": "يومين يومان",
        "week": "اسبوعين اسبوعان",
        "month": "شهرين شهران",
        "year": "سنتين سنتان عامين عامان",
        "hour": "ساعتين ساعتان",
        "minute": "دقيقتين دقيقتان",
        "season": "موسمين موسمان",
    }.items()
    for form in forms.split()
}
"""Arabic says "two days" in one word."""
_ONE = frozenset("one واحد واحده".split())
_SIX = re.compile("[وفبلك]?ست")  # "lady" as well, so that `corpus.quantities` leaves it
_DUTCH_ONE = frozenset(("één", "eén"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as its words and figures."""

    text: str
    language: str
    words: tuple[Token, ...]
    clauses: tuple[int, ...]
    """Of each word, the number of its clause."""
    figures: tuple[Figure, ...]
    """In their order."""
    found: tuple[Found, ...]
    """Words of closed fields and of units that are not the year's in "the year 1998" or the hour's in "14:00 uur"."""
    pairs: tuple[Pair, ...]
    related: frozenset[int]
    """Places of the words that bound or relate figures."""


@lru_cache(maxsize=2048)
def read_sentence(text: str, language: str) -> Sentence:
    """The figures of a sentence, with what stands around them."""
    words = tokens(text)
    clocks = find_clocks(text)
    masked = text
    for clock in clocks:
        masked = masked[: clock.start] + " " * (clock.end - clock.start) + masked[clock.end :]
    quantities = find_quantities(masked, language)
    shares = Shares((text, words), language, quantities)
    figures = [*shares.find(), *clocks]
    taken = [(figure.start, figure.end) for figure in figures]
    figures += [each for each in find_ranks((text, words), language) if not _overlaps(each, taken)]
    taken += [(each.start, each.end) for each in figures if each.kind in ("ordinal", "month")]
    figures += [_number(q) for q in quantities if q not in shares.used and not _overlaps(q, taken)]
    figures += [each for each in _ones_and_twos(text, words, language) if not _overlaps(each, taken)]
    placed = []
    for figure in sorted(figures, key=lambda each: each.start):
        first, last = place_in(words, figure.start, figure.end)
        placed.append(replace(figure, first=first, last=last))
    around = Surroundings(text, language, words, _clauses(text, words, language))
    described = _share_units(around.describe(placed), text, words)
    pairs = tuple(find_pairs(described, text, words))
    return Sentence(text, language, words, around.clauses, described, around.found(placed), pairs, around.related)


def _share_units(figures: tuple[Figure, ...], text: str, words: Sequence[Token]) -> tuple[Figure, ...]:
    """Gives both figures of a pair the unit that only one has: "seven to nine years"."""
    shared = {
        one: replace(one, units=other.units, month=one.month or other.month)
        for pair in find_pairs(figures, text, words)
        for one, other in ((pair.start, pair.end), (pair.end, pair.start))
        if not one.units and other.units
    }
    return tuple(shared.get(each, each) for each in figures)


def _number(quantity: Quantity) -> Figure:
    value = None if quantity.value is None else Fraction(quantity.value)
    return Figure("number", value, quantity.start, quantity.end, quantity.text, quantity=quantity)


def _overlaps(figure: Figure | Quantity, taken: Sequence[tuple[int, int]]) -> bool:
    return any(figure.start < end and start < figure.end for start, end in taken)


def _ones_and_twos(text: str, words: Sequence[Token], language: str) -> list[Figure]:
    """The numbers one and two where `corpus.quantities` leaves them out: "één maand", "one month", "شهرين"."""
    found = []
    units = {each.place for each in WordLists.load("units", language).find([word.form for word in words])}
    for place, word in enumerate(words):
        written = text[word.start : word.end]
        part = PARTS.get(word.form, 0) if place + 1 in units else 0
        dual = next((form for form in bare_forms(word.form) if form in _DUALS), None)
        is_one = (written.lower() in _DUTCH_ONE or word.form in _ONE) and place + 1 in units
        if part > 1:
            found.append(Figure("number", Fraction(part), word.start, word.end, written))
        elif dual:
            found.append(Figure("number", Fraction(2), word.start, word.end, written, units=frozenset({_DUALS[dual]})))
        elif language == "ar" and _SIX.fullmatch(word.form) and place + 1 < len(words):
            found.append(Figure("number", Fraction(6), word.start, word.end, written))
        elif is_one:
            found.append(Figure("number", Fraction(1), word.start, word.end, written))
    return found


def _clauses(text: str, words: Sequence[Token], language: str) -> tuple[int, ...]:
    clause, numbered = 0, list[int]()
    breaks = [match.start() for match in _BREAK.finditer(text)]
    conjunctions = _CONJUNCTIONS.get(language, frozenset())
    for word in words:
        is_joined = word.form.startswith("و") and len(word.form) >= _LEAST_JOINED
        passed = [place for place in breaks if place < word.start]
        if passed or word.form in conjunctions or is_joined:
            clause += 1
            breaks = breaks[len(passed) :]
        numbered.append(clause)
    return tuple(numbered)
