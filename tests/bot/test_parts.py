"""Questions of several parts, and figures that a question takes for stated."""

import pytest

from bot.answer import Question
from bot.chat import AnswerChain
from bot.evaluate.reading import MARK, unaccounted
from bot.parts import split
from corpus.languages import detect_language


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is a good NPS and what is a good NRR?", ["What is a good NPS", "what is a good NRR?"]),
        ("What is NRR? How is it computed?", ["What is NRR?", "How is it computed?"]),
        ("Wat is een goede NPS en hoeveel accounts heeft een CSM?", None),
        ("ما هو NPS الجيد وكم حسابًا يدير CSM؟", None),
        ("Who should CS report to, the CCO or the CRO?", 1),
        ("What do Nick and Jason say?", 1),
        ("NPS? NRR?", 1),
        ("?", 1),
    ],
)
def test_a_question_is_split_where_another_begins(text: str, parts: list[str] | int | None) -> None:
    found = split(text)
    if isinstance(parts, list):
        assert found == parts
    else:
        assert len(found) == (parts or 2)


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("What is a good NPS and what is Gainsight's share price?", "en", "what is Gainsight's share price?"),
        ("Wat is een goede NPS en wat kost Gainsight per gebruiker?", "nl", "wat kost Gainsight per gebruiker?"),
        ("ما هو NPS الجيد وما هو سعر سهم Gainsight؟", "ar", "ما هو سعر سهم Gainsight؟"),
        ("What is the capital of Australia and what is a good NPS?", "en", "What is the capital of Australia"),
        ("What is a good NPS? And how do I bake bread?", "en", "And how do I bake bread?"),
    ],
)
def test_half_an_answer_says_which_half(chain: AnswerChain, text: str, language: str, left: str) -> None:
    answer = chain.invoke(Question(text=text))
    assert answer.kind == "answer"
    assert {citation.section for citation in answer.citations} == {"2"}
    (note,) = answer.notes
    assert f"“{left}”" in note
    assert answer.text.endswith(note)
    assert detect_language(note.split(":")[0]) == language
    assert unaccounted(answer, text) == []


def test_two_sections_are_joined_with_their_marks_counted_on(chain: AnswerChain) -> None:
    text = "What is a good NPS and how many accounts should a CSM have?"
    answer = chain.invoke(Question(text=text))
    assert {citation.section for citation in answer.citations} == {"2", "6"}
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert {int(mark) for mark in MARK.findall(answer.text)} == set(range(1, len(answer.citations) + 1))
    (conflict,) = answer.conflicts
    assert {answer.citations[side.citation - 1].section for side in conflict.sides} == {"6"}
    assert conflict.statement in answer.text
    assert {number.citation for number in answer.numbers} <= {citation.number for citation in answer.citations}
    assert unaccounted(answer, text) == []


def test_one_section_that_answers_all_is_given_once(chain: AnswerChain) -> None:
    answer = chain.invoke(Question(text="Who should CS report to and should they have a quota?"))
    assert {citation.section for citation in answer.citations} == {"3"}
    assert answer.notes == ()


def test_nothing_answered_is_refused_as_one(chain: AnswerChain) -> None:
    answer = chain.invoke(Question(text="How do I cook rice and who is the king of Spain?"))
    assert (answer.kind, answer.citations, answer.notes) == ("refusal", (), ())


@pytest.mark.parametrize(
    ("text", "figure", "says"),
    [
        ("Why does the article say NPS should be above 70?", "70", "35"),
        ("Waarom zegt Nick dat 90% van de teams een verlengingsquotum heeft?", "90%", "50%"),
        ("لماذا يقول نيك إن متوسط NPS هو 55؟", "55", "35"),
        ("So a dedicated CS team adds 40 points of retention, right?", "40 points", "14 points"),
    ],
)
def test_a_false_premise_is_corrected_from_the_source(chain: AnswerChain, text: str, figure: str, says: str) -> None:
    answer = chain.invoke(Question(text=text))
    assert answer.kind == "answer"
    (note,) = answer.notes
    assert figure in note
    assert answer.text.startswith(note)
    assert figure not in answer.text.removeprefix(note)
    assert says in answer.text.removeprefix(note)
    assert answer.numbers[0].origin == "given"
    assert unaccounted(answer, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Why is the average NPS of SaaS companies 35?",
        "We have 240 accounts for 4 CSMs, is that right?",
        "What is a good NPS?",
        "Is it true that 50% of CS organizations have a renewal quota?",
    ],
)
def test_a_figure_that_is_stated_or_the_askers_own_is_no_false_premise(chain: AnswerChain, text: str) -> None:
    assert chain.invoke(Question(text=text)).notes == ()
