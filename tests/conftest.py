"""What all tests share: the bundled model, loaded once, and the shipped articles, ingested once."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as generated

from corpus.catalog import Catalog
from corpus.embeddings import BUNDLED, Embedder, load_embedder
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.settings import Settings
from ingest.build import ingest

# The same commit is judged by the same cases; `pytest --hypothesis-profile=default` looks for new ones.
generated.register_profile("repeatable", derandomize=True)
generated.load_profile("repeatable")


class RememberingEmbedder(Embedder):
    """The real vectors of another embedder, each text computed once in a session; it keeps what it was asked for."""

    def __init__(self, inner: Embedder, memory: dict[tuple[str, bool], list[float]]) -> None:
        self._inner = inner
        self._memory = memory
        self.fingerprint = inner.fingerprint
        self.dimension = inner.dimension
        self.documents: list[str] = []
        self.queries: list[str] = []
        self.batches = 0
        self.fails_after: int | None = None
        """How many batches of documents are embedded before it raises; None for all."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.fails_after is not None and self.batches >= self.fails_after:
            raise KeyboardInterrupt
        self.batches += 1
        self.documents += texts
        return [self.vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.queries.append(text)
        return self.vector(text, is_query=True)

    def remember(self, text: str, vector: list[float]) -> None:
        """Takes a document's vector as computed."""
        self._memory[text, False] = vector

    def vector(self, text: str, *, is_query: bool = False) -> list[float]:
        """What a text's vector is; this asking is not counted."""
        if (text, is_query) not in self._memory:
            vector = self._inner.embed_query(text) if is_query else self._inner.embed_documents([text])[0]
            self._memory[text, is_query] = vector
        return self._memory[text, is_query]


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("CSA_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def bundled() -> Embedder:
    return load_embedder(BUNDLED)


@pytest.fixture(scope="session")
def vectors_of_this_session() -> dict[tuple[str, bool], list[float]]:
    return {}


@pytest.fixture
def counting(bundled: Embedder, vectors_of_this_session: dict[tuple[str, bool], list[float]]) -> RememberingEmbedder:
    """The bundled model, counting."""
    return RememberingEmbedder(bundled, vectors_of_this_session)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder that does not exist yet."""
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder) -> Path:
    """The data folder of the shipped articles. Read it; to change anything, take `shipped`."""
    folder = tmp_path_factory.mktemp("shipped") / "data"
    ingest(Settings(data_dir=folder), bundled)
    return folder


@pytest.fixture
def shipped(shipped_folder: Path, tmp_path: Path) -> Settings:
    """A data folder of the shipped articles of the test's own, to damage."""
    return Settings(data_dir=Path(shutil.copytree(shipped_folder, tmp_path / "shipped")))


@pytest.fixture(scope="session")
def knowledge(shipped_folder: Path, bundled: Embedder) -> Iterator[KnowledgeBase]:
    """The knowledge base of the shipped articles, open for reading."""
    opened = open_knowledge_base(Settings(data_dir=shipped_folder), bundled)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def catalog(knowledge: KnowledgeBase) -> Catalog:
    """The catalog of the shipped articles, for reading."""
    return knowledge.catalog
