"""Finds where two versions of one work state different figures in the same place: told as fact, not as verdict."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from bot.answer import Citation, Conflict, ConflictSide
from bot.evidence import Version
from corpus.phrases import language_name, say
from corpus.quantities import Quantity, Unit, find_quantities
from corpus.ranges import find_ranges
from corpus.types import Role


@dataclass(frozen=True, slots=True)
class Stated:
    """What one version says in a place."""

    text: str
    language: str
    around: str = ""
    """The sentences beside it that have no counterpart: a translator may have moved a figure there."""

    @property
    def figures(self) -> tuple[Quantity, ...]:
        """Its quantities; the numbers of points in the text are none."""
        return tuple(q for q in find_quantities(self.text, self.language) if q.unit is not Unit.REFERENCE)

    def written(self, figures: Sequence[Quantity]) -> tuple[str, ...]:
        """Some of its figures as they stand here, each with the other end of its range."""
        ranges = find_ranges(self.text, self.figures)
        return tuple(self.text[r[0].start : r[-1].end] for r in ranges if any(figure in figures for figure in r))


@dataclass(frozen=True, slots=True)
class Difference:
    """Figures of two versions that are not the same; either may state more of them than the other."""

    first: tuple[Quantity, ...]
    second: tuple[Quantity, ...]


def differ(first: Stated, second: Stated) -> Difference | None:
    """What two versions of a sentence state differently.

    Returns:
        None where both state the same values and units, however they are written, and where one leaves out a figure
        of the other: a translator's wording, not another figure. A range that is one figure elsewhere does differ.
    """
    mine, theirs = list(first.figures), list(second.figures)
    if [figure.unit for figure in mine] == [figure.unit for figure in theirs] and _leftover(mine, theirs):
        # "100, then 106" beside "106, then 110" are two differences, not one.
        pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if not _same(a, b)]
        left, right = [a for a, _ in pairs], [b for _, b in pairs]
    else:
        left, right = _leftover(mine, theirs), _leftover(theirs, mine)
    left = _leftover(left, Stated(second.around, second.language).figures)
    right = _leftover(right, Stated(first.around, first.language).figures)
    if (left and right) or _halves_a_range(first, left) or _halves_a_range(second, right):
        return Difference(tuple(left), tuple(right))
    return None


def _leftover(figures: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    """The figures that have no equal among others, each of which is the equal of one."""
    rest = list(others)
    left = []
    for figure in figures:
        match = next((other for other in rest if _same(figure, other)), None)
        if match is None:
            left.append(figure)
        else:
            rest.remove(match)
    return left


def _same(first: Quantity, second: Quantity) -> bool:
    """Whether two figures are the same; a year may stand without its century ("1990", "the 90s")."""
    if {first.unit, second.unit} == {Unit.YEAR, Unit.NONE} and first.value and second.value:
        year, plain = sorted((first.value, second.value), reverse=True)
        return plain in (year, year % 100)
    return first.same(second)


def _halves_a_range(stated: Stated, left: Sequence[Quantity]) -> bool:
    """Whether the other version has one end of a range, and not the other one."""
    ranges = find_ranges(stated.text, stated.figures)
    return any(len(r) == 2 and (r[0] in left) != (r[1] in left) for r in ranges)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences that say the same thing in different versions, but for their figures."""

    row: int
    """Of the first version's section."""
    other_row: int
    first: Stated
    second: Stated
    difference: Difference

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The figures that differ, as they are written; all of them, where one version states more than the other."""
        difference = self.difference
        if not difference.first or not difference.second:
            difference = Difference(self.first.figures, self.second.figures)
        return self.first.written(difference.first), self.second.written(difference.second)


def disagreement(first: Version, row: int, second: Version, pairs: Mapping[int, int]) -> Disagreement | None:
    """What a sentence and its counterpart state differently.

    Args:
        first: version of a section.
        row: of its sentence.
        second: another version of that section.
        pairs: rows of `first` and their counterparts, as `bot.evidence.align` gives them; `row` has one.
    """
    mine = _stated(first, row, pairs.keys())
    theirs = _stated(second, pairs[row], set(pairs.values()))
    difference = differ(mine, theirs)
    return Disagreement(row, pairs[row], mine, theirs, difference) if difference else None


def disagreements(first: Version, second: Version, pairs: Mapping[int, int]) -> list[Disagreement]:
    """All of them in a section, in order."""
    found = (disagreement(first, row, second, pairs) for row in sorted(pairs))
    return [each for each in found if each]


def says_the_same(first: Version, row: int, second: Version, other_row: int) -> bool:
    """Whether two sentences that were paired both state figures, years apart, or neither does."""
    stated = (_stated(v, r, ()).figures for v, r in ((first, row), (second, other_row)))
    mine, theirs = (any(q.unit is not Unit.YEAR for q in figures) for figures in stated)
    return mine == theirs


def is_garbled(version: Version, row: int) -> bool:
    """Whether a sentence has a figure that was lost ("XNUMX%")."""
    sentence = version.section.sentences[row]
    return any(q.value is None for q in find_quantities(sentence.text, version.document.language))


def _stated(version: Version, row: int, paired: Container[int]) -> Stated:
    sentences = version.section.sentences
    beside = [r for r in (row - 1, row + 1) if 0 <= r < len(sentences) and r not in paired]
    around = " ".join(sentences[r].text for r in beside if sentences[r].role is not Role.TITLE)
    return Stated(sentences[row].text, version.document.language, around)


def tell(found: Disagreement, citations: tuple[Citation, Citation], language: str) -> Conflict:
    """A disagreement as it is told, in `language`: which version says what."""
    sides = []
    told = []
    for citation, figures in zip(citations, found.sides, strict=True):
        quantities = tuple(shown(figure, language) for figure in figures)
        sides.append(ConflictSide(citation=citation.number, quantities=quantities))
        name = language_name(citation.document_language, language)
        told.append(f"{name}: {', '.join(quantities)} [{citation.number}]")
    return Conflict(statement=f"{say('versions_differ', language)} {'; '.join(told)}.", sides=tuple(sides))


def shown(figure: str, language: str) -> str:
    """A figure as it is written, in `language` said to be unreadable where it was lost."""
    is_lost = any(quantity.value is None for quantity in find_quantities(figure))
    return say("unreadable", language, figure=figure) if is_lost else figure
