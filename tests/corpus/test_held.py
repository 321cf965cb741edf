"""Vectors in memory are searched exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.held import HeldVectors


def _unit(count: int, seed: int) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).normal(size=(count, 6))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


@given(count=st.integers(1, 40), limit=st.integers(1, 50), seed=st.integers(0, 1000))
def test_the_nearest_are_those_with_the_largest_cosines_best_first(count: int, limit: int, seed: int) -> None:
    matrix, vector = _unit(count, seed), _unit(1, seed + 1)[0]
    hits = HeldVectors([f"p{row}" for row in range(count)], matrix).nearest(vector, limit)
    cosines = {f"p{row}": float(matrix[row] @ vector) for row in range(count)}
    assert len(hits) == len({hit.passage_id for hit in hits}) == min(limit, count)
    assert [hit.similarity for hit in hits] == sorted((hit.similarity for hit in hits), reverse=True)
    assert all(abs(cosines[hit.passage_id] - hit.similarity) < 1e-6 for hit in hits)
    left_out = cosines.keys() - {hit.passage_id for hit in hits}
    assert all(cosines[id_] <= hits[-1].similarity + 1e-6 for id_ in left_out)


def test_vectors_are_given_by_id() -> None:
    matrix = _unit(3, 0)
    found = HeldVectors(["a", "b", "c"], matrix).get(["c", "nothing", "a"])
    assert found.keys() == {"a", "c"}
    assert np.array_equal(found["c"], matrix[2])
