"""Files as raw tables, whatever their format."""

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from bot.metrics.table_csv import csv_table
from bot.metrics.table_raw import RawTable, trimmed
from bot.metrics.table_types import TableError

_OTHER_FORMATS = {
    b"PK\x03\x04": "a spreadsheet or zip file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an Excel file",
}
_FORMS = "a CSV file in UTF-8 or a Parquet file"


def read_table(path: Path) -> RawTable:
    """Opens a CSV or Parquet file; which of the two it is, is seen by its first bytes, not by its name.

    A CSV file is UTF-8, with or without a byte order mark, delimited by commas, semicolons or tabs, quoted with `"`.

    Raises:
        TableError: the file is missing, unreadable, empty, of another kind, or no table.
    """
    data = _read_bytes(path)
    if data.startswith(b"PAR1"):
        return _parquet(str(path), data)
    if not data.strip():
        raise TableError(f"{path} is empty. Give {_FORMS} with a header and a row per customer and month.")
    for magic, kind in _OTHER_FORMATS.items():
        if data.startswith(magic):
            raise TableError(f"{path} is {kind}; {_FORMS} is needed. Save it as CSV, and give that.")
    return csv_table(str(path), _decoded(path, data))


def _read_bytes(path: Path) -> bytes:
    if not (path.is_file() or path.is_fifo()):
        what = "is a folder" if path.is_dir() else "is no file" if path.exists() else "does not exist"
        raise TableError(f"{path} {what}. Give {_FORMS}.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise TableError(f"{path} cannot be read ({error.strerror}). Give {_FORMS} that you may read.") from error


def _decoded(path: Path, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableError(f"{path}, line {line} is not UTF-8. Save the file as {_FORMS}.") from error
    if "\0" in text:
        raise TableError(f"{path} is no text. Give {_FORMS}.")
    return text


def _parquet(file: str, data: bytes) -> RawTable:
    try:
        schema = pl.read_parquet_schema(io.BytesIO(data))
    except (PolarsError, PanicException) as error:
        raise TableError(_damaged(file)) from error

    def take(names: Sequence[str]) -> list[pl.Series]:
        try:
            frame = pl.read_parquet(io.BytesIO(data), columns=list(names))
        except (PolarsError, PanicException) as error:
            raise TableError(_damaged(file)) from error
        return [_as_text(file, frame[name]) for name in names]

    return RawTable(
        file,
        tuple(schema),
        take,
        lambda row: f"row {row + 1}",
        decimal_comma=False,
        is_text=False,
    )


def _damaged(file: str) -> str:
    return f"{file} begins as a Parquet file, but cannot be read as one: it is damaged. Write it anew."


def _as_text(file: str, column: pl.Series) -> pl.Series:
    kind = column.dtype
    if isinstance(kind, pl.Datetime | pl.Date):
        return column.dt.strftime("%Y-%m-%d")
    if kind in (pl.Categorical, pl.Enum, pl.Null) or kind.is_integer() or kind.is_decimal() or kind == pl.String:
        return trimmed(column.cast(pl.String))
    if kind.is_float():
        return _plain_floats(column.cast(pl.String))
    raise TableError(f"{file}: the column {column.name} holds {kind}; text, numbers or dates are allowed.")


def _plain_floats(cells: pl.Series) -> pl.Series:
    """Without exponents, and with one zero: "1e-7" is 0.0000001, "-0.0" is 0."""
    cells = cells.replace("-0.0", "0")
    short = cells.filter(cells.str.contains("[0-9]e").fill_null(False)).unique()
    if short.is_empty():
        return cells
    return cells.replace(short.to_list(), [f"{Decimal(each):f}" for each in short])
