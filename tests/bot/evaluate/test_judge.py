"""The judge on answers made by hand: each figure right and wrong, and not there where it does not apply."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.answer import Answer, Citation, Conflict, ConflictSide, Number, Refusal
from bot.evaluate.items import ExpectedConflict, Item
from bot.evaluate.judge import Judgement, judge
from bot.evaluate.reading import says
from corpus.types import Document

_TEXT = "A mast is 35 metres tall. Its rope is old."
_DUTCH = "Een mast is 53 meter hoog."
_DOCUMENTS = {
    id_: Document(id_, "ship", language, "Ships", "P", None, None, place, text)
    for place, (id_, language, text) in enumerate((("d", "en", _TEXT), ("n", "nl", _DUTCH)))
}
_ITEM: Mapping[str, Any] = {
    "id": "a",
    "group": "a",
    "question": "How tall is a mast?",
    "language": "en",
    "kind": "detail",
    "work": "ship",
    "sections": ["1"],
    "facts": [{"quantity": {"value": "35"}}, {"any": {"en": ["metre"], "nl": ["meter"]}}],
}
_CONFLICT = {"section": "1", "quantities": {"en": ["35"], "nl": ["53"]}}


def _citation(number: int = 1, **changes: Any) -> Citation:
    fields: dict[str, Any] = {
        "number": number,
        "document_id": "d",
        "document_title": "Ships",
        "document_language": "en",
        "section": "1",
        "section_title": "Masts",
        "start_char_index": 0,
        "end_char_index": 25,
        "cited_text": _TEXT[:25],
    }
    return Citation(**fields | changes)


def _answer(**changes: Any) -> Answer:
    fields: dict[str, Any] = {
        "kind": "answer",
        "text": "A mast is 35 metres tall. [1]",
        "language": "en",
        "citations": (_citation(),),
        "numbers": (Number(text="35", value="35", unit="", origin="quoted", citation=1),),
    }
    return Answer(**fields | changes)


def _refusal() -> Answer:
    said = "The sources do not answer this."
    return Answer(kind="refusal", text=said, language="en", refusal=Refusal(reason="not_in_sources", message=said))


def _judge(answer: Answer, **changes: Any) -> Judgement:
    item = Item.model_validate({**_ITEM, **changes})
    known = [("ship", item.conflict)] if item.conflict else []
    return judge(item, answer, _DOCUMENTS.get, known)


def test_a_right_answer_has_no_fault() -> None:
    told = _judge(_answer())
    assert told.faults == []
    assert told.figures == {
        "decided": 1,
        "language": 1,
        "citations": 1,
        "citation_precision": 1,
        "citation_recall": 1,
        "numbers": 1,
        "facts": 1,
        "words": 6,
    }


@pytest.mark.parametrize(
    ("changes", "figure", "value"),
    [
        ({"citations": (_citation(start_char_index=1),)}, "citations", 0),
        ({"citations": (_citation(cited_text=""),)}, "citations", 0),
        ({"citations": (_citation(document_id="x"),)}, "citations", 0),
        ({"citations": (_citation(end_char_index=999),)}, "citations", 0),
        ({"text": "A mast is 35 metres tall. [2]"}, "citations", 0),
        ({"citations": (_citation(section="2"),)}, "citation_precision", 0),
        ({"citations": (_citation(section="2"),)}, "citation_recall", 0),
        ({"text": "A mast is 36 metres tall. [1]"}, "numbers", 0),
        ({"text": "A mast is 36 metres tall. [1]"}, "facts", 0.5),
        ({"text": "A mast is 35 % tall. [1]"}, "numbers", 0),
        ({"numbers": ()}, "numbers", 0),
        ({"numbers": (Number(text="35", value="35", unit="", origin="given"),)}, "numbers", 0),
        ({"numbers": (Number(text="35", value="35", unit="", origin="computed"),)}, "numbers", 0),
        ({"numbers": (Number(text="35", value="35", unit="", origin="quoted", citation=7),)}, "numbers", 0),
        ({"language": "nl"}, "language", 0),
        ({"text": "Een mast is 35 meter hoog en dat is best wel veel. [1]"}, "language", 0),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else str(value),
)
def test_what_is_wrong_is_caught(changes: dict[str, Any], figure: str, value: float) -> None:
    told = _judge(_answer(**changes))
    assert told.figures[figure] == value
    assert told.faults


def test_a_refusal_of_what_can_be_answered() -> None:
    told = _judge(_refusal())
    assert (told.figures["decided"], told.figures["facts"], told.figures["citation_recall"]) == (0, 0, 0)
    assert not told.figures.keys() & {"citations", "citation_precision", "words"}


def test_what_cannot_be_answered_must_be_refused() -> None:
    nowhere: dict[str, Any] = {"kind": "unanswerable", "work": None, "sections": [], "facts": []}
    assert _judge(_refusal(), **nowhere).figures["decided"] == 1
    assert _judge(_answer(), **nowhere).figures["decided"] == 0
    assert "citation_recall" not in _judge(_answer(), **nowhere).figures


def test_a_section_that_answers_as_well_is_right_and_enough() -> None:
    told = _judge(_answer(), sections=["2"], also=["1"])
    assert (told.figures["citation_precision"], told.figures["citation_recall"]) == (1, 1)


def test_a_section_of_another_work_is_wrong() -> None:
    assert _judge(_answer(), work="boat").figures["citation_precision"] == 0


def test_a_forbidden_statement_is_caught_unless_it_is_the_askers_own() -> None:
    forbidden = [{"quantity": {"value": "35"}}, {"any": {"en": ["rope"]}}]
    assert _judge(_answer(), forbidden=forbidden[:1]).figures["forbidden"] == 0
    assert _judge(_answer(), forbidden=forbidden[1:]).figures["forbidden"] == 1
    given = (Number(text="35", value="35", unit="", origin="given"),)
    told = _judge(_answer(numbers=given), question="Is it 35 metres?", forbidden=forbidden[:1])
    assert (told.figures["forbidden"], told.figures["numbers"]) == (1, 1)


@pytest.mark.parametrize(
    ("shown", "recall", "precision"),
    [(("35", "53"), 1, 1), (("35", "54"), 0, 0), (None, 0, None)],
    ids=["both figures", "another figure", "none"],
)
def test_conflicts(shown: tuple[str, str] | None, recall: float, precision: float | None) -> None:
    dutch = _citation(2, document_id="n", document_language="nl", end_char_index=26, cited_text=_DUTCH)
    statement = "The versions differ [1][2]."
    sides = [ConflictSide(citation=i, quantities=(figure,)) for i, figure in enumerate(shown or (), 1)]
    answer = _answer(
        text=f"A mast is 35 metres tall. [1] {statement if shown else '[2]'}",
        citations=(_citation(), dutch),
        conflicts=(Conflict(statement=statement, sides=tuple(sides)),) if shown else (),
    )
    told = _judge(answer, conflict=ExpectedConflict.model_validate(_CONFLICT))
    assert told.figures["conflict_recall"] == recall
    assert told.figures.get("conflict_precision") == precision


def test_where_no_conflict_is_known_none_is_a_false_alarm() -> None:
    statement = "The versions differ [1]."
    found = Conflict(statement=statement, sides=(ConflictSide(citation=1, quantities=("35",)),))
    answer = _answer(text=f"A mast is 35 metres tall. [1] {statement}", conflicts=(found,))
    assert "conflict_precision" not in _judge(answer).figures


@pytest.mark.parametrize(
    ("told", "wording", "language", "found"),
    [
        ("The Automation  of it", "automat", "en", True),
        ("A semiautomatic", "automat", "en", False),
        ("De EFFICIËNTE weg", "efficient", "nl", True),
        ("والعملاء كثيرون", "العملاء", "ar", True),
        ("أتمتة العَمَل", "العمل", "ar", True),
        ("100 %", "100 %", "en", True),
    ],
)
def test_wordings_are_compared_folded(told: str, wording: str, language: str, found: bool) -> None:
    assert says(told, wording, language) is found
