"""Intervals by the bootstrap: groups of items are drawn with replacement, since items of one group fail together.

Method: the cluster bootstrap with percentile intervals (Davison and Hinkley, "Bootstrap Methods and their Application",
1997, section 3.8); the seed is fixed, so that two runs on the same answers give the same intervals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_DRAWS = 2_000
_SEED = 20_241_122
_TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval; all nan where it applies to no item."""

    value: float
    low: float
    high: float
    count: int
    """Items that it rests on."""


NOTHING = Estimate(nan, nan, nan, 0)


class Bootstrap:
    """Draws groups of items, the same draws for every figure."""

    def __init__(self, groups: Sequence[str]) -> None:
        """Takes the group of each item, (n,)."""
        names, self._group_of = np.unique(np.asarray(groups, dtype=object), return_inverse=True)
        self._draws = _draw(len(names))

    def mean(self, values: Array, strata: NDArray[np.int_] | None = None) -> Estimate:
        """The mean of a figure over the items, or over several strata the mean of their means.

        Args:
            values: (n,), nan for an item that the figure does not apply to.
            strata: (n,), the stratum of each item; None for a single one. With the strata answerable and
                unanswerable, the mean of whether the decision was right is its balanced accuracy.
        """
        applies = ~np.isnan(values)
        if not applies.any():
            return NOTHING
        of = np.zeros(len(values), dtype=int) if strata is None else strata
        kept = [applies & (of == stratum) for stratum in np.unique(of[applies])]
        value = float(np.mean([values[rows].mean() for rows in kept]))
        with np.errstate(invalid="ignore"):  # a draw may miss a stratum altogether: that draw says nothing
            drawn = np.mean([self._means(values, rows) for rows in kept], axis=0)
        low, high = np.nanpercentile(drawn, _TAILS)
        return Estimate(value, float(low), float(high), int(applies.sum()))

    def _means(self, values: Array, rows: NDArray[np.bool_]) -> Array:
        """The mean of the given rows in each draw, (draws,)."""
        size = self._draws.shape[1]
        sums = np.bincount(self._group_of[rows], weights=values[rows], minlength=size)
        counts = np.bincount(self._group_of[rows], minlength=size)
        means: Array = (self._draws @ sums) / (self._draws @ counts)
        return means


@lru_cache(maxsize=32)
def _draw(groups: int) -> NDArray[np.int64]:
    """How often each group is drawn, (draws, groups)."""
    random = np.random.default_rng(_SEED)
    return random.multinomial(groups, np.full(groups, 1 / groups), size=_DRAWS)


def is_loss(difference: Estimate) -> bool:
    """Whether a paired difference shows a loss: its whole interval lies below zero."""
    return not isnan(difference.high) and difference.high < 0
