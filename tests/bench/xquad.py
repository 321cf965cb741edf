"""Cross-lingual retrieval on XQuAD, through the project's own stores and retriever.

    python -m tests.bench.xquad FOLDER [--limit N] [--keep FOLDER] [--json]

FOLDER holds xquad.en.json, xquad.ar.json and xquad.de.json. The 240 paragraphs of a language become 240 sources of a
knowledge base of their own, each named by its place (`p017`) and by nothing that its text is about. Every question of
every language is asked in each of the three; its gold paragraph has the same place in all. Beside the retriever, two of
its legs are measured alone, over the same stores: the embedder (the question's vector as the model gives it, against
the paragraphs' vectors) and the words (BM25).
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.retrieve import Query, Retriever
from corpus.embeddings import Embedder, load_embedder
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.lexicon import question_words
from corpus.settings import Settings
from corpus.types import Kind
from ingest.build import ingest

LANGUAGES = ("en", "ar", "de")

# (question language, document language): recall@1 of the bundled embedder alone, one vector a paragraph.
# Source: the README.md beside the benchmark's folder, "Measured with the bundled embedder alone".
FLOORS = {
    ("en", "en"): 0.937, ("ar", "ar"): 0.866, ("de", "de"): 0.910,
    ("en", "ar"): 0.753, ("en", "de"): 0.839, ("ar", "en"): 0.647,
    ("ar", "de"): 0.655, ("de", "ar"): 0.700, ("de", "en"): 0.835,
}  # fmt: skip
WANTED = FLOORS | {("en", "ar"): 0.82, ("ar", "en"): 0.77}
"""The floors, and what is asked beyond them."""

_LIMIT = 100  # hits taken of each search

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Item:
    """A question in one language, and the id of the paragraph that answers it."""

    text: str
    gold: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one way to search in one direction, each in [0, 1]."""

    recall_1: float
    recall_5: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Direction:
    """What was measured for questions of one language in the documents of one."""

    questions: str
    documents: str
    floor: float
    wanted: float
    retriever: Figures
    embedder: Figures
    words: Figures


class Remembering(Embedder):
    """An embedder that computes a question once, since each is asked in three knowledge bases."""

    def __init__(self, inner: Embedder) -> None:
        """Stands for `inner`, and has its identity."""
        self._inner = inner
        self._known: dict[str, list[float]] = {}
        self.fingerprint = inner.fingerprint
        self.dimension = inner.dimension

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        return self._inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        if text not in self._known:
            self._known[text] = self._inner.embed_query(text)
        return self._known[text]


def read_language(file: Path, limit: int | None) -> tuple[dict[str, str], list[Item]]:
    """The paragraphs by id, and the questions, of a file in the format of SQuAD 1.1.

    Args:
        file: such as xquad.en.json.
        limit: how many paragraphs to take from the beginning, with their questions; None takes all.
    """
    articles = json.loads(file.read_text(encoding="utf-8"))["data"]
    found = [paragraph for article in articles for paragraph in article["paragraphs"]][:limit]
    ids = [f"p{place:03}" for place in range(len(found))]
    paragraphs = {id_: paragraph["context"] for id_, paragraph in zip(ids, found, strict=True)}
    items = [Item(qa["question"], id_) for id_, paragraph in zip(ids, found, strict=True) for qa in paragraph["qas"]]
    return paragraphs, items


def make_knowledge_base(
    folder: Path, language: str, paragraphs: Mapping[str, str], embedder: Embedder, progress: Progress
) -> KnowledgeBase:
    """Ingests the paragraphs, each as a source of its own, into a knowledge base in `folder`."""
    sources = folder / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    for id_, text in paragraphs.items():
        (sources / f"{id_}.txt").write_text(text, encoding="utf-8")
    # The title is the id: a real one would name the article that the question is about.
    entries = [{"file": f"{id_}.txt", "language": language, "title": id_} for id_ in paragraphs]
    listing = sources / "sources.yaml"
    listing.write_text(yaml.safe_dump({"sources": entries}), encoding="utf-8")
    settings = Settings(data_dir=folder / "data", sources=listing, embeddings="bundled", chroma_url=None)
    task = progress.add_task(f"Ingesting {language}", total=None)
    ingest(settings, embedder, lambda done, total: progress.update(task, completed=done, total=total or 1))
    return open_knowledge_base(settings, embedder)


