"""The sections that were found, in all their versions, with the vectors and the pairing of their sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.retrieve import Query, SectionHit
from corpus.discourse import announces, gives_answer
from corpus.knowledge import KnowledgeBase
from corpus.lexicon import index_words
from corpus.quantities import Unit, find_quantities
from corpus.text import heading_words
from corpus.translations import Translation, TranslationMemory
from corpus.types import INTRODUCTION, Document, Kind, Role, Section, Sentence

_OWN = (Kind.TITLE, Kind.SENTENCE)  # passages that are a sentence's own words
_CACHED = 256  # sections kept; some 30 KB each
_LEAST_CONTENT = 6  # content words, below which a sentence without term or figure says nothing
_LEAST_GAIN = 0.01  # above the average pair's similarity, for two sentences to say the same


@dataclass(frozen=True, slots=True)
class Version:
    """A section in one document, with the vectors of its sentences in every language they have."""

    document: Document
    section: Section
    vectors: Mapping[str, NDArray[np.float32]]
    """By language: row i (dimension,) is sentence i of the section; zeros where the language lacks it."""
    topic: frozenset[str]
    """What the document's introduction is found by: what it names, the whole document is about."""
    words: tuple[frozenset[str], ...]
    """What each sentence is found by: stems and glossary terms, over the languages it has."""
    telling: tuple[int, ...]
    """Rows that say something: neither heading nor question, nor a sentence that only leads on."""
    figures: NDArray[np.float64]
    """(n,): how many figures each sentence states."""
    answering: NDArray[np.float64]
    """(n,): 1 for a sentence that says of itself that it gives the answer, else 0."""
    memory: TranslationMemory
    """What has the translations of its sentences."""

    def wording(self, row: int, language: str) -> str | Translation | None:
        """`wording` of a sentence of the section."""
        return wording(self.section.sentences[row], self.document, language, self.memory)


