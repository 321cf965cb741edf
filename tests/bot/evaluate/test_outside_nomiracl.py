"""NoMIRACL in miniature: the decision to answer, and the thresholds beside it."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from api.temporary import TemporaryKnowledge
from bot.answer import Answer, Question
from bot.evaluate.outside import nomiracl
from bot.evaluate.outside.nomiracl import Decided
from bot.evaluate.outside.report import Figure, Report
from bot.evaluate.outside.thresholds import best_threshold, two_fold
from bot.refuse import refusal
from corpus.errors import EvaluationError
from corpus.knowledge import KnowledgeBase
from tests.conftest import RememberingEmbedder

_BRIDGE = "The bridge over the river Lek was opened in 1936. It is 450 metres long and was built by a Dutch firm."
_CHEESE = "Gouda cheese ripens for four weeks at least. An old Gouda has ripened for ten months."
_BRÜCKE = "Die Brücke über den Lek wurde 1936 eröffnet. Sie ist 450 Meter lang."


def _line(query: str, language: str, answerable: bool, *texts: str) -> str:
    passages = [{"docid": f"{i}#0", "title": "", "text": text} for i, text in enumerate(texts)]
    item = {"query_id": "1", "query": query, "lang": language, "answerable": answerable, "passages": passages}
    return json.dumps(item)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [
        _line("How long is the bridge over the river Lek?", "en", True, _BRIDGE, _CHEESE),
        _line("How long does Gouda cheese ripen at least?", "en", True, _CHEESE, _BRIDGE),
        _line("Who wrote the opera Carmen?", "en", False, _BRIDGE, _CHEESE),
    ]
    (tmp_path / "en.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    german = _line("Wie lang ist die Brücke über den Lek?", "de", True, _BRÜCKE)
    (tmp_path / "de.jsonl").write_text(german, encoding="utf-8")
    return tmp_path


def _always(kind: str) -> Callable[[KnowledgeBase], Callable[[Question], Answer]]:
    refused = refusal("not_in_sources", "No.", "en")
    return lambda knowledge: lambda question: refused.model_copy(update={"kind": kind})


def _figures(report: Report, system: str, language: str) -> tuple[Figure | None, ...]:
    return next(row.figures for row in report.rows if row.labels[:2] == (system, language))


def test_the_chain_answers_what_the_passages_answer(folder: Path, counting: RememberingEmbedder) -> None:
    told: list[tuple[int, int]] = []
    build = TemporaryKnowledge(counting)
    report = nomiracl.measure(folder, build, progress=lambda done, total: told.append((done, total)))
    hallucinated, missed, accuracy = _figures(report, "CS Answers", "en")
    assert hallucinated is not None
    assert missed is not None
    assert accuracy is not None
    assert (hallucinated.value, hallucinated.count) == (0, 1)
    assert (missed.value, missed.count) == (0, 2)
    assert accuracy.value == 1
    assert _figures(report, "CS Answers", "de")[0] is None, "no German question is unanswerable"
    assert [row.labels[1] for row in report.rows[:3]] == ["de", "en", "all"]
    assert (report.questions, report.is_whole, told[-1]) == (4, True, (4, 4))
    assert report == nomiracl.measure(folder, build)


@pytest.mark.parametrize(("kind", "expected"), [("answer", (1, 0, 0.5)), ("refusal", (0, 1, 0.5))])
def test_who_always_or_never_answers_is_seen_through(
    folder: Path, counting: RememberingEmbedder, kind: str, expected: tuple[float, ...]
) -> None:
    report = nomiracl.measure(folder, TemporaryKnowledge(counting), answering=_always(kind))
    assert tuple(f.value if f else None for f in _figures(report, "CS Answers", "all")) == expected


def test_a_limit_takes_both_kinds(folder: Path) -> None:
    taken = nomiracl.read(folder, 2)
    assert [(item.lang, item.answerable) for item in taken] == [("de", True), ("en", True), ("en", False)]
    with pytest.raises(EvaluationError, match="must be 1 or more"):
        nomiracl.read(folder, 0)


def test_a_threshold_is_measured_on_the_half_that_it_was_not_tuned_on() -> None:
    scores = np.array([0.9, 0.5, 0.8, 0.4, 0.2, 0.1, 0.3, 0.2])
    answerable = np.array([True, True, True, True, False, False, False, False])
    # Best on the even places (.9 .8 against .2 .3) is .8, which refuses .5 and .4; best on the odd ones is .4.
    assert best_threshold(scores[::2], answerable[::2]) == 0.8
    assert best_threshold(scores[1::2], answerable[1::2]) == 0.4
    assert two_fold(scores, answerable).tolist() == [True, False, True, False, False, False, False, False]


def test_a_half_of_one_kind_has_a_threshold_all_the_same() -> None:
    assert best_threshold(np.array([0.3, 0.2]), np.array([True, True])) == 0.2
    assert best_threshold(np.array([0.3, 0.2]), np.array([False, False])) == np.inf
    assert two_fold(np.array([0.3]), np.array([True])).tolist() == [False], "nothing to tune on: refuse"


def test_thresholds_are_tuned_for_each_language() -> None:
    decided = [
        Decided(language, i < 4, True, (0.8 if i < 4 else 0.6) + shift, 1.0)
        for language, shift in (("ar", 0.0), ("de", -0.5))
        for i in range(8)
    ]
    report = nomiracl.report(decided, "model", is_whole=True)
    accuracy = _figures(report, "embedder alone, one threshold", "all")[2]
    assert accuracy is not None
    assert accuracy.value == 1
