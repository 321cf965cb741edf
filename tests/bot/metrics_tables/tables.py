"""Small tables as files, for tests to read."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.metrics.ledger import Ledger, read_ledger

Amounts = Mapping[tuple[str, int], int]
"""What a customer paid in a month, in cents; months are counted from January 2023."""

# The table worked out by hand in the tests: what each customer pays a month.
#
#        2024-01  02   03   04
# Ada        100  100  150  120    expansion in March, contraction in April
# Ben        200    –  200    0    churn, reactivation, and churn once more
# Cas          –   80   80   80    new in February
# Dee         50   50    –    –    churn in March
# in all     350  230  430  200
WORKED = """customer,period,mrr
Ada,2024-01,100
Ada,2024-02,100
Ada,2024-03,150
Ada,2024-04,120
Ben,2024-01,200
Ben,2024-03,200
Ben,2024-04,0
Cas,2024-02,80
Cas,2024-03,80
Cas,2024-04,80
Dee,2024-01,50
Dee,2024-02,50
"""


def read(folder: Path, text: str | bytes, **options: Any) -> Ledger:
    """The ledger of a CSV file with this content."""
    file = folder / "table.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_ledger(file, **options)


def csv_of(amounts: Amounts, order: Iterable[tuple[str, int]] | None = None) -> str:
    """The table as CSV, its rows in any order."""
    rows = (f"{who},{period(month)},{euros(amounts[who, month])}" for who, month in order or amounts)
    return "\n".join(("customer,period,mrr", *rows)) + "\n"


def euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def period(month: int) -> str:
    return f"{2023 + month // 12}-{month % 12 + 1:02d}"


@st.composite
def amounts_of_customers(draw: st.DrawFn) -> dict[tuple[str, int], int]:
    """A sound table: at least two months, a row in each, and somebody who pays in the first one."""
    months = draw(st.integers(2, 16))
    customers = [f"c{number}" for number in range(draw(st.integers(1, 6)))]
    # Few amounts, so that customers often stay at what they paid; no row at all is as frequent as a row with 0.
    cell = st.sampled_from([None, None, 0, 0, 100, 250, 250, 999]) | st.integers(1, 10**7)
    amounts = {(who, month): draw(cell) for who in customers for month in range(months)}
    found = {key: cents for key, cents in amounts.items() if cents is not None}
    for month in range(months):
        found.setdefault((customers[0], month), 0)
    if not any(cents for (_, month), cents in found.items() if month == 0):
        found[customers[0], 0] = draw(st.integers(1, 10**7))
    return found
