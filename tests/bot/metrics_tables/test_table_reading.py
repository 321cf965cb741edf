"""What a table may look like: its columns, its delimiters, its numbers and its periods."""

import io
import os
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from threading import Thread

import polars as pl
import pytest

from bot.metrics.ledger import Ledger, read_ledger
from bot.metrics.movements import waterfall
from bot.metrics.table_columns import Columns, RevenueIs
from tests.bot.metrics_tables.tables import read


def _arr(ledger: Ledger) -> tuple[Fraction | int, Fraction | int]:
    """ARR of the last month but one, and of the last."""
    last = waterfall(ledger)[-1].arr
    return last.start, last.end


def _two(
    folder: Path, header: str, first: str, second: str, **options: object
) -> tuple[Fraction | int, Fraction | int]:
    return _arr(read(folder, f"{header}\n{first}\n{second}\n", **options))


@pytest.mark.parametrize("who", ["customer", "Customer ID", "ACCOUNT", "account-id", "klant", "Klantnummer", "العميل"])
@pytest.mark.parametrize("when", ["period", "Month", " maand ", "DATE", "الشهر"])
@pytest.mark.parametrize("what", ["MRR", "revenue", "Amount", "omzet", "Recurring Revenue"])
def test_columns_by_their_usual_names_in_any_order(tmp_path: Path, who: str, when: str, what: str) -> None:
    assert _two(tmp_path, f"{what},region,{who},{when}", "1.5,x,a,2024-01", "2.5,x,a,2024-02") == (18, 30)


def test_columns_that_are_named(tmp_path: Path) -> None:
    columns = Columns(customer="who", period="when", revenue="SUM")
    found = _two(tmp_path, "when,who,sum,mrr", "2024-01,a,1,7", "2024-02,a,2,7", columns=columns)
    assert found == (12, 24)


def test_an_id_says_who_a_customer_is_before_a_name_does(tmp_path: Path) -> None:
    ledger = read(
        tmp_path, "customer_name,customer_id,month,mrr\nAcme,1,2024-01,5\nAcme,2,2024-01,5\nAcme,1,2024-02,5\n"
    )
    assert ledger.columns.customer == "customer_id"
    assert ledger.customers == 2


@pytest.mark.parametrize(
    ("name", "revenue_is", "first"),
    [
        ("mrr", None, 120),
        ("arr", None, 10),
        ("Annual Recurring Revenue", None, 10),
        ("revenue", None, 120),
        ("revenue", "annual", 10),
        ("arr", "monthly", 120),
    ],
)
def test_revenue_of_a_month_or_a_year(tmp_path: Path, name: str, revenue_is: RevenueIs | None, first: int) -> None:
    found = _two(tmp_path, f"customer,month,{name}", "a,2024-01,10", "a,2024-02,10", revenue_is=revenue_is)
    assert found == (first, first)


@pytest.mark.parametrize(
    "text",
    [
        "klant;maand;omzet\na;2024-01;1500,50\nb;2024-02;2,5\n",
        "klant;maand;omzet\na;2024-01;1500.50\nb;2024-02;2.5\n",
        "klant\tmaand\tomzet\na\t2024-01\t1500,5\nb\t2024-02\t2,50\n",
        "klant,maand,omzet\na,2024-01,1500.50\nb,2024-02,2.5\n",
        "klant,maand,omzet\r\na,2024-01,1500.50\r\nb,2024-02,2.5\r\n",
        "klant,maand,omzet\ra,2024-01,1500.50\rb,2024-02,2.5",
        "\ufeffklant,maand,omzet\na,2024-01,1500.50\nb,2024-02,2.5\n",
        '"klant","maand","omzet"\n"a","2024-01","1500.50"\n"b","2024-02","2.5"\n',
        "\n  \nklant,maand,omzet\n\na , 2024-01, 1500.50\n,,\nb,2024-02,2.5\n,,\n\n",
        'klant,maand,omzet\n"a, of\n""Acme""",2024-01,1500.50\n,,\nb,2024-02,2.5\n',
    ],
)
def test_forms_of_csv(tmp_path: Path, text: str) -> None:
    assert _arr(read(tmp_path, text)) == (18006, 30)


@pytest.mark.parametrize("first", ["2024-01", "2024/01", "2024-01-01", "2024/01/31"])
@pytest.mark.parametrize("second", ["2024-02", "2024/02/29"])
def test_forms_of_periods(tmp_path: Path, first: str, second: str) -> None:
    ledger = read(tmp_path, f"customer,month,mrr\na,{first},1\na,{second},1\n")
    assert [month.month for month in waterfall(ledger)] == ["2024-02"]