class SectionReader:
    """Reads sections from the stores, and remembers the latest."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._memory = knowledge.memory
        self._documents = {document.id: document for document in knowledge.catalog.documents()}
        self._cache: dict[tuple[str, str], Version] = {}
        self._topics: dict[str, frozenset[str]] = {}
        self._alignments: dict[tuple[str, str, str], dict[int, int]] = {}

    def read(self, hit: SectionHit) -> tuple[Version, ...]:
        """All versions of the section that was found, in the order of the sources."""
        return tuple(self._version(document_id, hit.number) for document_id in hit.documents)

    def headed(self, hit: SectionHit, language: str) -> tuple[str, str]:
        """The document that shows a section best to readers of a language, and the section's heading in that language.

        The heading is the document's own where it is not translated, and empty where there is none, as over an
        introduction.
        """
        versions = self.read(hit)
        version = next((v for v in versions if v.document.language == language), versions[0])
        title = next((s for s in version.section.sentences if s.role is Role.TITLE), None)
        words = heading(title, version.document, language, self._memory) if title else ""
        return version.document.id, words

    def versions(self, document_ids: Sequence[str], number: str) -> tuple[Version, ...]:
        """A section in those of some documents that the knowledge base has."""
        return tuple(
            self._version(document_id, number) for document_id in document_ids if document_id in self._documents
        )

    def align(self, first: Version, second: Version) -> dict[int, int]:
        """`align`, remembered."""
        key = (first.document.id, second.document.id, first.section.number)
        if key not in self._alignments:
            if len(self._alignments) >= _CACHED:
                del self._alignments[next(iter(self._alignments))]
            self._alignments[key] = align(first, second)
        return self._alignments[key]

    def _version(self, document_id: str, number: str) -> Version:
        key = (document_id, number)
        if key not in self._cache:
            if len(self._cache) >= _CACHED:
                del self._cache[next(iter(self._cache))]
            self._cache[key] = self._load(document_id, number)
        return self._cache[key]

    def _load(self, document_id: str, number: str) -> Version:
        section = self._knowledge.catalog.section(document_id, number)
        rows = {sentence.ordinal: row for row, sentence in enumerate(section.sentences)}
        single = [p for p in self._knowledge.catalog.passages_of(document_id, number) if p.kind in _OWN]
        vectors: dict[str, NDArray[np.float32]] = {}
        for language in sorted({passage.language for passage in single}):
            found = self._knowledge.vectors.get(language, [p.id for p in single if p.language == language])
            matrix = np.zeros((len(rows), self._knowledge.embedder.dimension), dtype=np.float32)
            for passage in single:
                if passage.id in found:
                    matrix[rows[passage.sentences[0]]] = found[passage.id]
            vectors[language] = matrix
        document = self._documents[document_id]
        words = tuple(self._words(sentence, document, vectors.keys()) for sentence in section.sentences)
        figures = np.array([_count_figures(sentence, document.language) for sentence in section.sentences], dtype=float)
        answering = np.array(
            [s.role is Role.STATEMENT and gives_answer(s.text) for s in section.sentences], dtype=float
        )
        return Version(
            document,
            section,
            vectors,
            self._topic(document),
            words,
            _telling(section, document.language, figures),
            figures,
            answering,
            self._memory,
        )

    def _topic(self, document: Document) -> frozenset[str]:
        if document.id not in self._topics:
            sections = self._knowledge.catalog.sections(document.id)
            told = [s for section in sections if section.number == INTRODUCTION for s in section.sentences]
            introduction = [sentence for sentence in told if sentence.role is not Role.QUESTION]  # which only ask
            languages = (document.language, *self._memory.languages())
            words = (self._words(sentence, document, languages) for sentence in introduction)
            self._topics[document.id] = frozenset().union(*words)
        return self._topics[document.id]

    def _words(self, sentence: Sentence, document: Document, languages: Iterable[str]) -> frozenset[str]:
        words: set[str] = set()
        for language in languages:
            if text := wording(sentence, document, language, self._memory):
                stems, terms = index_words(text.text if isinstance(text, Translation) else text, language)
                words.update(stems, terms)
        return frozenset(words)


def _count_figures(sentence: Sentence, language: str) -> int:
    return sum(q.unit not in (Unit.YEAR, Unit.REFERENCE) for q in find_quantities(sentence.text, language))


def _telling(section: Section, language: str, figures: NDArray[np.float64]) -> tuple[int, ...]:
    told = [row for row, s in enumerate(section.sentences) if s.role not in (Role.TITLE, Role.QUESTION)]
    telling = [row for row in told if figures[row] or not _leads_on(section.sentences[row], language)]
    return tuple(telling or told)


def _leads_on(sentence: Sentence, language: str) -> bool:
    """Whether a sentence only leads on ("On to the next question."): no term, and hardly a content word."""
    if sentence.role is not Role.STATEMENT:
        return False
    stems, terms = index_words(sentence.text, language)
    return announces(sentence.text) or (not terms and len(stems) < _LEAST_CONTENT)


def wording(
    sentence: Sentence, document: Document, language: str, memory: TranslationMemory
) -> str | Translation | None:
    """A sentence in a language: its own words, its translation, or None where there is neither."""
    if document.language == language:
        return sentence.text
    return memory.find(sentence.text, language)


def heading(title: Sentence, document: Document, language: str, memory: TranslationMemory) -> str:
    """A heading without its number, in a language, or in its own where it is not translated."""
    words = wording(title, document, language, memory)
    return heading_words(words.text if isinstance(words, Translation) else words or title.text)


def similarities(version: Version, query: Query) -> NDArray[np.float64]:
    """How near each sentence is to a question, in standard deviations, averaged over the languages it has."""
    columns = []
    for language, matrix in version.vectors.items():
        values = (matrix @ query.vectors[language]).astype(np.float64)
        known = matrix.any(axis=1)
        if known.any():
            spread = max(float(values[known].std()), 0.01)
            columns.append(np.where(known, (values - values[known].mean()) / spread, 0.0))
    return np.mean(columns, axis=0) if columns else np.zeros(len(version.section.sentences))


def align(first: Version, second: Version) -> dict[int, int]:
    """Pairs the sentences of two versions of a section that say the same, in order.

    Returns:
        Row of `first` -> row of `second`. A sentence without a counterpart is left out.
    """
    shared = sorted(first.vectors.keys() & second.vectors.keys())
    own = _gain(first, second, first.document.language, second.document.language)
    gains = np.array([_gain(first, second, code, code) for code in shared] or [np.full(own.shape, np.nan)])
    held = (~np.isnan(gains)).sum(axis=0)
    # A sentence that no translation brings into a shared language is held against the others as it is.
    gain = np.where(held > 0, np.nansum(gains, axis=0) / np.maximum(held, 1), own)
    alike = np.equal.outer(_classes(first.section.sentences), _classes(second.section.sentences))
    return _best_path(np.where(alike, np.nan_to_num(gain, nan=-1.0), -1.0))


def _gain(first: Version, second: Version, language: str, other: str) -> NDArray[np.float64]:
    """How much nearer two sentences are than the average pair; nan where one of them lacks the language."""
    similarity = (first.vectors[language] @ second.vectors[other].T).astype(np.float64)
    known = np.logical_and.outer(first.vectors[language].any(axis=1), second.vectors[other].any(axis=1))
    average = similarity[known].mean() if known.any() else 0.0
    return np.where(known, similarity - average - _LEAST_GAIN, np.nan)


def _classes(sentences: Sequence[Sentence]) -> NDArray[np.int_]:
    """Headings pair with headings only, questions with questions, and what is told with what is told."""
    order = {Role.TITLE: 0, Role.QUESTION: 1}
    return np.array([order.get(sentence.role, 2) for sentence in sentences])


def _best_path(gain: NDArray[np.float64]) -> dict[int, int]:
    """The order-preserving one-to-one pairing of rows and columns with the greatest sum of positive gains."""
    rows, columns = gain.shape
    best = np.zeros((rows + 1, columns + 1))
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i, j] = max(best[i + 1, j], best[i, j + 1], gain[i, j] + best[i + 1, j + 1])
    path: dict[int, int] = {}
    i = j = 0
    while i < rows and j < columns:
        if gain[i, j] > 0 and best[i, j] == gain[i, j] + best[i + 1, j + 1]:
            path[i] = j
            i, j = i + 1, j + 1
        elif best[i, j] == best[i + 1, j]:
            i += 1
        else:
            j += 1
    return path
