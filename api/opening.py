"""Opens the knowledge base for a command; the first time, the sources are ingested."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.console import make_console
from corpus.embeddings import load_embedder
from corpus.errors import StoreMissingError
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.embeddings import Embedder
    from ingest.build import IngestReport


def open_or_ingest(settings: Settings, embedder: "Embedder | None" = None) -> KnowledgeBase:
    """The knowledge base; the first time, the sources are ingested, which standard error is told.

    An interrupted run is completed from the catalog alone: the sources of this call may be others.

    Args:
        settings: where it is.
        embedder: the model in use; None loads the one that the settings name.
    """
    from ingest.build import complete

    embedder = embedder or load_embedder(settings.embeddings)
    try:
        knowledge = open_knowledge_base(settings, embedder)
    except StoreMissingError:
        knowledge = _ingested(settings, embedder)
    if not knowledge.catalog.documents():
        knowledge.close()
        knowledge = _ingested(settings, embedder)
    elif not knowledge.is_complete():
        knowledge.close()
        make_console(stderr=True).print("The knowledge base is incomplete: finishing it first.")
        with progress("Embedding") as advance:
            complete(settings, embedder, advance)
        knowledge = open_knowledge_base(settings, embedder)
    knowledge.check()
    return knowledge


def ingest_with_progress(settings: Settings, embedder: "Embedder") -> "IngestReport":
    """Ingests the sources, and shows how far it is."""
    from ingest.build import ingest

    with progress("Embedding") as advance:
        return ingest(settings, embedder, advance)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error: gives what is to be told how many are done, and of how many."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = make_console(stderr=True)
    # Without a terminal, a bar that comes and goes would still leave an empty line behind.
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _ingested(settings: Settings, embedder: "Embedder") -> KnowledgeBase:
    make_console(stderr=True).print("The knowledge base is empty: ingesting the sources first.")
    ingest_with_progress(settings, embedder)
    return open_knowledge_base(settings, embedder)
