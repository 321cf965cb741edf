"""Finds the figures that a question takes for stated and the sources do not state: to be said, not agreed with."""

import re
from collections.abc import Sequence

from bot.evidence import Version
from corpus.conversation import content_words
from corpus.discourse import attributes, speaks_of_own
from corpus.quantities import Quantity, Unit, find_quantities

_CLAUSE = re.compile(r"[.!?؟;،,]\s+|\s[-–—]\s")
_FEW = 12  # a bare number up to this is a count of the question's own ("two questions")


def foreign_figures(text: str, language: str, versions: Sequence[Version]) -> tuple[str, ...]:
    """The figures that a question takes for stated and no version of the section states, as they are written.

    Figures of the asker's own ("we have 40 accounts") are no premise; years are looked after apart.

    Args:
        text: the question.
        language: ISO 639-1 code of the question.
        versions: of the section that answers.
    """
    if not attributes(text) or not content_words(text):
        return ()
    stated = [
        quantity
        for version in versions
        for sentence in version.section.sentences
        for quantity in find_quantities(sentence.text, version.document.language)
    ]
    return tuple(
        figure.text.strip()
        for figure in find_quantities(text, language)
        if _is_claimed(figure) and not any(_is_same(figure, each) for each in stated) and not _is_own(text, figure)
    )


def _is_claimed(figure: Quantity) -> bool:
    if figure.value is None or figure.unit in (Unit.YEAR, Unit.REFERENCE):
        return False
    return figure.unit is not Unit.NONE or figure.value > _FEW


def _is_same(asked: Quantity, stated: Quantity) -> bool:
    """Whether a source states it; a question may leave out the unit ("is 50 normal?")."""
    return asked.value == stated.value and asked.unit in (Unit.NONE, stated.unit)


def _is_own(text: str, figure: Quantity) -> bool:
    """Whether the clause of a figure tells of the asker's own."""
    bounds = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    start = max(bound for bound in bounds if bound <= figure.start)
    end = min((bound for bound in bounds if bound >= figure.end), default=len(text))
    return speaks_of_own(text[start:end])
