"""Figures of a sentence that belong together: ends of a range, what rose from and to, a part of a whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.checks.figure import Figure
from bot.checks.measures import group_of
from corpus.quantities import AND, Unit
from corpus.text import Token, fold

_AMONG = 3  # words between the two, at most
_FOUR_DIGITS = re.compile(r"1\d{3}")  # a year before those that `corpus.quantities` takes for one
_FROM = frozenset({"from", "of"})
_DASHES = frozenset("-–—")
_OF = frozenset("of van اصل".split())
_RANGE_WORDS = frozenset("to until till through tot en met t m الي حتي bis und mit au al a hasta".split())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures that belong together."""

    start: Figure
    end: Figure
    is_range: bool
    """Whether one without the other says something else: "25 to 30 hours", not "rose from 25 to 30"."""
    is_part: bool = False
    """Whether the one is a number of the other: "21 of their 34 matches"."""


def find_pairs(figures: Sequence[Figure], text: str, words: Sequence[Token]) -> Iterator[Pair]:
    """The pairs of a sentence.

    Args:
        figures: in their order.
        text: they stand in.
        words: of it.
    """
    for kind in dict.fromkeys(kind_of(each) for each in figures):
        for first, second in pairwise(each for each in figures if kind_of(each) == kind):
            between = [word.form for word in words[first.last + 1 : second.first]]
            joint = text[first.end : second.start].strip()
            if len(between) > _AMONG:
                continue
            if {first.role, second.role} in ({"from", "to"}, {"of", "to"}):
                yield Pair(first, second, False) if second.role == "to" else Pair(second, first, False)
            elif joint in _DASHES or (between and _RANGE_WORDS.issuperset(between) and not AND.issuperset(between)):
                yield Pair(first, second, first.role not in _FROM)
            elif fold(joint).text in AND and first.role == "between":
                yield Pair(first, second, True)
            elif kind == "number" and not _OF.isdisjoint(between):
                yield Pair(first, second, False, is_part=True)


def is_kin(figure: Figure, other: Figure) -> bool:
    """Whether one of two figures may be taken for the other: they count the same, as far as that is known."""
    if kind_of(figure) != kind_of(other):
        return False
    if is_year(figure) != is_year(other):
        return False
    units, others = ({group_of(unit) for unit in each.units} for each in (figure, other))
    return units == others or (figure.is_bare and not figure.units) or (other.is_bare and not other.units)


def is_year(figure: Figure) -> bool:
    """Whether a number is a year."""
    unit = figure.quantity.unit if figure.quantity else Unit.NONE
    is_early = unit is Unit.NONE and figure.is_bare and not figure.units and _FOUR_DIGITS.fullmatch(figure.text)
    return unit is Unit.YEAR or bool(is_early)


def kind_of(figure: Figure) -> str:
    """The kind of figures that it may be taken for another of."""
    if figure.kind != "number":
        return "share" if figure.kind == "rest" else figure.kind
    unit = figure.quantity.unit if figure.quantity else Unit.NONE
    if unit is Unit.PERCENT:
        return "share"
    if unit is Unit.POINTS:
        return "points"
    return "money" if unit in (Unit.USD, Unit.EUR, Unit.GBP) else "number"
