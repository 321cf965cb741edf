"""Finds where two versions of one work state different figures in the same place: told as fact, not as verdict."""

from collections.abc import Sequence

from bot.answer import Citation, Conflict, ConflictSide
from corpus.phrases import language_name, say
from corpus.quantities import Quantity, Unit, find_quantities

_NO_STATEMENT = (Unit.REFERENCE, Unit.YEAR)


def find_conflict(citations: Sequence[Citation], language: str) -> Conflict | None:
    """Compares the quantities of sentences that say the same thing in different versions.

    Args:
        citations: one a version, of sentences that were paired.
        language: to say it in.

    Returns:
        None where all state the same values and units, however they are written, or where a version states none.
    """
    stated = [figures(citation) for citation in citations]
    if not all(stated) or all(_alike(stated[0], other) for other in stated[1:]):
        return None
    told = [tuple(_as_written(q, language) for q in found) for found in stated]
    sides = tuple(ConflictSide(citation=c.number, quantities=q) for c, q in zip(citations, told, strict=True))
    versions = "; ".join(
        f"{language_name(c.document_language, language)}: {', '.join(q)} [{c.number}]"
        for c, q in zip(citations, told, strict=True)
    )
    return Conflict(statement=f"{say('versions_differ', language)} {versions}.", sides=sides)


def agree(first: Citation, second: Citation) -> bool:
    """Whether two sentences that were paired state the same quantities, or both none."""
    return _alike(figures(first), figures(second))


def figures(citation: Citation) -> list[Quantity]:
    """What a cited sentence states in figures, years and the numbers of points in the text apart."""
    return [q for q in find_quantities(citation.cited_text, citation.document_language) if q.unit not in _NO_STATEMENT]


def _alike(first: list[Quantity], second: list[Quantity]) -> bool:
    rest = list(second)
    for quantity in first:
        match = next((other for other in rest if quantity.same(other)), None)
        if match is None:
            return False
        rest.remove(match)
    return not rest


def _as_written(quantity: Quantity, language: str) -> str:
    return quantity.text if quantity.value is not None else say("unreadable", language, figure=quantity.text)
