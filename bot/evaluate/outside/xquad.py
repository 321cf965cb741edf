"""Retrieval across languages, on XQuAD: the same paragraphs and questions in English, Arabic and German.

The 240 paragraphs of a language become 240 sources of a knowledge base of their own, each named by its place (`p017`)
and by nothing that its text is about. Every question of every language is asked in each of the three; its gold
paragraph has the same place in all.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import Field

from bot.evaluate.outside.files import FromFile, QuestionWords, Words, find_folder, first, read_json
from bot.evaluate.outside.legs import Legs, documents
from bot.evaluate.outside.report import Figure, Report, Row
from bot.evaluate.outside.sources import Builder, Progress, SourceText, no_progress
from bot.retrieve import Retriever
from corpus.errors import EvaluationError
from corpus.knowledge import KnowledgeBase

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
_EXPECTED = "XQuAD is JSON in the format of SQuAD 1.1: data, paragraphs with context, and qas with question."
_MEASURES = (
    "Each question is asked of the paragraphs of each language. R@1: the share of questions whose paragraph comes "
    "first; R@5: among the first five; MRR: the mean of 1 / its place. Floor: the R@1 that the bundled embedder alone "
    "was measured to have; wanted: the R@1 that the project asks of itself."
)
_NOTES = (
    "Peers, measured in the same run: the embedder alone (the question's vector as the model gives it, against the "
    "paragraphs' vectors) and BM25 alone (over stems and glossary terms; across languages, names and figures), over "
    "the same stores; and the tutorial, where it is shown: LangChain's RAG tutorial pipeline on the same weights.",
    "The retriever's constants were chosen with a look at these same questions, so expect less elsewhere.",
    "The vector index is approximate, and not quite the same each time that it is built: of CS Answers and of the "
    "tutorial, a few questions in a thousand may turn out otherwise in another run.",
)

Ranker = Callable[[str], Sequence[str]]
"""From a question to ids of paragraphs, best first, each once."""


class Peer(Protocol):
    """Another way to search, measured in the same run."""

    @property
    def name(self) -> str:
        """Names its column."""
        ...

    def index(self, paragraphs: Mapping[str, str]) -> Ranker:
        """Takes in the paragraphs of one language, by id."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question in one language, and the id of the paragraph that answers it."""

    text: str
    gold: str


@dataclass(frozen=True, slots=True)
class Found:
    """How well one way to search did in one direction, each in [0, 1]."""

    recall_1: float
    recall_5: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Direction:
    """What was measured for questions of one language in the documents of one."""

    questions: str
    documents: str
    count: int
    ours: Found
    peers: Mapping[str, Found]

    @property
    def is_met(self) -> bool:
        """Whether it has the recall@1 that is wanted."""
        return self.ours.recall_1 >= WANTED[self.questions, self.documents]


class _Asked(FromFile):
    question: QuestionWords


class _Paragraph(FromFile):
    context: Words
    qas: tuple[_Asked, ...]


class _Article(FromFile):
    paragraphs: tuple[_Paragraph, ...]


class _File(FromFile):
    data: tuple[_Article, ...] = Field(min_length=1)


def read(folder: Path, limit: int | None = None) -> dict[str, tuple[dict[str, str], list[Question]]]:
    """By language, the paragraphs by id and the questions.

    Args:
        folder: with xquad.en.json, xquad.ar.json and xquad.de.json.
        limit: how many paragraphs to take from the beginning, with their questions; None takes all.

    Raises:
        EvaluationError: a file is missing or malformed, or the languages are not parallel.
    """
    find_folder(folder, "xquad.en.json, xquad.ar.json and xquad.de.json")
    read = {language: _read_language(folder / f"xquad.{language}.json", limit) for language in LANGUAGES}
    golds = {language: [item.gold for item in items] for language, (_, items) in read.items()}
    if not golds["en"] or any(golds[language] != golds["en"] for language in LANGUAGES):
        raise EvaluationError(
            f"The files in {folder} are not parallel: each language must have the same questions, one or more, on the "
            "same paragraphs, in the same order."
        )
    return read


def _read_language(file: Path, limit: int | None) -> tuple[dict[str, str], list[Question]]:
    articles = read_json(file, _File, _EXPECTED).data
    found = first([paragraph for article in articles for paragraph in article.paragraphs], limit)
    named = {f"p{place:03}": paragraph for place, paragraph in enumerate(found)}
    questions = [Question(qa.question, id_) for id_, paragraph in named.items() for qa in paragraph.qas]
    return {id_: paragraph.context for id_, paragraph in named.items()}, questions