def test_amounts_are_exact(tmp_path: Path) -> None:
    # In floats, 0.1 + 0.2 is not 0.3, and a cent is lost beside 999 billion; 33.333333333333336 is what a float gives.
    rows = ["a,2024-01,0.1", "b,2024-01,0.2", "c,2024-01,999999999999999.01", "d,2024-01,33.333333333333336"]
    ledger = read(tmp_path, "\n".join(["customer,month,mrr", *rows, "a,2024-02,0"]))
    exact = Fraction("999999999999999.01") + Fraction("0.3") + Fraction("33.333333333333336")
    assert _arr(ledger) == (12 * exact, 0)


def test_three_decimals_are_decimals_where_the_column_shows_it(tmp_path: Path) -> None:
    assert _two(tmp_path, "customer,month,mrr", "a,2024-01,1.500", "a,2024-02,0.250") == (18, 3)
    assert _two(tmp_path, "customer,month,mrr", "a,2024-01,1.500", "a,2024-02,2.5") == (18, 30)


def test_customers_are_who_they_are_called(tmp_path: Path) -> None:
    ledger = read(
        tmp_path, "customer,month,mrr\nAcme,2024-01,1\n Acme ,2024-02,1\nacme,2024-02,1\n007,2024-02,1\n7,2024-02,1\n"
    )
    assert ledger.customers == 4
    assert waterfall(ledger)[0].customers.new == 3


def test_one_currency_in_any_case(tmp_path: Path) -> None:
    text = "customer,month,mrr,currency\na,2024-01,1,eur\na,2024-02,1,EUR\n"
    assert read(tmp_path, text).currency == "EUR"
    assert read(tmp_path, text.replace("eur", "").replace("EUR", "")).currency is None


@pytest.mark.parametrize(
    "months",
    [
        pl.Series([date(2024, 1, 31), date(2024, 2, 29)]),
        pl.Series([datetime(2024, 1, 31, 23, 59), datetime(2024, 2, 1)]),
        pl.Series(["2024-01", "2024-02-01"]),
        pl.Series(["2024-01", "2024-02"], dtype=pl.Categorical),
    ],
    ids=lambda series: str(series.dtype),
)
@pytest.mark.parametrize(
    "amounts",
    [
        pl.Series([0.1, 1e-7]),
        pl.Series(["0.1", "0.0000001"]),
        pl.Series([Decimal("0.1"), Decimal("0.0000001")]),
    ],
    ids=lambda series: str(series.dtype),
)
@pytest.mark.parametrize("customers", [pl.Series([1, 1]), pl.Series([1.0, 1.0]), pl.Series(["a", "a"])])
def test_types_of_parquet(tmp_path: Path, months: pl.Series, amounts: pl.Series, customers: pl.Series) -> None:
    file = tmp_path / "table.parquet"
    pl.DataFrame({"customer": customers, "date": months, "mrr": amounts, "more": [[1], [2]]}).write_parquet(file)
    assert _arr(read_ledger(file)) == (Fraction("1.2"), Fraction("0.0000012"))


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt64, pl.Int128, pl.Float32])
def test_numbers_of_parquet(tmp_path: Path, kind: type[pl.DataType]) -> None:
    file = tmp_path / "table.parquet"
    amounts = pl.Series([100, 0], dtype=kind)
    pl.DataFrame({"customer": ["a", "a"], "month": ["2024-01", "2024-02"], "mrr": amounts}).write_parquet(file)
    assert _arr(read_ledger(file)) == (1200, 0)


def test_a_float_of_less_than_nothing_that_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "table.parquet"
    months = ["2024-01", "2024-02"]
    pl.DataFrame({"customer": ["a", "a"], "month": months, "mrr": [1.0, -0.0]}).write_parquet(file)
    assert _arr(read_ledger(file)) == (12, 0)


def test_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=("customer,month,mrr\na,2024-01,1\na,2024-02,2\n",))
    writer.start()
    assert _arr(read_ledger(pipe)) == (12, 24)
    writer.join()


def test_a_name_with_marks_of_a_pattern(tmp_path: Path) -> None:
    file = tmp_path / "table[1]*?.parquet"
    stream = io.BytesIO()
    pl.DataFrame({"customer": ["a", "a"], "month": ["2024-01", "2024-02"], "mrr": [1, 2]}).write_parquet(stream)
    file.write_bytes(stream.getvalue())
    assert _arr(read_ledger(file)) == (12, 24)
