"""What two figures of a question say of each other: "9 of our 240", "from 3.2 to 4.0 million"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.calculate.figure import Figure
from bot.calculate.figures import Reading
from corpus.vocabulary import Described, Phrases

_PART = 0.7  # for "9 of our 240", where one is a part of the other
_BEYOND = 0.4  # against a part that is more than the whole
_GOES_ON = 0.5  # for "from 3.2 to 4.0"
_PART_GAP = 5

_OF = Phrases(
    en="of, out of, from",
    nl="van, uit, op",
    ar="من, من اصل, من بين",
)
_OF_WHICH = Phrases(
    en="of which, of whom, of them, among them, including, of those",
    nl="waarvan, daarvan, van wie",
    ar="منهم, منها, من بينهم, من بينها, بينهم",
)
_TO = Phrases(
    en="to, into",
    nl="naar, tot",
    ar="الى, حتى",
)
_FROM = Phrases(
    en="from",
    nl="van",
    ar="من",
)


@dataclass(frozen=True, slots=True)
class Tie:
    """What two figures say of each other: a gain where both arguments are assigned to them."""

    one: tuple[str, int]
    other: tuple[str, int]
    gain: float


def find_ties(reading: Reading, figures: Sequence[Figure], described: Described) -> Iterator[Tie]:
    """What pairs of figures say of a calculator's arguments, in the order of the question."""
    of, to, of_which = ({cue.first for cue in reading.find(phrases)} for phrases in (_OF, _TO, _OF_WHICH))
    origin = {cue.last for cue in reading.find(_FROM)}
    for i, first in enumerate(figures):
        for j, second in enumerate(figures):
            if i == j or first.is_list or second.is_list:
                continue
            gap = set(range(first.last + 1, second.first))
            is_near = 0 < len(gap) <= _PART_GAP
            is_joined = is_near and not reading.breaks_between(first.last, second.first)
            for part, whole in described.parts.items():
                if is_joined and of & gap:
                    yield Tie((part, i), (whole, j), _PART)
                elif (first.quantity.value or 0) > (second.quantity.value or 0):
                    yield Tie((part, i), (whole, j), -_BEYOND)
                if is_near and of_which & gap:
                    yield Tie((whole, i), (part, j), _PART)
            for start, end in described.follows.items():
                if is_joined and to & gap:
                    is_from = bool(origin & {first.first - 1, first.first - 2})
                    yield Tie((start, i), (end, j), _GOES_ON * (1 + is_from))
