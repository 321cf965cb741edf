"""Questions in a language that a model translated the sources into are answered in it, and every promise is kept."""

from collections.abc import Callable

import pytest

from bot.answer import Answer, Question
from bot.chat import AnswerChain
from corpus.embeddings import Embedder
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.languages import detect_language
from corpus.phrases import say
from ingest.build import ingest, take_in_translations
from tests.bot.translating.french import FRENCH, store_french
from tests.ingest.small import Sources

Ask = Callable[[str], Answer]
HOW_MANY, SELL = "Combien d'appels reçoivent les grands clients ?", "Que vendons-nous ?"


def asking(guide: KnowledgeBase, *but: str) -> Ask:
    """Asks the guide, of which all is in French but some sentences."""
    store_french(guide, but=but)
    take_in_translations(guide)
    chain = AnswerChain(guide)
    return lambda text: chain.invoke(Question(text=text))


def test_an_answer_is_in_the_language_of_the_question(guide: KnowledgeBase) -> None:
    answer = asking(guide)(HOW_MANY)
    assert (answer.kind, answer.language, answer.notes) == ("answer", "fr", ())
    assert "Les grands clients reçoivent 4 appels. [2][3]" in answer.text
    assert [(number.text, number.origin, number.citation) for number in answer.numbers] == [("4", "quoted", 2)]
    for citation in answer.citations:
        assert citation.translation is not None
        assert citation.translation.text == FRENCH[citation.cited_text]
        assert (citation.translation.language, citation.translation.origin) == ("fr", "test:translator")
        assert citation.document_language in ("en", "nl")


def test_a_list_keeps_its_marks(guide: KnowledgeBase) -> None:
    answer = asking(guide)(SELL)
    assert answer.language == "fr"
    assert [line.split(" [")[0] for line in answer.text.splitlines()] == [
        "Notre produit existe en trois éditions :",
        "- la petite",
        "- la grande",
        "- la très grande",
    ]


def test_a_sentence_without_translation_is_quoted_as_it_is_and_that_is_said(guide: KnowledgeBase) -> None:
    answer = asking(guide, "the large one")(SELL)
    assert answer.language == "fr"
    assert answer.notes == (say("quoted_as_is", "fr"),)
    assert answer.text.startswith(say("quoted_as_is", "fr"))
    assert "- the large one [" in answer.text
    assert "- la petite [" in answer.text
    assert {c.cited_text: c.translation is None for c in answer.citations}["- the large one"]


def test_where_little_of_the_answer_is_translated_it_is_in_english(guide: KnowledgeBase) -> None:
    ask = asking(guide, "Large customers get 4 calls.", "Grote klanten krijgen 4 telefoontjes.")
    answer = ask(HOW_MANY)
    assert answer.language == "en"
    assert answer.notes == (say("foreign", "fr"),)
    assert "Large customers get 4 calls." in answer.text
    assert ask(SELL).language == "fr"


def test_without_translations_it_is_in_english(guide: KnowledgeBase) -> None:
    chain = AnswerChain(guide)
    answer = chain.invoke(Question(text=HOW_MANY))
    assert answer.language == "en"
    assert chain.invoke(Question(text="Qui est le roi d'Espagne ?")).language == "en"


def test_a_refusal_is_in_the_language_with_translated_headings(guide: KnowledgeBase) -> None:
    refused = asking(guide)("Où se trouve la tour Eiffel ?")
    assert (refused.kind, refused.language) == ("refusal", "fr")
    assert refused.refusal is not None
    assert refused.refusal.message.startswith(say("not_in_sources", "fr"))
    assert {section.title for section in refused.refusal.nearest} == {
        FRENCH["What do we sell?"],
        FRENCH["How often do we call?"],
    }


def test_what_is_left_open_is_told_in_the_language(guide: KnowledgeBase) -> None:
    answer = asking(guide)(f"{HOW_MANY} Et où se trouve la tour Eiffel ?")
    assert (answer.kind, answer.language) == ("answer", "fr")
    assert answer.text.endswith(say("left_open", "fr", parts="“Et où se trouve la tour Eiffel ?”"))


def test_parts_are_answered_in_one_language(guide: KnowledgeBase) -> None:
    ask = asking(guide, "Large customers get 4 calls.", "Grote klanten krijgen 4 telefoontjes.")
    answer = ask(f"{SELL} À quelle fréquence appelons-nous ?")
    assert (answer.kind, answer.language) == ("answer", "en")
    assert "- the small one" in answer.text
    assert "Large customers get 4 calls." in answer.text


def test_a_calculation_is_in_english(guide: KnowledgeBase) -> None:
    asked = "Quel est notre NRR avec un ARR de départ de 2 000 000 $, une expansion de 150 000 $, un churn de 50 000 $"
    answer = asking(guide)(f"{asked} et une contraction de 0 $ ?")
    assert (answer.kind, answer.language) == ("calculation", "en")
    assert detect_language(answer.text) == "en"


def test_other_languages_are_answered_as_before(guide: KnowledgeBase) -> None:
    questions = ("How many calls do large customers get?", "Hoeveel telefoontjes krijgen grote klanten?")
    chain = AnswerChain(guide)
    before = [chain.invoke(Question(text=text)) for text in questions]
    ask = asking(guide)
    for text, earlier in zip(questions, before, strict=True):
        now = ask(text)
        assert (now.text, now.language, now.citations) == (earlier.text, earlier.language, earlier.citations)


def test_a_service_that_is_running_takes_it_in(guide: KnowledgeBase, sources: Sources, bundled: Embedder) -> None:
    reader = open_knowledge_base(sources.settings, bundled)
    chain = AnswerChain(reader)
    assert chain.invoke(Question(text=HOW_MANY)).language == "en"
    store_french(guide)
    take_in_translations(guide)
    answer = chain.invoke(Question(text=HOW_MANY))
    assert answer.language == "fr"
    assert "Les grands clients reçoivent 4 appels." in answer.text
    reader.close()


@pytest.mark.parametrize(
    ("text", "language", "question", "told"),
    [
        ("Unser Laden verkauft Räder in drei Städten. Kunden können ein Produkt innerhalb von 30 Tagen zurückgeben.",
         "de", "Innerhalb wie vieler Tage können Kunden ein Produkt zurückgeben?", "30 Tagen"),
        ("Notre magasin vend des vélos dans trois villes. Les clients peuvent rendre un produit dans les 30 jours.",
         "fr", "Dans combien de jours les clients peuvent-ils rendre un produit ?", "30 jours"),
        ("Nuestra tienda vende bicicletas en tres ciudades. Los clientes pueden devolver un producto en 30 días.",
         "es", "¿En cuántos días pueden los clientes devolver un producto?", "30 días"),
    ],
)  # fmt: skip
def test_a_source_in_the_language_itself_is_answered_from_in_it(
    sources: Sources, bundled: Embedder, text: str, language: str, question: str, told: str
) -> None:
    sources.write(**{language: text})
    ingest(sources.settings, bundled)
    knowledge = open_knowledge_base(sources.settings, bundled)
    answer = AnswerChain(knowledge).invoke(Question(text=question))
    assert (answer.kind, answer.language, answer.notes) == ("answer", language, ())
    assert told in answer.text
    assert detect_language(answer.text) == language
    assert all(citation.translation is None for citation in answer.citations)
    knowledge.close()
