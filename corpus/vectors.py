"""The vectors, in Chroma: derived from the catalog and rebuildable from it. The only file that imports chromadb.

One collection a language: a `where` filter on half of 50,000 vectors costs 140 ms, a query without one 3 ms.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelMismatchError, StoreDamagedError, StoreError
from corpus.held import HeldVectors
from corpus.segments import damaged_segment
from corpus.types import Hit

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.config import Settings

Vectors = NDArray[np.float32]

_HELD = 10_000
"""Vectors of a language that are held in memory, 15 MB. Of 500, a search takes Chroma 1.1 ms, and memory 0.05."""
_SIDE_BY_SIDE = 3  # threads

_PREFIX = "csa-"
_WRITE_BATCH = 300  # hosted Chroma takes no more a write; the embedded one stops at 5,461
# Chroma keeps the newest records in a log and reads it again at every start. With its default of 1,000 a knowledge
# base of 700 vectors lives in the log alone, and the first query takes 110 ms instead of 27.
_CONFIGURATION: "CreateCollectionConfiguration" = {
    # A search that looks at 100 candidates misses some of the 80 nearest, others in each index that is built.
    "hnsw": {"space": "cosine", "sync_threshold": 100, "batch_size": 100, "ef_search": 400}
}


class VectorStore:
    """Vectors by language, embedded in a folder or on a Chroma server."""

    def __init__(self, folder: Path, url: str | None, *, fingerprint: str, dimension: int) -> None:
        """Opens the store.

        Args:
            folder: of the embedded store; unused with a server.
            url: `http://host:port` of a Chroma server, or None.
            fingerprint: of the embedding model in use; collections of another model are refused.
            dimension: length of that model's vectors.

        Raises:
            StoreError: the folder or server cannot be used.
            StoreDamagedError: the folder holds a damaged store.
        """
        self._where = url or str(folder)
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._collections: dict[str, Collection] = {}
        self._holds = url is None
        self._held: dict[str, HeldVectors] = {}
        self._side = ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="vectors")
        if url is None and (cut := damaged_segment(folder)):
            raise StoreDamagedError(
                f"The vector store at {folder} is damaged: {cut.relative_to(folder)} is cut short. "
                "Run `cs-answers rebuild` to make it anew from the catalog."
            )
        with self._told("opened"):
            self._client = _connect(folder, url)

    def close(self) -> None:
        """Lets go of the folder; the store is not used after it.

        Chroma keeps one open engine a folder and process, and reads and writes the old files through it even when the
        folder was made anew.
        """
        self._client.close()

    def languages(self) -> list[str]:
        """Languages that have a collection of ours."""
        with self._told("read"):
            names = [collection.name for collection in self._client.list_collections()]
        return sorted(name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX))

    def add(self, language: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Stores vectors; row `i` of `vectors` (n, dimension) belongs to `ids[i]`. Those of known ids are replaced."""
        collection = self._collection(language, create=True)
        self._held.pop(language, None)
        with self._told("written"):
            for start in range(0, len(ids), _WRITE_BATCH):
                batch = slice(start, start + _WRITE_BATCH)
                collection.upsert(ids=list(ids[batch]), embeddings=vectors[batch])

    def delete(self, language: str, ids: Sequence[str]) -> None:
        """Removes vectors; ids that are not there are ignored."""
        if language not in self.languages():
            return
        collection = self._collection(language)
        self._held.pop(language, None)
        with self._told("written"):
            for start in range(0, len(ids), _WRITE_BATCH):
                collection.delete(ids=list(ids[start : start + _WRITE_BATCH]))

    def search(self, vectors: Mapping[str, Vectors], limit: int) -> dict[str, list[Hit]]:
        """By language: the passages nearest to its vector (dimension,), best first, at most `limit`."""
        found: dict[str, list[Hit]] = {}
        apart = []
        for language, vector in vectors.items():
            if held := self._hold(language):
                found[language] = held.nearest(vector, limit)
            else:
                apart.append(language)
        # Chroma releases the interpreter, so that the languages really are searched side by side.
        searched = self._side.map(lambda language: self.query(language, vectors[language], limit), apart)
        return found | dict(zip(apart, searched, strict=True))

    def query(self, language: str, vector: Vectors, limit: int) -> list[Hit]:
        """The passages of a language nearest to `vector` (dimension,), best first, by Chroma's own index."""
        collection = self._collection(language)
        with self._told("searched"):
            found = collection.query(query_embeddings=vector[None, :], n_results=limit, include=["distances"])
        distances = found["distances"]
        if distances is None:
            return []
        return [Hit(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True)]

    def get(self, language: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of these ids, each of shape (dimension,); missing ids are left out."""
        if not ids:
            return {}
        if held := self._hold(language):
            return held.get(ids)
        collection = self._collection(language)
        with self._told("read"):
            found = collection.get(ids=list(ids), include=["embeddings"])
        vectors = found["embeddings"]
        if vectors is None:
            return {}
        return {id_: np.asarray(v, dtype=np.float32) for id_, v in zip(found["ids"], vectors, strict=True)}

    def count(self, language: str) -> int:
        """How many vectors a language has by the store's own books, which a lost index segment does not change."""
        collection = self._collection(language)
        with self._told("read"):
            return int(collection.count())

    def clear(self) -> None:
        """Removes our collections; those of others on the same server stay."""
        for language in self.languages():
            with self._told("written"):
                self._client.delete_collection(_PREFIX + language)
        self._collections.clear()
        self._held.clear()

    def _hold(self, language: str) -> HeldVectors | None:
        """The vectors of a language in memory; None where they are too many, or on a server."""
        if not self._holds:
            return None
        if language not in self._held:
            collection = self._collection(language)
            with self._told("read"):
                if collection.count() > _HELD:
                    return None
                found = collection.get(include=["embeddings"])
            matrix = np.asarray(found["embeddings"], dtype=np.float32).reshape(len(found["ids"]), self._dimension)
            self._held[language] = HeldVectors(found["ids"], matrix)
        return self._held[language]

    def _collection(self, language: str, *, create: bool = False) -> "Collection":
        if language not in self._collections:
            with self._told("opened"):
                collection = self._open(_PREFIX + language, create)
            self._check(collection)
            self._collections[language] = collection
        return self._collections[language]

    def _open(self, name: str, create: bool) -> "Collection":
        # embedding_function=None: a stored embedding configuration is never trusted to build a model
        if not create:
            return self._client.get_collection(name, embedding_function=None)
        metadata = {"fingerprint": self._fingerprint, "dimension": self._dimension}
        return self._client.get_or_create_collection(
            name, embedding_function=None, metadata=metadata, configuration=_CONFIGURATION
        )

    def _check(self, collection: "Collection") -> None:
        metadata = collection.metadata or {}
        if metadata.get("fingerprint") != self._fingerprint or metadata.get("dimension") != self._dimension:
            raise ModelMismatchError(
                f"The index at {self._where} was made with the embedding model {metadata.get('fingerprint')} "
                f"({metadata.get('dimension')} dimensions), and {self._fingerprint} ({self._dimension} dimensions) "
                "is in use. Set CSA_EMBEDDINGS to the first, "
                "or run `cs-answers rebuild` to make the index anew with the second."
            )

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turns what Chroma says into one clear sentence."""
        from chromadb.errors import ChromaError, NotFoundError
        from httpx import HTTPError  # what chromadb's own client for a server lets through

        try:
            yield
        except NotFoundError as error:
            raise StoreDamagedError(f"Vectors are missing at {self._where}. Run `cs-answers rebuild`.") from error
        except ChromaError as error:
            message = str(error)
            if "full" in message or "No space" in message:
                raise StoreError(
                    f"The disk that holds {self._where} is full. Make room, then run `cs-answers ingest` again."
                ) from error
            if "disk I/O" in message:  # a quota, or a failing disk: what is there may be sound
                raise StoreError(
                    f"{self._where} cannot be read or written ({message}). Make sure that its disk is sound and has "
                    "room, then run `cs-answers ingest` again; if that does not help, run `cs-answers rebuild`."
                ) from error
            if "readonly" in message or "read-only" in message or "unable to open" in message:
                raise StoreError(
                    f"{self._where} cannot be written ({message}). "
                    "Make it writable, or choose another folder with CSA_DATA_DIR."
                ) from error
            raise StoreDamagedError(
                f"The vectors at {self._where} cannot be {what} ({message}). Run `cs-answers rebuild`."
            ) from error
        except (OSError, ValueError, HTTPError) as error:
            raise StoreError(
                f"The vectors at {self._where} cannot be {what} ({error}). "
                "Check that the folder or server can be reached."
            ) from error


def _connect(folder: Path, url: str | None) -> "Client":
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return _open_folder(str(folder), settings)
    parts = urlsplit(url)
    ssl = parts.scheme == "https"
    client = chromadb.HttpClient(
        host=parts.hostname or "localhost", port=parts.port or (443 if ssl else 80), ssl=ssl, settings=settings
    )
    return cast("Client", client)


def _open_folder(path: str, settings: "Settings") -> "Client":
    """A client of an embedded store; a store that does not open is not kept for the next who asks, as Chroma would."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    engines = SharedSystemClient._identifier_to_system
    was_open = path in engines
    try:
        return cast("Client", chromadb.PersistentClient(path=path, settings=settings))
    except BaseException:
        if not was_open:
            engines.pop(path, None)
        raise
