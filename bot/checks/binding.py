"""Whether figures of a drafted sentence belong to what their source has them belong to.

Each word of a sentence is taken to belong to the figure that stands nearest to it in its clause. Where the words around
a figure of the draft stand around another figure in the source, the figures were exchanged.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from bot.checks.figure import Figure
from bot.checks.figures import Sentence
from bot.checks.matching import is_same, read
from corpus.quantities import AND, RANGE, Unit
from corpus.text import fold

_CLAUSE = 6  # words that the end of a clause counts for
_CLASSES = {"share": "share", "rest": "share", "multiple": "multiple", "ordinal": "ordinal", "clock": "clock"}
_UNCLEAR = 1  # words by which the nearest figure is nearer than another that a word may as well belong to
_AMONG = 3  # words between the ends of a range, at most


def exchanged(draft: Sentence, source: Sentence) -> Figure | None:
    """A figure of the draft that stands with the words of another figure of the source; None where none does."""
    theirs = _Around(source)
    mine = _Around(draft)
    for kind in mine.kinds:
        ours, others = mine.of(kind), theirs.of(kind)
        if len({_key(each) for each in others}) < 2:
            continue
        for figure in ours:
            if not any(_key(figure) == _key(other) for other in others):
                continue
            if _is_exchanged(figure, mine.words_of(figure, kind), theirs, kind):
                return figure
    return None


def _is_exchanged(figure: Figure, words: Sequence[str], theirs: "_Around", kind: str) -> bool:
    own, votes = 0, dict[object, int]()
    for word in words:
        nearest = theirs.nearest(word, kind)
        if not nearest:
            continue
        if _key(figure) in nearest:
            own += len(nearest) == 1
        else:
            for key in nearest:
                votes[key] = votes.get(key, 0) + 1
    most = max(votes.values(), default=0)
    return most > 0 and (not own or most > own + 1)


def _key(figure: Figure) -> object:
    return figure.value


class _Around:
    """The words around the figures of a sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self._sentence = sentence
        told = {place for each in sentence.figures for place in range(each.first, each.last + 1)}
        told |= {each.place for each in sentence.found if each.group != "scope"} | sentence.related
        self._words = [
            (word.form, word.place)
            for word in read(sentence.text, sentence.language).content
            if word.place not in told
        ]
        self._ranges = {id(each): pair for pair in find_pairs(sentence) for each in pair}

    @property
    def kinds(self) -> list[str]:
        """Of its figures."""
        return list(dict.fromkeys(kind_of(each) for each in self._sentence.figures))

    def of(self, kind: str) -> list[Figure]:
        """Its figures of a kind."""
        return [each for each in self._sentence.figures if kind_of(each) == kind]

    def words_of(self, figure: Figure, kind: str) -> list[str]:
        """The words that are nearest to one of its figures."""
        return [form for form, place in self._words if _key(figure) in self._nearest_to(place, kind)]

    def nearest(self, word: str, kind: str) -> set[object]:
        """The values of the figures that a word stands nearest to; empty where it does not occur."""
        found: set[object] = set()
        for form, place in self._words:
            if is_same(word, form, self._sentence.language):
                found |= self._nearest_to(place, kind)
        return found

    def _nearest_to(self, place: int, kind: str) -> set[object]:
        distances = [(self._distance(each, place), each) for each in self.of(kind)]
        least = min((distance for distance, _ in distances), default=0)
        nearest = [each for distance, each in distances if distance <= least + _UNCLEAR]
        return {_key(end) for each in nearest for end in self._ranges.get(id(each), (each,))}

    def _distance(self, figure: Figure, place: int) -> int:
        clauses = self._sentence.clauses
        words = max(figure.first - place, place - figure.last)
        return words + _CLAUSE * abs(clauses[figure.first] - clauses[place])


def kind_of(figure: Figure) -> str:
    """The kind of figures that it may be taken for another of."""
    if figure.kind in _CLASSES:
        return _CLASSES[figure.kind]
    if figure.kind != "number":
        return figure.kind
    unit = figure.quantity.unit if figure.quantity else Unit.NONE
    if unit in (Unit.PERCENT, Unit.POINTS):
        return "share"
    if unit is Unit.YEAR:
        return "year"
    return "money" if unit in (Unit.USD, Unit.EUR, Unit.GBP) else "number"


def find_pairs(sentence: Sentence) -> Iterator[tuple[Figure, Figure]]:
    """The two ends of each range: "from 8:30 to 10:30", "between 1868 and 1871", "5-10", "Monday to Friday"."""
    for kind in dict.fromkeys(kind_of(each) for each in sentence.figures):
        same = [each for each in sentence.figures if kind_of(each) == kind]
        for first, second in zip(same, same[1:], strict=False):
            if is_pair(first, second, sentence):
                yield first, second


def is_pair(first: Figure, second: Figure, sentence: Sentence) -> bool:
    """Whether two figures are the ends of one range, or where something rose or fell from and to."""
    if first.role == "from" and second.role == "to":
        return second.first - first.last <= _AMONG + 1
    joint = RANGE.fullmatch(fold(sentence.text[first.end : second.start]).text)
    if joint is not None and isinstance(first.value, str):
        return joint[1] not in AND
    if joint is None or not isinstance(first.value, Fraction) or not isinstance(second.value, Fraction):
        return False
    return first.value < second.value and (joint[1] not in AND or first.role == "between")