def measure(
    folder: Path,
    build: Builder,
    limit: int | None = None,
    progress: Progress = no_progress,
    peers: Sequence[Peer] = (),
) -> Report:
    """Searches for every question in every language, and reports what was found first.

    Raises:
        EvaluationError: the data is missing or malformed.
    """
    directions, embedder = run(folder, build, limit, progress, peers)
    return report(directions, embedder, is_whole=limit is None)


def run(
    folder: Path,
    build: Builder,
    limit: int | None = None,
    progress: Progress = no_progress,
    peers: Sequence[Peer] = (),
) -> tuple[list[Direction], str]:
    """Measures the nine directions; returns them, and the fingerprint of the embedding model."""
    texts = read(folder, limit)
    total = sum(len(paragraphs) for paragraphs, _ in texts.values()) + len(FLOORS) * len(texts["en"][1])
    done = 0
    ways: dict[str, _Ways] = {}
    directions = []
    with ExitStack() as stack:
        for language, (paragraphs, _) in texts.items():
            progress(done, total)
            # The title is the id: a real one would name the article that the question is about.
            sources = [SourceText(id_, text, language, id_) for id_, text in paragraphs.items()]
            knowledge = stack.enter_context(build(sources))
            ways[language] = _Ways(knowledge, language, {peer.name: peer.index(paragraphs) for peer in peers})
            done += len(paragraphs)
        for asked_in, searched in FLOORS:
            items = texts[asked_in][1]
            ranked = []
            for item in items:
                progress(done, total)
                ranked.append(ways[searched].rank(item.text, asked_in))
                done += 1
            found = {name: figures([each[name] for each in ranked], [i.gold for i in items]) for name in ranked[0]}
            directions.append(Direction(asked_in, searched, len(items), found.pop(_OURS), found))
        progress(total, total)
        return directions, knowledge.embedder.fingerprint


_OURS = "CS Answers"


class _Ways:
    """The ways to search one language's paragraphs."""

    def __init__(self, knowledge: KnowledgeBase, language: str, peers: Mapping[str, Ranker]) -> None:
        self._retriever = Retriever(knowledge)
        self._legs = Legs(knowledge, language)
        self._peers = peers

    def rank(self, question: str, asked_in: str) -> dict[str, Sequence[str]]:
        """Paragraphs by each way, best first."""
        hits = self._retriever.search(self._retriever.prepare(question, asked_in), _LIMIT)
        return {
            _OURS: list(dict.fromkeys(hit.work for hit in hits)),
            "embedder": documents(self._legs.embedder(question, _LIMIT)),
            "BM25": documents(self._legs.words(question, _LIMIT)),
            **{name: rank(question) for name, rank in self._peers.items()},
        }


def figures(found: Sequence[Sequence[str]], golds: Sequence[str]) -> Found:
    """The figures of searches whose results are `found`, best first; one that lacks its gold counts as 0."""
    ranks = [ids.index(gold) + 1 if gold in ids else 0 for ids, gold in zip(found, golds, strict=True)]
    count = len(ranks)
    return Found(
        recall_1=sum(rank == 1 for rank in ranks) / count,
        recall_5=sum(0 < rank <= 5 for rank in ranks) / count,
        mrr=sum(1 / rank for rank in ranks if rank) / count,
    )


def report(directions: Sequence[Direction], embedder: str, *, is_whole: bool) -> Report:
    """The table: a line a figure and direction, the retriever beside its peers."""
    return Report(
        name="xquad",
        title="XQuAD: finding the paragraph that answers, in nine directions",
        measures=_MEASURES,
        questions=directions[0].count,
        is_whole=is_whole,
        embedder=embedder,
        labels=("figure", "asked in → searched", "wanted met"),
        columns=("floor", "wanted", _OURS, *directions[0].peers),
        rows=(
            *(_row("R@1", one, lambda found: found.recall_1, is_whole=is_whole) for one in directions),
            *(_row("R@5", one, lambda found: found.recall_5) for one in directions),
            *(_row("MRR", one, lambda found: found.mrr) for one in directions),
        ),
        notes=_NOTES if is_whole else (*_NOTES, "Among fewer paragraphs: not comparable with floor and wanted."),
    )


def _row(name: str, one: Direction, value: Callable[[Found], float], *, is_whole: bool = False) -> Row:
    key = one.questions, one.documents
    has_floor = name == "R@1"
    asked = (Figure(value=FLOORS[key]), Figure(value=WANTED[key])) if has_floor else (None, None)
    verdict = ("yes" if one.is_met else "no") if has_floor and is_whole else "–"
    found = (Figure(value=value(way)) for way in (one.ours, *one.peers.values()))
    return Row(labels=(name, f"{one.questions} → {one.documents}", verdict), figures=(*asked, *found))
