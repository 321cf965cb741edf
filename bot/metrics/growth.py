"""Growth, and what it costs."""

from fractions import Fraction
from typing import Annotated

from bot.metrics.calculator import Measure, Parameter, calculator
from corpus.quantities import Unit

_CAC = Parameter(
    Measure.MONEY, "What it costs to win one customer: sales and marketing, per new customer.", above=0, example="9000"
)
_GROSS_MARGIN = Parameter(
    Measure.PERCENT,
    "Gross margin in percent: 80 for 80 %.",
    above=0,
    maximum=100,
    example="80",
    fraction_below=Fraction(2),
)
_GROWTH_RATE = Parameter(
    Measure.PERCENT,
    "Yearly growth of revenue in percent: 30 for 30 %.",
    minimum=-100,
    example="30",
    fraction_below=Fraction(2),
    whole_is_percent=True,
)


@calculator(
    Unit.PERCENT,
    "({ending_arr} − {starting_arr}) ÷ {starting_arr} × 100",
    "Net: new customers, expansion and losses together.",
)
def arr_growth(
    starting_arr: Annotated[
        Fraction,
        Parameter(Measure.MONEY, "Recurring revenue at the start of the period.", above=0, example="3200000"),
    ],
    ending_arr: Annotated[
        Fraction, Parameter(Measure.MONEY, "Recurring revenue at its end.", minimum=0, example="4000000")
    ],
) -> Fraction:
    """ARR growth: by how much recurring revenue grew over a period, as a share of its start.

    Range: -100 % and up. Unit: percent, of the period between the two figures.

    Source: Farris, Bendle, Pfeifer and Reibstein, "Marketing Metrics" (2010), "percentage growth".

    Raises:
        InputError: the start is not above zero, or the end is negative.
    """
    return (ending_arr - starting_arr) / starting_arr * 100


@calculator(
    Measure.MONTHS,
    "{cac} ÷ ({monthly_revenue} × {gross_margin} ÷ 100)",
    "Adjusted for gross margin; with a margin of 100 it is the payback in revenue that some report.",
)
def cac_payback(
    cac: Annotated[Fraction, _CAC],
    monthly_revenue: Annotated[
        Fraction, Parameter(Measure.MONEY, "Monthly recurring revenue of one new customer.", above=0, example="1000")
    ],
    gross_margin: Annotated[Fraction, _GROSS_MARGIN],
) -> Fraction:
    """CAC payback: the months until a new customer's gross margin has paid for winning it.

    Range: above 0. Unit: months.

    Source: David Skok, "SaaS Metrics 2.0" (forEntrepreneurs, 2013), "months to recover CAC".

    Raises:
        InputError: a figure is not above zero, or the margin is above 100 % or looks like a fraction.
    """
    return cac / (monthly_revenue * gross_margin / 100)


@calculator(
    Measure.MONEY,
    "{arpa} × {gross_margin} ÷ {churn_rate}",
    "Revenue and churn of the same period: both monthly, or both yearly. It assumes that churn stays as it is, and "
    "leaves out expansion and discounting.",
)
def ltv(
    arpa: Annotated[
        Fraction, Parameter(Measure.MONEY, "Average revenue per account and period.", minimum=0, example="500")
    ],
    gross_margin: Annotated[Fraction, _GROSS_MARGIN],
    churn_rate: Annotated[
        Fraction,
        Parameter(
            Measure.PERCENT,
            "Customers lost per period of the same length, in percent: 2 for 2 %.",
            above=0,
            maximum=100,
            example="2",
            fraction_below=Fraction(1),
        ),
    ],
) -> Fraction:
    """Customer lifetime value (LTV): the gross margin that an average customer brings until it leaves.

    Range: 0 and up. Unit: the currency of the revenue.

    Source: David Skok, "SaaS Metrics 2.0" (forEntrepreneurs, 2013): ARPA times gross margin over churn rate.

    Raises:
        InputError: the revenue is negative, or a rate is not above zero, above 100 % or looks like a fraction.
    """
    return arpa * gross_margin / churn_rate


