"""Tables that cannot be calculated with: one sentence each, on where it is, what it is, what is allowed, what to do."""

import re
from pathlib import Path

import polars as pl
import pytest

from bot.metrics.ledger import read_ledger
from bot.metrics.table_columns import Columns
from bot.metrics.table_retention import retention
from bot.metrics.table_types import Convention, TableError
from tests.bot.metrics_tables.tables import WORKED, read

HEADER = "customer,month,mrr\n"
PLAIN = "a plain number of 0 or more is allowed, such as 1500 or 1500.50"
TYPES = {"customer": pl.String, "month": pl.String, "mrr": pl.Float64}


def complaint(folder: Path, text: str | bytes, **options: object) -> str:
    with pytest.raises(TableError) as caught:
        read(folder, text, **options)
    message = str(caught.value)
    assert message.startswith(str(folder / "table.csv"))
    assert message.endswith(".")
    return message.removeprefix(str(folder / "table.csv"))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("NaN", f": mrr is NaN; {PLAIN}"),
        ("inf", f": mrr is inf; {PLAIN}"),
        ("-Infinity", ": mrr is -Infinity; an amount of 0 or more is allowed"),
        ("1e400", f": mrr is 1e400; {PLAIN}"),
        ("1e3", f": mrr is 1e3; {PLAIN}"),
        ("-5", ": mrr is -5; an amount of 0 or more is allowed"),
        ("-0.01", ": mrr is -0.01; an amount of 0 or more is allowed"),
        ("(500)", f": mrr is (500); {PLAIN}"),
        ("€ 500", f": mrr is € 500; {PLAIN}"),
        ("5 %", f": mrr is 5 %; {PLAIN}"),
        ("1 500", f": mrr is 1 500; {PLAIN}"),
        ("1.500.000", f": mrr is 1.500.000; {PLAIN}"),
        ("1_500", f": mrr is 1_500; {PLAIN}"),
        ("0x1F", f": mrr is 0x1F; {PLAIN}"),
        ("+5", f": mrr is +5; {PLAIN}"),
        ("٥٠٠", f": mrr is ٥٠٠; {PLAIN}"),
        (".5", f": mrr is .5; {PLAIN}"),
        ("n/a", f": mrr is n/a; {PLAIN}"),
        ("null", f": mrr is null; {PLAIN}"),
        ("=1+1", f": mrr is =1+1; {PLAIN}"),
        ('"1,500"', f": mrr is 1,500; {PLAIN}"),
        ('"1.500,00"', f": mrr is 1.500,00; {PLAIN}"),
        ("1.500", ": mrr is 1.500, which may be thousands or three decimals. Nothing is allowed between thousands"),
        ("", ": mrr is empty. Write 0 where nothing was paid"),
        ("  ", ": mrr is empty. Write 0 where nothing was paid"),
        ("1" + "0" * 15, ": mrr is 1000000000000000; less than 10^15 is allowed"),
        ("9" * 400, f": mrr is {'9' * 37}...; less than 10^15 is allowed"),
        ("0." + "1" * 19, ": mrr is 0.1111111111111111111; at most 18 decimals are allowed"),
    ],
)
def test_revenue_that_is_not_allowed(tmp_path: Path, cell: str, told: str) -> None:
    text = f"{HEADER}Ada,2024-01,100\n\nBen,2024-02,{cell}\nBen,2024-03,{cell}\n"
    assert complaint(tmp_path, text).startswith(f", line 4{told}")


