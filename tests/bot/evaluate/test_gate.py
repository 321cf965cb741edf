"""The gate on the real chain: the known questions, as they are answered now, against the baseline."""

from pathlib import Path

import pytest

from bot.evaluate.gate import compare, hold
from bot.evaluate.headlines import HEADLINES, estimate
from bot.evaluate.items import Split
from bot.evaluate.provenance import provenance
from bot.evaluate.run import Run, evaluate, load, save
from bot.evaluate.summary import open_kinds, shortfalls
from bot.evaluate.system import InProcess
from corpus.errors import EvaluationError
from corpus.knowledge import KnowledgeBase
from tests.bot.asking import Evaluated

_BASELINE = Path(__file__).parents[3] / "corpus/qa/baseline.json"
_EXISTS = 0.9  # of an ability's items right, from which on it may be held open no longer


@pytest.fixture(scope="module")
def run(evaluated: Evaluated, splits: list[Split], knowledge: KnowledgeBase) -> Run:
    return Run(provenance=provenance(knowledge, splits), results=tuple(evaluated.results))


def test_no_headline_is_lost(run: Run) -> None:
    lost = {change.headline.title: change.verdict for change in hold(run, load(_BASELINE)) if change.verdict}
    assert not lost, f"{lost}. If the loss is meant, write the baseline anew: cs-answers eval --baseline {_BASELINE}"


def test_the_baseline_says_what_it_was_made_with(run: Run) -> None:
    made = load(_BASELINE).provenance
    assert made.questions == run.provenance.questions
    assert made.model == run.provenance.model
    assert len(made.code) == len(made.knowledge) == 64
    assert made.version
    assert made.made


def test_every_promise_is_kept_on_every_known_question(run: Run) -> None:
    broken = {
        headline.name: [r.id for r in run.closed() if r.figures.get(headline.name, 1) < 1]
        for headline in HEADLINES
        if headline.is_promise
    }
    assert broken == {"citations": [], "numbers": []}
    assert all(estimate(headline, run.closed()).count > 500 for headline in HEADLINES if headline.is_promise)


def test_an_ability_that_exists_is_not_held_open(run: Run) -> None:
    for row in open_kinds(run.results):
        assert row.right < _EXISTS * row.count, f"{row.kind} works: take it out of OPEN_KINDS"
    assert sum(not shortfalls(result) for result in run.closed()) > 500


def test_two_runs_give_the_same_figures(splits: list[Split], system: InProcess, evaluated: Evaluated) -> None:
    items = [item for i, item in enumerate(splits[0].items) if i % 20 == 0 or item.conflict]  # all known conflicts
    few = splits[0].model_copy(update={"items": tuple(items)})
    first = {result.id: result for result in evaluated.results}
    for result in evaluate([few], system):
        assert result.figures == first[result.id].figures
        assert (result.chance, result.exchange) == (first[result.id].chance, first[result.id].exchange)


def test_a_saved_run_is_read_as_it_was(run: Run, tmp_path: Path) -> None:
    save(run, tmp_path / "run.json")
    assert load(tmp_path / "run.json") == run
    save(run, tmp_path / "baseline.json", is_baseline=True)
    slim = load(tmp_path / "baseline.json")
    assert not [change for change in compare(run, slim) if change.verdict]
    assert not any(result.exchange or result.milliseconds for result in slim.results)


def test_an_edit_by_hand_is_seen(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    save(run, file)
    file.write_text(file.read_text(encoding="utf-8").replace('"facts": 1.0', '"facts": 0.5', 1), encoding="utf-8")
    with pytest.raises(EvaluationError, match="its seal does not fit"):
        load(file)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', "{"])
def test_what_is_no_saved_run_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match="is no saved run"):
        load(tmp_path / "run.json")


def test_leaving_items_out_does_not_open_the_gate(run: Run) -> None:
    fewer = run.model_copy(update={"results": run.results[1:]})
    with pytest.raises(EvaluationError, match="1 items that the baseline counts are missing"):
        hold(fewer, run)


def test_holding_items_open_does_not_open_the_gate(run: Run) -> None:
    opened = tuple(result.model_copy(update={"is_open": result.kind == "hostile"}) for result in run.results)
    with pytest.raises(EvaluationError, match="held open"):
        hold(run.model_copy(update={"results": opened}), run)


def test_refusing_everything_does_not_open_the_gate(run: Run) -> None:
    """A refusal has no citation to be wrong: what then applies to no item is a loss too."""
    nothing = {"decided": 0.0, "facts": 0.0, "citation_recall": 0.0, "language": 1.0, "numbers": 1.0}
    mute = tuple(
        result.model_copy(update={"figures": {k: v for k, v in nothing.items() if k in result.figures}})
        for result in run.results
    )
    lost = {change.headline.name for change in hold(run.model_copy(update={"results": mute}), run) if change.verdict}
    assert {"facts", "citation_recall", "citations", "citation_precision", "decided"} <= lost
