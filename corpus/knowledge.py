"""The knowledge base as one thing: catalog and vectors of one folder, opened together and held to agree."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from corpus.catalog import Catalog
from corpus.embeddings import Embedder
from corpus.errors import ModelMismatchError, StoreBusyError, StoreDamagedError, StoreError
from corpus.settings import Settings
from corpus.translations import TranslationMemory

if TYPE_CHECKING:
    from corpus.vectors import VectorStore

_LOCK_SECONDS = 2.0
_SAMPLE = 16


class KnowledgeBase:
    """Both stores, and the embedder that made the vectors."""

    def __init__(self, catalog: Catalog, embedder: Embedder, settings: Settings) -> None:
        """Takes an open catalog; the vectors are opened when they are first needed."""
        self.catalog = catalog
        self.embedder = embedder
        self._settings = settings

    @cached_property
    def vectors(self) -> "VectorStore":
        """The vector store.

        Raises:
            StoreDamagedError: the store is damaged or not ours.
            StoreError: the folder or the Chroma server cannot be used.
        """
        from corpus.vectors import VectorStore  # chromadb takes a second to import, and not every command needs it

        return VectorStore(
            self._settings.data_dir / "chroma",
            self._settings.chroma_url,
            fingerprint=self.embedder.fingerprint,
            dimension=self.embedder.dimension,
        )

    @property
    def memory(self) -> TranslationMemory:
        """The translations that ship with the project, and behind them those that chat models made of this catalog."""
        return TranslationMemory.load().with_added(self.catalog.translations)

    def refresh(self) -> None:
        """Takes in what another process has written since: Chroma knows only what was there when it was opened."""
        if (vectors := self.__dict__.pop("vectors", None)) is not None:
            vectors.close()

    def close(self) -> None:
        """Closes both stores; the knowledge base is not used after it."""
        self.catalog.close()
        if "vectors" in self.__dict__:
            self.vectors.close()

    def is_complete(self) -> bool:
        """Whether there are documents, every passage has its vector, and no replaced vector is left."""
        return bool(self.catalog.counts()) and not self.catalog.pending() and not self.catalog.orphans()

    def check_complete(self) -> None:
        """Refuses a knowledge base that an interrupted run left half done.

        Raises:
            StoreDamagedError: passages wait for their vectors, or replaced vectors for removal.
        """
        pending, orphans = len(self.catalog.pending()), sum(map(len, self.catalog.orphans().values()))
        if not self.is_complete():
            raise StoreDamagedError(
                f"The index is incomplete: {pending} vectors are missing, {orphans} are left over. "
                "Run `cs-answers ingest`."
            )

    def check(self) -> dict[str, int]:
        """Compares what can be reached with what the catalog expects.

        A deleted or cut index segment loses vectors without an error, so some are fetched for real.

        Returns:
            How many vectors each language has.

        Raises:
            StoreDamagedError: vectors are missing; the message says how many and what helps.
        """
        expected = self.catalog.counts()
        for language, count in expected.items():
            sample = self.catalog.sample(language, _SAMPLE)
            found = self.vectors.get(language, sample)
            near = self.vectors.query(language, next(iter(found.values())), min(count, _SAMPLE)) if found else []
            if self.vectors.count(language) < count or len(found) < len(sample) or len(near) < min(count, _SAMPLE):
                raise StoreDamagedError(
                    f"The index lacks vectors: of {count} in language {language}, {self.vectors.count(language)} are "
                    f"listed and {len(found)} of {len(sample)} tried can be read. "
                    "Run `cs-answers rebuild` to make it anew from the catalog."
                )
        return expected


def open_knowledge_base(settings: Settings, embedder: Embedder, *, create: bool = False) -> KnowledgeBase:
    """Opens the knowledge base of `settings.data_dir`.

    Args:
        settings: where it is.
        embedder: the model in use; it must be the one that made the index.
        create: make the stores when they are missing.

    Raises:
        StoreMissingError: there is none, and `create` is off.
        ModelMismatchError: the index was made with another model.
        StoreDamagedError: the catalog is damaged or not ours.
        StoreError: the folder cannot be used.
    """
    catalog = Catalog(settings.data_dir / "catalog.sqlite3", create=create)
    try:
        _agree_on_model(catalog, embedder)
    except BaseException:
        catalog.close()
        raise
    return KnowledgeBase(catalog, embedder, settings)


def _agree_on_model(catalog: Catalog, embedder: Embedder) -> None:
    made_with = catalog.meta("fingerprint")
    if made_with is not None and made_with != embedder.fingerprint:
        raise ModelMismatchError(
            f"The index at {catalog.path.parent} was made with the embedding model {made_with} "
            f"({catalog.meta('dimension')} dimensions), "
            f"and {embedder.fingerprint} ({embedder.dimension} dimensions) is in use. Set CSA_EMBEDDINGS to the first, "
            "or run `cs-answers rebuild` to make the index anew with the second."
        )


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Holds the writer's lock: two processes that write to one Chroma folder corrupt it.

    Raises:
        StoreBusyError: another process held it for two seconds.
        StoreError: the folder cannot be made or written.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.data_dir / "writer.lock", timeout=_LOCK_SECONDS)
        lock.acquire()
    except Timeout:
        raise StoreBusyError(
            f"Another process is writing to {settings.data_dir}. Wait until it has finished, then try again."
        ) from None
    except (OSError, NotImplementedError) as error:
        raise StoreError(
            f"{settings.data_dir} cannot be used as data folder ({error}). "
            "Make it writable, or choose another with CSA_DATA_DIR."
        ) from error
    try:
        yield
    finally:
        lock.release()
