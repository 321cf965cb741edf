"""The shipped articles are the ones that were given, byte for byte, and their list says what each is."""

from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from corpus.catalog import Catalog
from ingest.read import read_sources, shipped_sources

SEEDS = shipped_sources().parent
SUMS = {name: digest for digest, name in map(str.split, (SEEDS / "SHA256SUMS").read_text().splitlines())}


def test_the_sums_are_of_both_articles() -> None:
    assert sorted(SUMS) == sorted(path.name for path in SEEDS.glob("*.txt"))
    assert len(SUMS) == 2


@pytest.mark.parametrize("name", SUMS)
def test_an_article_has_its_sum(name: str) -> None:
    assert sha256((SEEDS / name).read_bytes()).hexdigest() == SUMS[name]


def test_the_list_says_what_each_article_is() -> None:
    dutch, arabic = (source.document for source in read_sources(shipped_sources()))
    assert (dutch.language, arabic.language) == ("nl", "ar")
    assert dutch.work == arabic.work == "nick-mehta-jason-lemkin-cs-questions"
    assert dutch.id != arabic.id
    assert {dutch.publisher, arabic.publisher} == {"Zephyrnet"}
    assert {dutch.translator, arabic.translator} == {"machine"}
    assert (dutch.date, arabic.date) == (None, None)  # both print the word "date" with nothing behind it
    assert (dutch.position, arabic.position) == (0, 1)


def test_every_entry_has_every_field_that_the_list_explains() -> None:
    fields = {"file", "work", "language", "title", "publisher", "date", "translator", "furniture"}
    for entry in yaml.safe_load(shipped_sources().read_text(encoding="utf-8"))["sources"]:
        assert set(entry) == fields
        assert (SEEDS / entry["file"]).is_file()


def test_titles_and_furniture_are_lines_of_the_articles() -> None:
    for source in read_sources(shipped_sources()):
        lines = source.document.text.splitlines()
        assert source.document.title in lines
        assert source.furniture <= set(lines)


def test_the_catalog_holds_the_articles_unchanged(catalog: Catalog) -> None:
    stored = {document.sha256 for document in catalog.documents()}
    assert stored == set(SUMS.values())
    assert stored == {sha256(Path(SEEDS / name).read_bytes()).hexdigest() for name in SUMS}
