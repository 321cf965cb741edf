"""Messages that lean on the ones before: what they ask is understood without a model, across languages, and shown."""

from collections.abc import Sequence

import pytest

from bot.answer import Question, Turn
from bot.chat import AnswerChain
from bot.evaluate.items import Item
from bot.followup import understand
from corpus.conversation import asks_how_computed, wanted_language


def _ask(chain: AnswerChain, *messages: str) -> Question:
    *earlier, text = messages
    return Question(text=text, history=tuple(Turn(question=message) for message in earlier))


@pytest.mark.parametrize(
    ("messages", "section", "language"),
    [
        (["What is a good NRR?", "and NPS?"], "2", "en"),
        (["Do we still need customer success?", "why?"], "10", "en"),
        (["What is a good NPS?", "in het Nederlands?"], "2", "nl"),
        (["Wat is een goede NPS?", "Could you say that in Arabic, please?"], "2", "ar"),
        (["لمن يتبع فريق CS؟", "وماذا عن الحصص؟"], "3", "ar"),
        (["How many accounts can a CSM manage?", "what about enterprise customers?"], "6", "en"),
        (["Wat is een goede NRR?", "ok, en de NPS dan?"], "2", "nl"),
        (["What is a good NPS?", "and what if they are small?", "ok. and NRR?"], "1", "en"),
        (["ما هو NPS الجيد؟", "and NRR?"], "1", "en"),
        (["Heeft een CS-team effect op de retentie?", "بكم نقطة؟"], "4", "ar"),
        (["How do I scale CS efficiently?", "tell me more"], "7", "en"),
        (["How many accounts can a CSM manage?", "en hoeveel ARR?", "in English?"], "6", "en"),
    ],
)
def test_it_is_answered_from_what_it_is_about(
    chain: AnswerChain, messages: list[str], section: str, language: str
) -> None:
    answer = chain.invoke(_ask(chain, *messages))
    assert answer.kind == "answer"
    assert {citation.section for citation in answer.citations} == {section}
    assert answer.language == language


@pytest.mark.parametrize(
    ("messages", "understood"),
    [
        (["What is a good NRR?", "and NPS?"], "What is a good NPS?"),
        (["Wat is een goede NRR?", "en de NPS dan?"], "Wat is een goede NPS?"),
        (["ما هو NRR الجيد؟", "وماذا عن NPS؟"], "ما هو NPS الجيد؟"),
        (["Do we need customer success?", "why?"], "Do we need customer success? why?"),
        (["What is a good NPS?", "in het Nederlands?"], "What is a good NPS?"),
        (["What is a good NPS?", "Who should CS report to, the CRO or the CCO?"], None),
        (["What is a good NPS?"], None),
    ],
)
def test_what_was_understood_is_shown(chain: AnswerChain, messages: list[str], understood: str | None) -> None:
    assert chain.invoke(_ask(chain, *messages)).understood == understood


@pytest.mark.parametrize("language", ["en", "nl", "ar"])
def test_ten_questions_in_one_conversation_are_each_their_own(
    chain: AnswerChain, dev: tuple[Item, ...], language: str
) -> None:
    headings = [item for item in dev if (item.kind, item.language) == ("heading", language)]
    for place, item in enumerate(headings):
        answer = chain.invoke(_ask(chain, *(each.question for each in headings[: place + 1])))
        assert {citation.section for citation in answer.citations} == {*item.sections}, item.question
        assert answer.understood is None
    assert len(headings) == 10


@pytest.mark.parametrize(
    "messages",
    [
        ["What is a good NPS?", "What's the weather like in Cairo?"],
        ["What is a good NPS?", "and who won the world cup?"],
        ["Wat is een goede NPS?", "Wie is de koning van Spanje?"],
        ["ما هو NPS الجيد؟", "كيف أطبخ الأرز؟"],
        ["What is the average NPS of SaaS companies?", "and for banks?"],
        ["What is a good NRR?", "and CAC?"],
        ["Hoe hoog is de gemiddelde NPS?", "en hoeveel was dat in 2019?"],
    ],
)
def test_what_goes_before_does_not_answer_for_something_else(chain: AnswerChain, messages: list[str]) -> None:
    answer = chain.invoke(_ask(chain, *messages))
    assert (answer.kind, answer.citations) == ("refusal", ())


