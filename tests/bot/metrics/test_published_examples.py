"""Worked examples are reproduced to the printed digit."""

from decimal import Decimal

import pytest

from bot.metrics.exact import rounded
from bot.tools import CALCULATORS, calculate
from tests.bot.metrics.published import EXAMPLES, OWN, Figures


@pytest.mark.parametrize(
    ("name", "figures", "printed", "source"), EXAMPLES, ids=[f"{name}: {source}" for name, _, _, source in EXAMPLES]
)
def test_the_printed_result(name: str, figures: Figures, printed: str, source: str) -> None:
    result = calculate(name, figures)
    expected = Decimal(printed)
    exponent = expected.as_tuple().exponent
    assert isinstance(exponent, int)
    if name.startswith("csms_needed"):
        assert result.value == expected, source
    else:
        assert rounded(result.exact, -exponent) == expected, source


def test_enough_of_them_are_of_others() -> None:
    assert sum(source != OWN for *_, source in EXAMPLES) >= 60


def test_each_calculator_has_one() -> None:
    assert {name for name, *_ in EXAMPLES} == CALCULATORS.keys()
