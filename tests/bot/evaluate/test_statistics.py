"""The bootstrap: the same every time, as wide as theory says, and wider for items that fail together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluate.statistics import NOTHING, Bootstrap, is_loss


def _alone(count: int) -> list[str]:
    return [f"group {i}" for i in range(count)]


def test_a_mean_and_its_interval() -> None:
    values = np.array([1.0] * 70 + [0.0] * 30)
    found = Bootstrap(_alone(100)).mean(values)
    half = 1.96 * np.sqrt(0.7 * 0.3 / 100)
    assert found.value == pytest.approx(0.7)
    assert (found.low, found.high) == pytest.approx((0.7 - half, 0.7 + half), abs=0.02)
    assert found.count == 100


def test_items_that_fail_together_say_less() -> None:
    values = np.repeat(np.arange(20) % 2, 5).astype(float)
    alone = Bootstrap(_alone(100)).mean(values)
    together = Bootstrap([f"group {i // 5}" for i in range(100)]).mean(values)
    assert together.high - together.low > 1.8 * (alone.high - alone.low)


def test_what_applies_to_no_item_is_no_figure() -> None:
    found = Bootstrap(_alone(3)).mean(np.full(3, np.nan))
    assert repr(found) == repr(NOTHING)
    assert not is_loss(found)


def test_items_that_it_does_not_apply_to_are_left_out() -> None:
    assert Bootstrap(_alone(4)).mean(np.array([1.0, np.nan, 0.0, np.nan])).value == 0.5


def test_strata_weigh_alike_whatever_their_size() -> None:
    values = np.array([1.0] * 90 + [0.0] * 10)
    assert Bootstrap(_alone(100)).mean(values, np.array([0] * 90 + [1] * 10)).value == 0.5


@given(st.lists(st.floats(0, 1), min_size=2, max_size=60))
@settings(deadline=None, max_examples=50)
def test_the_interval_holds_the_mean_and_is_the_same_every_time(values: list[float]) -> None:
    array = np.array(values)
    first, second = (Bootstrap(_alone(len(values))).mean(array) for _ in range(2))
    assert first == second
    assert min(values) - 1e-9 <= first.low <= first.high <= max(values) + 1e-9


def test_a_loss_is_one_whose_whole_interval_lies_below_zero() -> None:
    draw = Bootstrap(_alone(100))
    assert is_loss(draw.mean(np.array([-1.0] * 12 + [0.0] * 88)))
    assert not is_loss(draw.mean(np.array([-1.0] + [0.0] * 99)))
    assert not is_loss(draw.mean(np.zeros(100)))
    assert not is_loss(draw.mean(np.array([1.0] * 12 + [0.0] * 88)))
