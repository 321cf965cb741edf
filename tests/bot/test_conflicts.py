"""Translations of one work that state different figures: both are shown, and nothing is made of agreement."""

import pytest

from bot.answer import Citation, Question
from bot.chat import AnswerChain
from bot.conflicts import find_conflict
from corpus.languages import detect_language
from corpus.quantities import find_quantities

_NRR = {
    "en": ("What is a good Net Revenue Retention?", "unreadable"),
    "nl": ("Wat is een goed behoud van netto-inkomsten?", "onleesbaar"),
    "ar": ("ما هو الاحتفاظ الجيد بصافي الإيرادات؟", "غير مقروء"),
}
_NPS = {"en": "What is a good NPS?", "nl": "Wat is een goede NPS?", "ar": "ما هو NPS الجيد؟"}


@pytest.mark.parametrize("language", _NRR)
def test_the_versions_differ_on_net_revenue_retention(chain: AnswerChain, language: str) -> None:
    question, unreadable = _NRR[language]
    answer = chain.invoke(Question(text=question))
    (conflict,) = answer.conflicts
    sides = {answer.citations[side.citation - 1].document_language: side for side in conflict.sides}
    values = {code: [find_quantities(q)[0].value for q in side.quantities] for code, side in sides.items()}
    assert values == {"nl": [100, 106], "ar": [106, None]}
    assert sides["ar"].quantities[1] == f"XNUMX% ({unreadable})"
    assert conflict.statement in answer.text
    assert detect_language(conflict.statement.split(":")[0]) == language
    for side in conflict.sides:
        assert f"[{side.citation}]" in conflict.statement
        assert all(quantity in conflict.statement for quantity in side.quantities)


@pytest.mark.parametrize("language", _NPS)
def test_the_versions_agree_on_the_net_promoter_score(chain: AnswerChain, language: str) -> None:
    answer = chain.invoke(Question(text=_NPS[language]))
    assert {citation.document_language for citation in answer.citations} == {"nl", "ar"}
    assert answer.conflicts == ()
    assert [(number.value, number.unit) for number in answer.numbers] == [("35", "")]


@pytest.mark.parametrize(
    ("dutch", "arabic"),
    [
        ("Het is 35.", "إنه 35."),
        ("Van de teams heeft 50% een quotum, en 10% nog een.", "لدى ٥٠٪ من الفرق حصة، ولدى ١٠٪ أخرى."),
        ("De waarde is 1.500 dollar.", "القيمة 1,500 دولار."),
        ("Er is geen getal.", "هناك 35 شركة."),
        ("Zie punt # 5: het is 35.", "إنه 35."),
        ("In 2024 is het 35.", "إنه 35."),
    ],
)
def test_the_same_figures_written_differently_are_no_conflict(dutch: str, arabic: str) -> None:
    assert find_conflict((_citation(1, "nl", dutch), _citation(2, "ar", arabic)), "en") is None


@pytest.mark.parametrize(
    ("dutch", "arabic", "quantities"),
    [
        ("Het is 35.", "إنه 36.", (("35",), ("36",))),
        ("Het is 35.", "إنه 35%.", (("35",), ("35%",))),
        ("Het is 35% tot 40%.", "إنه 35%.", (("35%", "40%"), ("35%",))),
        ("Het is XNUMX%.", "إنه XNUMX%.", (("XNUMX% (unreadable)",), ("XNUMX% (unreadable)",))),
    ],
)
def test_different_figures_are_shown_side_by_side(
    dutch: str, arabic: str, quantities: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    conflict = find_conflict((_citation(1, "nl", dutch), _citation(2, "ar", arabic)), "en")
    assert conflict is not None
    assert tuple(side.quantities for side in conflict.sides) == quantities
    assert [side.citation for side in conflict.sides] == [1, 2]


def _citation(number: int, language: str, text: str) -> Citation:
    return Citation(
        number=number,
        document_id=language,
        document_title="",
        document_language=language,
        section="1",
        section_title="",
        start_char_index=0,
        end_char_index=len(text),
        cited_text=text,
    )
