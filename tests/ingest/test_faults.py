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
from corpus.settings import Settings
from corpus.vectors import VectorStore
from ingest.build import ingest, rebuild
from tests.conftest import RememberingEmbedder
from tests.ingest.small import GIDS, GUIDE, Sources, state

ROOT = Path(__file__).parents[2]
CHANGED = {"en": GUIDE.replace("4 calls", "6 calls") + "\nAnd that is all.\n", "ar": "دليل\n\nنص قصير. نص آخر.\n"}
"""After `GUIDE` and `GIDS`: one source changed, one removed, one new."""


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
def expected(sources: Sources, counting: RememberingEmbedder) -> dict[str, Any]:
    """The state after both runs, neither interrupted."""
    settings = sources.settings.model_copy(update={"data_dir": sources.folder / "undisturbed"})
    ingest(settings, counting)
    sources.write(**CHANGED)
    ingest(settings, counting)
    sources.write(en=GUIDE, nl=GIDS)
    return state(settings, counting)


def check_whole(settings: Settings, counting: RememberingEmbedder) -> None:
    """Each document is wholly its old or wholly its new self, and every vector called stored is there."""
    found = state(settings, counting)
    for document in found["documents"]:
        words = "".join(t.text for section in found["sections"][document.id] for t in section.sentences)
        assert all("".join(line.split()) in "".join(words.split()) for line in document.text.splitlines()[1:])
    assert set(found["passages"]) - found["pending"] <= set(found["vectors"])


@pytest.mark.parametrize("batches", range(8))
def test_an_embedder_that_stops_after_some_batches(
    sources: Sources,
    counting: RememberingEmbedder,
    expected: dict[str, Any],
    batches: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.build._BATCH", 4)
    ingest(sources.settings, counting)
    sources.write(**CHANGED)
    counting.fails_after = counting.batches + batches
    counting.documents.clear()
    try:
        ingest(sources.settings, counting)
        assert batches > 2
    except KeyboardInterrupt:
        assert len(counting.documents) == 4 * batches
    check_whole(sources.settings, counting)
    done = list(counting.documents)
    counting.fails_after = None
    ingest(sources.settings, counting)
    assert counting.documents[: len(done)] == done
    assert len(set(counting.documents)) == len(counting.documents)  # nothing was embedded a second time
    assert state(sources.settings, counting) == expected


@pytest.mark.parametrize("batches", [0, 1, 3])
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
        patch.setattr("ingest.build._BATCH", 4)
        fail_at(patch, owner, method, call, after=after)
        with pytest.raises(StoreError, match="the fault of this test"):
            ingest(sources.settings, counting)
    check_whole(sources.settings, counting)
    if method == "set_meta":
        ingest(sources.settings, counting)
        sources.write(**CHANGED)
    ingest(sources.settings, counting)
    assert state(sources.settings, counting) == expected


@pytest.mark.parametrize("batches", [0, 2])
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


# A disk without room

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


LONG = "\n".join(f"Sentence number {n} of a long text stands here." for n in range(4))


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


# Damage


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
