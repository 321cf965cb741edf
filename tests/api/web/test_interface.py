"""The interface: its languages and directions, its colours, the keyboard, and every size of window."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.web.chatting import CALCULATIONS, QUESTIONS, UNANSWERED, ask
from tests.api.web.conftest import PHONE, Visits

_HEADLINES = {
    "en": "Ask about Customer Success",
    "nl": "Vragen over Customer Success?",
    "ar": "اسأل عن نجاح العملاء",
}


def _direction(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).direction"))


@pytest.mark.parametrize("language", _HEADLINES)
def test_the_browser_decides_the_first_language(visits: Visits, language: str) -> None:
    page = visits.open(language=language)
    expect(page.locator("#start h1")).to_have_text(_HEADLINES[language])
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert _direction(page) == ("rtl" if language == "ar" else "ltr")


def test_switching_to_arabic_turns_the_page_and_leaves_the_answers(visits: Visits) -> None:
    page = visits.open()
    text = ask(page, QUESTIONS["en"]).locator(".text").first
    panel_before = page.locator("#calculators")
    before = panel_before.bounding_box()
    page.select_option("#language", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    after = panel_before.bounding_box()
    assert before and after and before["x"] > 640 > after["x"], "the bar is laid out from right to left"
    expect(text).to_have_attribute("dir", "ltr")
    expect(page.locator(".conflict h3")).to_have_text("النسخ تختلف")
    page.reload()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#language")).to_have_value("ar")
    page.locator(".mark").first.click()
    box = page.locator("#panel").bounding_box()
    assert box and box["x"] == 0, "what opens beside is at the end of the line, which is the left"


def test_switching_while_an_answer_comes_loses_nothing(visits: Visits) -> None:
    page = visits.open()
    ask(page, QUESTIONS["en"])
    held: list[Route] = []
    page.route("**/chat", lambda route: held.append(route))
    page.fill("#question", "And NPS?")
    page.press("#question", "Enter")
    page.locator(".looking").wait_for()
    page.select_option("#language", "nl")
    held[0].continue_()
    expect(page.locator(".turn").last.locator(".copy")).to_have_text("Kopiëren als Markdown")
    expect(page.locator(".turn").first.locator(".copy")).to_have_text("Kopiëren als Markdown")
    expect(page.locator(".turn")).to_have_count(2)


def test_latin_letters_stay_with_their_figure_in_arabic(visits: Visits) -> None:
    page = visits.open(language="ar")
    page.fill("#question", "بدأنا بـ $2.0M في Q3 وخسرنا 100k: كم يبلغ NRR؟")
    page.press("#question", "Enter")
    expect(page.locator(".asked bdi")).to_have_text(["$2.0M", "Q3", "100k"])


def test_paper_has_the_sources_and_nothing_to_click(visits: Visits) -> None:
    page = visits.open(theme="dark")
    sources = ask(page, QUESTIONS["en"]).locator(".sources")
    on_screen = _paper(page)
    page.emulate_media(media="print")
    expect(page.locator("#ask")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    assert sources.evaluate("each => each.checkVisibility({ contentVisibilityAuto: true })")
    assert _paper(page) == "rgb(255, 255, 255)" != on_screen


def test_every_word_of_the_interface_is_there_in_each_language(visits: Visits) -> None:
    page = visits.open()
    words = {
        code: page.evaluate("path => import(path).then(words => words.default)", f"/static/words/{code}.js")
        for code in _HEADLINES
    }
    assert words["en"].keys() == words["nl"].keys() == words["ar"].keys()
    for name in words["en"]:
        placeholders = {code: sorted(part.split("}")[0] for part in words[code][name].split("{")[1:]) for code in words}
        assert placeholders["en"] == placeholders["nl"] == placeholders["ar"], name


def _paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_the_colours_follow_the_system_until_they_are_chosen(visits: Visits) -> None:
    page = visits.open(theme="dark")
    dark = _paper(page)
    page.emulate_media(color_scheme="light")
    light = _paper(page)
    assert light != dark
    for chosen in (light, dark):
        page.click("#theme")
        assert _paper(page) == chosen
    page.reload()
    assert _paper(page) == dark
    page.click("#theme")
    assert _paper(page) == light, "the system's again"


def test_the_keyboard_is_enough(visits: Visits) -> None:
    page = visits.open()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("What is a good")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("NRR?")
    expect(page.locator("#question")).to_have_value("What is a good\nNRR?")
    page.keyboard.press("Enter")
    mark = page.locator(".turn .mark").first
    mark.wait_for()
    page.locator(".turn .foot").wait_for()
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(mark).to_be_focused()


def test_after_a_starter_the_keyboard_goes_on_from_the_question(visits: Visits) -> None:
    page = visits.open()
    page.locator("#starters .offer").first.press("Enter")
    page.locator(".turn .foot").wait_for()
    expect(page.locator(".turn .asked")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".turn .mark").first).to_be_focused()


def test_focus_stays_in_a_sheet(visits: Visits) -> None:
    page = visits.open(size=PHONE)
    ask(page, QUESTIONS["en"]).locator(".mark").first.click()
    page.locator(".check-line bdi").first.wait_for()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#panel')")
    page.keyboard.press("Escape")
    expect(page.locator(".turn .mark").first).to_be_focused()


def test_a_screen_reader_is_told_the_answer_once_and_whole(visits: Visits) -> None:
    page = visits.open()
    page.evaluate("""() => {
      window.told = [];
      const seen = new MutationObserver(() => told.push(document.querySelector("#announcer").textContent));
      seen.observe(document.querySelector("#announcer"), { childList: true });
    }""")
    ask(page, QUESTIONS["ar"])
    told = page.evaluate("told")
    assert len(told) == 1
    assert "106%" in told[0] and "[1]" not in told[0]
    expect(page.locator("#announcer span")).to_have_attribute("lang", "ar")
    assert page.locator("#turns [aria-live=assertive], #turns [aria-busy=true]").count() == 0


def test_a_question_that_is_too_long_is_not_sent(visits: Visits) -> None:
    page = visits.open()
    page.fill("#question", "🙂" * 2_000)
    expect(page.locator("#problem")).to_be_empty()
    page.fill("#question", "🙂" * 2_001)
    expect(page.locator("#problem")).to_have_text("The question is too long: 2,001 characters, at most 2,000.")
    page.press("#question", "Enter")
    expect(page.locator(".turn")).to_have_count(0)
    page.fill("#question", " \n ")
    page.press("#question", "Enter")
    expect(page.locator(".turn")).to_have_count(0)


def test_a_long_question_leaves_room_for_its_answer(visits: Visits) -> None:
    page = visits.open(size=PHONE)
    turn = ask(page, "What is a good NRR? " * 90)
    box = turn.locator(".text").bounding_box()
    assert box and box["y"] < PHONE[1] / 2


def test_what_a_word_processor_copies_can_be_asked(visits: Visits) -> None:
    page = visits.open()
    turn = ask(page, "What is a\x0bgood NRR?")
    expect(turn.locator(".asked")).to_contain_text("What is a good NRR?")
    expect(turn.locator(".mark").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1600])
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_nothing_is_wider_than_the_window(visits: Visits, width: int, language: str) -> None:
    page = visits.open(language=language, size=(width, 700))

    def fits() -> None:
        for part in ("html", ".panel-body", ".source-text"):
            wide = "all => all.some(each => each.clientWidth && each.scrollWidth > each.clientWidth)"
            assert not page.locator(part).evaluate_all(wide), part

    page.locator("#starters .offer").first.wait_for()
    fits()
    ask(page, QUESTIONS[language])
    ask(page, CALCULATIONS[language])
    ask(page, UNANSWERED + "9" * 300)
    fits()
    page.locator(".mark").first.click()
    page.locator(".check-line bdi").first.wait_for()
    fits()
    page.keyboard.press("Escape")
    page.click("#calculators")
    page.locator("#panel .offer").first.click()
    page.locator("form.calculator").wait_for()
    fits()
