"""What the sources do not say is refused, in the asker's language, with nothing cited."""

import pytest

from bot.answer import Question, Turn
from bot.chat import AnswerChain
from corpus.knowledge import KnowledgeBase
from corpus.languages import detect_language
from corpus.text import heading_words
from corpus.translations import TranslationMemory

_UNANSWERABLE = {
    "en": [
        "Which programming language should a computer science student learn first?",
        "What is Gainsight's share price?",
        "What is a good CAC payback period?",
        "Why do the purple teapots sing about the frozen moon?",
    ],
    "nl": [
        "Welke programmeertaal moet een student informatica als eerste leren?",
        "Wat is de beurskoers van Gainsight?",
        "Wat is een goede terugverdientijd van de CAC?",
        "Waarom zingen de paarse theepotten over de bevroren maan?",
    ],
    "ar": [
        "ما لغة البرمجة التي يجب أن يتعلمها طالب علوم الكمبيوتر أولاً؟",
        "ما هو سعر سهم Gainsight؟",
        "ما هي فترة استرداد تكلفة اكتساب العملاء (CAC) الجيدة؟",
        "لماذا تغني أباريق الشاي البنفسجية عن القمر المتجمد؟",
    ],
}


@pytest.mark.parametrize(
    ("language", "question"), [(language, question) for language, asked in _UNANSWERABLE.items() for question in asked]
)
def test_is_refused_in_the_language_of_the_question(
    chain: AnswerChain, knowledge: KnowledgeBase, language: str, question: str
) -> None:
    answer = chain.invoke(Question(text=question))
    assert answer.kind == "refusal"
    assert answer.language == language
    assert detect_language(answer.text) == language
    assert (answer.citations, answer.numbers, answer.conflicts) == ((), (), ())
    assert answer.refusal is not None
    assert answer.refusal.reason == "not_in_sources"
    assert answer.refusal.message == answer.text
    for near in answer.refusal.nearest:
        title = knowledge.catalog.section(near.document_id, near.section).sentences[0]
        translated = TranslationMemory.load().find(title.text, language)
        assert near.title == heading_words(translated.text if translated else title.text)
        assert bool(translated) == (not near.document_id.endswith(f".{language}"))


@pytest.mark.parametrize("question", ["zxqv wrblk gnarf plimt", "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "lkj4 9xz2 0pq"])
def test_what_is_no_language_is_refused(chain: AnswerChain, question: str) -> None:
    answer = chain.invoke(Question(text=question))
    assert answer.kind == "refusal"
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("question", "before", "language"),
    [("?!", "", "en"), ("؟؟؟", "", "ar"), ("🙂 ...", "Wat is een goede NPS?", "nl"), ("???", "ما هو NPS الجيد؟", "ar")],
)
def test_what_has_no_word_is_not_understood(chain: AnswerChain, question: str, before: str, language: str) -> None:
    history = (Turn(question=before),) if before else ()
    answer = chain.invoke(Question(text=question, history=history))
    assert answer.refusal is not None
    assert answer.refusal.reason == "not_understood"
    assert answer.language == language
    assert detect_language(answer.text) == language


def test_a_refused_question_that_turns_answerable_is_answered(chain: AnswerChain) -> None:
    """The decision rests on the question, not on a list: the same subject is answered where the sources speak of it."""
    assert chain.invoke(Question(text="What is a good CAC payback period?")).kind == "refusal"
    assert chain.invoke(Question(text="What is a good net retention rate?")).kind == "answer"
