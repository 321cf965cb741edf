"""The legs of the retriever alone, over the same stores: the embedder as it is, and the words (BM25)."""

from collections.abc import Iterable

import numpy as np

from corpus.knowledge import KnowledgeBase
from corpus.lexicon import question_words
from corpus.types import Kind, Passage

Scored = tuple[Passage, float]


class Legs:
    """One language of a knowledge base, searched without fusion, means or sentences: one vector a passage."""

    def __init__(self, knowledge: KnowledgeBase, language: str) -> None:
        """Reads the vectors of the passages; a long section has several."""
        self._knowledge = knowledge
        self._language = language
        found = [
            passage
            for document in knowledge.catalog.documents()
            for section in knowledge.catalog.sections(document.id)
            for passage in knowledge.catalog.passages_of(document.id, section.number)
            if passage.kind is Kind.SECTION and passage.language == language
        ]
        self._passages = {passage.id: passage for passage in found}
        vectors = knowledge.vectors.get(language, list(self._passages))
        self._ids = list(self._passages)
        rows = [vectors[id_] for id_ in self._ids]
        self._matrix = np.array(rows, dtype=np.float32).reshape(len(rows), knowledge.embedder.dimension)

    def embedder(self, question: str, limit: int = 100) -> list[Scored]:
        """Passages by the cosine of the vectors that the model gives, best first."""
        vector = np.asarray(self._knowledge.embedder.embed_query(question), dtype=np.float32)
        cosines = self._matrix @ vector
        order = np.argsort(-cosines, kind="stable")[:limit]
        return [(self._passages[self._ids[row]], float(cosines[row])) for row in order]

    def words(self, question: str, limit: int = 100) -> list[Scored]:
        """Passages by BM25 over stems and glossary terms, best first; one that shares no word is not found."""
        words = question_words(question, self._language)
        found, _ = self._knowledge.catalog.search_words(words, self._language, limit)
        return [(self._passages[id_], score) for id_, score in found]


def documents(found: Iterable[Scored]) -> list[str]:
    """Ids of the documents, each at the place of its best passage."""
    return list(dict.fromkeys(passage.document_id for passage, _ in found))
