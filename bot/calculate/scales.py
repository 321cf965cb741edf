"""Answers on a scale, told by their range: "212 gave a 9 or 10" counts promoters."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from bot.calculate.figure import Figure
from corpus.quantities import Unit
from corpus.text import fold
from corpus.vocabulary import Cue, Strength

_GROUPS = {(9, 10): "promoters", (7, 8): "passives", (0, 6): "detractors", (1, 6): "detractors", (4, 5): "satisfied"}
_UP_FROM = {9: "promoters", 4: "satisfied"}
_DOWN_FROM = {6: "detractors"}

_JOINED = re.compile(
    r"['’]?s?\s*(?:-|–|—|/|or an?|or|to|through|thru|and|of een|of|tot en met|tot|t/m|en"
    r"|او|الي|الى|حتي|حتى|و|ل)\s*(?:ال)?"
)
_AND_MORE = re.compile(
    r"\s*(?:\+(?!\s*[\d$€£])|(?:or|and)\s+(?:higher|above|more|up|better|over)|(?:of|en)\s+(?:hoger|meer|beter)"
    r"|(?:او|و)\s*(?:اعلي|اعلى|اكثر|فوق)|فاكثر|فما فوق)(?![^\W\d_])"
)
_AND_LESS = re.compile(
    r"\s*(?:(?:or|and)\s+(?:lower|below|less|under|worse|down)|(?:of|en)\s+(?:lager|minder|slechter)"
    r"|(?:او|و)\s*(?:اقل|ادني|ادنى|تحت)|فاقل|فما دون)(?![^\W\d_])"
)


def scale_groups(text: str, figures: Sequence[Figure], named: Set[str]) -> tuple[list[Cue], list[Figure]]:
    """Cues for the groups that a text tells by their range of scores, and the figures that are no such ranges.

    Args:
        text: the question.
        figures: its figures, in order.
        named: calculators that it names: "4 or 5" is a score beside CSAT, and a number of something elsewhere.
    """
    found: list[Cue] = []
    used: set[int] = set()
    for name, members in _ranges(text, figures):
        metric = "csat" if name == "satisfied" else "nps"
        if metric in named and used.isdisjoint(members):
            used.update(members)
            found.append(Cue(name, Strength.SCALE, figures[members[0]].first, figures[members[-1]].last))
    return found, [figure for i, figure in enumerate(figures) if i not in used]


def _ranges(text: str, figures: Sequence[Figure]) -> Iterator[tuple[str, tuple[int, ...]]]:
    values = [_score(figure) for figure in figures]
    for (i, one), (j, other) in pairwise(enumerate(figures)):
        between = fold(text[one.quantity.end : other.quantity.start]).text
        name = _GROUPS.get((min(values[i], values[j]), max(values[i], values[j])))
        if name and _JOINED.fullmatch(between):
            yield name, (i, j)
    for i, figure in enumerate(figures):
        behind = fold(text[figure.quantity.end :]).text
        if values[i] in _UP_FROM and _AND_MORE.match(behind):
            yield _UP_FROM[values[i]], (i,)
        if values[i] in _DOWN_FROM and _AND_LESS.match(behind):
            yield _DOWN_FROM[values[i]], (i,)


def _score(figure: Figure) -> int:
    """A score, or -1 for what is none."""
    quantity = figure.quantity
    is_plain = not figure.is_list and quantity.unit is Unit.NONE and not figure.period
    value = quantity.value if is_plain else None
    return int(value) if value is not None and value == int(value) else -1
