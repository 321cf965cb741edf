"""From a question to the sections that may answer it, best first.

Dense and lexical legs run side by side over every language version, the translated ones included. Similarities are not
comparable across languages (the best hit for an English question is English text in every case), so each version is
scored on a scale of its own first; then the versions of one work support one another.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.glossary import Glossary, Mention
from corpus.knowledge import KnowledgeBase
from corpus.lexicon import question_words
from corpus.spelling import Speller
from corpus.types import Hit, Kind, Place

Vector = NDArray[np.float32]
Key = tuple[str, str]
"""Document id and section number."""

# How much of the mean question of its language a query leaves behind, and how much of the searched language's it takes
# on. On XQuAD, ar->en recall@1 is .731 without either.
_LEAVE = 0.8
_APPROACH = 0.4
_WHOLE = 0.5  # weight of a section's best window, beside its two best sentences
_SECOND = 0.1  # of which the second
_WORDS_WEIGHT = 2.5  # of the lexical leg beside the dense one, both in standard deviations, if it knows every word
_DEPTH = 80  # passages fetched a language
_REMEMBERED = 100_000  # places of passages kept in memory, some 20 MB
_LEAST_SPREAD = {"dense": 0.01, "words": 1.0}  # a spread below this is noise, and is not magnified


@dataclass(frozen=True, slots=True)
class Query:
    """A question, ready to search with."""

    text: str
    """As its words were understood: slips of the pen corrected, compounds taken apart."""
    language: str
    mentions: tuple[Mention, ...]
    """The glossary's terms in it, in order."""
    words: Mapping[str, tuple[str, ...]]
    """By language of the texts to be searched: the words to look for."""
    raw: Vector
    """(dimension,), length 1: the question's own words embedded."""
    vectors: Mapping[str, Vector]
    """By language of the texts to be searched: (dimension,), length 1, the question's own words embedded, moved from
    where questions of its language lie towards where texts of that language do."""


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section of a work, over all its language versions."""

    work: str
    number: str
    score: float
    """In standard deviations above the average section found; comparable within one search only."""
    similarity: float
    """Cosine of the question and the nearest passage of any version, in [-1, 1]."""
    documents: tuple[str, ...]
    """Ids of the documents that have it, in the order of the sources."""


class Retriever:
    """Searches one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """Reads what every search needs: the documents, the languages' mean questions, the vocabulary."""
        self._knowledge = knowledge
        self._means = knowledge.catalog.query_means()
        nowhere = np.zeros((1, knowledge.embedder.dimension), dtype=np.float32)
        self._mean_of_all = np.mean(list(self._means.values()) or nowhere, axis=0, dtype=np.float32)
        self._documents = {document.id: document for document in knowledge.catalog.documents()}
        self._languages = list(knowledge.catalog.counts())
        self._known_places: dict[str, Place] = {}
        self._speller = Speller(knowledge.catalog.vocabulary())

    @property
    def languages(self) -> Sequence[str]:
        """The languages of the texts that are searched, those that they are translated into included."""
        return self._languages

    def prepare(self, text: str, language: str) -> Query:
        """Embeds a question in the given language."""
        raw = np.asarray(self._knowledge.embedder.embed_query(text), dtype=np.float32)
        from_here = self._means.get(language, self._mean_of_all)
        vectors = {
            there: _unit(raw - _LEAVE * from_here + _APPROACH * self._means.get(there, self._mean_of_all))
            for there in self._languages
        }
        understood = self._speller.mend(text)
        words = {there: question_words(understood, there) for there in self._languages}
        return Query(understood, language, Glossary.load().find(understood), words, raw, vectors)

    def search(self, query: Query, limit: int = 5) -> list[SectionHit]:
        """The sections that may answer a question, best first, at most `limit`."""
        return self.rank(self.find(query))[:limit]

    def find(self, query: Query) -> list["Found"]:
        """What both legs find in each language."""
        near = self._knowledge.vectors.search({code: query.vectors[code] for code in self._languages}, _DEPTH)
        return [Found(code, self._dense(near[code]), *self._words(query.words[code], code)) for code in self._languages]

    def rank(self, found: Iterable["Found"], among: Container[str] | None = None) -> list[SectionHit]:
        """Fuses what was found into sections, best first.

        Args:
            found: in each language.
            among: ids of the documents to rank the sections of; None for all.
        """
        scores: dict[Key, list[float]] = defaultdict(list)
        nearest: dict[Key, float] = defaultdict(lambda: -1.0)
        for each in found:
            near = {key: one for key, one in each.near.items() if among is None or key[0] in among}
            words = {key: score for key, score in each.words.items() if among is None or key[0] in among}
            # Across languages the known words are names and glossary terms; where they are few, a match is sooner
            # chance. Squaring the share tells the two apart: XQuAD en->de .805 with a fixed weight, .874 with this.
            weight = _WORDS_WEIGHT * each.share**2
            for key, score in _fuse({key: one.score for key, one in near.items()}, words, weight).items():
                scores[key].append(score)
            for key, one in near.items():
                nearest[key] = max(nearest[key], one.best)
        return self._by_work(scores, nearest)

    def _by_work(self, scores: Mapping[Key, list[float]], nearest: Mapping[Key, float]) -> list[SectionHit]:
        """Versions of one work support one another: their sections' scores are averaged."""
        holders: dict[tuple[str, str], list[str]] = defaultdict(list)
        for document_id, number in scores:
            holders[self._documents[document_id].work, number].append(document_id)
        hits = []
        for (work, number), ids in holders.items():
            ids.sort(key=lambda id_: self._documents[id_].position)
            all_scores = [score for id_ in ids for score in scores[id_, number]]
            similarity = max(nearest[id_, number] for id_ in ids)
            hits.append(SectionHit(work, number, sum(all_scores) / len(all_scores), similarity, tuple(ids)))
        return sorted(hits, key=lambda hit: -hit.score)

    def _dense(self, hits: Sequence[Hit]) -> dict[Key, "Near"]:
        places = self._places(hit.passage_id for hit in hits)
        whole: dict[Key, float] = {}
        parts: dict[Key, list[float]] = defaultdict(list)
        for hit in hits:
            if (place := places.get(hit.passage_id)) is None:
                continue  # an orphan: its passage was replaced, and its vector is not removed yet
            key = (place.document_id, place.section)
            if place.kind is Kind.SECTION:
                whole[key] = max(hit.similarity, whole.get(key, -1.0))
            else:
                parts[key].append(hit.similarity)
        floor = min((hit.similarity for hit in hits), default=0.0)
        return {key: _near(whole.get(key, floor), parts[key], floor) for key in whole.keys() | parts.keys()}

    def _words(self, words: Sequence[str], language: str) -> tuple[dict[Key, float], float]:
        found, share = self._knowledge.catalog.search_words(words, language, _DEPTH)
        places = self._places(id_ for id_, _ in found)
        best: dict[Key, float] = defaultdict(float)
        for id_, score in found:
            if place := places.get(id_):
                key = (place.document_id, place.section)
                best[key] = max(score, best[key])
        return best, share

    def _places(self, passage_ids: Iterable[str]) -> dict[str, Place]:
        """Where passages stand; remembered, since a passage never moves under its id."""
        ids = list(passage_ids)
        if len(self._known_places) > _REMEMBERED:
            self._known_places = {}
        known = self._known_places  # another thread may begin a new one meanwhile
        if new := [id_ for id_ in ids if id_ not in known]:
            known.update(self._knowledge.catalog.places(new))
        return {id_: known[id_] for id_ in ids if id_ in known}


