"""`cs-answers eval` over somebody's own knowledge base and questions: tables, a page, JSON, saved runs and the gate."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.commands import Ran, run

_WORK = "notes"
_QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "days",
        "group": "days",
        "question": "How long does onboarding take?",
        "language": "en",
        "kind": "heading",
        "work": _WORK,
        "sections": ["1"],
        "facts": [{"quantity": {"value": "30"}}, {"any": {"en": ["most customers"]}}],
    },
    {
        "id": "payer",
        "group": "payer",
        "question": "Who pays for the first training days?",
        "language": "en",
        "kind": "paraphrase",
        "work": _WORK,
        "sections": ["2"],
        "facts": [{"any": {"en": ["vendor"]}}],
        "forbidden": [{"any": {"en": ["the customer pays"]}}],
    },
    {
        "id": "moon",
        "group": "moon",
        "question": "How far away is the moon on a Tuesday?",
        "language": "en",
        "kind": "unanswerable",
    },
    {
        "id": "why",
        "group": "why",
        "question": "And why is that?",
        "language": "en",
        "kind": "follow_up",
        "work": _WORK,
        "sections": ["2"],
        "history": [{"question": "Who pays for the first training days?"}],
    },
]

_POOR = "Onboarding\n\n1. What is a mast?\n\nA mast is tall.\n\n2. What is a rope?\n\nA rope is long.\n"


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A run of the command, and where what it wrote is."""

    ran: Ran
    questions: Path
    page: Path
    saved: Path
    baseline: Path


@pytest.fixture(scope="module")
def evaluated(notes: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    folder = tmp_path_factory.mktemp("evaluated")
    questions = _write(folder / "mine.jsonl", _QUESTIONS)
    page, saved, baseline = folder / "page.html", folder / "run.json", folder / "baseline.json"
    wanted = ["--json", "--html", str(page), "--save", str(saved), "--baseline", str(baseline)]
    ran = _evaluate(notes, str(questions), *wanted)
    assert ran.status == 0, ran.err
    return Evaluated(ran, questions, page, saved, baseline)


def _write(file: Path, questions: list[dict[str, Any]]) -> Path:
    file.write_text("\n".join(json.dumps(question) for question in questions), encoding="utf-8")
    return file


def _evaluate(notes: tuple[Path, dict[str, str]], *arguments: str) -> Ran:
    data_dir, env = notes
    return run("eval", *arguments, data_dir=data_dir, env=env)


def test_everything_is_told_as_json(evaluated: Evaluated) -> None:
    told = json.loads(evaluated.ran.out)
    assert told["headlines"]["mine"]["recall@1"]["value"] == 1
    assert told["headlines"]["mine"]["citations"] == {"value": 1, "low": 1, "high": 1, "count": 3, "wanted": 1}
    assert told["provenance"]["questions"].keys() == {"mine"}
    assert {stage["median"] > 0 for stage in told["milliseconds"].values()} == {True}
    assert told["process"]["cold_start_s"] > 0.1
    assert 50 < told["process"]["peak_memory_mb"] < 2_000
    assert told["open"] == []
    by_id = {result["id"]: result for result in told["results"]}
    assert by_id["days"]["exchange"]["expected"] == "section 1; states 30; states most customers"
    assert by_id["days"]["figures"]["facts"] == 1
    assert by_id["moon"]["exchange"]["expected"] == "a refusal"
    assert not evaluated.ran.attempts


def test_the_page_is_written(evaluated: Evaluated) -> None:
    written = evaluated.page.read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>")
    assert "mine" in written
    assert written.count("<svg") >= 3
    assert "http://" not in written.replace("http://www.w3.org/", "")


def test_a_second_run_is_the_same_and_passes_the_gate(notes: tuple[Path, dict[str, str]], evaluated: Evaluated) -> None:
    given = [str(evaluated.questions), "--gate", str(evaluated.baseline), "--against", str(evaluated.saved), "--json"]
    again = _evaluate(notes, *given)
    assert again.status == 0, again.err
    assert "The gate is open" in again.err
    first, second = json.loads(evaluated.ran.out), json.loads(again.out)
    assert second["headlines"] == first["headlines"]
    assert _untimed(second["results"]) == _untimed(first["results"])
    assert {change["verdict"] for change in second["changes"]} == {""}


def _untimed(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in result.items() if key != "milliseconds"} for result in results]


def test_tables_are_for_people(notes: tuple[Path, dict[str, str]], evaluated: Evaluated) -> None:
    ran = _evaluate(notes, str(evaluated.questions))
    assert ran.status == 0, ran.err
    for told in ("right section first", "exact citations", "over-refusal", "cold start", "follow_up", "p95 ms"):
        assert told in ran.out


def test_the_gate_shuts_when_a_headline_is_lost(
    notes: tuple[Path, dict[str, str]], evaluated: Evaluated, tmp_path: Path
) -> None:
    """The sources have lost what the baseline's answers rest on; the questions are the same."""
    folder = tmp_path / "poor"
    folder.mkdir()
    (folder / "notes.txt").write_text(_POOR, encoding="utf-8")
    listing = "sources:\n  - {file: notes.txt, language: en, title: Onboarding}\n"
    (folder / "sources.yaml").write_text(listing, encoding="utf-8")
    env = {"CSA_SOURCES": str(folder / "sources.yaml")}
    assert run("ingest", data_dir=folder / "data", env=env).status == 0
    shut = _evaluate((folder / "data", env), str(evaluated.questions), "--gate", str(evaluated.baseline))
    assert shut.status == 1
    assert "The gate is shut" in shut.err
    assert "fact recall (lost" in shut.err


def test_a_baseline_that_was_edited_is_refused(
    notes: tuple[Path, dict[str, str]], evaluated: Evaluated, tmp_path: Path
) -> None:
    edited = tmp_path / "edited.json"
    edited.write_text(evaluated.baseline.read_text(encoding="utf-8").replace('"facts": 1.0', '"facts": 0.0'))
    ran = _evaluate(notes, str(evaluated.questions), "--gate", str(edited))
    assert (ran.status, ran.out) == (1, "")
    assert "its seal does not fit" in ran.err


def test_other_questions_than_the_baselines_are_refused(
    notes: tuple[Path, dict[str, str]], evaluated: Evaluated, tmp_path: Path
) -> None:
    fewer = _write(tmp_path / "mine.jsonl", _QUESTIONS[:1])
    ran = _evaluate(notes, str(fewer), "--gate", str(evaluated.baseline))
    assert ran.status == 1
    assert "not those that the baseline was made with" in ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "which the knowledge base does not have"),
        (("nowhere.jsonl",), "cannot be read"),
        (("--gate", "nowhere.json"), "cannot be read"),
        (("--limit", "3"), "--limit is for outside data"),
        (("--xquad", "nowhere"), "nowhere"),
        (("--limit", "0"), "--limit"),
        (("--xquad", ".", "--gate", "some.json"), "leave out --gate"),
        (("--ablations", "--save", "some.json"), "leave out --save"),
        (("--gate", "some.json", "--baseline", "some.json"), "give one of the two"),
        (("--html", "/nowhere/page.html"), "cannot be written"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_call_is_told_in_a_sentence(
    notes: tuple[Path, dict[str, str]], arguments: tuple[str, ...], says: str
) -> None:
    ran = _evaluate(notes, *arguments)
    assert ran.status in (1, 2)
    assert ran.out == ""
    assert says in ran.err
    assert "Traceback" not in ran.err
