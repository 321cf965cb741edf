"""The command `cs-answers calc retention`: a table of recurring revenue in; retention, waterfall and cohorts out."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.console import make_console
from bot.metrics.table_types import Convention, Span, TableError

if TYPE_CHECKING:
    from bot.metrics.table_columns import RevenueIs


class Shown(StrEnum):
    """Which conventions of retention to show."""

    BOTH = "both"
    COHORT_TTM = Convention.COHORT_TTM.value
    FLOW = Convention.FLOW.value


def retention(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet: a row per customer and month.", show_default=False)],
    convention: Annotated[Shown, typer.Option(help="How retention is calculated.")] = Shown.BOTH,
    window: Annotated[int | None, typer.Option(help="Months that retention spans.", show_default="12")] = None,
    reactivation: Annotated[
        bool, typer.Option("--with-reactivation", help="Count reactivation in the flow convention's NRR.")
    ] = False,
    cohorts: Annotated[bool, typer.Option("--cohorts", help="Show what is left of each cohort, too.")] = False,
    by: Annotated[Span, typer.Option(help="What cohorts are gathered by.")] = Span.MONTH,
    customer: Annotated[str | None, typer.Option(help="Name of the column with the customer.")] = None,
    period: Annotated[str | None, typer.Option(help="Of the column with the month, such as 2024-03.")] = None,
    revenue: Annotated[str | None, typer.Option(help="Of the column with the recurring revenue.")] = None,
    currency: Annotated[str | None, typer.Option(help="Of the column with the currency, if any.")] = None,
    annual: Annotated[
        bool | None,
        typer.Option(
            "--annual/--monthly",
            help="Whether a row holds a year's or a month's revenue.",
            show_default="annual for a column called arr, monthly otherwise",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON: all months, all cohorts.")] = False,
) -> None:
    """NRR, GRR, logo retention, the ARR waterfall and cohorts, from a table of customer, period and recurring revenue.

    Columns are recognised by their names (customer, period, mrr or arr, currency, and their usual synonyms), or named
    with options. A customer without a row in a month paid nothing in it. Conventions: "cohort-ttm" compares what the
    customers of twelve months ago pay now with what they paid then; "flow" adds up the movements of twelve months.

    Example: cs-answers calc retention customers.csv --cohorts --by quarter
    """
    # Reading tables takes polars, which nothing else needs.
    from bot.metrics.ledger import read_ledger
    from bot.metrics.table_columns import Columns
    from bot.metrics.table_report import as_plain, report
    from bot.metrics.table_show import show

    if reactivation and convention is Shown.COHORT_TTM:
        raise TableError("--with-reactivation is for the flow convention. Leave it out, or give --convention flow.")
    revenue_is: RevenueIs | None = None if annual is None else "annual" if annual else "monthly"
    ledger = read_ledger(file, Columns(customer, period, revenue, currency), revenue_is)
    conventions = tuple(Convention) if convention is Shown.BOTH else (Convention(convention.value),)
    told = report(ledger, conventions, window, by, with_reactivation=reactivation)
    if as_json:
        sys.stdout.write(json.dumps(as_plain(told), ensure_ascii=False, indent=2) + "\n")
    else:
        make_console().print(show(told, with_cohorts=cohorts))
