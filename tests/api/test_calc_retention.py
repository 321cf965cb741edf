"""`cs-answers calc retention` as a user meets it: a file in; figures, tables and a chart out, or one sentence."""

import json
from pathlib import Path

import pytest

from tests.api.commands import Ran, run, run_python
from tests.bot.metrics_tables.tables import WORKED


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table whose every figure is worked out by hand in the calculators' own tests."""
    file = tmp_path_factory.mktemp("tables") / "customers.csv"
    file.write_text(WORKED, encoding="utf-8")
    return file


def retention(*arguments: str | Path, data_dir: Path = Path("nowhere")) -> Ran:
    return run("calc", "retention", *map(str, arguments), data_dir=data_dir)


def test_figures_for_people_fit_eighty_columns(worked: Path) -> None:
    ran = retention(worked, "--window", "3", "--cohorts")
    assert (ran.status, ran.err, ran.attempts) == (0, "", ())
    told = ran.out.splitlines()
    assert told[0] == f"{worked}: 4 customers, 2024-01 to 2024-04, 12 rows"
    rows = [line.split() for line in told]
    assert "customer by customer, trailing 3 months (cohort-ttm) 34.29 % 28.57 % 33.33 %".split() in rows
    assert "flow of 3 months (flow) −22.86 % −37.14 % 0.00 %".split() in rows
    assert "2024-02 4,200 960 0 0 0 2,400 2,760".split() in rows
    assert "2024-04 5,160 0 0 0 360 2,400 2,400".split() in rows
    assert "≤ 2024-01 3 4,200 42.9 100.0 34.3".split() in rows
    assert "2024-02 1 960 100.0 100.0".split() in rows
    bars = {name: line for line in told for name in ("start", "churn", "end") if line.startswith(f"{name}  ")}
    assert [line.count("█") for line in bars.values()] == [26, 33, 15]  # of 50 for 8,160: 4,200; 2,400 to 7,800; 2,400
    assert all(len(line) <= 80 for line in told[1:] if not line.endswith("."))  # notes are whole paragraphs


def test_json_has_everything_exactly(worked: Path) -> None:
    ran = retention(worked, "--window", "3", "--by", "year", "--json")
    assert (ran.status, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["columns"] == {"customer": "customer", "period": "period", "revenue": "mrr", "currency": None}
    assert (told["revenue_is"], told["currency"], told["customers"], told["rows"]) == ("monthly", None, 4, 12)
    assert [each["convention"] for each in told["retention"]] == ["cohort-ttm", "flow"]
    assert told["retention"][0]["points"] == [
        {
            "month": "2024-04",
            "start_month": "2024-01",
            "nrr": {"percent": "34.29", "part": "1440", "whole": "4200"},
            "grr": {"percent": "28.57", "part": "1200", "whole": "4200"},
            "logos": {"percent": "33.33", "part": "1", "whole": "3"},
        }
    ]
    assert told["waterfall"][0]["arr"] == {
        "start": "4200",
        "new": "960",
        "reactivation": "0",
        "expansion": "0",
        "contraction": "0",
        "churn": "2400",
        "end": "2760",
    }
    assert told["waterfall"][0]["customers"]["churn"] == 1
    assert [cohort["name"] for cohort in told["cohorts"]] == ["2024-01", "2024"]
    assert told["cohorts"][0]["is_opening"] is True


def test_one_convention_and_one_currency(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("klant;maand;omzet;munt\nA;2024-01;1,5;eur\nA;2024-02;3,0;EUR\nB;2024-02;7;EUR\n", encoding="utf-8")
    ran = retention(file, "--window", "1", "--convention", "flow", "--annual")
    assert (ran.status, ran.err) == (0, "")
    assert "flow of 1 month (flow) 200.00 % 100.00 % 100.00 %".split() in [
        line.split() for line in ran.out.splitlines()
    ]
    assert "cohort-ttm" not in ran.out
    assert "ARR by month, EUR" in ran.out
    assert "omzet is read as recurring revenue of a year; ARR is that." in ran.out


def test_reactivation_is_counted_where_asked_for(worked: Path) -> None:
    ran = retention(worked, "--window", "3", "--with-reactivation", "--json")
    nrr = [each["points"][0]["nrr"]["percent"] for each in json.loads(ran.out)["retention"]]
    assert nrr == ["34.29", "34.29"]
    ran = retention(worked, "--convention", "cohort-ttm", "--with-reactivation")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("cs-answers: --with-reactivation is for the flow convention.")


def test_too_few_months_for_a_year_still_give_a_waterfall(worked: Path) -> None:
    ran = retention(worked)
    assert (ran.status, ran.err) == (0, "")
    assert "ARR over the 3 months to 2024-04" in ran.out
    assert "NRR" not in ran.out
    assert "such as --window 3." in ran.out


def test_amounts_that_are_too_wide_are_shown_in_larger_units(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    file.write_text("customer,month,arr\nA,2024-01,123456789012\nA,2024-02,223456789012\n", encoding="utf-8")
    ran = retention(file)
    assert "ARR by month, millions" in ran.out
    row = "2024-02 123,457 0 0 100,000 0 0 223,457"
    assert row.split() in [line.split() for line in ran.out.splitlines()]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty."),
        ("customer,month,mrr\nA,2024-01,NaN\n", "line 2: mrr is NaN;"),
        ("customer,month,mrr\nA,2024-01,1e400\n", "line 2: mrr is 1e400;"),
        ("customer,month,mrr\nA,2024-01,1\nA,2024-01,1\n", "line 2 and line 3 are both about A in 2024-01"),
        ("customer,month,mrr\nA,2024-01,0\nA,2024-02,0\n", "mrr is 0 in every row;"),
        (b"customer,month,mrr\n\xff,2024-01,0\n", "line 2 is not UTF-8."),
        (None, "does not exist."),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, content: str | bytes | None, told: str) -> None:
    file = tmp_path / "customers.csv"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = retention(file)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"cs-answers: {file}")
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_a_file_with_a_name_that_is_no_text(tmp_path: Path) -> None:
    ran = run("calc", "retention", bytes(tmp_path) + b"/\xff.csv", data_dir=tmp_path)
    assert (ran.status, ran.out) == (1, "")
    assert "does not exist" in ran.err
    assert "Traceback" not in ran.err


_LOADED = """
import sys
import api.cli, api.retention
assert "polars" not in sys.modules
"""


def test_polars_waits_for_a_table(tmp_path: Path) -> None:
    ran = run_python(_LOADED, data_dir=tmp_path)
    assert ran.status == 0, ran.err
