"""Finds where different works state different figures for what is asked.

More careful than between versions of one work: two works may speak of different things. Only a question that asks for
a figure is looked at, only the sentence of each work that comes nearest to answering it, and only figures of the kind
that is asked for; what they have in common is no disagreement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answer import Answer, Citation, Conflict, ConflictSide
from bot.citing import cite
from bot.conflicts import Stated, shown
from bot.evidence import Version
from bot.extract import WEIGHTS, Aligner, score
from bot.retrieve import Query
from corpus.glossary import Glossary
from corpus.phrases import say
from corpus.quantities import Quantity, Unit
from corpus.question_types import AnswerType, asked_type


@dataclass(frozen=True, slots=True)
class Claim:
    """The sentence of a work that comes nearest to stating what is asked, and its figures of that kind."""

    version: Version
    row: int
    figures: tuple[Quantity, ...]
    anywhere: tuple[Quantity, ...]
    """All figures of that kind in the section."""

    @property
    def written(self) -> tuple[str, ...]:
        """The figures as they stand there."""
        sentence = self.version.section.sentences[self.row]
        return Stated(sentence.text, self.version.document.language).written(self.figures)


def asks_for(query: Query) -> AnswerType | None:
    """The type of figure that a question asks for; None where it asks for none."""
    asked = asked_type(query.text)
    terms = Glossary.load().terms
    if asked is None and any(terms[mention.term_id].kind == "metric" for mention in query.mentions):
        return AnswerType.AMOUNT
    return None if asked is AnswerType.NAME else asked


def claim(query: Query, versions: Sequence[Version], language: str, aligner: Aligner) -> Claim | None:
    """What the versions of a section state of what is asked; None where no sentence states such a figure."""
    asked = asks_for(query)
    if asked is None:
        return None
    version, scores = score(query, versions, language, aligner, replace(WEIGHTS, figure=0.0))
    stated = {row: _figures(version, row, asked) for row in version.telling}
    rows = [row for row in version.telling if stated[row]]
    best = max(rows, key=lambda row: scores[row], default=None)
    if best is None:
        return None
    return Claim(version, best, stated[best], tuple(figure for row in rows for figure in stated[row]))


def _figures(version: Version, row: int, asked: AnswerType) -> tuple[Quantity, ...]:
    stated = Stated(version.section.sentences[row].text, version.document.language).figures
    return tuple(q for q in stated if q.value is not None and (asked is AnswerType.TIME) == _is_year(q))


def _is_year(figure: Quantity) -> bool:
    """Whether a figure may be a year; before 1900 nothing but the question tells it from another number."""
    is_old = figure.unit is Unit.NONE and figure.text.isdigit() and len(figure.text) == len("1066")
    return figure.unit is Unit.YEAR or is_old


def differ(first: Claim, second: Claim) -> bool:
    """Whether what each work states is nowhere in what the other does."""
    return not (_has(second, first) or _has(first, second))


def _has(section: Claim, claimed: Claim) -> bool:
    return any(figure.same(other) for figure in claimed.figures for other in section.anywhere)


def tell(answer: Answer, claims: Sequence[Claim]) -> Answer:
    """An answer with what other works state differently, if any do, in its own language.

    Args:
        answer: from the work of the first claim.
        claims: one a work.
    """
    first, *others = claims
    citations = list(answer.citations)
    conflicts = list(answer.conflicts)
    for other in others:
        if differ(first, other):
            sides = [(_cited(each, citations, answer.language), each) for each in (first, other)]
            figures = [", ".join(shown(figure, answer.language) for figure in each.written) for _, each in sides]
            (mine, _), (theirs, _) = sides
            parts = {"first": f"{figures[0]} [{mine.number}]", "second": f"{figures[1]} [{theirs.number}]"}
            stated = tuple(ConflictSide(citation=c.number, quantities=each.written) for c, each in sides)
            conflicts.append(Conflict(statement=say("works_differ", answer.language, **parts), sides=stated))
    told = [conflict.statement for conflict in conflicts[len(answer.conflicts) :]]
    return answer.model_copy(
        update={
            "text": "\n\n".join([answer.text, *told]),
            "citations": tuple(citations),
            "conflicts": tuple(conflicts),
        }
    )


def _cited(claim: Claim, citations: list[Citation], language: str) -> Citation:
    """The citation of a claim's sentence: the one that the answer has, or a new one at the end."""
    sentence = claim.version.section.sentences[claim.row]
    place = (claim.version.document.id, sentence.start)
    for citation in citations:
        if (citation.document_id, citation.start_char_index) == place:
            return citation
    citations.append(cite(claim.version, claim.row, len(citations) + 1, language))
    return citations[-1]
