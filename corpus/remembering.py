"""An embedder that remembers, for measurements that ask the same of one model again and again."""

import numpy as np
from numpy.typing import NDArray

from corpus.embeddings import Embedder


class RememberingEmbedder(Embedder):
    """The vectors of another embedder, each text computed once and kept: 1.5 KB of memory each."""

    def __init__(self, inner: Embedder) -> None:
        """Stands for `inner`, and has its identity."""
        self._inner = inner
        self._known: dict[tuple[str, bool], NDArray[np.float32]] = {}
        self.fingerprint = inner.fingerprint
        self.dimension = inner.dimension

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        missing = [text for text in dict.fromkeys(texts) if (text, False) not in self._known]
        if missing:
            for text, vector in zip(missing, self._inner.embed_documents(missing), strict=True):
                self._known[text, False] = np.array(vector, dtype=np.float32)
        return [self._known[text, False].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        if (text, True) not in self._known:
            self._known[text, True] = np.array(self._inner.embed_query(text), dtype=np.float32)
        vector: list[float] = self._known[text, True].tolist()
        return vector
