"""The catalog gives back what was put into it, counts what waits for a vector, and refuses what is not its own."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.catalog import Catalog
from corpus.errors import StoreDamagedError, StoreError, StoreMissingError
from corpus.questions import ExpectedQuestions
from corpus.translations import TranslationMemory
from corpus.types import Document, Passage, Section
from ingest.clean import select_article
from ingest.passages import make_passages
from ingest.segment import segment

Parts = tuple[Document, list[Section], list[Passage]]
MEMORY = TranslationMemory([])


def parts_of(text: str, id_: str = "guide", language: str = "en", position: int = 0) -> Parts:
    document = Document(id_, "work", language, "Guide", "Us", None, "machine", position, text)
    sections = segment(document, select_article(text, document.title))
    return document, sections, make_passages(document, sections, MEMORY, ExpectedQuestions([]))


TEXT = "Hello.\n\n1. First?\n\nOne is 5%. Two is more.\n\n2. Second?\n\n- a point\n- another point\n"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "kb" / "catalog.sqlite3", create=True)
    yield catalog
    catalog.close()


def ids(passages: list[Passage]) -> set[str]:
    return {passage.id for passage in passages}


def test_what_was_put_is_given_back(empty: Catalog) -> None:
    document, sections, passages = parts_of(TEXT)
    assert empty.put(document, sections, passages) == len(passages)
    assert empty.documents() == [document]
    assert empty.sections(document.id) == sections
    assert empty.section(document.id, "2") == sections[2]
    assert empty.passages([p.id for p in passages]) == {p.id: p for p in passages}
    assert empty.passages_of(document.id, "1") == [p for p in passages if p.section == "1"]
    assert set(empty.places([p.id for p in passages])) == ids(passages)
    assert empty.pending() == passages
    assert empty.orphans() == {}
    assert empty.counts() == {}


def test_it_is_all_there_after_closing(tmp_path: Path) -> None:
    document, sections, passages = parts_of(TEXT)
    written = Catalog(tmp_path / "c.sqlite3", create=True)
    written.put(document, sections, passages)
    written.mark_stored([passages[0].id])
    written.set_meta(fingerprint="m")
    written.close()
    read = Catalog(tmp_path / "c.sqlite3")
    assert read.documents() == [document]
    assert read.documents()[0].sha256 == document.sha256
    assert read.sections(document.id) == sections
    assert read.pending() == passages[1:]
    assert read.meta("fingerprint") == "m"
    read.close()


def test_putting_the_same_again_changes_nothing(empty: Catalog) -> None:
    document, sections, passages = parts_of(TEXT)
    empty.put(document, sections, passages)
    empty.mark_stored(ids(passages))
    assert empty.put(document, sections, passages) == 0
    assert empty.pending() == []
    assert empty.orphans() == {}
    assert empty.counts() == {"en": len(passages)}
    assert empty.sections(document.id) == sections


def test_a_changed_document_keeps_the_vectors_of_what_stayed(empty: Catalog) -> None:
    document, sections, passages = parts_of(TEXT)
    empty.put(document, sections, passages)
    empty.mark_stored(ids(passages))
    changed, new_sections, new_passages = parts_of(TEXT.replace("Two is more.", "Two is less."))
    new = ids(new_passages) - ids(passages)
    gone = ids(passages) - ids(new_passages)
    assert len(new) == len(gone) == 2  # the sentence, and the section that it stands in
    assert empty.put(changed, new_sections, new_passages) == 2
    assert ids(empty.pending()) == new
    assert set(empty.orphans()["en"]) == gone
    assert empty.documents() == [changed]
    assert empty.sections(document.id) == new_sections


def test_what_comes_back_is_no_orphan_any_more(empty: Catalog) -> None:
    first, second = parts_of(TEXT), parts_of(TEXT.replace("5%", "6%"))
    empty.put(*first)
    empty.mark_stored(ids(first[2]))
    empty.put(*second)
    empty.put(*first)
    assert not ids(first[2]) & set(empty.orphans().get("en", []))
    assert ids(empty.pending()) == ids(first[2]) - ids(second[2])


def test_a_sentence_that_moved_keeps_its_passage_and_gets_its_new_place(empty: Catalog) -> None:
    document, sections, passages = parts_of(TEXT)
    empty.put(document, sections, passages)
    moved, new_sections, new_passages = parts_of(TEXT.replace("Hello.", "Hello. And welcome."))
    empty.put(moved, new_sections, new_passages)
    stored = empty.passages([p.id for p in new_passages])
    assert stored == {p.id: p for p in new_passages}
    same = ids(passages) & ids(new_passages)
    assert len(same) >= 6
    assert {stored[id_].sentences for id_ in same} != {p.sentences for p in passages if p.id in same}


def test_equal_sentences_of_one_section_are_passages_of_their_own(empty: Catalog) -> None:
    document, sections, passages = parts_of("1. A?\n\nYes. Yes. Yes.\n\n2. B?\n\nYes.\n")
    assert len(ids(passages)) == len(passages)
    empty.put(document, sections, passages)
    assert len(empty.pending()) == len(passages)


def test_a_removed_document_leaves_only_orphans(empty: Catalog) -> None:
    first, second = parts_of(TEXT), parts_of(TEXT, "other", position=1)
    empty.put(*first)
    empty.put(*second)
    empty.mark_stored(ids(first[2]) | ids(second[2]))
    empty.remove("guide")
    assert empty.documents() == [second[0]]
    assert empty.sections("guide") == []
    assert empty.passages(list(ids(first[2]))) == {}
    assert set(empty.orphans()["en"]) == ids(first[2])
    assert empty.counts() == {"en": len(second[2])}
    empty.forget_orphans(ids(first[2]))
    assert empty.orphans() == {}


def test_removing_what_is_not_there_is_no_error(empty: Catalog) -> None:
    empty.remove("nothing")
    assert empty.orphans() == {}


def test_documents_come_in_the_order_of_the_sources(empty: Catalog) -> None:
    for position, name in enumerate(["c", "a", "b"]):
        empty.put(*parts_of(TEXT, name, position=position))
    assert [document.id for document in empty.documents()] == ["c", "a", "b"]


def test_a_rebuild_begins_with_everything_pending(empty: Catalog) -> None:
    document, sections, passages = parts_of(TEXT)
    empty.put(document, sections, passages)
    empty.mark_stored(ids(passages))
    empty.put(*parts_of(TEXT.replace("5%", "6%")))
    empty.mark_all_pending()
    assert len(empty.pending()) == len(passages)
    assert empty.orphans() == {}
    assert empty.counts() == {}


def test_a_sample_is_spread_over_the_stored_passages(empty: Catalog) -> None:
    document, sections, passages = parts_of(TEXT)
    empty.put(document, sections, passages)
    assert empty.sample("en", 4) == []
    empty.mark_stored(ids(passages))
    sample = empty.sample("en", 4)
    assert 4 <= len(sample) <= 8
    assert set(sample) <= ids(passages)
    assert sample[0] == passages[0].id
    assert set(empty.sample("en", 1_000)) == ids(passages)


def test_facts_and_means_are_kept(empty: Catalog) -> None:
    assert empty.meta("fingerprint") is None
    empty.set_meta(fingerprint="a", dimension="3")
    empty.set_meta(fingerprint="b")
    assert (empty.meta("fingerprint"), empty.meta("dimension")) == ("b", "3")
    empty.set_query_means({"nl": np.zeros(3, np.float32), "en": np.array([0.5, -1, 2], np.float32)})
    empty.set_query_means({"en": np.array([0.5, -1, 2], np.float32)})
    assert set(empty.query_means()) == {"en"}
    assert empty.query_means()["en"].tolist() == [0.5, -1, 2]


def test_a_section_that_is_not_there_is_a_clear_error(empty: Catalog) -> None:
    with pytest.raises(StoreDamagedError, match=r"lacks section 7 of guide\. Run `cs-answers ingest`"):
        empty.section("guide", "7")


def test_a_put_that_fails_half_way_changes_nothing(empty: Catalog) -> None:
    document, sections, passages = parts_of(TEXT)
    empty.put(document, sections, passages)
    changed, new_sections, new_passages = parts_of(TEXT.replace("5%", "6%"))
    twice = [*new_passages, replace(new_passages[0], text="other words under the same id")]
    with pytest.raises(StoreError):
        empty.put(changed, new_sections, twice)
    assert empty.documents() == [document]
    assert empty.sections(document.id) == sections
    assert empty.pending() == passages
    assert empty.search_words(["6"], "en", 9)[0] == []


# What is no catalog of ours


def test_a_missing_catalog_is_made_only_when_asked(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match=r"no knowledge base at .*kb yet\. Run `cs-answers ingest`"):
        Catalog(tmp_path / "kb" / "catalog.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_a_knowledge_base_that_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    path.touch()
    with pytest.raises(StoreMissingError, match="is empty"):
        Catalog(path)
    Catalog(path, create=True).close()
    Catalog(path).close()


@pytest.mark.parametrize("create", [False, True])
def test_the_database_of_another_program_is_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "catalog.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (address TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreDamagedError, match=r"not one that CS Answers made\. .*CSA_DATA_DIR"):
        Catalog(path, create=create)
    assert path.read_bytes() == before


@pytest.mark.parametrize("create", [False, True])
def test_another_layout_is_named_beside_ours(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "catalog.sqlite3"
    Catalog(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(StoreDamagedError, match=r"has layout 99, and this version reads layout 1\. Remove .* ingest"):
        Catalog(path, create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "catalog.sqlite3"
    path.write_text("These are my notes, and no database at all. " * 50)
    before = path.read_bytes()
    with pytest.raises(StoreDamagedError, match="is damaged or not a database"):
        Catalog(path, create=create)
    assert path.read_bytes() == before


def test_our_mark_without_our_tables_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite3"
    Catalog(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM meta")
    connection.close()
    with pytest.raises(StoreDamagedError, match="ingest"):
        Catalog(path)
