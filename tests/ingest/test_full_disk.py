"""A disk without room: a clear error, nothing half written, and the next run completes the work."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from ingest.build import ingest
from tests.conftest import RememberingEmbedder
from tests.ingest.small import CHANGED, Sources, check_whole, state

ROOT = Path(__file__).parents[2]
_FULL = """
import resource, sys
from pathlib import Path
from corpus.embeddings import load_embedder
from corpus.errors import CSAnswersError
from corpus.settings import Settings
from ingest.build import ingest
embedder = load_embedder("bundled")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)  # Python ignores the signal: writes just fail
try:
    ingest(Settings(data_dir=Path(sys.argv[1]), sources=Path(sys.argv[2])), embedder)
except CSAnswersError as error:
    print(type(error).__name__, error)
"""


def ingest_with_room_for(settings: Settings, size: int) -> str:
    command = [sys.executable, "-c", _FULL, str(settings.data_dir), str(settings.sources), str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") <= 1
    return done.stdout


@pytest.mark.parametrize("size", [0, 4_096, 40_000, 100_000])
def test_a_full_disk_at_the_first_run(sources: Sources, counting: RememberingEmbedder, size: int) -> None:
    said = ingest_with_room_for(sources.settings, size)
    assert said.startswith("StoreError ")
    assert "oom" in said or "CSA_DATA_DIR" in said
    ingest(sources.settings, counting)
    fresh = sources.settings.model_copy(update={"data_dir": sources.folder / "fresh"})
    ingest(fresh, counting)
    assert state(sources.settings, counting) == state(fresh, counting)


@pytest.mark.parametrize("store", ["catalog.sqlite3", "chroma/chroma.sqlite3"])
def test_a_disk_that_fills_up_loses_nothing(
    sources: Sources, counting: RememberingEmbedder, expected: dict[str, Any], store: str
) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    sources.write(**CHANGED)
    said = ingest_with_room_for(sources.settings, (sources.settings.data_dir / store).stat().st_size // 2)
    assert said.startswith("StoreError "), said
    check_whole(sources.settings, counting)
    after = state(sources.settings, counting)
    assert set(after["passages"]) == set(before["passages"]) or after["pending"]
    ingest(sources.settings, counting)
    assert state(sources.settings, counting) == expected