class Bench:
    """One knowledge base, with the ways to search it."""

    def __init__(self, knowledge: KnowledgeBase, language: str) -> None:
        """Reads the paragraphs' vectors, for the embedder alone."""
        self._knowledge = knowledge
        self._language = language
        self._retriever = Retriever(knowledge)
        sections = knowledge.catalog.documents()
        passages = [
            passage
            for document in sections
            for section in knowledge.catalog.sections(document.id)
            for passage in knowledge.catalog.passages_of(document.id, section.number)
            if passage.kind is Kind.SECTION
        ]
        vectors = knowledge.vectors.get(language, [passage.id for passage in passages])
        self._owners = [passage.document_id for passage in passages]
        self._matrix = np.array([vectors[passage.id] for passage in passages])

    def prepare(self, item: Item, language: str) -> Query:
        """The question as the retriever takes it."""
        return self._retriever.prepare(item.text, language)

    def retriever(self, query: Query) -> list[str]:
        """Paragraphs that the whole retriever finds, best first."""
        return _distinct(hit.work for hit in self._retriever.search(query, _LIMIT))

    def embedder(self, item: Item) -> list[str]:
        """Paragraphs by their vectors alone, a long one by the best of its windows."""
        vector = np.asarray(self._knowledge.embedder.embed_query(item.text), dtype=np.float32)
        order = np.argsort(-(self._matrix @ vector), kind="stable")[:_LIMIT]
        return _distinct(self._owners[row] for row in order)

    def words(self, item: Item) -> list[str]:
        """Paragraphs by BM25 alone."""
        catalog = self._knowledge.catalog
        found, _ = catalog.search_words(question_words(item.text, self._language), self._language, _LIMIT)
        passages = catalog.passages([id_ for id_, _ in found])
        return _distinct(passages[id_].document_id for id_, _ in found)


def measure(bench: Bench, items: Sequence[Item], questions: str, documents: str) -> Direction:
    """Asks every question in one knowledge base, in each of the three ways."""
    golds = [item.gold for item in items]
    return Direction(
        questions,
        documents,
        FLOORS[questions, documents],
        WANTED[questions, documents],
        figures([bench.retriever(bench.prepare(item, questions)) for item in items], golds),
        figures([bench.embedder(item) for item in items], golds),
        figures([bench.words(item) for item in items], golds),
    )


def figures(found: Sequence[Sequence[str]], golds: Sequence[str]) -> Figures:
    """The figures of searches whose results are `found`, best first; one that lacks its gold counts as 0."""
    ranks = [ids.index(gold) + 1 if gold in ids else 0 for ids, gold in zip(found, golds, strict=True)]
    count = len(ranks)
    return Figures(
        recall_1=sum(rank == 1 for rank in ranks) / count,
        recall_5=sum(0 < rank <= 5 for rank in ranks) / count,
        mrr=sum(1 / rank for rank in ranks if rank) / count,
    )


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def run(source: Path, folder: Path, limit: int | None) -> list[Direction]:
    """Measures the nine directions.

    Args:
        source: the folder of the three files.
        folder: for the knowledge bases; those that an earlier run left there are used again.
        limit: how many paragraphs a language to take; None takes all.
    """
    read = {language: read_language(source / f"xquad.{language}.json", limit) for language in LANGUAGES}
    embedder = Remembering(load_embedder("bundled"))
    measured = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        benches = {}
        for language, (paragraphs, _) in read.items():
            knowledge = make_knowledge_base(folder / language, language, paragraphs, embedder, progress)
            benches[language] = Bench(knowledge, language)
        task = progress.add_task("Asking", total=len(FLOORS))
        for questions, documents in FLOORS:
            measured.append(measure(benches[documents], read[questions][1], questions, documents))
            progress.advance(task)
    return measured


def show(measured: Sequence[Direction], *, is_whole: bool) -> None:
    """Prints the figures as a table."""
    table = Table(title="XQuAD: recall@1 beside the floor; on the right, recall@1 of the two legs alone")
    for name in ("asked in", "floor", "wanted", "R@1", "", "R@5", "MRR", "embedder", "BM25"):
        table.add_column(name, justify="left" if name in ("asked in", "") else "right", no_wrap=True)
    for row in measured:
        verdict = ("ok" if row.retriever.recall_1 >= row.wanted else "BELOW") if is_whole else "-"
        values = (row.floor, row.wanted, row.retriever.recall_1)
        rest = (row.retriever.recall_5, row.retriever.mrr, row.embedder.recall_1, row.words.recall_1)
        table.add_row(f"{row.questions} -> {row.documents}", *map(_three, values), verdict, *map(_three, rest))
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table)
    if not is_whole:
        console.print("Among fewer paragraphs than the floors were measured with: figures not comparable with them.")


def _three(value: float) -> str:
    return f"{value:.3f}"


def main() -> int:
    """Measures and prints; the exit status is 1 where a wanted figure is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.xquad", description="Retrieval on XQuAD, nine directions."
    )
    parser.add_argument("source", type=Path, help="folder with xquad.en.json, xquad.ar.json and xquad.de.json")
    parser.add_argument("--limit", type=int, metavar="N", help="a quick look: only the first N paragraphs a language")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the knowledge bases here for the next run")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        measured = run(arguments.source, arguments.keep or Path(temporary), arguments.limit)
    is_whole = arguments.limit is None
    if arguments.json:
        sys.stdout.write(json.dumps([asdict(row) for row in measured], indent=2) + "\n")
    else:
        show(measured, is_whole=is_whole)
    return int(is_whole and any(row.retriever.recall_1 < row.wanted for row in measured))


if __name__ == "__main__":
    raise SystemExit(main())
