"""Vectors held in memory: exact search, and no trip through the store for each question."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.types import Hit


class HeldVectors:
    """The vectors of one language."""

    def __init__(self, ids: Sequence[str], matrix: NDArray[np.float32]) -> None:
        """Takes the vectors: row i of `matrix` (n, dimension), of length 1, belongs to `ids[i]`."""
        self._ids = list(ids)
        self._rows = {id_: row for row, id_ in enumerate(self._ids)}
        self._matrix = matrix

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[Hit]:
        """The passages nearest to `vector` (dimension,), of length 1, best first, at most `limit`."""
        similarities = self._matrix @ vector
        if limit < len(similarities):
            rows = np.argpartition(-similarities, limit)[:limit]
        else:
            rows = np.arange(len(similarities))
        order = rows[np.argsort(-similarities[rows], kind="stable")]
        return [
            Hit(self._ids[row], similarity) for row, similarity in zip(order, similarities[order].tolist(), strict=True)
        ]

    def get(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of these ids, each of shape (dimension,); missing ids are left out."""
        return {id_: self._matrix[self._rows[id_]] for id_ in ids if id_ in self._rows}
