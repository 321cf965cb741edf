"""Which figures say the same."""

from collections.abc import Sequence
from fractions import Fraction

from bot.checks.figure import Figure
from bot.checks.figures import Sentence
from corpus.quantities import Unit


def same(figure: Figure, sentences: Sequence[Sentence]) -> list[Figure]:
    """The figures of sentences that say what a figure says."""
    return [each for sentence in sentences for each in sentence.figures if _is_same(figure, each)]


def _is_same(figure: Figure, other: Figure) -> bool:
    if figure.quantity and other.quantity:
        return figure.quantity.same(other.quantity) or (
            figure.value == other.value and figure.units == other.units != frozenset()
        )
    if not figure.readings.isdisjoint(other.readings):
        return figure.value is not None
    if figure.kind == "multiple" and figure.per and other.kind == "number":
        return figure.value == other.value
    return _share(figure) is not None and _share(figure) == _share(other)


def _share(figure: Figure) -> Fraction | None:
    if figure.kind == "share" and isinstance(figure.value, Fraction):
        return figure.value
    if figure.quantity and figure.quantity.unit is Unit.PERCENT and isinstance(figure.value, Fraction):
        return figure.value / 100
    return None
