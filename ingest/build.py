"""Brings the knowledge base in line with a list of sources: idempotent, incremental, and safe to interrupt."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

from corpus.catalog import Catalog
from corpus.embeddings import Embedder
from corpus.knowledge import KnowledgeBase, open_knowledge_base, writing
from corpus.questions import ExpectedQuestions
from corpus.settings import Settings
from ingest.clean import select_article
from ingest.passages import make_passages
from ingest.read import Source, read_sources, shipped_sources
from ingest.segment import segment

if TYPE_CHECKING:
    from corpus.types import Passage

_BATCH = 16

Progress = Callable[[int, int], None]
"""Called with how many passages are embedded, and of how many."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did."""

    documents: int
    added: int
    changed: int
    removed: int
    embedded: int
    """Passages that an embedding was computed for."""


def ingest(settings: Settings, embedder: Embedder, progress: Progress = lambda done, total: None) -> IngestReport:
    """Reads the sources, and stores what is new or changed.

    All sources are read before anything is written. The catalog is written first, a document a transaction; vectors
    follow in batches, each recorded when it is stored, so that an interrupted run is completed by the next.

    Raises:
        SourceError: a source cannot be read; nothing was changed.
        StoreBusyError: another process is writing.
        ModelMismatchError: the index was made with another model.
        StoreError: a store cannot be used.
    """
    sources = read_sources(settings.sources or shipped_sources())
    with writing(settings):
        knowledge = open_knowledge_base(settings, embedder, create=True)
        try:
            if settings.chroma_url is None and knowledge.catalog.meta("fingerprint") is None:
                knowledge.vectors.clear()  # of a catalog that is gone
            _record_model(knowledge.catalog, embedder)
            added, changed, removed = _update_catalog(knowledge, sources)
            if settings.chroma_url is None and not _chroma_folder(settings).exists():
                knowledge.catalog.mark_all_pending()  # somebody removed the vectors
            embedded = _update_vectors(knowledge, progress)
        finally:
            knowledge.close()
    return IngestReport(len(sources), added, changed, removed, embedded)


def complete(settings: Settings, embedder: Embedder, progress: Progress = lambda done, total: None) -> int:
    """Finishes an interrupted run from the catalog, without looking at the sources; returns how many were embedded.

    Raises:
        StoreMissingError: there is nothing to complete.
        StoreBusyError: another process is writing.
        ModelMismatchError: the index was made with another model.
        StoreError: a store cannot be used.
    """
    with writing(settings):
        knowledge = open_knowledge_base(settings, embedder)
        try:
            return _update_vectors(knowledge, progress)
        finally:
            knowledge.close()


def rebuild(settings: Settings, embedder: Embedder, progress: Progress = lambda done, total: None) -> IngestReport:
    """Makes all vectors anew from the catalog, with the embedder in use.

    Raises:
        StoreMissingError: there is no catalog to rebuild from.
        StoreBusyError: another process is writing.
        StoreError: a store cannot be used.
    """
    with writing(settings):
        catalog = Catalog(settings.data_dir / "catalog.sqlite3")
        try:
            catalog.mark_all_pending()
            _record_model(catalog, embedder)
            documents = len(catalog.documents())
        finally:
            catalog.close()
        if settings.chroma_url is None:
            # Not through Chroma: a damaged store does not open.
            shutil.rmtree(_chroma_folder(settings), ignore_errors=True)
        knowledge = open_knowledge_base(settings, embedder)
        try:
            if settings.chroma_url is not None:
                knowledge.vectors.clear()
            embedded = _update_vectors(knowledge, progress)
        finally:
            knowledge.close()
    return IngestReport(documents, 0, 0, 0, embedded)


def take_in_translations(knowledge: KnowledgeBase, progress: Progress = lambda done, total: None) -> int:
    """Makes the passages of what was translated since, from the catalog, and embeds them.

    Args:
        knowledge: open for whoever holds the writer's lock.
        progress: of the embedding.

    Returns:
        How many passages were embedded; what an interrupted run left is embedded too.

    Raises:
        StoreError: a store cannot be used.
    """
    catalog, memory, questions = knowledge.catalog, knowledge.memory, ExpectedQuestions.load()
    for document in catalog.documents():
        sections = catalog.sections(document.id)
        catalog.put(document, sections, make_passages(document, sections, memory, questions))
    return _update_vectors(knowledge, progress)


def _chroma_folder(settings: Settings) -> Path:
    return settings.data_dir / "chroma"


def _record_model(catalog: Catalog, embedder: Embedder) -> None:
    """Records the model, and the mean vector of everyday questions in it, unless both are recorded already."""
    text = files("corpus").joinpath("probes.yaml").read_text(encoding="utf-8")
    facts = {
        "fingerprint": embedder.fingerprint,
        "dimension": str(embedder.dimension),
        "probes": sha256(text.encode()).hexdigest(),
    }
    if all(catalog.meta(key) == value for key, value in facts.items()):
        return
    probes: dict[str, list[str]] = yaml.safe_load(text)
    means = {
        language: np.array([embedder.embed_query(question) for question in questions], dtype=np.float32).mean(axis=0)
        for language, questions in probes.items()
    }
    catalog.set_query_means(means)
    catalog.set_meta(**facts)


def _update_catalog(knowledge: KnowledgeBase, sources: list[Source]) -> tuple[int, int, int]:
    catalog, memory, questions = knowledge.catalog, knowledge.memory, ExpectedQuestions.load()
    before = {document.id: document for document in catalog.documents()}
    added = changed = 0
    for source in sources:
        document = source.document
        sections = segment(document, select_article(document.text, document.title, source.furniture))
        catalog.put(document, sections, make_passages(document, sections, memory, questions))
        added += document.id not in before
        changed += document.id in before and document != before[document.id]
    gone = before.keys() - {source.document.id for source in sources}
    for document_id in sorted(gone):
        catalog.remove(document_id)
    _drop_translations(catalog)
    return added, changed, len(gone)


def _drop_translations(catalog: Catalog) -> None:
    """Removes the translations whose sentence is gone from every document; one that only moved keeps its own."""
    if catalog.translations.languages():
        sections = (section for document in catalog.documents() for section in catalog.sections(document.id))
        catalog.translations.keep(sentence.text for section in sections for sentence in section.sentences)


def _update_vectors(knowledge: KnowledgeBase, progress: Progress) -> int:
    catalog = knowledge.catalog
    for language, ids in catalog.orphans().items():
        knowledge.vectors.delete(language, ids)
        catalog.forget_orphans(ids)
    # By text as well: versions of one work share translated questions, and one text is embedded once.
    pending = sorted(catalog.pending(), key=lambda passage: (passage.language, passage.text))
    for start in range(0, len(pending), _BATCH):
        progress(start, len(pending))
        _store(knowledge, pending[start : start + _BATCH])
    progress(len(pending), len(pending))
    return len(pending)


def _store(knowledge: KnowledgeBase, batch: list["Passage"]) -> None:
    texts = list(dict.fromkeys(passage.text for passage in batch))
    vectors = dict(zip(texts, knowledge.embedder.embed_documents(texts), strict=True))
    embedded = np.asarray([vectors[passage.text] for passage in batch], dtype=np.float32)
    for language in sorted({passage.language for passage in batch}):
        rows = [i for i, passage in enumerate(batch) if passage.language == language]
        knowledge.vectors.add(language, [batch[i].id for i in rows], embedded[rows])
    knowledge.catalog.mark_stored(passage.id for passage in batch)
