"""Whatever stops a run, nothing is lost, nothing is half written, and the next run completes the work."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.catalog import Catalog
from corpus.errors import StoreBusyError, StoreDamagedError, StoreError
from corpus.knowledge import open_knowledge_base
from corpus.vectors import VectorStore
from ingest.build import ingest, rebuild
from tests.conftest import RememberingEmbedder
from tests.ingest.small import CHANGED, Sources, check_whole, state

ROOT = Path(__file__).parents[2]


def fail_at(monkeypatch: pytest.MonkeyPatch, owner: type, method: str, call: int, *, after: bool) -> None:
    """The method's `call`-th call fails, before or after it has done its work."""
    real: Callable[..., Any] = getattr(owner, method)
    calls = 0

    def failing(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            raise StoreError("the fault of this test")
        result = real(*arguments, **options)
        if calls == call:
            raise StoreError("the fault of this test")
        return result

    monkeypatch.setattr(owner, method, failing)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two passages, so that there are several."""
    monkeypatch.setattr("ingest.build._BATCH", 2)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", range(4))
def test_an_embedder_that_stops_after_some_batches(
    sources: Sources, counting: RememberingEmbedder, expected: dict[str, Any], batches: int
) -> None:
    ingest(sources.settings, counting)
    sources.write(**CHANGED)
    counting.fails_after = counting.batches + batches
    counting.documents.clear()
    with pytest.raises(KeyboardInterrupt):
        ingest(sources.settings, counting)
    assert len(counting.documents) == 2 * batches
    check_whole(sources.settings, counting)
    done = list(counting.documents)
    counting.fails_after = None
    ingest(sources.settings, counting)
    assert counting.documents[: len(done)] == done
    assert len(set(counting.documents)) == len(counting.documents)  # nothing was embedded a second time
    assert state(sources.settings, counting) == expected


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [0, 1, 6])
def test_a_first_run_that_stops(sources: Sources, counting: RememberingEmbedder, batches: int) -> None:
    counting.fails_after = batches
    with pytest.raises(KeyboardInterrupt):
        ingest(sources.settings, counting)
    knowledge = open_knowledge_base(sources.settings, counting)
    with pytest.raises(StoreDamagedError, match="cs-answers ingest"):
        knowledge.check_complete()
    knowledge.close()
    counting.fails_after = None
    ingest(sources.settings, counting)
    fresh = sources.settings.model_copy(update={"data_dir": sources.folder / "fresh"})
    ingest(fresh, counting)
    assert state(sources.settings, counting) == state(fresh, counting)


STEPS: list[tuple[type, str, int]] = [
    (Catalog, "put", 1), (Catalog, "put", 2), (Catalog, "remove", 1), (Catalog, "forget_orphans", 1),
    (Catalog, "forget_orphans", 2), (Catalog, "mark_stored", 1), (Catalog, "mark_stored", 2), (Catalog, "set_meta", 1),
    (VectorStore, "add", 1), (VectorStore, "add", 2), (VectorStore, "delete", 1), (VectorStore, "delete", 2),
]  # fmt: skip


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "method", "call"), STEPS, ids=[f"{o.__name__}.{m}-{c}" for o, m, c in STEPS])
def test_a_store_that_fails_at_any_step(
    sources: Sources,
    counting: RememberingEmbedder,
    expected: dict[str, Any],
    owner: type,
    method: str,
    call: int,
    after: bool,
) -> None:
    if method != "set_meta":
        ingest(sources.settings, counting)
        sources.write(**CHANGED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.build._BATCH", 2)
        fail_at(patch, owner, method, call, after=after)
        with pytest.raises(StoreError, match="the fault of this test"):
            ingest(sources.settings, counting)
    check_whole(sources.settings, counting)
    if method == "set_meta":
        ingest(sources.settings, counting)
        sources.write(**CHANGED)
    ingest(sources.settings, counting)
    assert state(sources.settings, counting) == expected


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [0, 5])
def test_a_rebuild_that_stops_is_completed_by_ingesting(
    sources: Sources, counting: RememberingEmbedder, batches: int
) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    counting.fails_after = counting.batches + batches
    with pytest.raises(KeyboardInterrupt):
        rebuild(sources.settings, counting)
    counting.fails_after = None
    ingest(sources.settings, counting)
    assert state(sources.settings, counting) == before


_KILLED = """
import os, sys
from pathlib import Path
from corpus.embeddings import Embedder, load_embedder
from corpus.settings import Settings
from ingest.build import ingest

class Killed(Embedder):
    def __init__(self):
        self.inner = load_embedder("bundled")
        self.fingerprint, self.dimension = self.inner.fingerprint, self.inner.dimension
    def embed_documents(self, texts):
        os._exit(9)
    def embed_query(self, text):
        return self.inner.embed_query(text)

ingest(Settings(data_dir=Path(sys.argv[1]), sources=Path(sys.argv[2])), Killed())
"""


def test_a_process_that_is_killed(sources: Sources, counting: RememberingEmbedder, expected: dict[str, Any]) -> None:
    ingest(sources.settings, counting)
    sources.write(**CHANGED)
    command = [sys.executable, "-c", _KILLED, str(sources.settings.data_dir), str(sources.settings.sources)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
    check_whole(sources.settings, counting)
    ingest(sources.settings, counting)  # the lock of a dead process holds nobody up
    assert state(sources.settings, counting) == expected


# Two writers

_HOLDS = """
import sys
from pathlib import Path
from corpus.knowledge import writing
from corpus.settings import Settings
with writing(Settings(data_dir=Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("write", [ingest, rebuild])
def test_a_second_writer_is_refused_within_seconds(
    sources: Sources, counting: RememberingEmbedder, write: Callable[..., object]
) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    sources.write(**CHANGED)
    counting.documents.clear()
    command = [sys.executable, "-c", _HOLDS, str(sources.settings.data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(StoreBusyError, match=r"Another process is writing to .*Wait until it has finished"):
            write(sources.settings, counting)
        assert time.monotonic() - began < 10
        assert counting.documents == []
        assert state(sources.settings, counting) == before  # reading goes on meanwhile
        holder.stdin.close()
        assert holder.wait(30) == 0
    write(sources.settings, counting)
