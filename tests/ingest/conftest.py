"""Small sources in a folder of the test's own, and an embedder that knows the shipped articles."""

from pathlib import Path
from typing import Any

import pytest

from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from ingest.build import ingest
from tests.conftest import RememberingEmbedder
from tests.ingest.small import CHANGED, GIDS, GUIDE, Sources, state


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    folder = tmp_path / "sources"
    folder.mkdir()
    made = Sources(folder, Settings(data_dir=tmp_path / "data", sources=folder / "sources.yaml"))
    made.write(en=GUIDE, nl=GIDS)
    return made


@pytest.fixture
def remembered(shipped: Settings, counting: RememberingEmbedder) -> RememberingEmbedder:
    """An embedder that has seen the shipped articles before: their vectors are taken from the index."""
    knowledge = open_knowledge_base(shipped, counting)
    for language in knowledge.catalog.counts():
        ids = knowledge.catalog.sample(language, 10_000)
        vectors = knowledge.vectors.get(language, ids)
        for id_, passage in knowledge.catalog.passages(ids).items():
            counting.remember(passage.text, vectors[id_].tolist())
    knowledge.close()
    return counting


@pytest.fixture
def expected(sources: Sources, counting: RememberingEmbedder) -> dict[str, Any]:
    """The state after `GUIDE` and `GIDS`, then `CHANGED`, with nothing to disturb either run."""
    settings = sources.settings.model_copy(update={"data_dir": sources.folder / "undisturbed"})
    ingest(settings, counting)
    sources.write(**CHANGED)
    ingest(settings, counting)
    sources.write(en=GUIDE, nl=GIDS)
    return state(settings, counting)
