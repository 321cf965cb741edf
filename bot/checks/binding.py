"""Whether figures of a drafted sentence belong to what their source has them belong to.

Each word of a sentence is taken to belong to the figure that stands nearest to it in its clause. Where the words around
a figure of the draft stand around another figure in the source, the figures were exchanged.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, takewhile

from bot.checks.figure import Figure, Value
from bot.checks.figures import Sentence
from bot.checks.measures import bare_forms
from bot.checks.pairs import is_kin, is_year
from corpus.text import STOP_WORDS, stem

_CLAUSE = 12  # words that the end of a clause counts for
_UNCLEAR = 1.5  # times the way to the nearest figure, within which a word may as well belong to another
_BETWEEN = 2.5  # the same, where it stands between the two
_LEAST_KEPT = 2  # words that tell the order of a sentence
_TOPIC = 0.5  # what a word before the first figure of a source counts for: it often belongs to all of them
_LEAST_SHARED = 5  # letters that two forms of a word begin with
_SHARE_OF_WORD = 0.7


def exchanged(draft: Sentence, source: Sentence) -> Figure | None:
    """A figure of the draft that stands with the words of another figure of the source; None where none does."""
    mine, theirs = _Around(draft), _Around(source)
    for figure in draft.figures:
        same = [each for each in source.figures if each.value == figure.value and is_kin(each, figure)]
        rivals = [each for each in source.figures if any(is_kin(each, other) for other in same)]
        if len({each.value for each in rivals}) < 2 or not figure.is_claim:
            continue
        if theirs.gives_to_another(mine.words_of(figure), figure, rivals):
            return figure
        if figure.kind != "ordinal" and theirs.stands_next(mine.word_before(figure), figure, rivals):
            return figure
    return mine.reversed_in(theirs)


def _is_content(word: str, language: str) -> bool:
    return len(word) > 1 and STOP_WORDS.get(language, frozenset()).isdisjoint(bare_forms(word))


@lru_cache(maxsize=16384)
def _stems(word: str, language: str) -> frozenset[str]:
    return frozenset(stem(form, language) for form in bare_forms(word))


def _is_same(first: str, second: str, language: str) -> bool:
    """Whether two folded words are forms of one."""
    if not _stems(first, language).isdisjoint(_stems(second, language)):
        return True
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
    return shared >= _LEAST_SHARED and shared >= _SHARE_OF_WORD * max(len(first), len(second))


class _Around:
    """The words around the figures of a sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self._sentence = sentence
        left_out = {each.place for each in sentence.found} | sentence.related
        self._words = [
            (word.form, place)
            for place, word in enumerate(sentence.words)
            if place not in left_out and _is_content(word.form, sentence.language)
        ]
        self._paired: dict[Figure, frozenset[Figure]] = {}
        for pair in sentence.pairs:
            self._paired[pair.start] = self._paired[pair.end] = frozenset({pair.start, pair.end})

    def words_of(self, figure: Figure) -> list[str]:
        """The words that stand clearly nearest to a figure of the sentence."""
        rivals = [each for each in self._sentence.figures if is_kin(each, figure)]
        own = self._paired.get(figure, frozenset({figure}))
        return [
            form
            for form, place in self._words
            if self._is_free(place, rivals) and self._may_have(figure, place) and own >= self._nearest(place, rivals)
        ]

    def gives_to_another(self, words: Sequence[str], figure: Figure, rivals: Sequence[Figure]) -> bool:
        """Whether more of a draft's words around a figure stand here around one of its rivals than around itself.

        Of figures that both have some of the words, it is the one that has the larger share of its own words there:
        in "the north one has 420 places and the south one 180", what has 180 is told by "south" alone.
        """
        own, votes = 0.0, dict[frozenset[Value | None], float]()
        for word in words:
            weight, groups = self.near(word, rivals)
            if any(figure.value in group for group in groups):
                own += weight * (len(groups) == 1)
            else:
                for group in groups:
                    votes[group] = votes.get(group, 0.0) + weight
        all_of = dict[frozenset[Value | None], float]()
        for word in {form for form, place in self._words if self._is_free(place, rivals)}:
            weight, groups = self.near(word, rivals)
            if len(groups) == 1:
                (group,) = groups
                all_of[group] = all_of.get(group, 0.0) + weight
        all_own = sum(weight for group, weight in all_of.items() if figure.value in group)
        share = own / all_own if all_own else 0.0
        for group, vote in votes.items():
            share_of_rival = vote / all_of.get(group, vote)
            if vote >= 1 and (not own or (vote > own + 1 and share < share_of_rival)):
                return True
        return False

    def near(self, word: str, rivals: Sequence[Figure]) -> tuple[float, set[frozenset[Value | None]]]:
        """The values of those figures that a word stands nearest to, none where it is not there; and its weight."""
        groups, places = set[frozenset[Value | None]](), list[int]()
        for form, place in self._words:
            if self._is_free(place, rivals) and _is_same(word, form, self._sentence.language):
                nearest = {each for each in self._nearest(place, rivals) if self._may_have(each, place)}
                groups |= {frozenset(e.value for e in self._paired.get(each, (each,))) for each in nearest}
                places.append(place)
        is_topic = all(place < min(each.first for each in rivals) for place in places)
        return (_TOPIC if is_topic else 1.0), groups

    def _may_have(self, figure: Figure, place: int) -> bool:
        """Whether a word may belong to a figure at all: to a year, in its clause alone."""
        clauses = self._sentence.clauses
        return not is_year(figure) or clauses[figure.first] == clauses[place]

    def word_before(self, figure: Figure) -> str:
        """The word right before a figure; empty if that says nothing."""
        return next((form for form, place in self._words if place == figure.first - 1), "")

    def stands_next(self, word: str, figure: Figure, rivals: Sequence[Figure]) -> bool:
        """Whether a word stands right before a figure's rivals, and not before one of its value."""
        befores = {each.value: self.word_before(each) for each in rivals}
        language = self._sentence.language
        same = {value for value, before in befores.items() if word and before and _is_same(word, before, language)}
        return bool(same) and figure.value not in same

    def reversed_in(self, source: "_Around") -> Figure | None:
        """A figure that changed places with another while the words around them stand as in the source."""
        kept = [place for _, place in self._shared(source)]
        if len(kept) < _LEAST_KEPT or kept != sorted(kept):
            return None
        for first, second in combinations(self._sentence.figures, 2):
            places = [
                [each for each in source._sentence.figures if each.value == figure.value and is_kin(each, figure)]
                for figure in (first, second)
            ]
            if is_kin(first, second) and all(len(each) == 1 for each in places) and first.value != second.value:
                one, other = places[0][0], places[1][0]
                if one.first > other.first and not (one in source._paired and other in source._paired):
                    return first
        return None

    def _shared(self, source: "_Around") -> list[tuple[int, int]]:
        """Places of the words that occur once in each of two sentences, here and there."""
        found = []
        for form, place in self._words:
            here = [at for other, at in self._words if _is_same(form, other, self._sentence.language)]
            there = [at for other, at in source._words if _is_same(form, other, self._sentence.language)]
            if len(here) == len(there) == 1 and not any(e.first <= place <= e.last for e in self._sentence.figures):
                found.append((place, there[0]))
        return found

    def _is_free(self, place: int, rivals: Sequence[Figure]) -> bool:
        return not any(each.first <= place <= each.last for each in rivals)

    def _nearest(self, place: int, rivals: Sequence[Figure]) -> set[Figure]:
        distances = [(self._distance(each, place), each) for each in rivals]
        least = min(distance for distance, _ in distances)
        is_before = any(each.last < place and distance < _CLAUSE for distance, each in distances)
        is_behind = any(each.first > place and distance < _CLAUSE for distance, each in distances)
        unclear = _BETWEEN if is_before and is_behind else _UNCLEAR
        return {each for distance, each in distances if distance <= least * unclear}

    def _distance(self, figure: Figure, place: int) -> int:
        clauses = self._sentence.clauses
        words = max(figure.first - place, place - figure.last)
        return words + _CLAUSE * abs(clauses[figure.first] - clauses[place])
