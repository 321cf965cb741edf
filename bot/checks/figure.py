"""A figure of a sentence, in digits or words, with what stands around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from corpus.quantities import Quantity
from corpus.text import Token

Kind = Literal["number", "share", "multiple", "ordinal", "clock", "rest", "weekday", "month"]
Value = Fraction | str
Written = tuple[str, Sequence[Token]]
"""A text and its words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`text[start:end]` of its sentence is how it is written."""

    kind: Kind
    value: Value | None
    """A share is a part of one, a time of day a number of minutes, a weekday or month its English name. None for a
    figure that cannot be read."""
    start: int
    end: int
    text: str
    first: int = 0
    """Its first word in the sentence."""
    last: int = 0
    quantity: Quantity | None = None
    """Of a number: as it is read there."""
    units: frozenset[str] = frozenset()
    """What it counts, where that is a known unit."""
    per: str = ""
    """The period that it is told for."""
    month: str = ""
    """Of a date."""
    bounds: frozenset[str] = frozenset()
    """`least`, `most`, `about` and the like."""
    role: str = ""
    """What the word before it makes of it: `from`, `to`, `between`, `than`."""
    is_bare: bool = False
    """Whether nothing that it counts stands behind it: "six", for "six weeks"."""
    is_claim: bool = True
    """Whether it says this for sure; what may mean something else counts only as evidence."""
    also: tuple[tuple[Kind, Value], ...] = ()
    """What it may be read as besides."""

    @property
    def readings(self) -> frozenset[tuple[Kind, Value | None]]:
        """Kind and value, in each way that it may be read."""
        return frozenset({(self.kind, self.value), *self.also})


def place_in(words: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The first and the last word of a span of characters."""
    inside = [place for place, word in enumerate(words) if word.start < end and word.end > start]
    return (inside[0], inside[-1]) if inside else (0, 0)
