"""The economics of Customer Success: what a team carries, costs and brings in."""

from dataclasses import replace
from fractions import Fraction
from typing import Annotated

from bot.metrics.calculator import Measure, Parameter, calculator
from bot.metrics.errors import InputError
from bot.metrics.exact import write
from corpus.quantities import Unit

_ARR = Parameter(Measure.MONEY, "Annual recurring revenue that the team looks after.", minimum=0, example="20000000")
_ARR_ABOVE_ZERO = replace(_ARR, minimum=None, above=0)
_ACCOUNTS = Parameter(Measure.COUNT, "Accounts that the team looks after.", minimum=0, whole=True, example="610")
_CSMS = Parameter(
    Measure.COUNT, "Customer Success Managers, part-timers as parts (full-time equivalents).", above=0, example="8"
)
_COST = Parameter(Measure.MONEY, "What it costs in a year, in full.", minimum=0, example="1000000")


@calculator(Measure.MONEY, "{arr} ÷ {csms}", "CSMs only: operations and management carry no book of business.")
def arr_per_csm(arr: Annotated[Fraction, _ARR], csms: Annotated[Fraction, _CSMS]) -> Fraction:
    """ARR per CSM: the annual recurring revenue that one Customer Success Manager carries on average.

    Range: 0 and up. Unit: the currency of the ARR.

    Source: the article by Nick Mehta and Jason Lemkin that ships with the project, question 6.

    Raises:
        InputError: the ARR is negative, or there are no CSMs.
    """
    return arr / csms


@calculator(Unit.NONE, "{accounts} ÷ {csms}", "CSMs only. An average: accounts differ in size and in care.")
def accounts_per_csm(accounts: Annotated[Fraction, _ACCOUNTS], csms: Annotated[Fraction, _CSMS]) -> Fraction:
    """Accounts per CSM: how many accounts one Customer Success Manager looks after on average.

    Range: 0 and up. Unit: none, a count.

    Source: the article by Nick Mehta and Jason Lemkin that ships with the project, question 6.

    Raises:
        InputError: the accounts are negative or not whole, or there are no CSMs.
    """
    return accounts / csms


@calculator(
    Unit.PERCENT,
    "{cs_spend} ÷ {arr} × 100",
    "The spend counts CSMs, operations and management of Customer Success; support and services are left out.",
)
def cs_spend_share(
    cs_spend: Annotated[
        Fraction, replace(_COST, description="Yearly cost of CSMs, CS operations and CS management together.")
    ],
    arr: Annotated[Fraction, _ARR_ABOVE_ZERO],
) -> Fraction:
    """Customer Success spend as a share of ARR: what the team costs for each 100 of annual recurring revenue.

    Range: 0 % and up. Unit: percent.

    Source: the article by Nick Mehta and Jason Lemkin that ships with the project, question 5.

    Raises:
        InputError: the spend is negative, or the ARR is not above zero.
    """
    return cs_spend / arr * 100


@calculator(
    Unit.PERCENT,
    "({csm_cost} + {operations_cost} + {management_cost}) ÷ {arr} × 100",
    "All three roles count; support and services are left out.",
)
def cs_spend_share_by_role(
    csm_cost: Annotated[Fraction, replace(_COST, description="Yearly cost of the CSMs.")],
    operations_cost: Annotated[Fraction, replace(_COST, description="Yearly cost of CS operations.", example="200000")],
    management_cost: Annotated[Fraction, replace(_COST, description="Yearly cost of CS management.", example="300000")],
    arr: Annotated[Fraction, _ARR_ABOVE_ZERO],
) -> Fraction:
    """Customer Success spend as a share of ARR, by role: CSMs, operations and management for each 100 of ARR.

    Range: 0 % and up. Unit: percent.

    Source: the article by Nick Mehta and Jason Lemkin that ships with the project, question 5.

    Raises:
        InputError: a cost is negative, or the ARR is not above zero.
    """
    return (csm_cost + operations_cost + management_cost) / arr * 100


@calculator(Unit.NONE, "{csms} ÷ {operations}", "CSMs for each person in operations: 12 means twelve to one.")
def csm_operations_ratio(
    csms: Annotated[Fraction, replace(_CSMS, above=None, minimum=0, example="24")],
    operations: Annotated[
        Fraction, Parameter(Measure.COUNT, "People in CS operations, part-timers as parts.", above=0, example="2")
    ],
) -> Fraction:
    """CSM-to-operations ratio: how many Customer Success Managers one person in CS operations serves.

    Range: 0 and up. Unit: none, a ratio.

    Source: Gainsight, "CS Ops Benchmarking Survey" (2021), which reports it as "CSM:CS Ops" of 12:1.

    Raises:
        InputError: the CSMs are negative, or there is nobody in operations.
    """
    return csms / operations


@calculator(
    Unit.NONE,
    "{accounts} ÷ {accounts_per_csm}",
    "Rounded up: a part of a CSM's load calls for a whole one more.",
    rounds_up=True,
)
def csms_needed(
    accounts: Annotated[Fraction, _ACCOUNTS],
    accounts_per_csm: Annotated[
        Fraction, Parameter(Measure.COUNT, "Accounts that one CSM can look after.", above=0, example="45")
    ],
) -> Fraction:
    """CSMs needed, by accounts: the whole Customer Success Managers that it takes to look after all accounts.

    Range: 0 and up, whole; the exact quotient stands beside it. Unit: none, a count.

    Source: the reverse of accounts per CSM, for planning.

    Raises:
        InputError: the accounts are negative or not whole, or the load of one CSM is not above zero.
    """
    return accounts / accounts_per_csm


