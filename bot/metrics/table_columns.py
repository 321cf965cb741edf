"""Which column of a table is which."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.metrics.table_types import TableError

RevenueIs = Literal["monthly", "annual"]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns' names as the header has them. None where they are to be recognised by their names."""

    customer: str | None = None
    period: str | None = None
    revenue: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The columns of a table, by the names that its header has."""

    customer: str
    period: str
    revenue: str
    currency: str | None
    """None where the table has no such column."""
    revenue_is: RevenueIs
    """Whether a row holds a month's recurring revenue (MRR) or a year's (ARR)."""


# In each tuple the first group that the header has a name of counts: an id says more surely who a customer is than
# a name does. Two names of one group are ambiguous.
_CUSTOMER = (
    {"customer_id", "account_id", "client_id", "klant_id", "klantnummer", "klantnr", "customerid", "accountid"},
    {"customer", "account", "client", "klant", "company", "عميل", "العميل"},
    {"customer_name", "account_name", "client_name", "company_name", "klantnaam"},
)
_PERIOD = ({"period", "month", "date", "periode", "maand", "datum", "شهر", "الشهر"},)
_MONTHLY = {"mrr", "monthly_recurring_revenue"}
_ANNUAL = {"arr", "annual_recurring_revenue"}
_REVENUE = (
    _MONTHLY | _ANNUAL,
    {"recurring_revenue", "revenue", "amount", "omzet", "bedrag", "الإيرادات"},
)
_CURRENCY = ({"currency", "currency_code", "valuta", "munt", "العملة"},)
_EXAMPLES = {
    "customer": "customer, customer_id, account or klant",
    "period": "period, month, date or maand",
    "revenue": "mrr, arr, revenue, amount or omzet",
}


def find_columns(file: str, header: Sequence[str], given: Columns, revenue_is: RevenueIs | None = None) -> Found:
    """Recognises the columns by name, whatever the case, or takes those that were given.

    Args:
        file: what errors call the table.
        header: all names.
        given: names that need no recognising.
        revenue_is: None to go by the name of the revenue column: "arr" is annual, all others are monthly.

    Raises:
        TableError: a column is missing, named twice, ambiguous, or given for two things at once.
    """
    repeated = [name for name, count in Counter(header).items() if count > 1]
    customer = _required(file, header, repeated, "customer", given.customer, _CUSTOMER)
    period = _required(file, header, repeated, "period", given.period, _PERIOD)
    revenue = _required(file, header, repeated, "revenue", given.revenue, _REVENUE)
    currency = _find(file, header, repeated, "currency", given.currency, _CURRENCY)
    chosen = Counter(filter(None, (customer, period, revenue, currency)))
    if (twice := chosen.most_common(1)[0])[1] > 1:
        raise TableError(
            f"{file}: the column {twice[0]} was named for two things at once. Name a column of its own for each of "
            "--customer, --period, --revenue and --currency."
        )
    if revenue_is is None:
        revenue_is = "annual" if _key(revenue) in _ANNUAL else "monthly"
    return Found(customer, period, revenue, currency, revenue_is)


def _required(
    file: str,
    header: Sequence[str],
    repeated: Sequence[str],
    role: str,
    given: str | None,
    groups: tuple[set[str], ...],
) -> str:
    found = _find(file, header, repeated, role, given, groups)
    if found is None:
        raise TableError(
            f"{file} has no column that is known to hold the {role}; its columns are {_list(header)}. Call one "
            f"{_EXAMPLES[role]}, or name it with --{role}."
        )
    return found


def _find(
    file: str,
    header: Sequence[str],
    repeated: Sequence[str],
    role: str,
    given: str | None,
    groups: tuple[set[str], ...],
) -> str | None:
    """The column of a role, if the table has one."""
    if given is not None:
        matches = [name for name in header if name == given] or [name for name in header if _key(name) == _key(given)]
        if not matches:
            raise TableError(
                f"{file} has no column {given}, named with --{role}; its columns are {_list(header)}. Name one of them."
            )
    else:
        matches = next((found for group in groups if (found := [n for n in header if _key(n) in group])), [])
    if len(matches) > 1:
        advice = (
            "Rename or remove all but one of them."
            if matches[0] in repeated
            else f"Say which with --{role} {matches[0]}."
        )
        raise TableError(f"{file} has {len(matches)} columns that may hold the {role}: {_list(matches)}. {advice}")
    return matches[0] if matches else None


def _key(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").replace(".", " ").split())


def _list(names: Sequence[str]) -> str:
    shown = [name or "(nameless)" for name in names[:12]]
    return ", ".join(shown) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