@calculator(Unit.NONE, "{ltv} ÷ {cac}", "Both for one customer. 3 is the usual rule of thumb for a sound business.")
def ltv_to_cac(
    ltv: Annotated[Fraction, Parameter(Measure.MONEY, "Lifetime value of a customer.", minimum=0, example="27000")],
    cac: Annotated[Fraction, _CAC],
) -> Fraction:
    """LTV to CAC: what a customer brings over its lifetime for each unit spent on winning it.

    Range: 0 and up. Unit: none, a ratio.

    Source: David Skok, "SaaS Metrics 2.0" (forEntrepreneurs, 2013).

    Raises:
        InputError: the lifetime value is negative, or the cost is not above zero.
    """
    return ltv / cac


@calculator(
    Unit.NONE,
    "({current_quarter_revenue} − {previous_quarter_revenue}) × 4 ÷ {previous_quarter_sales_marketing}",
    "A quarter's growth, made yearly (times 4), over what sales and marketing cost in the quarter before it.",
)
def magic_number(
    current_quarter_revenue: Annotated[
        Fraction, Parameter(Measure.MONEY, "Revenue of the quarter.", minimum=0, example="5500000")
    ],
    previous_quarter_revenue: Annotated[
        Fraction, Parameter(Measure.MONEY, "Revenue of the quarter before.", minimum=0, example="5000000")
    ],
    previous_quarter_sales_marketing: Annotated[
        Fraction,
        Parameter(Measure.MONEY, "Sales and marketing expense of the quarter before.", above=0, example="2000000"),
    ],
) -> Fraction:
    """SaaS magic number: the yearly revenue gained for each unit spent on sales and marketing a quarter before.

    Range: any; below 0 where revenue shrank. Unit: none, a ratio.

    Source: Lars Leckie, "Magic Number for SaaS Companies" (17 March 2008); Scale Venture Partners, "From $0 to $1M:
    The Magic Number".

    Raises:
        InputError: a revenue is negative, or the expense is not above zero.
    """
    return (current_quarter_revenue - previous_quarter_revenue) * 4 / previous_quarter_sales_marketing


@calculator(
    Unit.PERCENT,
    "{growth_rate} + {profit_margin}",
    "State which margin it is: EBITDA and free cash flow are both common. The rule asks for 40 % or more.",
)
def rule_of_40(
    growth_rate: Annotated[Fraction, _GROWTH_RATE],
    profit_margin: Annotated[
        Fraction,
        Parameter(
            Measure.PERCENT,
            "Profit margin in percent, negative for a loss: -5 for a loss of 5 %.",
            maximum=100,
            example="12",
            fraction_below=Fraction(2),
            whole_is_percent=True,
        ),
    ],
) -> Fraction:
    """Rule of 40: growth and profit margin added up, which for a healthy software company come to 40 % or more.

    Range: any. Unit: percent.

    Source: Brad Feld, "The Rule of 40% For a Healthy SaaS Company" (Feld Thoughts, February 2015).

    Raises:
        InputError: growth is below -100 %, the margin is above 100 %, or one looks like a fraction.
    """
    return growth_rate + profit_margin


@calculator(
    Measure.MONEY,
    "{revenue} ÷ {accounts}",
    "Per account and not per user; of the period that the revenue is of, month or year.",
)
def arpa(
    revenue: Annotated[
        Fraction, Parameter(Measure.MONEY, "Recurring revenue of the period.", minimum=0, example="125000")
    ],
    accounts: Annotated[Fraction, Parameter(Measure.COUNT, "Paying accounts.", above=0, whole=True, example="250")],
) -> Fraction:
    """Average revenue per account (ARPA): what one paying account brings in a period on average.

    Range: 0 and up. Unit: the currency of the revenue.

    Source: David Skok, "SaaS Metrics 2.0" (forEntrepreneurs, 2013), "ARPA".

    Raises:
        InputError: the revenue is negative, or there are no accounts.
    """
    return revenue / accounts
