"""The pairing of sentences: the best there is, in order, and right on the articles."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.evidence import SectionReader, Version, _best_path, align
from bot.retrieve import SectionHit
from corpus.knowledge import KnowledgeBase
from corpus.quantities import Unit, find_quantities
from corpus.types import Role

_WORK = "nick-mehta-jason-lemkin-cs-questions"
_FEWEST_PAIRED = 0.8  # of the statements of the version that has fewer


@st.composite
def _gains(draw: st.DrawFn) -> NDArray[np.float64]:
    rows, columns = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    # Sixteenths add up without rounding, so that sums can be compared exactly.
    values = draw(st.lists(st.integers(-16, 16), min_size=rows * columns, max_size=rows * columns))
    return np.array(values, dtype=np.float64).reshape(rows, columns) / 16


def _best_sum(gain: NDArray[np.float64], row: int = 0, column: int = 0) -> float:
    """By trying every order-preserving pairing."""
    if row == gain.shape[0]:
        return 0.0
    skipped = _best_sum(gain, row + 1, column)
    taken = [float(gain[row, c]) + _best_sum(gain, row + 1, c + 1) for c in range(column, gain.shape[1])]
    return max([skipped, *taken])


@given(_gains())
@settings(deadline=None)
def test_the_path_is_the_best_and_keeps_the_order(gain: NDArray[np.float64]) -> None:
    path = _best_path(gain)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(path.items()))
    assert all(gain[row, column] > 0 for row, column in path.items())
    assert sum(gain[row, column] for row, column in path.items()) == _best_sum(gain)


@given(_gains())
@settings(deadline=None)
def test_the_path_is_as_good_from_the_other_side(gain: NDArray[np.float64]) -> None:
    there, back = _best_path(gain), _best_path(gain.T.copy())
    assert sum(gain[r, c] for r, c in there.items()) == sum(gain[r, c] for c, r in back.items())


@pytest.fixture(scope="module")
def sections(knowledge: KnowledgeBase) -> list[tuple[Version, Version]]:
    """The ten sections, Dutch and Arabic."""
    reader = SectionReader(knowledge)
    documents = tuple(document.id for document in knowledge.catalog.documents())
    found = [reader.read(SectionHit(_WORK, str(number), 0.0, 0.0, documents)) for number in range(1, 11)]
    return [(versions[0], versions[1]) for versions in found]


def test_most_statements_of_the_articles_are_paired(sections: list[tuple[Version, Version]]) -> None:
    for dutch, arabic in sections:
        statements = _statements(dutch)
        pairs = {a: b for a, b in align(dutch, arabic).items() if a in statements}
        fewer = min(len(_statements(dutch)), len(_statements(arabic)))
        assert len(pairs) >= _FEWEST_PAIRED * fewer, dutch.section.title
        assert set(pairs.values()) <= set(_statements(arabic))


def test_the_items_of_the_list_are_paired_one_by_one(sections: list[tuple[Version, Version]]) -> None:
    dutch, arabic = sections[6]
    pairs = align(dutch, arabic)
    items = [(dutch.section.sentences[a].text[:2], arabic.section.sentences[b].text[:2]) for a, b in pairs.items()
             if dutch.section.sentences[a].role is Role.ITEM]  # fmt: skip
    assert items == [("1.", "1."), ("2.", "2."), ("3.", "3."), ("4.", "4.")]


def test_paired_sentences_with_figures_share_one(sections: list[tuple[Version, Version]]) -> None:
    """The translations garble figures, but no pair of the article has all of its figures wrong."""
    shared = [
        bool(_figures(dutch, a) & _figures(arabic, b))
        for dutch, arabic in sections
        for a, b in align(dutch, arabic).items()
        if _figures(dutch, a) and _figures(arabic, b)
    ]
    assert len(shared) >= 8
    assert sum(shared) >= 0.8 * len(shared)


def _statements(version: Version) -> list[int]:
    return [i for i, s in enumerate(version.section.sentences) if s.role not in (Role.TITLE, Role.QUESTION)]


def _figures(version: Version, row: int) -> set[object]:
    found = find_quantities(version.section.sentences[row].text, version.document.language)
    return {q.value for q in found if q.value is not None and q.unit not in (Unit.YEAR, Unit.REFERENCE)}
