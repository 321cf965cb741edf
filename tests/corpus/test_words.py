"""The lexical index: a table a language, ranked within it, and nothing left of what was removed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalog import Catalog
from corpus.lexicon import question_words
from corpus.questions import ExpectedQuestions
from corpus.translations import TranslationMemory
from corpus.types import Document
from ingest.passages import make_passages
from ingest.segment import segment


@pytest.fixture
def words(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.sqlite3", create=True)
    put(catalog, "en", "# Churn\n\nCustomers leave us.\n\n# Price\n\nPrices rise for customers and other customers.\n")
    put(catalog, "nl", "# Verloop\n\nKlanten vertrekken.\n\n# Prijs\n\nPrijzen stijgen.\n")
    put(catalog, "ar", "# السعر\n\nالأسعار ترتفع للعملاء.\n\n# نقاط\n\nعملاء.\n")
    yield catalog
    catalog.close()


def put(catalog: Catalog, language: str, text: str) -> None:
    document = Document(f"doc-{language}", "work", language, "T", "P", None, None, 0, text)
    sections = segment(document, text)
    catalog.put(document, sections, make_passages(document, sections, TranslationMemory([]), ExpectedQuestions([])))


def found(catalog: Catalog, question: str, language: str, limit: int = 9) -> list[tuple[str, str]]:
    ranked, _ = catalog.search_words(question_words(question, language), language, limit)
    passages = catalog.passages([id_ for id_, _ in ranked])
    return [(passages[id_].document_id, passages[id_].section) for id_, _ in ranked]


@pytest.mark.parametrize(
    ("language", "question", "section"),
    [("en", "leaving customer", "1"), ("nl", "vertrekkende klant", "1"), ("ar", "ارتفاع السعر", "1")],
)
def test_each_language_is_searched_in_its_own_stems(words: Catalog, language: str, question: str, section: str) -> None:
    assert found(words, question, language)[0] == (f"doc-{language}", section)


def test_one_language_never_answers_for_another(words: Catalog) -> None:
    assert {document for document, _ in found(words, "customers Klanten عملاء price", "en")} == {"doc-en"}


def test_more_is_better_and_the_limit_holds(words: Catalog) -> None:
    ranked, _ = words.search_words(["custom", "leav"], "en", 9)
    assert len(ranked) == 2
    assert ranked[0][1] > ranked[1][1]
    assert words.search_words(["custom", "leav"], "en", 1)[0] == ranked[:1]


@pytest.mark.parametrize(
    "searched", [[], ["nothing"], [""], ['"'], ['custom" OR "x'], ["*"], ["a:b"], ["NEAR"], ["\x00"], ["'; DROP"]]
)
def test_words_are_never_read_as_a_query_language(words: Catalog, searched: list[str]) -> None:
    assert words.search_words(searched, "en", 9) == ([], 0)


def test_the_share_is_of_the_words_that_the_language_holds(words: Catalog) -> None:
    assert words.search_words(["custom", "xyzzy", "custom", "leav", "klant"], "en", 9)[1] == 0.5
    assert words.search_words(["custom"], "en", 9)[1] == 1
    assert words.search_words(["custom"], "nl", 9)[1] == 0


def test_a_language_without_documents_has_no_words(words: Catalog) -> None:
    assert words.search_words(["custom"], "fr", 9) == ([], 0)


def test_the_vocabulary_has_the_folded_words_of_all_documents(words: Catalog) -> None:
    assert {"churn", "customers", "klanten", "الاسعار"} <= set(words.vocabulary())
    assert words.known_words(["customers", "klanten", "Klanten", "xyzzy"]) == {"customers", "klanten"}


def test_the_words_of_a_removed_document_are_gone(words: Catalog) -> None:
    words.remove("doc-en")
    assert found(words, "customers price churn", "en") == []
    assert words.known_words(["customers", "klanten"]) == {"klanten"}


def test_the_words_of_a_changed_document_are_its_new_ones(words: Catalog) -> None:
    put(words, "en", "# Churn\n\nPeople stay with us.\n")
    assert found(words, "customers", "en") == []
    assert found(words, "people", "en") == [("doc-en", "1")]
    assert words.known_words(["customers", "people"]) == {"people"}


def test_putting_a_document_twice_counts_its_words_once(words: Catalog) -> None:
    before = words.search_words(["custom"], "en", 9)
    put(words, "en", "# Churn\n\nCustomers leave us.\n\n# Price\n\nPrices rise for customers and other customers.\n")
    assert words.search_words(["custom"], "en", 9) == before


def test_a_document_that_changes_its_language_moves(words: Catalog) -> None:
    text = "# Churn\n\nCustomers leave us.\n"
    document = Document("doc-en", "work", "de", "T", "P", None, None, 0, text)
    sections = segment(document, text)
    words.put(document, sections, make_passages(document, sections, TranslationMemory([]), ExpectedQuestions([])))
    assert found(words, "customers", "en") == []
    assert found(words, "customers", "de") == [("doc-en", "1")]
