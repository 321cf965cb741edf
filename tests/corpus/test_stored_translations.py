"""Translations in a catalog: behind the editors' ones, one catalog apart from another, and in old catalogs too."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalog import Catalog
from corpus.translations import Translation, TranslationMemory


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog(tmp_path / "c.sqlite3", create=True)
    yield made
    made.close()


def french(text: str, origin: str = "m") -> Translation:
    return Translation("fr", text, origin)


def test_what_is_stored_is_found_again(catalog: Catalog) -> None:
    assert catalog.translations.languages() == frozenset()
    catalog.translations.add([("Yes.", french("Oui.")), ("No.", french("Non."))])
    catalog.translations.add([("Yes.", Translation("de", "Ja.", "n"))])
    memory = TranslationMemory([]).with_added(catalog.translations)
    assert memory.find("Yes.", "fr") == french("Oui.")
    assert memory.find("Yes.", "de") == Translation("de", "Ja.", "n")
    assert memory.find("Yes. ", "fr") is None
    assert memory.find("Yes.", "es") is None
    assert memory.languages() == {"fr", "de"}


def test_a_later_one_replaces_an_earlier_one(catalog: Catalog) -> None:
    catalog.translations.add([("Yes.", french("Si."))])
    catalog.translations.add([("Yes.", french("Oui.", "n"))])
    memory = TranslationMemory([]).with_added(catalog.translations)
    assert memory.find("Yes.", "fr") == french("Oui.", "n")


def test_an_editors_translation_stands_before_a_models(catalog: Catalog) -> None:
    shipped = TranslationMemory.load()
    sentence = "Wat is een “goede” NPS?"
    edited = shipped.find(sentence, "en")
    assert edited is not None
    assert edited.origin == "editorial"
    catalog.translations.add([(sentence, Translation("en", "What is it?", "m")), (sentence, french("Que dire ?"))])
    memory = shipped.with_added(catalog.translations)
    assert memory.find(sentence, "en") == edited
    assert memory.find(sentence, "fr") == french("Que dire ?")
    assert shipped.find(sentence, "fr") is None, "the memory that ships is as it was"
    assert len(memory) == len(shipped)
    assert memory.languages() == shipped.languages() | {"fr"}


def test_each_catalog_has_its_own(catalog: Catalog, tmp_path: Path) -> None:
    other = Catalog(tmp_path / "other.sqlite3", create=True)
    catalog.translations.add([("Yes.", french("Oui."))])
    memory = TranslationMemory([]).with_added(other.translations)
    assert memory.find("Yes.", "fr") is None
    assert memory.languages() == frozenset()
    other.close()


def test_those_of_other_sentences_go(catalog: Catalog) -> None:
    assert catalog.translations.keep([]) == 0
    both = [("Yes.", french("Oui.")), ("No.", french("Non.")), ("No.", Translation("de", "Nein.", "m"))]
    catalog.translations.add(both)
    assert catalog.translations.keep(["Yes.", "Maybe."]) == 2
    memory = TranslationMemory([]).with_added(catalog.translations)
    assert memory.find("Yes.", "fr") == french("Oui.")
    assert memory.find("No.", "fr") is None
    assert memory.languages() == {"fr"}


def test_a_catalog_from_before_there_were_any_opens_and_takes_them(catalog: Catalog, tmp_path: Path) -> None:
    with closing(sqlite3.connect(catalog.path)) as connection:
        connection.execute("DROP TABLE translations")
    old, reader = Catalog(catalog.path), Catalog(catalog.path)
    memory = TranslationMemory([]).with_added(reader.translations)
    assert memory.find("Yes.", "fr") is None
    assert memory.languages() == frozenset()
    assert old.translations.keep([]) == 0
    old.translations.add([("Yes.", french("Oui."))])
    assert memory.find("Yes.", "fr") == french("Oui."), "whoever had opened it before finds them too"
    old.close()
    reader.close()


def test_whoever_reads_is_told_that_there_is_something_new(catalog: Catalog) -> None:
    reader = Catalog(catalog.path)
    before = reader.version()
    catalog.translations.add([("Yes.", french("Oui."))])
    assert reader.version() != before
    reader.close()


def test_none_or_all_are_stored(catalog: Catalog) -> None:
    def two_and_a_fault() -> Iterator[tuple[str, Translation]]:
        yield "Yes.", french("Oui.")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalog.translations.add(two_and_a_fault())
    assert catalog.translations.languages() == frozenset()
