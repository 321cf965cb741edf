"""A table as it stands in a file: named columns of text, and where each row is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it stands in a file, nothing understood yet."""

    file: str
    header: tuple[str, ...]
    take: Callable[[Sequence[str]], list[pl.Series]]
    """The named columns, trimmed text: an empty cell is null. Floats are the shortest decimals that stand for them."""
    place: Callable[[int], str]
    """Where row i stands, counted from 0: "line 7" of a text, the header being line 1; "row 6" of a Parquet file."""
    decimal_comma: bool
    """Whether numbers may be written with a decimal comma."""
    is_text: bool
    """Whether numbers were written by hand or by a program that formats them."""


def trimmed(cells: pl.Series) -> pl.Series:
    """Cells without space around them; empty ones are null."""
    stripped = cells.str.strip_chars()
    return stripped.set(stripped == "", None)
