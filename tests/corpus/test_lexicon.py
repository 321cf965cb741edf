"""The words of the lexical leg: stems of one language, and glossary terms that are the same in all."""

import pytest

from corpus.lexicon import index_words, question_words, term_word


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "net revenue retention"), ("nl", "behoud van netto-inkomsten"), ("ar", "صافي الاحتفاظ بالإيرادات")],
)
def test_one_term_is_one_word_in_every_language(language: str, question: str) -> None:
    assert term_word("nrr") in question_words(question, language)


def test_a_mistranslation_counts_in_an_article_and_not_in_a_question() -> None:
    _, in_an_article = index_words("علوم الكمبيوتر", "ar")
    assert in_an_article == (term_word("cs"),)
    assert term_word("cs") not in question_words("علوم الكمبيوتر", "ar")


def test_a_text_gives_the_stems_that_a_question_asks_for() -> None:
    stems, terms = index_words("Bedrijven houden klanten; NRR is 106%.", "nl")
    assert {"klant", "106"} <= set(stems)
    assert term_word("nrr") in terms
    assert set(question_words("Is NRR 106 voor de klant?", "nl")) <= {*stems, *terms}


def test_the_word_of_a_term_is_one_word_for_the_index() -> None:
    assert term_word("net_revenue_retention").isalnum()
    assert term_word("net_revenue") != term_word("net_revenue_retention")


def test_no_words_for_an_empty_question() -> None:
    assert question_words("", "en") == ()
    assert index_words("", "ar") == ((), ())