@dataclass(frozen=True, slots=True)
class Near:
    """How near the passages of a section are to a question: cosines, and weighed sums of them."""

    score: float
    best: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds in one language."""

    language: str
    near: Mapping[Key, Near]
    """By the dense leg."""
    words: Mapping[Key, float]
    """By the lexical leg: BM25 of each section's best passage, above 0."""
    share: float
    """Of the question's words, how many the language has at all, in [0, 1]."""


def _near(whole: float, parts: list[float], floor: float) -> Near:
    """A section's dense score: its best window, and its two best sentences; what was not found counts as `floor`."""
    first, second = sorted([*parts, floor, floor], reverse=True)[:2]
    return Near(_WHOLE * whole + (1 - _SECOND) * first + _SECOND * second, max(whole, first))


def _unit(vector: Vector) -> Vector:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _fuse(dense: Mapping[Key, float], words: Mapping[Key, float], weight: float) -> dict[Key, float]:
    keys = list(dense.keys() | words.keys())
    floor = min(dense.values(), default=0.0)
    near = _standard(np.array([dense.get(key, floor) for key in keys]), _LEAST_SPREAD["dense"])
    matched = _standard(np.array([words.get(key, 0.0) for key in keys]), _LEAST_SPREAD["words"])
    return dict(zip(keys, (near + weight * matched).tolist(), strict=True))


def _standard(values: NDArray[np.float64], least_spread: float) -> NDArray[np.float64]:
    """Standard scores; none for no values."""
    return (values - values.mean()) / max(float(values.std()), least_spread) if len(values) else values
