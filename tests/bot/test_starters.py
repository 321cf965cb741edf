"""What can be asked: the headings, once for each work, in the reader's language where there is one."""

from bot.answer import Question
from bot.chat import AnswerChain
from bot.starters import starters
from corpus.knowledge import KnowledgeBase

_DOCUMENT = "nick-mehta-jason-lemkin-cs-questions"


def test_the_ten_are_told_in_each_language(knowledge: KnowledgeBase) -> None:
    told = {language: starters(knowledge, language) for language in ("en", "nl", "ar", "fr")}
    for language, found in told.items():
        assert [each.section for each in found] == [str(number) for number in range(1, 11)]
        document = f"{_DOCUMENT}.{language if language in ('nl', 'ar') else 'nl'}"
        assert {each.document_id for each in found} == {document}
    assert told["en"][0].question == "What is good net revenue retention?"
    assert told["nl"][0].question == "Wat is een goed behoud van netto-inkomsten?"
    assert told["fr"] == told["nl"], "no translation: the heading as it is"


def test_as_many_sections_are_used_as_the_question_allows(chain: AnswerChain) -> None:
    for top_k in (1, 2, 5):
        finding, answer = chain.reply(Question(text="How tall is the Eiffel Tower?", top_k=top_k))
        assert answer.refusal
        assert len(answer.refusal.nearest) == min(top_k, 3)
        assert len(chain.evidence(finding).sections) == top_k