@pytest.mark.parametrize("message", ["thanks!", "ok", "bedankt", "شكرا"])
def test_a_word_of_thanks_asks_nothing(chain: AnswerChain, message: str) -> None:
    answer = chain.invoke(_ask(chain, "What is a good NPS?", message))
    assert answer.refusal is not None
    assert answer.refusal.reason == "not_understood"


def test_a_few_words_are_in_the_language_of_the_conversation(chain: AnswerChain) -> None:
    answer = chain.invoke(_ask(chain, "What is a good NPS?", "in het Nederlands?", "en NRR?"))
    assert (answer.language, answer.notes) == ("nl", ())
    assert {citation.section for citation in answer.citations} == {"1"}


@pytest.mark.parametrize("broken", ["\ud800 lone", "nul \x00", "", "x" * 3_000])
def test_a_message_before_that_cannot_be_read_is_passed_over(chain: AnswerChain, broken: str) -> None:
    answer = chain.invoke(_ask(chain, "What is a good NRR?", broken, "and NPS?"))
    assert answer.understood == "What is a good NPS?"


def test_a_long_conversation_makes_no_endless_question(chain: AnswerChain) -> None:
    long = "why? " * 390
    answer = chain.invoke(_ask(chain, "What is a good NPS?", *[long] * 5, "why?"))
    assert answer.understood is None or len(answer.understood) < 3_100


def test_what_no_source_knows_is_named(chain: AnswerChain) -> None:
    answer = chain.invoke(_ask(chain, "What is the average NPS of SaaS companies?", "and for banks?"))
    assert "banks" in answer.text


_NRR = "Starting ARR 2M, expansion 300k, contraction 50k, churn 100k: what is our NRR?"


@pytest.mark.parametrize(
    "message", ["how was that computed?", "Hoe heb je dat berekend?", "كيف تم حساب ذلك؟", "what is the formula?"]
)
def test_a_calculation_is_shown_again(chain: AnswerChain, message: str) -> None:
    before = chain.invoke(Question(text=_NRR))
    again = chain.invoke(_ask(chain, _NRR, message))
    assert again.kind == "calculation"
    assert [c.substituted for c in again.calculations] == [c.substituted for c in before.calculations]
    assert chain.invoke(_ask(chain, _NRR, "What is a good NPS?", message)).calculations == again.calculations


def test_a_calculation_is_shown_again_in_another_language(chain: AnswerChain) -> None:
    answer = chain.invoke(_ask(chain, _NRR, "in het Nederlands graag"))
    assert (answer.kind, answer.language) == ("calculation", "nl")
    assert "107,5%" in answer.text


def test_without_a_calculation_before_there_is_none_to_show(chain: AnswerChain) -> None:
    assert chain.invoke(_ask(chain, "What is a good NPS?", "how was that computed?")).calculations == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in het Nederlands?", "nl"),
        ("Kan dat ook in het Engels?", "en"),
        ("بالعربية لو سمحت", "ar"),
        ("en français s'il te plaît", "fr"),
        ("What is a good NRR?", None),
        ("What is NRR in Dutch?", None),
        ("Who reports to the Dutch CRO?", None),
        ("", None),
    ],
)
def test_a_request_for_a_language_asks_nothing_else(text: str, language: str | None) -> None:
    assert wanted_language(text) == language


@pytest.mark.parametrize("text", ["how many accounts?", "how was the workshop?", "compute our NRR", ""])
def test_other_questions_do_not_ask_for_the_working(text: str) -> None:
    assert not asks_how_computed(text)


def test_only_the_latest_messages_are_looked_at() -> None:
    """A hundred turns cost no more than a few: as many messages are read, and no model is called."""
    read: list[int] = []

    def known(words: Sequence[str]) -> list[str]:
        read.append(len(words))
        return []

    asked: list[str] = [f"What is a good NPS for the {n}th time?" for n in range(100)]
    few = understand("why?", asked[-6:], known)
    read_for_few = len(read)
    assert understand("why?", asked, known) == few
    assert len(read) == 2 * read_for_few
    assert few.readings[0].text.endswith("why?")
