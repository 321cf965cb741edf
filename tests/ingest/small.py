"""Two small sources to ingest, and the whole state of a knowledge base, to compare."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from tests.conftest import RememberingEmbedder

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
CHANGED = {"en": GUIDE.replace("4 calls", "6 calls") + "\nAnd that is all.\n", "ar": "دليل\n\nنص قصير. نص آخر.\n"}
"""After `GUIDE` and `GIDS`: one source changed, one removed, one new."""


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


def state(settings: Settings, embedder: RememberingEmbedder) -> dict[str, Any]:
    """All that a knowledge base holds, to compare; each vector is checked against the text of its passage."""
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
        stored: set[str] = set()
        counts: dict[str, int] = {}
        for language in vectors.languages():
            counts[language] = vectors.count(language)
            ids = [id_ for id_, passage in passages.items() if passage.language == language]
            for id_, vector in vectors.get(language, ids).items():
                assert vector.tolist() == pytest.approx(embedder.vector(passages[id_].text), abs=1e-5), id_
                stored.add(id_)
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
                w: {i for i, _ in catalog.search_words([w], "en", 99)[0]} for w in ("custom", "edit", "term0customer")
            },
            "model": (catalog.meta("fingerprint"), catalog.meta("dimension")),
            "means": {language: mean.tolist() for language, mean in catalog.query_means().items()},
        }
    finally:
        knowledge.close()


def check_whole(settings: Settings, embedder: RememberingEmbedder) -> None:
    """Each document is wholly its old or wholly its new self, and every vector called stored is there."""
    found = state(settings, embedder)
    for document in found["documents"]:
        words = "".join(t.text for section in found["sections"][document.id] for t in section.sentences)
        assert all("".join(line.split()) in "".join(words.split()) for line in document.text.splitlines()[1:])
    assert set(found["passages"]) - found["pending"] <= found["vectors"]
