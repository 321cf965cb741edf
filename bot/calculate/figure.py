"""A figure of a question."""

from dataclasses import dataclass
from fractions import Fraction

from corpus.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, or a list of scores, in tokens `first` to `last`, inclusive."""

    quantities: tuple[Quantity, ...]
    first: int
    last: int
    period: str = ""
    """`month` or `other` for the length of a time."""

    @property
    def quantity(self) -> Quantity:
        """The only one, of a figure that is no list."""
        return self.quantities[0]

    @property
    def is_list(self) -> bool:
        """Whether it is a list of scores."""
        return len(self.quantities) > 1


def years(figure: Figure) -> Fraction:
    """What a figure says in years: "36 months" is 3."""
    return Fraction(figure.quantity.value or 0) / (12 if figure.period == "month" else 1)
