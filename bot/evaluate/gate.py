"""Holds a run against an earlier one, item by item: a headline is lost when the paired interval says so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluate.headlines import HEADLINES, Headline, estimate, values
from bot.evaluate.run import Result, Run
from bot.evaluate.statistics import Estimate, is_loss
from corpus.errors import EvaluationError


@dataclass(frozen=True, slots=True)
class Change:
    """A headline in two runs over the same items."""

    headline: Headline
    before: Estimate
    now: Estimate
    difference: Estimate
    """Now less before, item by item."""
    verdict: str
    """Why it is a loss; empty where it is none."""


def compare(run: Run, earlier: Run) -> list[Change]:
    """Compares the headlines of two runs over the items that both have and neither holds open."""
    now = {result.id: result for result in run.closed()}
    pairs = [(result, now[result.id]) for result in earlier.closed() if result.id in now]
    return [_compare(headline, [a for a, _ in pairs], [b for _, b in pairs], run.closed()) for headline in HEADLINES]


def _compare(headline: Headline, before: Sequence[Result], now: Sequence[Result], whole: Sequence[Result]) -> Change:
    """Compares a headline over pairs of results, and a promise over everything that there is now."""
    old, new = values(before, headline.name), values(now, headline.name)
    neither = np.isnan(old) & np.isnan(new)
    old, new = (np.where(neither, np.nan, np.nan_to_num(each, nan=headline.absent)) for each in (old, new))
    difference = estimate(headline, now, new - old)
    had, has = estimate(headline, before), estimate(headline, now)
    verdict = ""
    if is_loss(difference):
        verdict = f"lost {-difference.value:.3f} ({-difference.high:.3f} to {-difference.low:.3f})"
    elif had.count and not has.count:
        verdict = "applies to no item any more"
    elif headline.is_promise and estimate(headline, whole).value < 1:
        verdict = "a promise: not one item may fall short"
    return Change(headline, had, has, difference, verdict)


def hold(run: Run, baseline: Run) -> list[Change]:
    """The gate: what a run makes of every headline of the baseline.

    Raises:
        EvaluationError: the run is not over the questions of the baseline.
    """
    if run.provenance.questions != baseline.provenance.questions:
        raise EvaluationError(
            "The questions are not those that the baseline was made with, so that it says nothing about them. See that "
            "the change to them is meant, then write the baseline anew: cs-answers eval --baseline FILE."
        )
    closed, was_closed = ({result.id for result in each.closed()} for each in (run, baseline))
    if gone := sorted(was_closed - closed):
        raise EvaluationError(
            f"{len(gone)} items that the baseline counts are missing or held open, {gone[0]!r} among them. "
            "Run all of them, or write the baseline anew: cs-answers eval --baseline FILE."
        )
    return compare(run, baseline)
