"""The simplest decision to answer or abstain, for comparison: one threshold on one score."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]


def two_fold(scores: Scores, answerable: Flags) -> Flags:
    """Whether to answer, each half of the questions decided by the threshold that is best on the other.

    Args:
        scores: (n,), more means sooner answerable.
        answerable: (n,), whether it is.

    Returns:
        (n,), whether to answer question i. The halves are the even and the odd places.
    """
    answered = np.zeros(len(scores), dtype=bool)
    is_odd = np.arange(len(scores)) % 2 == 1
    for half in (is_odd, ~is_odd):
        answered[half] = scores[half] >= best_threshold(scores[~half], answerable[~half])
    return answered


def best_threshold(scores: Scores, answerable: Flags) -> float:
    """The score from which on to answer, for the best balanced accuracy; of several as good, the lowest."""
    candidates = [*np.unique(scores).tolist(), np.inf]
    return float(max(candidates, key=lambda threshold: _balanced_accuracy(scores >= threshold, answerable)))


def _balanced_accuracy(answered: Flags, answerable: Flags) -> float:
    """Of both classes; of the one there is where the other is missing; 0 for no questions."""
    shares = [float((answered[kind] == answerable[kind]).mean()) for kind in (answerable, ~answerable) if kind.any()]
    return float(np.mean(shares)) if shares else 0.0
