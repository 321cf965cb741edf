"""Detection is right on questions as short as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.languages import detect_language

QUESTIONS = {
    "en": [
        "What is a good NPS?", "good NRR?", "net revenue retention", "How do I scale CS?", "NRR benchmark", "churn",
        "Who should CS report to?", "average NPS SaaS", "why?", "Do we even need CS?", "Who is Frank Slootman?",
        "quota",
    ],
    "nl": [
        "Wat is een goede NPS?", "hoeveel accounts per CSM", "Goede NRR?", "klantsucces opschalen", "waarom?",
        "aan wie rapporteert CS", "netto retentie", "NPS gemiddelde", "Moet CS een quotum hebben?", "verloop",
        "What is een goede NPS voor ons bedrijf?",
    ],
    "ar": [
        "ما هو NPS الجيد؟", "NRR الجيد", "NPS؟", "كم حساب لكل CSM", "صافي الاحتفاظ بالإيرادات", "حصة CS", "؟",
        "ما هو معدل customer success", "لماذا",
    ],
    "de": ["Was ist ein guter NPS?", "Wie viele Konten pro CSM?", "gute NRR", "Kundenerfolg skalieren"],
    "fr": ["Quel est un bon NPS ?", "Combien de comptes par CSM ?", "taux de rétention net", "À qui rend compte CS ?"],
    "es": ["¿Cuál es un buen NPS?", "¿Cuántas cuentas por CSM?", "retención neta de ingresos", "buen NRR"],
    "pt": ["Qual é um bom NPS para empresas de software?"],
    "fa": ["نرخ خوب حفظ مشتری چیست؟"],
    "ru": ["Что такое хороший NPS?"],
    "ja": ["良いNPSとは何ですか"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "question"), [(code, question) for code, questions in QUESTIONS.items() for question in questions]
)
def test_a_short_question_is_recognised(language: str, question: str) -> None:
    other = "nl" if language == "en" else "en"
    assert detect_language(question, default=other) == language


@pytest.mark.parametrize("question", ["NRR", "NPS?", "CSM ARR", "106%", "", " \n", "???", "🙂", "\ud800", "\x00"])
@pytest.mark.parametrize("default", ["en", "nl", "ar"])
def test_where_nothing_tells_the_default_decides(question: str, default: str) -> None:
    assert detect_language(question, default) == default


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_gets_a_code_and_always_the_same(text: str) -> None:
    code = detect_language(text)
    assert 2 <= len(code) <= 3
    assert code.isalpha()
    assert detect_language(text) == code
