"""Lists what disagrees in a whole knowledge base: versions of one work, and different works on one term.

Versions of one work must state the same, sentence by sentence. Different works need not: their figures on one metric
may be of different things, and are listed as what they are, different figures.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from bot.conflicts import Disagreement, Stated, disagreements
from bot.evidence import SectionReader, Version
from corpus.catalog import Catalog
from corpus.glossary import Glossary
from corpus.knowledge import KnowledgeBase
from corpus.quantities import Quantity, Unit
from corpus.types import Document, Role, Sentence


@dataclass(frozen=True, slots=True)
class ListedSide:
    """What one document states, and where: `document.text[start:end] == text`, in code points."""

    document: str
    language: str
    section: str
    start: int
    end: int
    text: str
    quantities: tuple[str, ...]
    """As they are written there."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Two sentences that state different figures."""

    kind: Literal["versions", "works"]
    """Of one work, or of different ones."""
    term: str
    """Of the glossary: what different works state different figures for; empty for versions of one work."""
    sides: tuple[ListedSide, ListedSide]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The figures side by side, where each has its counterpart; else all of them as one pair."""
        first, second = (side.quantities for side in self.sides)
        if len(first) == len(second):
            return tuple(zip(first, second, strict=True))
        return ((", ".join(first), ", ".join(second)),)


def list_conflicts(knowledge: KnowledgeBase) -> list[Listed]:
    """Everything that disagrees, versions of one work first, in the order of the sources."""
    return [*_between_versions(knowledge), *_between_works(knowledge.catalog)]


def _between_versions(knowledge: KnowledgeBase) -> Iterator[Listed]:
    reader = SectionReader(knowledge)
    works: dict[str, list[Document]] = defaultdict(list)
    for document in knowledge.catalog.documents():
        works[document.work].append(document)
    for documents in works.values():
        for first, second in combinations(documents, 2):
            theirs = {section.number for section in knowledge.catalog.sections(second.id)}
            for section in knowledge.catalog.sections(first.id):
                if section.number in theirs:
                    mine, other = reader.versions((first.id, second.id), section.number)
                    for found in disagreements(mine, other, reader.align(mine, other)):
                        yield _of_versions(mine, other, found)


def _of_versions(first: Version, second: Version, found: Disagreement) -> Listed:
    told = zip((first, second), (found.row, found.other_row), found.sides, strict=True)
    one, other = (
        _side(version.document, version.section.sentences[row], quantities) for version, row, quantities in told
    )
    return Listed("versions", "", (one, other))


@dataclass(frozen=True, slots=True)
class _Claim:
    document: Document
    sentence: Sentence
    figures: tuple[Quantity, ...]


def _between_works(catalog: Catalog) -> Iterator[Listed]:
    """Pairs of works whose figures of one unit for one metric have nothing in common; the first sentences of each."""
    claims: dict[tuple[str, Unit], dict[str, list[_Claim]]] = defaultdict(lambda: defaultdict(list))
    for document in catalog.documents():
        for section in catalog.sections(document.id):
            for sentence in section.sentences:
                for term, claim in _claims(document, sentence):
                    claims[term, claim.figures[0].unit][document.work].append(claim)
    for (term, _), works in claims.items():
        for first, second in combinations(works.values(), 2):
            values = ({q.value for claim in each for q in claim.figures} for each in (first, second))
            if set.isdisjoint(*values):
                name = Glossary.load().terms[term]
                sides = (_side(c.document, c.sentence, _written(c)) for c in (first[0], second[0]))
                yield Listed("works", (name.acronyms or name.forms["en"])[0], (next(sides), next(sides)))


def _claims(document: Document, sentence: Sentence) -> Iterator[tuple[str, _Claim]]:
    """What a sentence states of the one metric that it mentions, by unit."""
    if sentence.role in (Role.TITLE, Role.QUESTION):
        return
    glossary = Glossary.load()
    mentioned = {mention.term_id for mention in glossary.find(sentence.text, article=True)}
    metrics = [term for term in mentioned if glossary.terms[term].kind == "metric"]
    if len(metrics) != 1:
        return
    by_unit: dict[Unit, list[Quantity]] = defaultdict(list)
    for quantity in Stated(sentence.text, document.language).figures:
        if quantity.value is not None and quantity.unit is not Unit.YEAR:
            by_unit[quantity.unit].append(quantity)
    for figures in by_unit.values():
        yield metrics[0], _Claim(document, sentence, tuple(figures))


def _written(claim: _Claim) -> tuple[str, ...]:
    return Stated(claim.sentence.text, claim.document.language).written(claim.figures)


def _side(document: Document, sentence: Sentence, quantities: tuple[str, ...]) -> ListedSide:
    place = (sentence.section, sentence.start, sentence.end, sentence.text)
    return ListedSide(document.id, document.language, *place, quantities)
