"""XQuAD in miniature: nine directions, the legs alone, and peers that are passed in."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from api.temporary import TemporaryKnowledge
from bot.evaluate.outside import xquad
from bot.evaluate.outside.xquad import FLOORS, WANTED, Direction, Found, figures
from tests.conftest import RememberingEmbedder

_TEXTS = {
    "en": [
        ("The bridge over the river Lek is 450 metres long.", "How long is the bridge over the Lek?"),
        ("Gouda cheese ripens for four weeks.", "How long does Gouda cheese ripen?"),
        ("Berlin has been the capital of Germany since 1990.", "What is the capital of Germany?"),
    ],
    "de": [
        ("Die Brücke über den Fluss Lek ist 450 Meter lang.", "Wie lang ist die Brücke über den Lek?"),
        ("Gouda-Käse reift vier Wochen.", "Wie lange reift Gouda-Käse?"),
        ("Berlin ist seit 1990 die Hauptstadt Deutschlands.", "Was ist die Hauptstadt Deutschlands?"),
    ],
    "ar": [
        ("يبلغ طول الجسر على نهر ليك 450 مترا.", "كم يبلغ طول الجسر على نهر ليك؟"),
        ("تنضج جبنة غودا أربعة أسابيع.", "كم من الوقت تنضج جبنة غودا؟"),
        ("برلين عاصمة ألمانيا منذ عام 1990.", "ما هي عاصمة ألمانيا؟"),
    ],
}


class Backwards:
    """Finds the last paragraph first."""

    name = "backwards"

    def index(self, paragraphs: Mapping[str, str]) -> Callable[[str], list[str]]:
        return lambda question: list(paragraphs)[::-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, texts in _TEXTS.items():
        paragraphs = [{"context": text, "qas": [{"id": "x", "question": question}]} for text, question in texts]
        data = {"version": "1.1", "data": [{"title": "T", "paragraphs": paragraphs}]}
        (tmp_path / f"xquad.{language}.json").write_text(json.dumps(data), encoding="utf-8")
    return tmp_path


def test_nine_directions_are_measured_beside_the_legs_and_peers(folder: Path, counting: RememberingEmbedder) -> None:
    directions, fingerprint = xquad.run(folder, TemporaryKnowledge(counting), peers=[Backwards()])
    assert [(one.questions, one.documents) for one in directions] == list(FLOORS)
    assert fingerprint == counting.fingerprint
    for one in directions:
        assert one.count == 3
        assert set(one.peers) == {"embedder", "BM25", "backwards"}
        assert one.peers["backwards"].recall_1 == pytest.approx(1 / 3)
        assert one.peers["backwards"].mrr == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
        assert one.ours.recall_5 == 1
    assert next(one for one in directions if (one.questions, one.documents) == ("en", "en")).ours.recall_1 == 1


def test_the_report_keeps_the_floors_and_two_runs_agree(folder: Path, counting: RememberingEmbedder) -> None:
    told: list[tuple[int, int]] = []
    build = TemporaryKnowledge(counting)
    report = xquad.measure(folder, build, 2, lambda done, total: told.append((done, total)))
    assert report == xquad.measure(folder, build, 2)
    assert (report.questions, report.is_whole, told[-1]) == (2, False, (24, 24))
    directions = [f"{a} → {b}" for a, b in FLOORS]
    assert [row.labels for row in report.rows] == [(f, each, "–") for f in ("R@1", "R@5", "MRR") for each in directions]
    assert [row.figures[0].value for row in report.rows if row.figures[0]] == list(FLOORS.values())
    assert report.columns == ("floor", "wanted", "CS Answers", "embedder", "BM25")
    assert "not comparable" in report.notes[-1]


def test_a_wanted_figure_that_is_missed_is_told() -> None:
    fine = Found(WANTED["en", "ar"], 1, 1)
    below = Found(FLOORS["en", "ar"], 1, 1)
    directions = [Direction("en", "ar", 9, found, {"peer": fine}) for found in (fine, below)]
    assert [one.is_met for one in directions] == [True, False]
    report = xquad.report(directions, "model", is_whole=True)
    assert [row.labels[2] for row in report.rows] == ["yes", "no", "–", "–", "–", "–"]


def test_figures_count_a_missing_paragraph_as_nothing() -> None:
    found = figures([["a", "b"], ["x", "a"], ["x"], [*"12345", "a"]], ["a", "a", "a", "a"])
    assert (found.recall_1, found.recall_5) == (0.25, 0.5)
    assert found.mrr == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
