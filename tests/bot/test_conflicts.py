"""Translations of one work that state different figures: both are shown, and nothing is made of agreement."""

import pytest

from api.temporary import TemporaryKnowledge
from bot.answer import Question
from bot.chat import AnswerChain
from bot.conflict_list import list_conflicts
from bot.conflicts import Stated, differ
from bot.evaluate.outside.sources import SourceText
from corpus.languages import detect_language
from corpus.quantities import find_quantities
from ingest.read import read_sources, shipped_sources
from tests.conftest import RememberingEmbedder

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
        ("Van de teams heeft 50% een quotum, en 10% nog een.", "لدى ١٠٪ من الفرق حصة، ولدى ٥٠٪ أخرى."),
        ("De waarde is 1.500 dollar.", "القيمة 1,500 دولار."),
        ("Het kost tussen de 5 en 10 duizend dollar.", "تتراوح الكلفة بين 5 و10 آلاف دولار."),
        ("Er is geen getal.", "هناك 35 شركة."),
        ("Van de twee teams heeft 50% een quotum.", "لدى 50% من الفريقين حصة."),
        ("Zie punt # 5: het is 35.", "إنه 35."),
        ("In 2024 is het 35.", "إنه 35."),
    ],
)
def test_the_same_figures_written_differently_are_no_conflict(dutch: str, arabic: str) -> None:
    assert differ(Stated(dutch, "nl"), Stated(arabic, "ar")) is None


@pytest.mark.parametrize(
    ("dutch", "arabic", "first", "second"),
    [
        ("Het is 35.", "إنه 36.", ["35"], ["36"]),
        ("Het is 35.", "إنه 35%.", ["35"], ["35%"]),
        ("Het is 35% tot 40%.", "إنه 35%.", ["35% tot 40%"], []),
        ("Het is XNUMX%.", "إنه XNUMX%.", ["XNUMX%"], ["XNUMX%"]),
        ("In 2023 was het 35.", "في 2024 كان 35.", ["2023"], ["2024"]),
        ("Eerst 100%, later 106%.", "أولا 106%، ثم XNUMX%.", ["100%", "106%"], ["106%", "XNUMX%"]),
        ("Van de 100 klanten blijft 90%.", "من 100 عميل يبقى 80%.", ["90%"], ["80%"]),
        ("Het kost $5-$10, en 10% meer.", "تتراوح بين 5 و10 آلاف دولار، و10% أكثر.", ["$5-$10"], ["5 و10 آلاف دولار"]),
    ],
)
def test_only_the_figures_that_differ_are_told(dutch: str, arabic: str, first: list[str], second: list[str]) -> None:
    mine, theirs = Stated(dutch, "nl"), Stated(arabic, "ar")
    difference = differ(mine, theirs)
    assert difference is not None
    assert list(mine.written(difference.first)) == first
    assert list(theirs.written(difference.second)) == second


def test_a_figure_that_a_translator_moved_to_a_sentence_of_its_own_is_no_conflict() -> None:
    moved = Stated("Van de teams heeft 50% een quotum.", "nl", around="Dat van 10% is voor uitbreiding.")
    whole = Stated("لدى 50% من الفرق حصة تجديد و10% حصة توسع.", "ar")
    assert differ(moved, whole) is None
    assert differ(whole, moved) is None
    other = Stated("لدى 50% من الفرق حصة تجديد و20% حصة توسع.", "ar")
    assert differ(Stated("Van de teams heeft 50% een quotum, 10% een ander.", "nl"), other) is not None


_PLANTED = [
    ("هو 35،", "هو 45،", ("2", ("35", "45"))),
    ("50% من مؤسسات", "55% من مؤسسات", ("3", ("50%", "55%"))),
    ("14 نقطة", "24 نقطة", ("4", ("14 punten", "24 نقطة"))),
    ("بعشر مرات", "بخمس مرات", ("5", ("tien", "خمس"))),
    ("خمسة حسابات", "ستة حسابات", ("6", ("vijf", "ستة"))),
    ("10 مليون دولار", "100 مليون دولار", ("6", ("$ 10 miljoen", "100 مليون دولار"))),
    ("أربعة أشياء", "خمسة أشياء", ("7", ("vier", "خمسة"))),
    ("بنسبة مائة بالمائة", "بنسبة تسعين بالمائة", ("10", ("honderd procent", "تسعين بالمائة"))),
]


def test_figures_that_are_altered_in_one_version_are_found_and_nothing_else(counting: RememberingEmbedder) -> None:
    """The altered sentences have no translation that would bring both versions into one language."""
    sources = read_sources(shipped_sources())
    texts = {source.document.language: source.document for source in sources}
    arabic = texts["ar"].text
    for words, altered, _ in _PLANTED:
        assert arabic.count(words) == 1
        arabic = arabic.replace(words, altered)
    given = [
        SourceText("nl", texts["nl"].text, "nl", texts["nl"].title, work="article"),
        SourceText("ar", arabic, "ar", texts["ar"].title, work="article"),
    ]
    with TemporaryKnowledge(counting)(given) as knowledge:
        found = {(each.sides[0].section, pair) for each in list_conflicts(knowledge) for pair in each.pairs}
        (told,) = AnswerChain(knowledge).invoke(Question(text="What is a good NPS?")).conflicts
    shipped = {("1", ("honderd procent", "106%")), ("1", ("106%", "XNUMX%")), ("5", ("$5-$10", "5 و10 آلاف دولار"))}
    assert found == {*(expected for *_, expected in _PLANTED), *shipped, ("6", ("€25", "25 ألف دولار"))}
    assert [side.quantities for side in told.sides] == [("35",), ("45",)]
