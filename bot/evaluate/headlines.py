"""The figures that a run is judged by: what each is, and over which items it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from bot.evaluate.run import Result
from bot.evaluate.statistics import NOTHING, Array, Bootstrap, Estimate


@dataclass(frozen=True, slots=True)
class Headline:
    """A mean over items in [0, 1], 1 being best."""

    name: str
    """Of the figure in a result."""
    title: str
    explains: str
    wanted: float
    is_promise: bool = False
    """Whether a single item that falls short is one too many."""
    by_class: bool = False
    """Whether it is the mean of its means over what is answerable and what is not."""
    absent: float = 0.0
    """What a run is given, beside one that has the figure for an item, if it has none: who cites nothing cites nothing
    wrong, but finds nothing either."""


HEADLINES = (
    Headline("recall@1", "right section first", "of the answerable: a section that answers is found first", 0.97),
    Headline("facts", "fact recall", "required facts that the answer states; a refusal states none", 0.95),
    Headline(
        "citation_precision",
        "citation precision",
        "citations of a section that answers, where any are",
        0.95,
        absent=1.0,
    ),
    Headline("citation_recall", "citation recall", "sections that answer and are cited; a refusal cites none", 0.95),
    Headline(
        "citations",
        "exact citations",
        "quotes that are the source's words, character for character",
        1.0,
        True,
        absent=1.0,
    ),
    Headline("numbers", "numbers accounted for", "answers without a number that nothing accounts for", 1.0, True),
    Headline("forbidden", "no forbidden statement", "answers that state nothing they must not", 1.0),
    Headline("language", "right language", "answers and refusals in the asker's language", 1.0),
    Headline("decided", "refusal, balanced accuracy", "the mean of answered and refused shares", 0.93, by_class=True),
    Headline("conflict_recall", "conflict recall", "differences between versions that the answer shows", 0.9),
    Headline("conflict_precision", "conflict precision", "differences shown that are real ones", 0.9, absent=1.0),
    Headline("tool", "right tool and inputs", "calculations with the right metric, inputs and result", 0.95),
)


def values(results: Sequence[Result], name: str) -> Array:
    """A figure of each result, (n,); nan where it does not apply."""
    return np.array([result.figures.get(name, nan) for result in results], dtype=np.float64)


def estimate(headline: Headline, results: Sequence[Result], figures: Array | None = None) -> Estimate:
    """A headline with its interval.

    Args:
        headline: which.
        results: what it is taken over.
        figures: (n,), in place of those that the results have: their differences from another run, for one.
    """
    if not results:
        return NOTHING
    strata = np.array([result.expects == "refusal" for result in results], dtype=int) if headline.by_class else None
    taken = values(results, headline.name) if figures is None else figures
    return Bootstrap([result.group for result in results]).mean(taken, strata)
