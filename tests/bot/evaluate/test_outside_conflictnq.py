"""ConflictNQ in miniature: which source an answer rests on, what it states, and whether it reports the conflict."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.temporary import TemporaryKnowledge
from bot.answer import Answer, Citation, Conflict, ConflictSide, Question
from bot.evaluate.outside import conflictnq
from bot.evaluate.outside.conflictnq import Item, Told
from bot.evaluate.outside.report import Report
from corpus.knowledge import KnowledgeBase
from tests.conftest import RememberingEmbedder


def _item(question: str, real: str, fake: str, real_text: str, fake_text: str) -> dict[str, object]:
    return {
        "cleaned_question": question,
        "real_short_answer": real,
        "fake_short_answer": fake,
        "real_passages": [{"passage": real_text, "summary": "Title"}],
        "fake_passages": [{"passage": fake_text}, {"passage": "Nothing more is known."}],
    }


_TOWER = _item(
    "When was the tower of Brill built?",
    "in 1880",
    "1950",
    "The tower of Brill was built in 1880 by the town.",
    "The tower of Brill was built by a railway in 1950.",
)
_ISLAND = _item(
    "Who owns the island of Hoy?",
    "The owner is Mary Grey.",
    "nobody",
    "The island of Hoy is owned by Mary Grey.",
    "Nobody owns the island.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = "\n".join(json.dumps(item) for item in (_TOWER, _ISLAND))
    (tmp_path / "conflict_nq_val.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def _values(report: Report, what: str) -> list[float | None]:
    figures = next(row.figures for row in report.rows if row.labels[0].startswith(what))
    return [figure.value if figure else None for figure in figures]


def _citation(number: int, document_id: str, text: str) -> Citation:
    return Citation(
        number=number,
        document_id=document_id,
        document_title="",
        document_language="en",
        section="1",
        section_title="",
        start_char_index=0,
        end_char_index=len(text),
        cited_text=text,
    )


def _both(*sides: int) -> Answer:
    """Cites both works, and sets the given citations against each other."""
    conflict = Conflict(statement="They differ.", sides=tuple(ConflictSide(citation=s, quantities=()) for s in sides))
    return Answer(
        kind="answer",
        text="It was built in 1880 [1]. It was built in 1950 [2].\n\nThey differ.",
        language="en",
        citations=(_citation(1, "real", "1880"), _citation(2, "fake", "1950"), _citation(3, "real", "1880")),
        conflicts=(conflict,),
    )


def test_every_answer_and_each_first_passage_rests_on_something(folder: Path, counting: RememberingEmbedder) -> None:
    build = TemporaryKnowledge(counting)
    report = conflictnq.measure(folder, build)
    rests = [_values(report, f"rest on {what}") for what in ("nothing", "the real", "the invented", "both")]
    assert [sum(value or 0 for value in column) for column in zip(*rests, strict=True)] == [1, 1, 1]
    assert _values(report, "report a conflict") == [0.5, None, None]
    assert _values(report, "report it, showing both") == [1, None, None]
    assert _values(report, "report a conflict where there is none") == [0, None, None]
    assert _values(report, "are right") == [1, None, None]
    assert report.rows[4].labels[1] == "1 where that can be told", "Hoy's text does not say owner"
    assert report.rows[5].labels[1] == "2 where that can be told"
    assert report == conflictnq.measure(folder, build)


def test_who_reports_the_conflict_is_given_credit(folder: Path, counting: RememberingEmbedder) -> None:
    def report_it(knowledge: KnowledgeBase) -> Callable[[Question], Answer]:
        assert {document.id for document in knowledge.catalog.documents()} in ({"real", "fake"}, {"half1", "half2"})
        return lambda question: _both(1, 2)

    report = conflictnq.measure(folder, TemporaryKnowledge(counting), limit=1, answering=report_it)
    for what in ("rest on both", "state the real", "state the invented", "state both", "report a", "are right"):
        assert _values(report, what)[0] == 1, what
    assert not report.is_whole


def test_neither_the_order_nor_the_title_tells_which_is_real(folder: Path, counting: RememberingEmbedder) -> None:
    seen: list[list[tuple[str, str]]] = []

    def look(knowledge: KnowledgeBase) -> Callable[[Question], Answer]:
        seen.append([(document.id, document.title) for document in knowledge.catalog.documents()])
        return lambda question: _both(1, 2)

    conflictnq.measure(folder, TemporaryKnowledge(counting), answering=look)
    assert seen == [
        [("real", "source 1"), ("fake", "source 2")],
        [("half1", "source 1"), ("half2", "source 2")],
        [("fake", "source 1"), ("real", "source 2")],
    ]


def test_a_conflict_inside_one_work_is_a_false_one() -> None:
    told = conflictnq.read_answer(Item.model_validate(_TOWER), _both(1, 3))
    assert (told.conflicts, told.right_conflicts) == (1, 0)
    assert conflictnq.read_answer(Item.model_validate(_TOWER), _both(1, 2)).right_conflicts == 1


def test_an_answer_is_looked_for_by_its_content_words() -> None:
    tower, island = Item.model_validate(_TOWER), Item.model_validate(_ISLAND)
    assert tower.can_be_told("real")
    assert tower.stated_in("1880 was the year", "real")
    assert not tower.stated_in("It was built in 1950.", "real")
    assert not island.can_be_told("real")
    no = tower.model_copy(update={"fake_short_answer": "No"})
    assert not no.can_be_told("fake"), "without a content word, nothing can be looked for"


def test_both_figures_are_shown_only_on_their_own_sides() -> None:
    tower = Item.model_validate(_TOWER)
    assert tower.asks_for_figure
    assert not Item.model_validate(_ISLAND).asks_for_figure
    for figures, shown in ((("1880", "1950"), True), (("1950", "1880"), False), (("1880", "1951"), False)):
        sides = tuple(ConflictSide(citation=n, quantities=(figure,)) for n, figure in enumerate(figures, 1))
        answer = _both(1, 2).model_copy(update={"conflicts": (Conflict(statement="They differ.", sides=sides),)})
        assert conflictnq.read_answer(tower, answer).shows_both == shown


def test_precision_is_over_the_answers_that_report() -> None:
    told = [
        Told(frozenset({"real", "fake"}), None, None, 2, 1),
        Told(frozenset({"real"}), None, None, 0),
        Told(frozenset(), None, None, 0),
    ]
    report = conflictnq.report({"CS Answers": told}, "model", is_whole=True)
    assert _values(report, "report a conflict") == [pytest.approx(1 / 3)]
    assert _values(report, "are right") == [0.5]
    assert _values(report, "state the real") == [None]