@pytest.mark.parametrize(
    "cell",
    "2024 202402 2024-2 2024-13 2024-00 2024-02-30 2024-02/01 02-2024 01/02/2024 0000-01 Feb-24 2024-02-01T00:00:00 "
    "2024-Q1 45323 ٢٠٢٤-٠٢ today".split(),
)
def test_periods_that_are_no_months(tmp_path: Path, cell: str) -> None:
    told = complaint(tmp_path, f"{HEADER}Ada,2024-01,100\nAda,{cell},100\n")
    assert told.startswith(f", line 3: month is {cell}; a month is allowed, as 2024-03, or a day in it, as 2024-03-31")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", " is empty. Give a CSV file in UTF-8 or a Parquet file with a header"),
        (" \r\n\t\n", " is empty. Give a CSV file in UTF-8 or a Parquet file with a header"),
        ("\ufeff", " has no values. Give a header"),
        (",,\n,,\n", " has no values. Give a header"),
        (HEADER, " has a header and no rows. Give a row per customer and month"),
        (HEADER + ",,\n\n", " has a header and no rows. Give a row per customer and month"),
        (HEADER + "Ada,2024-01,100\nBen,2024-01,50\n", " has one month only, 2024-01: nothing can have moved"),
        (HEADER + ",2024-01,100\n", ", line 2: customer is empty. Write who the customer is"),
        (HEADER + "Ada,,100\n", ", line 2: month is empty. Write the month that it is about"),
        (HEADER + "Ada,2024-01,0\nAda,2024-02,0.00\n", ": mrr is 0 in every row; retention needs a start above 0"),
        (HEADER + "Ada,2024-01\n", ", line 2 has 2 values, but the header has 3: Ada,2024-01. Give every line as many"),
        (HEADER + "Ada,2024-01,1,500\n", ", line 2 has 4 values, but the header has 3: Ada,2024-01,1,500. Give every"),
        (HEADER + '"A\nda",2024-01,1\n"Ben",2024-01\n', ", line 4 has 2 values, but the header has 3: Ben,2024-01"),
        (HEADER + 'Ada,2024-01,1\n"Ben,2024-01,1\n', ", line 3 is no CSV (unexpected end of data). Close every"),
        (HEADER + '"Ben" Jones,2024-01,1\n', ", line 2 is no CSV (',' expected after '\"'). Close every quotation"),
        ('"' + HEADER, ", line 1 is no CSV (unexpected end of data). Close every quotation"),
        (HEADER.encode() + b"Ada,2024-01,1\nJos\xe9,2024-02,1\n", ", line 3 is not UTF-8. Save the file as a CSV file"),
        ((HEADER + "Ada,2024-01,1\n").encode("utf-16"), ", line 1 is not UTF-8. Save the file as a CSV file in UTF-8"),
        (b"customer\0,month,mrr\n", " is no text. Give a CSV file in UTF-8 or a Parquet file"),
        (b"PK\x03\x04 and so on", " is a spreadsheet or zip file; a CSV file in UTF-8 or a Parquet file is needed"),
        (b"\x1f\x8b and so on", " is a gzip file; a CSV file in UTF-8 or a Parquet file is needed"),
        (b"PAR1 and so on", " begins as a Parquet file, but cannot be read as one"),
        (b"PAR1" + bytes(100) + b"\x10\0\0\0PAR1", " begins as a Parquet file, but cannot be read as one"),
        (
            HEADER + "Ada,2024-01,100\nBen,2024-01,1\nAda,2024-01-31,120.50\nBen,2024-01,1\n",
            ": line 2 and line 4 are both about Ada in 2024-01 (100 and 120.5); one row per customer and month is "
            "allowed. One more row repeats an earlier one. Add them up, or remove what is repeated",
        ),
        (
            HEADER + "Ada,2023-11,100\nAda,2024-02,100\nBen,2024-04,1\n",
            ": no customer has a row in 2023-12, nor in 2 more months, though month runs from 2023-11 to 2024-04. Add",
        ),
        (
            HEADER.replace("\n", ",currency\n") + "Ada,2024-01,1,EUR\nAda,2024-02,1,eur\nBen,2024-02,1,usd\n",
            " mixes currencies: EUR (line 2) and USD (line 4), in the column currency. One currency is allowed",
        ),
        (
            HEADER.replace("\n", ",currency\n") + "Ada,2024-01,1,EUR\nAda,2024-02,1,\n",
            ", line 3: currency is empty. Write every row's currency, or none",
        ),
        (
            "klant;maand;omzet\nAda;2024-01;1,5\nAda;2024-02;1.5\n",
            ", line 3: omzet is 1.5; the column has decimal commas, so no point is allowed",
        ),
        (
            "klant;maand;omzet\nAda;2024-01;1.500\nAda;2024-02;800\n",
            ", line 2: omzet is 1.500, which may be thousands or three decimals. Nothing is allowed between thousands: "
            "write 1500, or 1.5000 if these are decimals",
        ),
        (
            "klant;maand;omzet\nAda;2024-01;1,500\nAda;2024-02;800\n",
            ", line 2: omzet is 1,500, which may be thousands or three decimals. Nothing is allowed between thousands: "
            "write 1500, or 1,5000 if these are decimals",
        ),
        (
            HEADER + "Ada,2024-01,999999999999999\n" + "".join(f"c{i},2024-02,0.{'1' * 18}\n" for i in range(200_000)),
            ": mrr has numbers with 18 decimals and others up to 999999999999999, more digits than can be added up",
        ),
    ],
)  # fmt: skip
def test_tables_that_are_not_sound(tmp_path: Path, text: str | bytes, told: str) -> None:
    assert complaint(tmp_path, text).startswith(told)


