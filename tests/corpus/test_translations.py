"""The translation memory holds every sentence of both articles, faithful to the last figure."""

import json
from hashlib import sha256
from importlib.resources import files

import pytest

from corpus.catalog import Catalog
from corpus.errors import SourceError
from corpus.quantities import find_quantities
from corpus.translations import TranslationMemory
from corpus.types import Document, Section, Sentence

LINES = files("corpus").joinpath("translations.jsonl").read_text(encoding="utf-8").splitlines()
ENTRIES = [json.loads(line) for line in LINES]


@pytest.fixture(scope="module")
def memory() -> TranslationMemory:
    return TranslationMemory.load()


@pytest.fixture(scope="module")
def sentences(catalog: Catalog) -> list[tuple[Document, Section, Sentence]]:
    return [
        (document, section, sentence)
        for document in catalog.documents()
        for section in catalog.sections(document.id)
        for sentence in section.sentences
    ]


def test_every_sentence_of_the_ten_sections_has_an_editorial_english_translation(
    memory: TranslationMemory, sentences: list[tuple[Document, Section, Sentence]]
) -> None:
    assert {(document.language, section.number) for document, section, _ in sentences} == {
        (language, str(number)) for language in ("nl", "ar") for number in range(11)
    }
    for _, _, sentence in sentences:
        found = memory.find(sentence.text, "en")
        assert found is not None, sentence.text
        assert (found.language, found.origin) == ("en", "editorial")
        assert found.text.strip() == found.text != ""


def test_a_translation_states_the_quantities_of_its_sentence(
    memory: TranslationMemory, sentences: list[tuple[Document, Section, Sentence]]
) -> None:
    for document, _, sentence in sentences:
        found = memory.find(sentence.text, "en")
        assert found is not None
        original = [(q.value, q.unit) for q in find_quantities(sentence.text, document.language)]
        assert [(q.value, q.unit) for q in find_quantities(found.text, "en")] == original, sentence.text


def test_every_other_translation_states_the_quantities_of_its_sentence() -> None:
    others = [entry for entry in ENTRIES if entry["target_language"] != "en"]
    assert others
    for entry in others:
        read = [
            [(q.value, q.unit) for q in find_quantities(entry[text], entry[f"{text}_language"])]
            for text in ("source", "target")
        ]
        assert read[0] == read[1], entry["target"]


def test_what_the_source_garbles_stays_garbled(
    memory: TranslationMemory, sentences: list[tuple[Document, Section, Sentence]]
) -> None:
    garbled = [sentence for _, _, sentence in sentences if "XNUMX" in sentence.text]
    assert len(garbled) == 1
    found = memory.find(garbled[0].text, "en")
    assert found is not None
    assert "XNUMX%" in found.text


def test_a_translation_is_of_another_script_or_other_words(memory: TranslationMemory) -> None:
    for entry in ENTRIES:
        is_arabic = any("\u0600" <= character <= "\u06ff" for character in entry["target"])
        assert is_arabic == (entry["target_language"] == "ar"), entry["target"]
    assert len(memory) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=[str(n) for n in range(1, len(ENTRIES) + 1)])
def test_the_hash_is_of_the_source(entry: dict[str, str]) -> None:
    assert entry["source_hash"] == sha256(entry["source"].encode()).hexdigest()
    assert set(entry) == {"source_language", "target_language", "source_hash", "source", "target", "origin"}


def test_the_memory_holds_no_sentence_that_no_article_has(
    sentences: list[tuple[Document, Section, Sentence]],
) -> None:
    texts = {sentence.text for _, _, sentence in sentences}
    titles = {document.title for document, _, _ in sentences}
    assert {entry["source"] for entry in ENTRIES} <= texts | titles


def test_only_the_exact_words_are_found(memory: TranslationMemory) -> None:
    source = ENTRIES[1]["source"]
    assert memory.find(source, "en") is not None
    assert memory.find(source + " ", "en") is None
    assert memory.find(source, "de") is None
    assert memory.languages() == {"en", "ar"}


def test_a_later_line_replaces_an_earlier_one_and_blank_lines_count_for_nothing() -> None:
    line = json.dumps({"source_hash": sha256(b"a").hexdigest(), "target_language": "fr", "target": "b", "origin": "m"})
    memory = TranslationMemory([line, "", line.replace('"b"', '"c"')])
    found = memory.find("a", "fr")
    assert found is not None
    assert (found.text, found.origin, len(memory)) == ("c", "m", 1)


@pytest.mark.parametrize("line", ["{", "[]", '"text"', "{}", '{"source_hash": "x"}', "null", "7"])
def test_a_line_that_is_no_entry_is_named(line: str) -> None:
    with pytest.raises(SourceError, match=r"Line 2 of the translation memory cannot be read .*Mend or remove it"):
        TranslationMemory([LINES[0], line])
