"""Two small sources, in a folder of the test's own."""

from pathlib import Path

import pytest

from corpus.settings import Settings
from tests.ingest.small import GIDS, GUIDE, Sources


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    folder = tmp_path / "sources"
    folder.mkdir()
    made = Sources(folder, Settings(data_dir=tmp_path / "data", sources=folder / "sources.yaml"))
    made.write(en=GUIDE, nl=GIDS)
    return made
