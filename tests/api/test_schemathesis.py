"""schemathesis, told nothing but the address: the description is the truth, and what it does not allow is refused."""

import json
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.commands import COMMAND, Ran, run
from tests.api.serving import Served, serving

_ST = Path(sysconfig.get_path("scripts")) / "st"
_CASES = 100
"""Generated for an operation, beside those for the edges of each part of a request and those in sequences."""


@pytest.fixture(scope="module")
def served(shipped_folder: Path) -> Iterator[Served]:
    with serving(shipped_folder, program=(COMMAND, "serve")) as running:
        yield running
        assert running.is_answering()
        assert "Traceback" not in running.log


@pytest.fixture(scope="module")
def tested(served: Served, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, dict[str, Any]]:
    """What it printed and found: the same cases each time, a minute or two of them."""
    folder = tmp_path_factory.mktemp("schemathesis")
    report = folder / "report.json"
    ran = run(
        *("run", f"{served.url}/openapi.json", "--checks", "all", "--max-examples", str(_CASES)),
        *("--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure", "--no-color"),
        *("--seed", "1", "--generation-database", "none", "--report", "json", "--report-json-path", str(report)),
        data_dir=folder,
        program=(_ST,),
    )
    return ran, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}


def test_no_check_fails(tested: tuple[Ran, dict[str, Any]]) -> None:
    ran, report = tested
    assert ran.status == 0, ran.out[:20_000] + ran.err
    assert (report["failures"], report["errors"], report["stop_reason"]) == ([], [], "completed")
    assert all(phase["status"] == "success" for phase in report["phases"].values())
    assert not any(report["warnings"].values()), "nothing was passed over"
    assert ran.attempts == ()


def test_every_operation_is_tested(tested: tuple[Ran, dict[str, Any]]) -> None:
    _, report = tested
    operations = report["operations"]
    assert operations["tested"] == operations["total"] == len(report["valid_rates"]) >= 43
    assert report["test_cases"]["generated"] >= _CASES * operations["total"]


def test_what_is_described_is_taken(tested: tuple[Ran, dict[str, Any]]) -> None:
    _, report = tested
    for operation, phases in report["valid_rates"].items():
        counts = {outcome: sum(phase[outcome] for phase in phases.values()) for outcome in phases["fuzzing"]}
        assert counts["rejected"] == 0, operation
        if operation.startswith("POST"):
            assert counts["accepted"] >= _CASES, operation
            # Figures that contradict one another (409) are an exception, and no way out of being described.
            assert counts["conflicts"] <= 0.3 * counts["accepted"], operation
