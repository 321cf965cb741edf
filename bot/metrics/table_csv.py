"""CSV as raw tables.

Files without a quotation mark, where each line is a record, are split by polars, which is fast; the others are read by
Python's strict reader, since polars leaves malformed quoting undefined. Either way every line must have as many values
as the header. What is wrong, and where, is found by reading once more, slowly.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

import polars as pl

from bot.metrics.exact import shown
from bot.metrics.table_raw import RawTable, trimmed
from bot.metrics.table_types import TableError

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_BLANK = " \t\r"
_BATCH = 512  # rows turned into columns at a time: from 700 on, the garbage collector looks at each, twice as slow


def csv_table(file: str, text: str) -> RawTable:
    """The table that a text holds; its first line that is not blank is the header, and tells what delimits values.

    Lines without any value are left out, as spreadsheets leave them behind.

    Raises:
        TableError: the header is no CSV. Taking columns raises it where another line is none, or has not as many
            values as the header.
    """
    header = next((line for line in text.splitlines() if line.strip(_BLANK)), "")
    source = _Source(file, text, max(_DELIMITERS, key=header.count))
    names = next((record for _, record in source.records()), None)
    if names is None:
        raise TableError(f"{file} has no values. Give a header, and a row per customer and month.")
    return RawTable(
        file,
        tuple(name.strip() for name in names),
        lambda wanted: source.take([name.strip() for name in names], wanted),
        lambda row: f"line {next(islice(source.records(), row + 1, None))[0]}",
        decimal_comma=source.delimiter != ",",
        is_text=True,
    )


@dataclass(frozen=True, slots=True)
class _Source:
    file: str
    text: str
    delimiter: str

    def take(self, header: Sequence[str], wanted: Sequence[str]) -> list[pl.Series]:
        """The wanted columns, trimmed."""
        positions = [header.index(name) for name in wanted]
        columns = self._split(len(header), positions) if '"' not in self.text else self._parse(len(header), positions)
        if columns is None:
            raise TableError(self._complaint(len(header)))
        return [trimmed(column) for column in columns]

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record with the line it begins on; the header first."""
        reader = self._reader()
        begins = 1
        try:
            for record in reader:
                if not self._is_blank(record):
                    yield begins, record
                begins = reader.line_num + 1
        except csv.Error as error:
            raise TableError(
                f"{self.file}, line {begins} is no CSV ({error}). Close every quotation mark, and double those inside "
                "a value."
            ) from error

    def _reader(self) -> "Reader":
        return csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)

    def _is_blank(self, record: Sequence[str]) -> bool:
        return not "".join(record).strip(_BLANK)

    def _split(self, width: int, positions: Sequence[int]) -> list[pl.Series] | None:
        """Columns of a text without quotation marks; None where some line has not as many values as the header."""
        text = self.text.replace("\r\n", "\n").replace("\r", "\n")
        lines = pl.Series(text.split("\n"), dtype=pl.String)
        filled = lines.str.strip_chars(_BLANK + self.delimiter) != ""
        lines = lines.filter(filled)[1:]
        if (lines.str.count_matches(self.delimiter, literal=True) != width - 1).any():
            return None
        fields = lines.str.split_exact(self.delimiter, width - 1).struct
        return [fields.field(f"field_{position}") for position in positions]

    def _parse(self, width: int, positions: Sequence[int]) -> list[pl.Series] | None:
        """Columns of a text with quotation marks; None where these are not in order, or as above."""
        batches = [[pl.Series(dtype=pl.String)] for _ in positions]
        reader = self._reader()
        is_header = True
        try:
            while batch := list(islice(reader, _BATCH)):
                records = [record for record in batch if not self._is_blank(record)][is_header:]
                is_header = False
                if not {width}.issuperset(map(len, records)):
                    return None
                for column, position in zip(batches, positions, strict=True):
                    column.append(pl.Series(list(map(itemgetter(position), records)), dtype=pl.String))
        except csv.Error:
            return None
        return [pl.concat(column, rechunk=True) for column in batches]

    def _complaint(self, width: int) -> str:
        line, record = next(each for each in self.records() if len(each[1]) != width)
        return (
            f"{self.file}, line {line} has {len(record)} values, but the header has {width}: "
            f"{shown(self.delimiter.join(record))}. Give every line as many values as the header; a value with a "
            f"{_DELIMITERS[self.delimiter]} in it stands in quotation marks."
        )
