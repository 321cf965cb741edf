"""What a table of recurring revenue yields: waterfall, retention, cohorts, as plain frozen values.

All amounts are exact fractions, of a year's recurring revenue (ARR), in the table's own currency. Months are written
"2024-03". This module is light: what reads tables is imported only where one is read.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from bot.metrics.exact import rounded
from corpus.errors import CSAnswersError

Amount = TypeVar("Amount", int, Fraction)


class TableError(CSAnswersError):
    """A table that cannot be calculated with, or a way of calculating that it does not allow.

    The message names the file and the row, what was found there, what is allowed, and what to do.
    """


class Convention(StrEnum):
    """How retention over a window of months is calculated. They differ where customers move more than once.

    The two agree as long as no customer moves a second time within the window, joining counted as a move. An example
    where they do not: three customers pay 100 each. Within the window Ada leaves and comes back at 100; Ben goes to 50
    and then to 150; Cas stays at 100; Dee comes in at 100 and then goes to 130.

    - Customer by customer: Ada, Ben and Cas pay 100 + 150 + 100 = 350 now and paid 300 then. NRR is 116.67 %. None
      pays less than then, so GRR is 100 %; all three pay, so logo retention is 100 %.
    - Flow: expansion is 100 (Ben) + 30 (Dee), contraction 50 (Ben), churn 100 (Ada). NRR is (300 + 130 − 50 − 100) ÷
      300 = 93.33 %, GRR is (300 − 50 − 100) ÷ 300 = 50 %, and logo retention is (3 − 1) ÷ 3 = 66.67 %.
    """

    COHORT_TTM = "cohort-ttm"
    """Customer by customer, trailing twelve months (or another window): what those who paid at its start pay now.

    NRR is what they pay now ÷ what they paid then; GRR counts each at no more than it paid then; logo retention is
    the share of them that pays now. What happens in between does not matter: who left and came back is retained.
    Public companies report in this way. Confluent takes "the cohort of all customers as of 12 months prior" and what
    "these same customers" pay at the period's end.

    Source: definitions of 25 companies, https://virtuaresearch.com/insights/?p=47
    """

    FLOW = "flow"
    """The movements of all months of the window, over what was paid at its start.

    NRR is (start + expansion − contraction − churn) ÷ start; GRR leaves expansion out; logo retention is (customers at
    the start − customers lost) ÷ customers at the start. The movements are those of the waterfall: also of customers
    that joined within the window, so that all three can fall below zero where more is lost than there was at the
    start. Reactivation is left out, like new business, unless asked for: Baremetrics leaves it out of its net revenue
    retention, ChartMogul's net MRR churn rate counts it in. It never raises
    GRR or logo retention.

    Sources: https://changelog.baremetrics.com/new-metric-net-revenue-retention-2BOJIA and
    https://help.chartmogul.com/hc/en-us/articles/4414075567250-Chart-Net-MRR-Churn-Rate
    """


class Span(StrEnum):
    """By which part of the year customers are gathered into cohorts."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole above zero, both kept so that it can be checked by hand."""

    part: Fraction
    whole: Fraction

    @property
    def exact(self) -> Fraction:
        """In percent."""
        return self.part / self.whole * 100

    @property
    def percent(self) -> Decimal:
        """Rounded half up to two decimals."""
        return rounded(self.exact)


@dataclass(frozen=True, slots=True)
class Parts(Generic[Amount]):
    """What a month starts with, what moves in it, each 0 or more, and what it ends with."""

    start: Amount
    new: Amount
    """Of customers that never paid before, as far as the table goes back."""
    reactivation: Amount
    """Of customers that paid once, and nothing in the month before."""
    expansion: Amount
    contraction: Amount
    churn: Amount
    """What customers paid in the month before that pay nothing now."""
    end: Amount


@dataclass(frozen=True, slots=True)
class Movements:
    """One month of the waterfall, or several in a row.

    Raises:
        ArithmeticError: start and movements do not make the end. There is no waterfall that does not close.
    """

    month: str
    """The last one of them."""
    arr: Parts[Fraction]
    customers: Parts[int]
    """How many customers each is about. Expansion and contraction do not change how many there are."""

    def __post_init__(self) -> None:
        arr, customers = self.arr, self.customers
        gained = arr.new + arr.reactivation + arr.expansion
        joined = customers.new + customers.reactivation
        closes = arr.start + gained - arr.contraction - arr.churn == arr.end
        if not closes or customers.start + joined - customers.churn != customers.end:
            raise ArithmeticError(f"The waterfall of {self.month} does not close: {arr}, {customers}")


@dataclass(frozen=True, slots=True)
class RetentionPoint:
    """Retention over the window that ends with a month."""

    month: str
    start_month: str
    """The month it is measured against, `window` months earlier."""
    nrr: Ratio
    grr: Ratio
    """Never above 100 %, nor above NRR."""
    logos: Ratio


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention month by month, under one convention."""

    convention: Convention
    window: int
    with_reactivation: bool
    """Of the flow convention: whether reactivation counts in NRR."""
    points: tuple[RetentionPoint, ...]
    """Oldest first, at least one. The first `window` months of the table have none: there is nothing before them."""
    left_out: tuple[str, ...]
    """Months with enough history but no figure, because nobody paid anything at the window's start."""


@dataclass(frozen=True, slots=True)
class CohortAge:
    """What is left of a cohort some months after each of its customers first paid."""

    months: int
    """0 is the first month itself, where all three are 100 %."""
    nrr: Ratio
    grr: Ratio
    """Counts each customer at no more than it paid in its first month."""
    logos: Ratio


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers that first paid in the same month, quarter or year."""

    name: str
    """ "2024-03", "2024-Q1" or "2024". """
    is_opening: bool
    """Whether these are the customers of the table's first month, who may have begun at any time before it. They are
    always a cohort of their own, named after that month."""
    customers: int
    starting_arr: Fraction
    """What its customers paid, each in its first month."""
    ages: tuple[CohortAge, ...]
    """As far as every customer of it has come by the table's last month."""
    movements: tuple[Movements, ...]
    """Its own waterfall, month by month. Those of all cohorts add up to the waterfall of the table."""
