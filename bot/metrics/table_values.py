"""Cells as exact values: revenue as whole numbers of its smallest unit, periods as months.

Each function takes a column of trimmed text in which an empty cell is null, and raises a `TableError` that names the
file, the row and the value if one cell cannot be read: no value is ever guessed at, left out, or rounded.
"""

import re
from datetime import date

import polars as pl

from bot.metrics.exact import shown
from bot.metrics.table_raw import RawTable
from bot.metrics.table_types import TableError

LARGEST_DIGITS = 15
"""No revenue may have more digits before the decimal point than this."""

MOST_DECIMALS = 18
"""Nor more decimals: a float such as 0.30000000000000004 has 17."""

_PLAIN = "^[0-9]+(?:[.][0-9]+)?$"
_THOUSANDS = "^[1-9][0-9]{0,2}[.][0-9]{3}$"
_PERIOD = re.compile(r"(\d{4})([-/])(\d{2})(?:\2(\d{2}))?", re.ASCII)
_INT64 = 2**63
_INT128 = 2**127
_MONTHS = 12  # a year


def read_amounts(table: RawTable, name: str, cells: pl.Series) -> tuple[pl.Series, int]:
    """Amounts of 0 or more in units of 10^-scale, and that scale; the sum of all fits the integers they come in.

    Numbers are plain: digits, and a decimal point if need be. Where semicolons or tabs delimit the file, a column may
    have decimal commas instead, throughout. Nothing stands between thousands. Where every number with a point has
    three decimals and could be so many thousands ("1.500"), the column is refused, since it may mean either.
    """
    _refuse_empty(table, name, cells, "Write 0 where nothing was paid.")
    points = _with_points(table, name, cells)
    _refuse(table, name, cells, points.str.starts_with("-"), "an amount of 0 or more is allowed. Leave credits out.")
    allowed = "a plain number of 0 or more is allowed, such as 1500 or 1500.50, with nothing between thousands"
    _refuse(table, name, cells, ~points.str.contains(_PLAIN), f"{allowed}. Write it so.")
    if table.is_text:
        _refuse_thousands(table, name, cells, points)
    whole = points.str.replace("[.].*", "").str.strip_chars_start("0")
    decimals = points.str.extract("[.](.*)").fill_null("").str.strip_chars_end("0")
    too_large = whole.str.len_bytes() > LARGEST_DIGITS
    _refuse(table, name, cells, too_large, f"less than 10^{LARGEST_DIGITS} is allowed. See whether it is a slip.")
    too_fine = decimals.str.len_bytes() > MOST_DECIMALS
    _refuse(table, name, cells, too_fine, f"at most {MOST_DECIMALS} decimals are allowed. Round it.")
    return _scaled(table, name, whole, decimals)


def read_months(table: RawTable, name: str, cells: pl.Series) -> pl.Series:
    """Months counted from the year 0: 2024-03 is 2024 · 12 + 2.

    A cell holds a month, YYYY-MM, or a day in it, YYYY-MM-DD; slashes may stand for the dashes.
    """
    _refuse_empty(table, name, cells, "Write the month that it is about, such as 2024-03.")
    written = cells.unique().to_list()  # few: the rest is done once for each
    months = [_month(each) for each in written]
    if None in months:
        unknown = pl.Series([each for each, month in zip(written, months, strict=True) if month is None])
        allowed = "a month is allowed, as 2024-03, or a day in it, as 2024-03-31, with - or / between. Write it so."
        _refuse(table, name, cells, cells.is_in(unknown.implode()), allowed)
    return cells.replace_strict(written, months, return_dtype=pl.Int32)


