"""Retention and churn, of revenue and of customers."""

from dataclasses import replace
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
_NEW = Parameter(Measure.MONEY, "Recurring revenue of customers won in the period.", minimum=0, example="400000")
_STARTING_CUSTOMERS = Parameter(
    Measure.COUNT, "Customers there were at the start of the period.", above=0, whole=True, example="240"
)
_LOST_CUSTOMERS = Parameter(Measure.COUNT, "How many of those left before its end.", minimum=0, whole=True, example="9")
_UP_FOR_RENEWAL = Parameter(
    Measure.AMOUNT, "Contracts that came up for renewal in the period, or their value.", above=0, example="60"
)


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

    Source: SaaS Metrics Standards Board, "Net Revenue Retention". Public companies report the same of the customers
    of a year before as dollar-based net retention (Confluent and GitLab, annual reports on form 10-K).

    Raises:
        InputError: the start is not above zero, a movement is negative, or churn and contraction exceed the start.
    """
    _within_start(starting_arr, contraction, churn)
    return (starting_arr + expansion - contraction - churn) / starting_arr * 100


@calculator(
    Unit.PERCENT,
    "({starting_arr} − {contraction} − {churn}) ÷ {starting_arr} × 100",
    "Expansion is ignored, so it cannot exceed 100 %; only customers of the start count.",
)
def grr(
    starting_arr: Annotated[Fraction, _STARTING_ARR],
    contraction: Annotated[Fraction, _CONTRACTION],
    churn: Annotated[Fraction, _CHURN],
) -> Fraction:
    """Gross revenue retention: the share of a period's starting recurring revenue that was neither lost nor reduced.

    Range: 0 % to 100 %. Unit: percent.

    Source: SaaS Metrics Standards Board, "Gross Revenue Retention".

    Raises:
        InputError: the start is not above zero, a loss is negative, or churn and contraction exceed the start.
    """
    _within_start(starting_arr, contraction, churn)
    return (starting_arr - contraction - churn) / starting_arr * 100


@calculator(
    Unit.PERCENT,
    "({starting_customers} − {lost_customers}) ÷ {starting_customers} × 100",
    "Each customer counts as one, whatever it pays; customers won in the period are left out.",
)
def logo_retention(
    starting_customers: Annotated[Fraction, _STARTING_CUSTOMERS],
    lost_customers: Annotated[Fraction, _LOST_CUSTOMERS],
) -> Fraction:
    """Logo retention: the share of a period's starting customers that are still customers at its end.

    Range: 0 % to 100 %. Unit: percent. Together with logo churn it makes 100 %.

    Source: SaaS Metrics Standards Board, "Logo Retention".

    Raises:
        InputError: the start is not above zero, a count is negative or not whole, or more left than there were.
    """
    _not_beyond("lost_customers", lost_customers, "starting_customers", starting_customers)
    return (starting_customers - lost_customers) / starting_customers * 100


@calculator(
    Unit.PERCENT,
    "{lost_customers} ÷ {starting_customers} × 100",
    "Each customer counts as one, whatever it pays; some divide by the period's average number of customers instead.",
)
def logo_churn(
    starting_customers: Annotated[Fraction, _STARTING_CUSTOMERS],
    lost_customers: Annotated[Fraction, _LOST_CUSTOMERS],
) -> Fraction:
    """Logo churn: the share of a period's starting customers that left before its end.

    Range: 0 % to 100 %. Unit: percent, of the period that the counts are of: a monthly rate is no yearly one.

    Source: SaaS Metrics Standards Board, "Logo Retention", of which it is the complement.

    Raises:
        InputError: the start is not above zero, a count is negative or not whole, or more left than there were.
    """
    _not_beyond("lost_customers", lost_customers, "starting_customers", starting_customers)
    return lost_customers / starting_customers * 100


@calculator(
    Unit.PERCENT,
    "({churn} + {contraction}) ÷ {starting_arr} × 100",
    "Gross: expansion does not make up for losses. Some count cancellations only; leave contraction out for that.",
)
def revenue_churn(
    starting_arr: Annotated[Fraction, _STARTING_ARR],
    churn: Annotated[Fraction, _CHURN],
    contraction: Annotated[Fraction, _CONTRACTION] = Fraction(0),
) -> Fraction:
    """Revenue churn: the share of a period's starting recurring revenue that was lost or reduced by its end.

    Range: 0 % to 100 %. Unit: percent. With contraction counted, it and gross revenue retention make 100 %.

    Source: David Skok, "SaaS Metrics 2.0" (forEntrepreneurs, 2013), "MRR churn".

    Raises:
        InputError: the start is not above zero, a loss is negative, or churn and contraction exceed the start.
    """
    _within_start(starting_arr, contraction, churn)
    return (churn + contraction) / starting_arr * 100


@calculator(
    Unit.PERCENT,
    "{renewed} ÷ {up_for_renewal} × 100",
    "Only contracts that ended in the period count. Count contracts or add up their value, for both figures alike; "
    "of a value, what a renewal adds to the old contract is left out.",
)
def renewal_rate(
    renewed: Annotated[
        Fraction, Parameter(Measure.AMOUNT, "How many of those were renewed, or their value.", minimum=0, example="54")
    ],
    up_for_renewal: Annotated[Fraction, _UP_FOR_RENEWAL],
) -> Fraction:
    """Renewal rate: the share of the contracts up for renewal in a period that was renewed, by number or by value.

    Range: 0 % to 100 %. Unit: percent.

    Source: Corporate Finance Institute, "Customer Renewal Rate", its count-of-customers and revenue methods.

    Raises:
        InputError: nothing was up for renewal, a figure is negative, or more was renewed than was up for it.
    """
    _not_beyond("renewed", renewed, "up_for_renewal", up_for_renewal)
    return renewed / up_for_renewal * 100


@calculator(
    Unit.PERCENT,
    "{expansion} ÷ {starting_arr} × 100",
    "Only what customers of the start added counts. It is net revenue retention less gross revenue retention.",
)
def expansion_rate(
    starting_arr: Annotated[Fraction, _STARTING_ARR], expansion: Annotated[Fraction, _EXPANSION]
) -> Fraction:
    """Expansion rate: what customers of the start of a period added to their recurring revenue, as a share of it.

    Range: 0 % and up. Unit: percent.

    Source: David Skok, "SaaS Metrics 2.0" (forEntrepreneurs, 2013), "expansion MRR".

    Raises:
        InputError: the start is not above zero, or the expansion is negative.
    """
    return expansion / starting_arr * 100


@calculator(
    Unit.NONE,
    "({new} + {expansion}) ÷ ({contraction} + {churn})",
    "All four figures of one period. Without any loss it has no value; 4 is the rule of thumb for a young company.",
)
def quick_ratio(
    new: Annotated[Fraction, _NEW],
    expansion: Annotated[Fraction, _EXPANSION],
    contraction: Annotated[Fraction, replace(_CONTRACTION, description="What customers that stayed pay less.")],
    churn: Annotated[Fraction, replace(_CHURN, description="What customers that left used to pay.")],
) -> Fraction:
    """SaaS quick ratio: recurring revenue gained in a period for each unit of recurring revenue lost in it.

    Range: 0 and up; below 1 the revenue shrinks. Unit: none, a ratio.

    Source: Mamoon Hamid (Social Capital), talk at the SaaStr conference of February 2015.

    Raises:
        InputError: a figure is negative, or nothing was lost.
    """
    if contraction + churn == 0:
        raise InputError("no_losses", "contraction", other="churn", given="0")
    return (new + expansion) / (contraction + churn)


def _within_start(starting_arr: Fraction, contraction: Fraction, churn: Fraction) -> None:
    _not_beyond("churn", churn, "starting_arr", starting_arr)
    if churn + contraction > starting_arr:
        raise InputError(
            "beyond_together",
            "contraction",
            given=write(contraction),
            rest="churn",
            other="starting_arr",
            limit=write(starting_arr - churn),
        )


def _not_beyond(part: str, value: Fraction, whole: str, limit: Fraction) -> None:
    if value > limit:
        raise InputError("beyond", part, given=write(value), other=whole, limit=write(limit))
