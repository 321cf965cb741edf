"""The bundled model takes all cores for one caller, and shares them out among several."""

import numpy as np
import pytest

from corpus import embeddings
from corpus.embeddings import Embedder


def test_cores_are_shared_among_callers_and_the_vectors_stay(
    bundled: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[int] = []
    use_cores = bundled._use_cores  # type: ignore[attr-defined]

    def record(number: int) -> None:
        used.append(number)
        use_cores(number)

    monkeypatch.setattr(bundled, "_use_cores", record)
    alone = bundled.embed_query("What is a good NPS?")
    bundled.expect(1_000)
    shared = bundled.embed_query("What is a good NPS?")
    bundled.expect(0)
    bundled.embed_query("What is a good NPS?")
    assert used == [embeddings._CORES, 1, embeddings._CORES]
    assert np.allclose(alone, shared, atol=1e-5)
