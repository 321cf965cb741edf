"""Two small sources to ingest, and the whole state of a knowledge base, to compare."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.embeddings import Embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings

GUIDE = """Guide

Welcome to the guide. It has two parts.

1. How often do we call?

We call customers twice a year. Large customers get 4 calls.

2. What do we sell?

Our product has three editions:

- the small one
- the large one
- the very large one
"""
GIDS = """Gids

1. Hoe vaak bellen we?

We bellen klanten twee keer per jaar. Grote klanten krijgen 4 telefoontjes.

2. Wat verkopen we?

Ons product heeft drie edities.
"""


@dataclass
class Sources:
    """A list of sources in a folder of its own, to change between runs."""

    folder: Path
    settings: Settings

    def write(self, **texts: str) -> None:
        """The sources are these, by language."""
        entries = []
        for language, text in texts.items():
            (self.folder / f"guide.{language}.txt").write_text(text, encoding="utf-8")
            title = text.splitlines()[0]
            entries.append({"file": f"guide.{language}.txt", "work": "guide", "language": language, "title": title})
        (self.folder / "sources.yaml").write_text(yaml.safe_dump({"sources": entries}), encoding="utf-8")


def state(settings: Settings, embedder: Embedder) -> dict[str, Any]:
    """All that a knowledge base holds, both stores, in a form to compare."""
    knowledge = open_knowledge_base(settings, embedder)
    try:
        catalog, vectors = knowledge.catalog, knowledge.vectors
        documents = catalog.documents()
        passages = {
            passage.id: passage
            for document in documents
            for section in catalog.sections(document.id)
            for passage in catalog.passages_of(document.id, section.number)
        }
        stored: dict[str, list[float]] = {}
        counts: dict[str, int] = {}
        for language in vectors.languages():
            counts[language] = vectors.count(language)
            ids = [id_ for id_, passage in passages.items() if passage.language == language]
            stored |= {id_: [round(float(x), 5) for x in v] for id_, v in vectors.get(language, ids).items()}
        return {
            "documents": documents,
            "sections": {document.id: catalog.sections(document.id) for document in documents},
            "passages": passages,
            "vectors": stored,
            "vectors in all": {language: count for language, count in counts.items() if count},
            "pending": {passage.id for passage in catalog.pending()},
            "orphans": catalog.orphans(),
            "vocabulary": sorted(catalog.vocabulary()),
            "found": {
                w: {i for i, _ in catalog.search_words([w], "en", 99)} for w in ("custom", "edit", "term0customer")
            },
            "model": (catalog.meta("fingerprint"), catalog.meta("dimension")),
            "means": {language: mean.tolist() for language, mean in catalog.query_means().items()},
        }
    finally:
        knowledge.close()
