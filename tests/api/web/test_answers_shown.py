"""Answers on the chat page: asked in each language, followed to their sources, and shown for what they are."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.api.serving import Served
from tests.api.web.chatting import (
    CALCULATIONS,
    QUESTIONS,
    UNANSWERED,
    answered,
    ask,
    is_wholly_inside,
    marked_text,
    open_source,
)
from tests.api.web.conftest import PHONE, Visits

_DIRECTIONS = {"en": "ltr", "nl": "ltr", "ar": "rtl"}
_RESULTS = {"en": "107.5%", "nl": "107,5%", "ar": "107.5%"}


def _cited(service: Served, question: str) -> list[dict[str, object]]:
    answer = httpx.post(f"{service.url}/ask", json={"question": question}).json()
    return list(answer["citations"])


@pytest.mark.parametrize("language", QUESTIONS)
def test_a_question_is_answered_in_its_language(visits: Visits, language: str) -> None:
    # The interface's language does not matter: the question's does.
    page = visits.open(language="en" if language != "en" else "ar")
    text = ask(page, QUESTIONS[language]).locator(".answer .text").first
    expect(text).to_have_attribute("lang", language)
    expect(text).to_have_attribute("dir", _DIRECTIONS[language])
    expect(text).to_contain_text("106%")
    assert text.evaluate("each => getComputedStyle(each).direction") == _DIRECTIONS[language]


@pytest.mark.parametrize("size", [(1280, 800), PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", QUESTIONS)
def test_every_citation_leads_to_its_exact_words(
    visits: Visits, service: Served, language: str, size: tuple[int, int]
) -> None:
    page = visits.open(language=language, size=size)
    marks = ask(page, QUESTIONS[language]).locator(".text .mark")
    cited = _cited(service, QUESTIONS[language])
    assert {int(number) for number in marks.all_inner_texts()} == {each["number"] for each in cited}
    for mark in marks.all():
        citation = cited[int(mark.inner_text()) - 1]
        box = open_source(page, mark)
        assert marked_text(box) == citation["cited_text"]
        assert len(box.inner_text()) > len(str(citation["cited_text"])), "the words around it are there as well"
        assert is_wholly_inside(box.locator("mark").first, box)
        expect(box).to_have_attribute("lang", str(citation["document_language"]))
        expect(page.locator(".check-line")).not_to_have_class("check-line wrong")
        address = f"#{citation['start_char_index']}-{citation['end_char_index']}"
        expect(page.locator("#panel .onward")).to_have_attribute(
            "href", f"/documents/{citation['document_id']}{address}"
        )
        page.keyboard.press("Escape")
        expect(mark).to_be_focused()


def test_a_translated_quote_says_so_and_by_whom(visits: Visits) -> None:
    page = visits.open()
    turn = ask(page, QUESTIONS["en"])
    expect(turn.locator(".aside")).to_contain_text("Dutch and Arabic")
    open_source(page, turn.locator(".mark").first)
    translation = page.locator(".translation")
    expect(translation.locator("blockquote")).to_have_attribute("lang", "en")
    expect(translation).to_contain_text("Translation by the editors; the source itself is in Dutch.")


@pytest.mark.parametrize("language", QUESTIONS)
def test_versions_that_disagree_stand_side_by_side(visits: Visits, language: str) -> None:
    page = visits.open(language=language)
    conflict = ask(page, QUESTIONS[language]).locator(".conflict")
    first, second = conflict.locator(".side").all()
    one, other = first.bounding_box(), second.bounding_box()
    assert one and other
    assert one["y"] == other["y"] and (one["x"] > other["x"]) == (language == "ar")
    for side, figures, quoted in (
        ((first, 2, "nl"), (second, 2, "ar"))
        if language != "ar"
        else (
            (first, 2, "ar"),
            (second, 2, "nl"),
        )
    ):
        expect(side.locator(".quantities li")).to_have_count(figures)
        expect(side.locator("blockquote")).to_have_attribute("lang", quoted)
        expect(side.locator("blockquote strong").first).to_be_visible()
        expect(side.locator(".mark")).to_be_visible()


def test_on_a_phone_the_sides_of_a_conflict_are_stacked(visits: Visits) -> None:
    page = visits.open(size=PHONE)
    boxes = [side.bounding_box() for side in ask(page, QUESTIONS["en"]).locator(".side").all()]
    one, other = boxes
    assert one and other and one["x"] == other["x"] and one["y"] < other["y"]


@pytest.mark.parametrize("language", CALCULATIONS)
def test_a_calculation_is_laid_out(visits: Visits, language: str) -> None:
    page = visits.open(language=language)
    card = ask(page, CALCULATIONS[language]).locator(".calculation")
    expect(card.locator(".result")).to_have_text(_RESULTS[language])
    expect(card.locator(".formula").first).to_contain_text("÷")
    figures = card.locator(".formula > bdi").last
    expect(figures).to_contain_text("= (2.000.000 + 300.000" if language == "nl" else "= (2,000,000 + 300,000")
    assert figures.evaluate("each => getComputedStyle(each).direction") == "ltr", "in Arabic too"
    expect(card.locator(".inputs dd")).to_have_count(4)
    expect(card.locator(".inputs dt").first).not_to_have_text("starting_arr")


def test_numbers_tell_where_they_are_from(visits: Visits) -> None:
    page = visits.open()
    turn = ask(page, CALCULATIONS["en"])
    expect(turn.locator(".number.computed").first).to_have_attribute("title", "computed, formula shown")
    expect(turn.locator(".number.quoted").first).to_have_attribute("title", "quoted from source 1")
    turn.locator("summary", has_text="Numbers").click()
    rows = turn.locator(".numbers tbody tr")
    expect(rows.filter(has_text="300,000")).to_contain_text("given by you")
    expect(rows.filter(has_text="107.5%").first).to_contain_text("computed")


def test_a_refusal_is_calm_and_offers_what_is_near(visits: Visits) -> None:
    page = visits.open()
    turn = ask(page, UNANSWERED)
    expect(turn.locator(".refused .kicker")).to_have_text("Not in the sources")
    expect(turn.locator(".mark")).to_have_count(0)
    offer = turn.locator(".nearest .offer").first
    offered = offer.inner_text()
    offer.click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(answered(page).locator(".asked")).to_contain_text(offered)
    expect(page.locator(".turn").last.locator(".mark").first).to_be_visible()


def test_a_follow_up_says_what_it_was_taken_for(visits: Visits) -> None:
    page = visits.open()
    ask(page, QUESTIONS["en"])
    expect(ask(page, "And GRR?").locator(".understood")).to_contain_text("GRR")


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_ten_questions_begin_a_conversation(visits: Visits, language: str) -> None:
    page = visits.open(language=language)
    starters = page.locator("#starters .offer")
    expect(starters).to_have_count(10)
    starters.nth(1).click()
    expect(answered(page).locator(".text").first).to_have_attribute("lang", language)
    expect(page.locator("#start")).to_be_hidden()
    expect(page.locator(".turn .mark").first).to_be_visible()


def _not_isolated(page: Page) -> list[str]:
    """Text with digits in questions and answers that no element isolates."""
    return list(
        page.evaluate(
            """() => {
              const found = [];
              const texts = document.createTreeWalker(document.querySelector("#turns"), NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const node = texts.currentNode;
                if (/\\p{Nd}/u.test(node.data) && !node.parentElement.closest("bdi")) found.push(node.data);
              }
              return found;
            }"""
        )
    )


@pytest.mark.parametrize("language", QUESTIONS)
def test_no_number_and_no_mark_can_be_reordered(visits: Visits, language: str) -> None:
    page = visits.open(language=language)
    ask(page, QUESTIONS[language])
    ask(page, CALCULATIONS[language])
    for summary in page.locator(".foot summary").all():
        summary.click()
    assert _not_isolated(page) == []