def read_currency(table: RawTable, name: str, cells: pl.Series) -> str | None:
    """The one currency of a column, in capitals; None where the column is empty."""
    written = cells.str.to_uppercase()
    if written.is_null().all():
        return None
    _refuse_empty(table, name, cells, "Write every row's currency, or none.")
    others = written != written[0]
    if (row := _first(others)) is not None:
        raise TableError(
            f"{table.file} mixes currencies: {shown(written[0])} ({table.place(0)}) and {shown(written[row])} "
            f"({table.place(row)}), in the column {name}. One currency is allowed: convert all amounts to it, or "
            "calculate with one file per currency."
        )
    return str(written[0])


def read_customers(table: RawTable, name: str, cells: pl.Series) -> pl.Series:
    """A whole number for each customer. Names are the same when they are letter for letter, case included."""
    if not table.is_text:
        cells = cells.replace("NaN", None)  # a missing number, where customers are numbered with floats
    _refuse_empty(table, name, cells, "Write who the customer is.")
    return cells.cast(pl.Categorical).to_physical()


def written_month(month: int) -> str:
    """A month as it is written: "2024-03"."""
    return f"{month // _MONTHS:04d}-{month % _MONTHS + 1:02d}"


def in_months(count: int) -> str:
    """A number of months in words: "1 month", "12 months"."""
    return f"{count} month" if count == 1 else f"{count} months"


def _with_points(table: RawTable, name: str, cells: pl.Series) -> pl.Series:
    """The cells with decimal points, where the column has decimal commas and may have them."""
    if not table.decimal_comma or not cells.str.contains(",", literal=True).any():
        return cells
    point = cells.str.contains(".", literal=True)
    allowed = "the column has decimal commas, so no point is allowed. Write 1500,50 or 1500.50, the same in every row."
    _refuse(table, name, cells, point, allowed)
    return cells.str.replace(",", ".", literal=True)


def _refuse_thousands(table: RawTable, name: str, cells: pl.Series, points: pl.Series) -> None:
    marked = points.str.contains(".", literal=True)
    thousands = points.str.contains(_THOUSANDS)
    if thousands.any() and not (marked & ~thousands).any():
        row = _first(thousands)
        assert row is not None
        given, thousands_of = shown(cells[row]), points[row].replace(".", "")
        raise TableError(
            f"{table.file}, {table.place(row)}: {name} is {given}, which may be thousands or three decimals. "
            f"Nothing is allowed between thousands: write {thousands_of}, or {given}0 if these are decimals."
        )


def _scaled(table: RawTable, name: str, whole: pl.Series, decimals: pl.Series) -> tuple[pl.Series, int]:
    lengths = decimals.str.len_bytes().max()
    scale = lengths if isinstance(lengths, int) else 0
    units = (whole + decimals.str.pad_end(scale, "0")).replace("", "0").cast(pl.Int128)
    largest = units.max()
    assert isinstance(largest, int)
    if largest * len(units) < _INT64:
        return units.cast(pl.Int64), scale
    if largest * len(units) >= _INT128:
        raise TableError(
            f"{table.file}: {name} has numbers with {scale} decimals and others up to {largest // 10**scale}, more "
            "digits than can be added up exactly. Round the amounts, to cents for instance."
        )
    return units, scale


def _month(written: str) -> int | None:
    """None where that is no month, nor a day that exists."""
    match = _PERIOD.fullmatch(written)
    if match is None:
        return None
    year, month = int(match[1]), int(match[3])
    try:
        date(year, month, int(match[4] or 1))
    except ValueError:
        return None
    return year * _MONTHS + month - 1


def _refuse_empty(table: RawTable, name: str, cells: pl.Series, advice: str) -> None:
    if (row := _first(cells.is_null())) is not None:
        raise TableError(f"{table.file}, {table.place(row)}: {name} is empty. {advice}")


def _refuse(table: RawTable, name: str, cells: pl.Series, wrong: pl.Series, rest: str) -> None:
    if (row := _first(wrong)) is not None:
        raise TableError(f"{table.file}, {table.place(row)}: {name} is {shown(cells[row])}; {rest}")


def _first(mask: pl.Series) -> int | None:
    """The first row that a mask marks."""
    return mask.arg_max() if mask.any() else None
