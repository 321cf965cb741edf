"""A report as tables and a chart for the terminal, 80 columns wide."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.metrics.exact import rounded
from bot.metrics.movements import total
from bot.metrics.table_report import Report
from bot.metrics.table_types import Cohort, CohortAge, Convention, Movements, Parts, Ratio
from bot.metrics.table_values import in_months

_PARTS = ("start", "new", "reactivation", "expansion", "contraction", "churn", "end")
_LOSSES = ("contraction", "churn")
_COLORS = {"start": "blue", "end": "blue", "contraction": "red", "churn": "red"}
_SHOWN_MONTHS = 12
_SHOWN_COHORTS = 24
_SHOWN_AGES = (1, 3, 6, 9, 12, 18, 24, 36)
_WIDEST = 8  # characters of an amount: seven of them and a month fit a line
_BAR = 50
_UNITS = ((1, ""), (10**3, "thousands"), (10**6, "millions"), (10**9, "billions"), (10**12, "trillions"))
_NAMES = {
    Convention.COHORT_TTM: "customer by customer, trailing {window}",
    Convention.FLOW: "flow of {window}",
}


def show(told: Report, *, with_cohorts: bool = False) -> RenderableType:
    """Retention of the last month, the waterfall of the last months, a chart of the window, and how to read them."""
    write, unit = _amounts(told)
    parts: list[RenderableType] = [_headline(told)]
    if told.retentions:
        parts.append(_retention(told))
    parts += [_months(told, write, unit), _chart(told, write, unit)]
    if with_cohorts:
        parts.append(_cohorts(told, write, unit, "NRR", lambda age: age.nrr))
        parts.append(_cohorts(told, write, unit, "GRR", lambda age: age.grr))
        parts.append(_cohorts(told, write, unit, "Logo retention", lambda age: age.logos))
    parts.append(Group(*(Text(note, style="dim") for note in told.notes)))
    return Group(*(part for index, each in enumerate(parts) for part in ([Text()] if index else []) + [each]))


def _headline(told: Report) -> Text:
    ledger = told.ledger
    counts = f"{ledger.customers:,} customers, {told.first_month} to {told.last_month}, {ledger.rows:,} rows"
    return Text(f"{ledger.file}: {counts}", style="bold")


def _retention(told: Report) -> Table:
    latest = told.retentions[0].points[-1]
    table = _table(f"Retention in {latest.month}, against {latest.start_month}", "convention", "NRR", "GRR", "logos")
    for each in told.retentions:
        point = each.points[-1]
        name = _NAMES[each.convention].format(window=in_months(each.window))
        back = ", reactivation counted" if each.with_reactivation else ""
        figures = (f"{_percent(ratio, 2)} %" for ratio in (point.nrr, point.grr, point.logos))
        table.add_row(f"{name}{back} ({each.convention})", *figures)
    return table


def _months(told: Report, write: Callable[[Fraction], str], unit: str) -> Table:
    shown = told.waterfall[-_SHOWN_MONTHS:]
    table = _table(f"ARR by month{unit}", "month", *_PARTS)
    for month in shown:
        table.add_row(month.month, *map(write, _of(month.arr)))
    return table


def _chart(told: Report, write: Callable[[Fraction], str], unit: str) -> Group:
    """Bars that hang where the one before them ended."""
    whole = total(told.waterfall[-told.window :])
    title = Text(f"ARR over the {in_months(told.window)} to {whole.month}{unit}", style="bold")
    return Group(title, *_bars(whole, write))


def _bars(whole: Movements, write: Callable[[Fraction], str]) -> Iterable[Text]:
    amounts = dict(zip(_PARTS, _of(whole.arr), strict=True))
    highest = amounts["start"] + sum(amounts[name] for name in ("new", "reactivation", "expansion"))
    level = Fraction(0)
    for name, amount in amounts.items():
        low = Fraction(0) if name in ("start", "end") else level - amount if name in _LOSSES else level
        left, right = (round(edge * _BAR / highest) for edge in (low, low + amount))
        bar = "█" * (right - left) or ("▏" if amount else "")
        level = low if name in _LOSSES else low + amount
        sign = "−" if name in _LOSSES and amount else ""
        label = f"{name:<12} {sign + write(amount):>{_WIDEST + 1}}  "
        yield Text.assemble(label, " " * left, (bar, _COLORS.get(name, "green")))


def _cohorts(
    told: Report, write: Callable[[Fraction], str], unit: str, title: str, ratio: Callable[[CohortAge], Ratio]
) -> Table:
    oldest = max(len(cohort.ages) for cohort in told.cohorts) - 1
    ages = range(1, oldest + 1) if oldest <= len(_SHOWN_AGES) else [age for age in _SHOWN_AGES if age <= oldest]
    shown = told.cohorts[-_SHOWN_COHORTS:]
    names = [f"{age} mo" for age in ages]
    older = f"; {len(told.cohorts) - len(shown)} older ones are in --json" if len(told.cohorts) > len(shown) else ""
    start = f"; start in {unit.removeprefix(', ')}" if unit else ""
    heading = f"{title} by first {told.by}, in %{start}{older}"
    table = _table(heading, "cohort", "logos", "start", *names)
    for cohort in shown:
        reached = {age.months: _percent(ratio(age), 1) for age in cohort.ages}
        cells = (reached.get(age, "") for age in ages)
        table.add_row(_named(cohort), f"{cohort.customers:,}", write(cohort.starting_arr), *cells)
    return table


def _named(cohort: Cohort) -> str:
    return f"≤ {cohort.name}" if cohort.is_opening else cohort.name


def _amounts(told: Report) -> tuple[Callable[[Fraction], str], str]:
    """How amounts are written so that all fit, the same in every table, and what to say of their unit."""
    everything = [amount for month in told.waterfall for amount in _of(month.arr)]
    largest = max(everything)
    whole = all(amount.denominator == 1 for amount in everything)

    def writer(unit: int, places: int) -> Callable[[Fraction], str]:
        return lambda amount: f"{rounded(amount / unit, places):,f}"

    forms = [(unit, places) for unit, _ in _UNITS for places in ((1, 0) if unit > 1 else (0,) if whole else (2, 0))]
    fits = (form for form in forms if len(writer(*form)(largest)) <= _WIDEST)
    unit, places = next(fits, forms[-1])
    words = " ".join(filter(None, (told.ledger.currency, dict(_UNITS)[unit])))
    return writer(unit, places), f", {words}" if words else ""


def _of(parts: Parts[Fraction]) -> Sequence[Fraction]:
    return [getattr(parts, name) for name in _PARTS]


def _percent(ratio: Ratio, places: int) -> str:
    return f"{rounded(ratio.exact, places):,f}".replace("-", "−")


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1, 0, 0), header_style="dim"
    )
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table
