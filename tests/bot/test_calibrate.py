"""The fit behind the decision to answer: right on clear cases, at the optimum, and the same every time."""

import json
from dataclasses import fields
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.abstain import Decision, Signals
from bot.calibrate import _PENALTY, balanced_accuracy, cross_validated, fit

_SIGNALS = len(fields(Signals))

Array = NDArray[np.float64]


def _clusters(seed: int, rows: int = 80, distance: float = 8.0) -> tuple[Array, Array]:
    """Two clouds with `distance` between their middles, in a random direction, and which of them each row is of.

    No row is further than 2.7 from the middle of its cloud, so that the two can always be told apart.
    """
    random = np.random.default_rng(seed)
    direction = random.normal(size=_SIGNALS)
    answerable = (np.arange(rows) % 3 == 0).astype(np.float64)
    noise = random.uniform(-1, 1, size=(rows, _SIGNALS))
    return noise + np.outer(answerable, distance * direction / np.linalg.norm(direction)), answerable


def _chances(decision: Decision, signals: Array) -> Array:
    return np.array([decision.probability(Signals(*row)) for row in signals])


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=25)
def test_clear_cases_are_told_apart(seed: int) -> None:
    signals, answerable = _clusters(seed)
    chances = _chances(fit(signals, answerable), signals)
    assert np.array_equal(chances >= 0.5, answerable > 0)
    assert balanced_accuracy(chances, answerable, 0.5) == 1.0


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=10)
def test_cases_never_seen_are_told_apart(seed: int) -> None:
    signals, answerable = _clusters(seed, rows=120)
    groups = [f"group {i // 4}" for i in range(len(signals))]
    assert balanced_accuracy(cross_validated(signals, answerable, groups), answerable, 0.5) >= 0.97


def test_what_says_nothing_is_given_no_weight() -> None:
    random = np.random.default_rng(1)
    answerable = (np.arange(400) % 2).astype(np.float64)
    signals = random.normal(size=(400, _SIGNALS))
    signals[:, 2] += 4 * answerable
    weights = np.abs(fit(signals, answerable).weights)
    assert weights[2] > 5 * np.delete(weights, 2).max()


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=10)
def test_the_same_data_give_the_same_fit_in_whatever_unit(seed: int) -> None:
    signals, answerable = _clusters(seed, distance=2.0)
    decision = fit(signals, answerable)
    assert decision == fit(signals.copy(), answerable.copy())
    scaled = 1000 * signals - 7
    assert _chances(fit(scaled, answerable), scaled) == pytest.approx(_chances(decision, signals), abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(0, _SIGNALS))
@settings(deadline=None, max_examples=25)
def test_no_neighbour_of_the_fit_is_better(seed: int, which: int) -> None:
    signals, answerable = _clusters(seed, distance=1.5)
    decision = fit(signals, answerable)
    theta = np.array([*decision.weights, decision.bias])
    best = _loss(theta, decision, signals, answerable)
    for step in (-0.01, 0.01):
        moved = theta.copy()
        moved[which] += step
        assert _loss(moved, decision, signals, answerable) > best


def _loss(theta: Array, decision: Decision, signals: Array, answerable: Array) -> float:
    """The penalised logistic loss, with both classes weighed alike."""
    inputs = (signals - np.array(decision.means)) / np.array(decision.spreads)
    margins = np.where(answerable > 0, 1.0, -1.0) * (inputs @ theta[:-1] + theta[-1])
    share = answerable.mean()
    weight = np.where(answerable > 0, 0.5 / share, 0.5 / (1 - share))
    return float((weight * np.log1p(np.exp(-margins))).sum() + 0.5 * _PENALTY * (theta[:-1] ** 2).sum())


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    answerable = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0])
    assert balanced_accuracy(np.array([0.9, 0.9, 0.9, 0.1, 0.1, 0.9]), answerable, 0.5) == (0.75 + 0.5) / 2
    assert balanced_accuracy(np.ones(6), answerable, 0.5) == 0.5


def test_the_shipped_decision_is_the_one_of_these_signals() -> None:
    shipped = json.loads(files("corpus").joinpath("abstain.json").read_text(encoding="utf-8"))
    assert shipped["signals"] == [field.name for field in fields(Signals)]
    assert {len(shipped[part]) for part in ("weights", "means", "spreads")} == {len(shipped["signals"])}
    assert min(shipped["spreads"]) > 0
    assert 0 < shipped["threshold"] < 1
    assert Decision.load().threshold == shipped["threshold"]
