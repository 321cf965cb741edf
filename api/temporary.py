"""Knowledge bases for as long as they are needed: texts through the real pipeline, and nothing left behind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.evaluate.outside.sources import SourceText
from corpus.embeddings import Embedder
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.remembering import RememberingEmbedder
from corpus.settings import Settings
from ingest.build import ingest


class TemporaryKnowledge:
    """Builds knowledge bases, each in a folder of its own that is removed at the end, whatever happens.

    A text that was embedded for one is not embedded again for the next: 1.5 KB of memory each.
    """

    def __init__(self, embedder: Embedder) -> None:
        """Ingests with this embedder; the knowledge bases have its identity."""
        self._embedder = RememberingEmbedder(embedder)

    @contextmanager
    def __call__(self, sources: Sequence[SourceText]) -> Iterator[KnowledgeBase]:
        """A knowledge base of these texts and no others, open and complete.

        Raises:
            SourceError: a text or title cannot be ingested, or two sources have one id.
        """
        # Chroma may still be letting go of its files; on some systems one that is open cannot be removed.
        with TemporaryDirectory(prefix="cs-answers-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            listing = _write(folder, sources)
            # Explicit, whatever the environment says: never the user's folder, sources or server.
            settings = Settings(data_dir=folder / "data", sources=listing, embeddings="bundled", chroma_url=None)
            ingest(settings, self._embedder)
            knowledge = open_knowledge_base(settings, self._embedder)
            try:
                yield knowledge
            finally:
                knowledge.close()


def _write(folder: Path, sources: Sequence[SourceText]) -> Path:
    """The texts as files, and the list of them."""
    entries = []
    for place, source in enumerate(sources):
        file = folder / f"{place:05}.txt"
        # With a byte order mark, which is taken off when the file is read, one in the text itself stays.
        file.write_bytes(source.text.encode("utf-8-sig"))
        entry = {"file": file.name, "id": source.id, "language": source.language, "title": source.title}
        entries.append(entry | ({"work": source.work} if source.work else {}))
    listing = folder / "sources.yaml"
    listing.write_text(yaml.safe_dump({"sources": entries}), encoding="utf-8")
    return listing
