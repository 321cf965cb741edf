"""A damaged vector store is noticed, and a rebuild from the catalog mends it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import StoreDamagedError
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from ingest.build import rebuild
from tests.conftest import RememberingEmbedder
from tests.ingest.small import state

ROOT = Path(__file__).parents[2]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [
        ("chroma/*/data_level0.bin", Path.unlink),
        ("chroma/*/data_level0.bin", truncate),
        ("chroma/*/header.bin", truncate),
        ("chroma/*/index_metadata.pickle", Path.unlink),
        ("chroma/*/*", Path.unlink),
        ("chroma/chroma.sqlite3", truncate),
        ("chroma/chroma.sqlite3", Path.unlink),
    ],
)
def test_a_damaged_vector_store_is_noticed_and_a_rebuild_mends_it(
    shipped: Settings, remembered: RememberingEmbedder, pattern: str, damage: Callable[[Path], object]
) -> None:
    before = state(shipped, remembered)
    paths = list(shipped.data_dir.glob(pattern))
    assert paths
    for path in paths:
        damage(path)
    with pytest.raises(StoreDamagedError, match=r"cs-answers rebuild") as caught:
        knowledge = open_knowledge_base(shipped, remembered)
        try:
            knowledge.check()
        finally:
            knowledge.close()
    assert "\n" not in str(caught.value)
    rebuild(shipped, remembered)
    assert state(shipped, remembered) == before