@calculator(
    Unit.NONE,
    "{arr} ÷ {arr_per_csm}",
    "Rounded up: a part of a CSM's load calls for a whole one more.",
    rounds_up=True,
)
def csms_needed_by_arr(
    arr: Annotated[Fraction, _ARR],
    arr_per_csm: Annotated[
        Fraction, Parameter(Measure.MONEY, "ARR that one CSM can look after.", above=0, example="2500000")
    ],
) -> Fraction:
    """CSMs needed, by ARR: the whole Customer Success Managers that it takes to look after all recurring revenue.

    Range: 0 and up, whole; the exact quotient stands beside it. Unit: none, a count.

    Source: the reverse of ARR per CSM, for planning.

    Raises:
        InputError: the ARR is negative, or the load of one CSM is not above zero.
    """
    return arr / arr_per_csm


@calculator(Measure.MONEY, "{revenue} ÷ {deals}", "What was paid, after discounts, and not what the price list says.")
def average_selling_price(
    revenue: Annotated[Fraction, Parameter(Measure.MONEY, "What the deals brought in.", minimum=0, example="3600000")],
    deals: Annotated[Fraction, Parameter(Measure.COUNT, "Deals won.", above=0, whole=True, example="90")],
) -> Fraction:
    """Average selling price (ASP): what one deal brings in on average.

    Range: 0 and up. Unit: the currency of the revenue.

    Source: Farris, Bendle, Pfeifer and Reibstein, "Marketing Metrics" (2010), "average price per unit".

    Raises:
        InputError: the revenue is negative, or there are no deals.
    """
    return revenue / deals


@calculator(
    Measure.MONEY,
    "{total_contract_value} ÷ {term_years}",
    "Leave one-off fees (setup, training) out of the contract value; some count them in the first year.",
)
def annual_contract_value(
    total_contract_value: Annotated[
        Fraction,
        Parameter(Measure.MONEY, "What the contract is worth over its whole term.", minimum=0, example="90000"),
    ],
    term_years: Annotated[
        Fraction,
        Parameter(Measure.YEARS, "Its term in years; 18 months are 1.5.", above=0, maximum=20, example="3"),
    ],
) -> Fraction:
    """Annual contract value (ACV): what a contract is worth in a year of its term.

    Range: 0 and up. Unit: the currency of the contract. A term above 20 years is refused: it will be in months.

    Source: RevOps, glossary, "Annual Contract Value"; Practical CSM Academy, "ACV", on leaving out one-off fees.

    Raises:
        InputError: the value is negative, or the term is not above zero or above 20 years.
    """
    return total_contract_value / term_years


@calculator(
    Unit.PERCENT, "{csms_with_quota} ÷ {csms} × 100", "Say which quota is meant: for renewals, or for expansion."
)
def quota_share(
    csms_with_quota: Annotated[
        Fraction, Parameter(Measure.COUNT, "How many of those have a quota.", minimum=0, example="4")
    ],
    csms: Annotated[Fraction, _CSMS],
) -> Fraction:
    """Share of CSMs with a quota: how many of 100 Customer Success Managers carry a quota.

    Range: 0 % to 100 %. Unit: percent.

    Source: the article by Nick Mehta and Jason Lemkin that ships with the project, question 3, on quotas.

    Raises:
        InputError: there are no CSMs, or more have a quota than there are.
    """
    if csms_with_quota > csms:
        raise InputError("beyond", "csms_with_quota", given=write(csms_with_quota), other="csms", limit=write(csms))
    return csms_with_quota / csms * 100


@calculator(
    Unit.PERCENT,
    "({arr} × {retention_points} ÷ 100 − {cs_cost}) ÷ {cs_cost} × 100",
    "One year's ARR, and only what the team itself made the difference in; margin and later years are left out.",
)
def cs_team_return(
    arr: Annotated[Fraction, _ARR],
    retention_points: Annotated[
        Fraction,
        Parameter(
            Measure.POINTS,
            "Percentage points of retention gained by having the team.",
            minimum=0,
            maximum=100,
            example="14",
            fraction_below=Fraction(1),
        ),
    ],
    cs_cost: Annotated[
        Fraction, replace(_COST, description="Yearly cost of the team.", minimum=None, above=0, example="1500000")
    ],
) -> Fraction:
    """Return on a Customer Success team: the ARR that its retention points protect, against what it costs.

    Range: -100 % and up; 0 % where it just earns its cost back. Unit: percent.

    Source: return on investment as Farris, Bendle, Pfeifer and Reibstein, "Marketing Metrics" (2010), define it;
    retention points as in the article by Nick Mehta and Jason Lemkin that ships with the project, question 4.

    Raises:
        InputError: the ARR is negative, the points are not between 0 and 100, or the cost is not above zero.
    """
    return (arr * retention_points / 100 - cs_cost) / cs_cost * 100
