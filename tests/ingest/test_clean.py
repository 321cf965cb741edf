"""Selecting the article rewrites nothing: the same length, the same places, without the page around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from ingest.clean import select_article
from ingest.read import Source, read_sources, shipped_sources

LINES = st.sampled_from(
    ["Title", "# Title", "spot_img", "logo", "Date:", "Words stay.", "", "  ", "\t x", "Date: 1", "é"]
)
PAGES = st.lists(LINES | st.text(max_size=12), max_size=12).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n"]).map(lambda end: end.join(lines))
)
OF_THE_PAGE = {
    "nl": ["Zephyrnet-logo", "Nick Mehta en Jason Lemkin: beantwoord", "Datum:", "spot_img", "Laatste intelligentie"],
    "ar": ["شعار زيفيرنت", "نيك ميهتا وجيسون ليمكين: أجب", "التاريخ:", "بقعة_صورة", "أحدث المعلومات الاستخباراتية"],
}


@given(PAGES, st.sampled_from(["Title", "No such title", ""]))
def test_every_character_is_kept_in_place_or_blanked(text: str, title: str) -> None:
    selected = select_article(text, title, ["logo"])
    assert len(selected) == len(text)
    assert all(kept in (character, "\n") for kept, character in zip(selected, text, strict=True))


@given(PAGES)
def test_selecting_twice_is_selecting_once(text: str) -> None:
    once = select_article(text, "No such title", ["logo"])
    assert select_article(once, "No such title", ["logo"]) == once


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_page_around_the_article_is_left_out(end: str) -> None:
    text = end.join(["Menu", "# My title ", "Date:", "It begins.", " Read more ", "spot_img", "It ends.", "site-logo"])
    assert select_article(text, "My title", ["Read more"]).split() == ["It", "begins.", "It", "ends."]


def test_words_like_furniture_inside_a_line_stay() -> None:
    text = "Set spot_img to Date: 5.\nA line of snake_case words."
    assert select_article(text, "T", ["snake_case"]) == text


@pytest.mark.parametrize("text", ["All of it.\nMore.", "All of it.\nMy title", "My title", ""])
def test_without_a_title_above_it_the_whole_text_is_the_article(text: str) -> None:
    assert select_article(text, "My title") == text


@pytest.mark.parametrize("source", read_sources(shipped_sources()), ids=lambda source: source.document.language)
def test_the_page_of_the_shipped_articles_is_in_no_sentence_and_no_passage(source: Source, catalog: Catalog) -> None:
    furniture = OF_THE_PAGE[source.document.language]
    assert all(line in source.document.text for line in furniture)
    sections = catalog.sections(source.document.id)
    sentences = [sentence.text for section in sections for sentence in section.sentences]
    passages = [p.text for section in sections for p in catalog.passages_of(source.document.id, section.number)]
    assert len(sentences) > 90
    assert len(passages) > 200
    for line in furniture:
        assert not any(line in text for text in [*sentences, *passages])


@pytest.mark.parametrize("source", read_sources(shipped_sources()), ids=lambda source: source.document.language)
def test_all_else_of_the_shipped_articles_is_in_their_sentences(source: Source, catalog: Catalog) -> None:
    document = source.document
    covered = set[int]()
    for section in catalog.sections(document.id):
        for sentence in section.sentences:
            assert document.text[sentence.start : sentence.end] == sentence.text
            covered.update(range(sentence.start, sentence.end))
    left_out, place = [], 0
    for line in document.text.splitlines(keepends=True):
        words = {i for i in range(place, place + len(line)) if not document.text[i].isspace()}
        assert words <= covered or not words & covered, line
        if words - covered:
            left_out.append(line.strip())
        place += len(line)
    assert len(left_out) == 6
    assert all(any(line.startswith(known) for known in OF_THE_PAGE[document.language]) for line in left_out)