@pytest.mark.parametrize(
    ("header", "columns", "told"),
    [
        ("who,month,mrr", Columns(), " has no column that is known to hold the customer; its columns are who, "),
        ("customer,when,mrr", Columns(), " has no column that is known to hold the period; its columns are"),
        ("customer,month,", Columns(), " has no column that is known to hold the revenue; its columns are cust"),
        ("customer,month,mrr,arr", Columns(), " has 2 columns that may hold the revenue: mrr, arr. Say which with"),
        ("customer,month,mrr,MRR", Columns(), " has 2 columns that may hold the revenue: mrr, MRR. Say which with"),
        ("customer,month,mrr,mrr", Columns(), " has 2 columns that may hold the revenue: mrr, mrr. Rename or remove"),
        ("customer,month,mrr", Columns(revenue="arr"), " has no column arr, named with --revenue; its columns are"),
        ("customer,month,mrr", Columns(currency="valuta"), " has no column valuta, named with --currency; its columns"),
        ("customer,month,mrr", Columns(revenue="month"), ": the column month was named for two things at once"),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_told(tmp_path: Path, header: str, columns: Columns, told: str) -> None:
    extra = ",1" * (header.count(",") - 2)
    assert complaint(tmp_path, f"{header}\na,2024-01,1{extra}\n", columns=columns).startswith(told)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"mrr": [1.0, float("nan")]}, f", row 2: mrr is NaN; {PLAIN}"),
        ({"mrr": [1.0, float("inf")]}, f", row 2: mrr is inf; {PLAIN}"),
        ({"mrr": [1.0, float("-inf")]}, ", row 2: mrr is -inf; an amount of 0 or more is allowed"),
        ({"mrr": [1.0, -2.5]}, ", row 2: mrr is -2.5; an amount of 0 or more is allowed"),
        ({"mrr": [1.0, 1e300]}, ", row 2: mrr is 1000000000000000"),
        ({"mrr": [1.0, 5e-324]}, ", row 2: mrr is 0.00000000000000000000"),
        ({"mrr": [1.0, None]}, ", row 2: mrr is empty. Write 0"),
        ({"mrr": [True, False]}, ": the column mrr holds Boolean; text, numbers or dates are allowed"),
        ({"mrr": [[1], [2]]}, ": the column mrr holds List(Int64); text, numbers or dates are allowed"),
        ({"customer": ["a", None]}, ", row 2: customer is empty"),
        ({"customer": [1.0, float("nan")]}, ", row 2: customer is empty"),
        ({"customer": ["a", " "]}, ", row 2: customer is empty"),
        ({"month": ["2024-01", None]}, ", row 2: month is empty"),
        ({"month": [202401, 202402]}, ", row 1: month is 202401; a month is allowed"),
        ({"month": ["2024-01", "2024-01"]}, ": row 1 and row 2 are both about a in 2024-01 (1 and 2)"),
        ({"currency": ["EUR", "USD"]}, " mixes currencies: EUR (row 1) and USD (row 2)"),
        ({"customer": [], "month": [], "mrr": []}, " has a header and no rows"),
    ],
)
def test_parquet_that_is_not_sound(tmp_path: Path, columns: dict[str, list[object]], told: str) -> None:
    file = tmp_path / "table.parquet"
    whole = {"customer": ["a", "a"], "month": ["2024-01", "2024-02"], "mrr": [1.0, 2.0]} | columns
    pl.DataFrame(whole, schema=TYPES if not whole["mrr"] else None).write_parquet(file)
    with pytest.raises(TableError, match=f"^{re.escape(str(file) + told)}"):
        read_ledger(file)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"none\.csv does not exist\. Give a CSV file"):
        read_ledger(tmp_path / "none.csv")
    with pytest.raises(TableError, match=r"is a folder\. Give a CSV file"):
        read_ledger(tmp_path)
    with pytest.raises(TableError, match=r"/dev/null is no file\. Give a CSV file"):
        read_ledger("/dev/null")


def test_a_file_that_fails_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "table.csv").write_text(WORKED)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(TableError, match=r"cannot be read \(Permission denied\)\. Give a CSV file"):
        read_ledger(tmp_path / "table.csv")


@pytest.mark.parametrize("convention", Convention)
def test_windows_that_are_not_allowed(tmp_path: Path, convention: Convention) -> None:
    ledger = read(tmp_path, WORKED)
    with pytest.raises(
        TableError, match=r"The window is 4 months, which needs 5 months of figures; .* has 4, 2024-01 to"
    ):
        retention(ledger, convention, 4)
    for window in (0, -1):
        with pytest.raises(
            TableError, match=f"The window is {window} months; 1 or more is allowed. Choose from 1 to 3"
        ):
            retention(ledger, convention, window)


@pytest.mark.parametrize("convention", Convention)
def test_a_window_that_starts_with_nothing(tmp_path: Path, convention: Convention) -> None:
    ledger = read(tmp_path, HEADER + "Ada,2024-01,0\nAda,2024-02,0\nAda,2024-03,5\nAda,2024-04,5\n")
    with pytest.raises(
        TableError, match="mrr is 0 for all customers in 2024-01 to 2024-02, where a window of 2 months"
    ):
        retention(ledger, convention, 2)
    assert retention(ledger, convention, 1).left_out == ("2024-02", "2024-03")
