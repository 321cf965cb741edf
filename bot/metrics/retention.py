"""Retention and churn, of revenue and of customers."""

from fractions import Fraction
from typing import Annotated

from bot.metrics.calculator import Measure, Parameter, calculator
from bot.metrics.errors import InputError
from bot.metrics.exact import write
from corpus.quantities import Unit

_STARTING_ARR = Parameter(
    Measure.MONEY,
    "Recurring revenue of the customers there were at the start of the period.",
    above=0,
    example="2000000",
)
_EXPANSION = Parameter(
    Measure.MONEY, "What those customers pay more at its end: upsell, cross-sell.", minimum=0, example="300000"
)
_CONTRACTION = Parameter(
    Measure.MONEY, "What those that stayed pay less: downgrades, downsell.", minimum=0, example="50000"
)
_CHURN = Parameter(Measure.MONEY, "What those that left used to pay.", minimum=0, example="100000")


@calculator(
    Unit.PERCENT,
    "({starting_arr} + {expansion} − {contraction} − {churn}) ÷ {starting_arr} × 100",
    "Only customers of the start count; what new ones bring is left out.",
)
def nrr(
    starting_arr: Annotated[Fraction, _STARTING_ARR],
    expansion: Annotated[Fraction, _EXPANSION],
    contraction: Annotated[Fraction, _CONTRACTION],
    churn: Annotated[Fraction, _CHURN],
) -> Fraction:
    """Net revenue retention: the share of a period's starting recurring revenue that its customers pay at its end.

    Range: 0 % and up; above 100 % where expansion outweighs losses. Unit: percent.

    Source: ...

    Raises:
        InputError: the start is not above zero, a movement is negative, or churn and contraction exceed the start.
    """
    _within_start(starting_arr, contraction, churn)
    return (starting_arr + expansion - contraction - churn) / starting_arr * 100


def _within_start(starting_arr: Fraction, contraction: Fraction, churn: Fraction) -> None:
    if churn > starting_arr:
        raise InputError("beyond", "churn", given=write(churn), other="starting_arr", limit=write(starting_arr))
    if churn + contraction > starting_arr:
        raise InputError(
            "beyond_together",
            "contraction",
            given=write(contraction),
            rest="churn",
            other="starting_arr",
            limit=write(starting_arr - churn),
        )
