"""The vector store does the same in a folder as on a real Chroma server, and says clearly what is wrong."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.api import ClientAPI
from numpy.typing import NDArray

from corpus.errors import ModelMismatchError, StoreDamagedError, StoreError
from corpus.vectors import VectorStore

DIMENSION = 8
NAMES = [f"p{n}" for n in range(5)]


def unit_vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def start_server(folder: Path) -> tuple["subprocess.Popen[bytes]", str]:
    executable = shutil.which("chroma", path=str(Path(sys.executable).parent)) or shutil.which("chroma")
    assert executable is not None, "the package chromadb brings it"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [executable, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=5).close()
            return server, url
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    server.kill()
    server.wait()
    raise AssertionError(f"no Chroma server answers at {url}")


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server, url = start_server(tmp_path_factory.mktemp("server"))
    yield url
    server.terminate()
    server.wait(30)


@pytest.fixture(params=["folder", "server"])
def url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "folder":
        return None
    return str(request.getfixturevalue("server_url"))


def open_store(folder: Path, url: str | None, fingerprint: str = "model-a", dimension: int = DIMENSION) -> VectorStore:
    return VectorStore(folder / "chroma", url, fingerprint=fingerprint, dimension=dimension)


@pytest.fixture
def store(tmp_path: Path, url: str | None) -> Iterator[VectorStore]:
    opened = open_store(tmp_path, url)
    opened.clear()
    yield opened
    opened.clear()


def test_a_vector_is_found_by_itself_and_similarity_is_the_cosine(store: VectorStore) -> None:
    vectors = unit_vectors(5)
    store.add("nl", NAMES, vectors)
    hits = store.query("nl", vectors[2], 5)
    assert hits[0].passage_id == "p2"
    expected = dict(zip(NAMES, (vectors @ vectors[2]).tolist(), strict=True))
    assert {hit.passage_id: pytest.approx(hit.similarity, abs=1e-5) for hit in hits} == expected
    assert [hit.similarity for hit in hits] == sorted((hit.similarity for hit in hits), reverse=True)


def test_the_limit_holds_and_may_be_more_than_there_are(store: VectorStore) -> None:
    store.add("nl", NAMES, unit_vectors(5))
    assert len(store.query("nl", unit_vectors(1)[0], 3)) == 3
    assert len(store.query("nl", unit_vectors(1)[0], 50)) == 5


def test_searching_languages_side_by_side_finds_what_the_index_finds(store: VectorStore) -> None:
    store.add("nl", NAMES, unit_vectors(5, seed=1))
    store.add("ar", NAMES[:3], unit_vectors(3, seed=2))
    asked = {"nl": unit_vectors(1, seed=3)[0], "ar": unit_vectors(1, seed=4)[0]}
    found = store.search(asked, 4)
    for language, vector in asked.items():
        by_index = store.query(language, vector, 4)
        assert [hit.passage_id for hit in found[language]] == [hit.passage_id for hit in by_index]
        assert [hit.similarity for hit in found[language]] == pytest.approx(
            [hit.similarity for hit in by_index], abs=1e-5
        )


def test_what_is_written_is_found_by_the_next_search(store: VectorStore) -> None:
    vectors = unit_vectors(5)
    store.add("nl", NAMES[:4], vectors[:4])
    assert "p4" not in [hit.passage_id for hit in store.search({"nl": vectors[4]}, 5)["nl"]]
    store.add("nl", NAMES[4:], vectors[4:])
    assert store.search({"nl": vectors[4]}, 5)["nl"][0].passage_id == "p4"
    store.delete("nl", ["p4"])
    assert "p4" not in [hit.passage_id for hit in store.search({"nl": vectors[4]}, 5)["nl"]]
    store.delete("nl", NAMES)
    assert store.search({"nl": vectors[4]}, 5) == {"nl": []}


def test_languages_are_apart(store: VectorStore) -> None:
    store.add("nl", ["same"], unit_vectors(1, seed=1))
    store.add("ar", ["same", "more"], unit_vectors(2, seed=2))
    assert store.languages() == ["ar", "nl"]
    assert (store.count("nl"), store.count("ar")) == (1, 2)
    assert not np.allclose(store.get("nl", ["same"])["same"], store.get("ar", ["same"])["same"])


def test_what_is_stored_is_given_back_and_what_is_not_is_left_out(store: VectorStore) -> None:
    vectors = unit_vectors(5)
    store.add("nl", NAMES, vectors)
    found = store.get("nl", ["p4", "p1", "nothing"])
    assert set(found) == {"p1", "p4"}
    assert np.allclose(found["p4"], vectors[4], atol=1e-6)
    assert found["p4"].dtype == np.float32


def test_adding_a_known_id_replaces_its_vector(store: VectorStore) -> None:
    store.add("nl", NAMES, unit_vectors(5))
    other = unit_vectors(1, seed=9)
    store.add("nl", ["p0"], other)
    assert store.count("nl") == 5
    assert np.allclose(store.get("nl", ["p0"])["p0"], other[0], atol=1e-6)


def test_deleting_removes_and_ignores_what_is_not_there(store: VectorStore) -> None:
    store.add("nl", NAMES, unit_vectors(5))
    store.delete("nl", ["p0", "p3", "nothing"])
    store.delete("fr", ["p1"])
    assert store.count("nl") == 3
    assert set(store.get("nl", NAMES)) == {"p1", "p2", "p4"}
    assert store.languages() == ["nl"]


def test_more_than_one_write_holds(store: VectorStore) -> None:
    names = [f"n{i}" for i in range(700)]
    vectors = unit_vectors(700)
    store.add("en", names, vectors)
    assert store.count("en") == 700
    assert store.query("en", vectors[699], 1)[0].passage_id == "n699"
    store.delete("en", names[:650])
    assert set(store.get("en", names)) == set(names[650:])


def test_another_process_sees_what_was_stored(store: VectorStore, tmp_path: Path, url: str | None) -> None:
    store.add("nl", NAMES, unit_vectors(5))
    code = (
        "import sys; from pathlib import Path; from corpus.vectors import VectorStore\n"
        "store = VectorStore(Path(sys.argv[1]), sys.argv[2] or None, fingerprint='model-a', dimension=8)\n"
        "print(store.count('nl'), *sorted(store.get('nl', ['p1', 'p2'])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "chroma"), url or ""]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["5", "p1", "p2"]


@pytest.mark.parametrize(
    ("fingerprint", "dimension"), [("model-b", DIMENSION), ("model-a", 16)], ids=["model", "dimension"]
)
def test_the_index_of_another_model_is_refused_and_both_are_named(
    store: VectorStore, tmp_path: Path, url: str | None, fingerprint: str, dimension: int
) -> None:
    store.add("nl", NAMES, unit_vectors(5))
    other = open_store(tmp_path, url, fingerprint, dimension)
    for attempt in (lambda: other.query("nl", np.ones(dimension, np.float32), 1), lambda: other.count("nl")):
        with pytest.raises(ModelMismatchError) as caught:
            attempt()
        assert f"model model-a ({DIMENSION} dimensions), and {fingerprint} ({dimension} dimensions)" in str(
            caught.value
        )
        assert "CSA_EMBEDDINGS" in str(caught.value)
        assert "cs-answers rebuild" in str(caught.value)
    with pytest.raises(ModelMismatchError):
        other.add("nl", ["x"], np.ones((1, dimension), np.float32))
    assert store.count("nl") == 5


def test_clearing_leaves_the_collections_of_others(store: VectorStore, tmp_path: Path, url: str | None) -> None:
    settings = chromadb.config.Settings(anonymized_telemetry=False)
    client: ClientAPI
    if url is None:
        client = chromadb.PersistentClient(str(tmp_path / "chroma"), settings=settings)
    else:
        client = chromadb.HttpClient("127.0.0.1", int(url.rsplit(":", 1)[1]), settings=settings)
    theirs = client.get_or_create_collection("their-notes", embedding_function=None)
    theirs.upsert(ids=["a"], embeddings=np.array([[1, 2]], np.float32))
    store.add("nl", NAMES, unit_vectors(5))
    assert store.languages() == ["nl"]
    store.clear()
    assert store.languages() == []
    assert client.get_collection("their-notes", embedding_function=None).count() == 1
    client.delete_collection("their-notes")


def test_after_clearing_another_model_may_come(store: VectorStore, tmp_path: Path, url: str | None) -> None:
    store.add("nl", NAMES, unit_vectors(5))
    other = open_store(tmp_path, url, "model-b", 16)
    other.clear()
    other.add("nl", ["x"], np.ones((1, 16), np.float32))
    assert other.count("nl") == 1


def test_a_language_that_has_no_vectors_is_damage(store: VectorStore) -> None:
    with pytest.raises(StoreDamagedError, match=r"Vectors are missing at .*Run `cs-answers rebuild`"):
        store.query("fr", unit_vectors(1)[0], 1)


def test_an_address_where_nobody_answers_is_a_clear_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match=rf"http://127\.0\.0\.1:{port} cannot be opened .*can be reached"):
        open_store(tmp_path, f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999", "http://[::1"])
def test_an_address_that_is_none_is_a_clear_error(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path, url)


def test_a_server_that_goes_away_is_a_clear_error(tmp_path: Path) -> None:
    server, url = start_server(tmp_path)
    try:
        store = open_store(tmp_path, url)
        store.add("nl", NAMES, unit_vectors(5))
    finally:
        server.terminate()
        server.wait(30)
    for attempt in (lambda: store.count("nl"), lambda: store.query("nl", unit_vectors(1)[0], 1), store.languages):
        with pytest.raises(StoreError, match="can be reached"):
            attempt()


def test_a_folder_below_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="cannot be opened"):
        VectorStore(tmp_path / "file" / "chroma", None, fingerprint="m", dimension=DIMENSION)


@pytest.mark.parametrize("content", [b"these are my notes" * 999, b"SQLite format 3\0" + os.urandom(8_000)])
def test_a_folder_with_another_file_in_our_place_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(StoreError, match="rebuild"):
        open_store(tmp_path, None).languages()
