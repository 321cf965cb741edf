"""axe-core on every state of the pages, in both themes: nothing serious, and nothing moderate either."""

import pytest

from tests.api.web.axe import faults_of
from tests.api.web.chatting import CALCULATIONS, QUESTIONS, UNANSWERED, ask, open_source
from tests.api.web.conftest import DESKTOP, PHONE, Visits


@pytest.mark.parametrize(
    ("language", "size"), [("en", DESKTOP), ("ar", PHONE), ("nl", PHONE)], ids=["desktop-en", "phone-ar", "phone-nl"]
)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visits: Visits, theme: str, language: str, size: tuple[int, int]) -> None:
    page = visits.open(language=language, theme=theme, size=size, refusals=(422,))
    page.locator("#starters .offer").first.wait_for()
    faults = {"start": faults_of(page)}
    turn = ask(page, QUESTIONS[language])
    faults["answer with a conflict"] = faults_of(page)
    for summary in turn.locator("summary").all():
        summary.click()
    faults["its sources and numbers"] = faults_of(page)
    open_source(page, turn.locator(".text .mark").first)
    faults["source"] = faults_of(page)
    page.keyboard.press("Escape")
    ask(page, CALCULATIONS[language])
    faults["calculation"] = faults_of(page)
    ask(page, UNANSWERED)
    faults["refusal"] = faults_of(page)
    page.click("#calculators")
    page.locator(".calculators").wait_for()
    faults["calculators"] = faults_of(page)
    page.locator(".calculators .offer").first.click()
    form = page.locator("form.calculator")
    for name, value in {"starting_arr": "2.0M", "expansion": "300k", "contraction": "50k", "churn": "none"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[type=submit]").click()
    form.locator("[aria-invalid]").wait_for()
    faults["form with an error"] = faults_of(page)
    form.locator("[name=churn]").fill("100k")
    form.locator("[type=submit]").click()
    form.locator(".result").wait_for()
    faults["form with a result"] = faults_of(page)
    page.keyboard.press("Escape")
    page.click("#clear")
    faults["cleared"] = faults_of(page)
    assert {state: found for state, found in faults.items() if found} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["#1244-1481", "#nothing"])
def test_axe_finds_nothing_on_the_page_of_a_document(visits: Visits, theme: str, hash_: str) -> None:
    page = visits.open(f"/documents/nick-mehta-jason-lemkin-cs-questions.ar{hash_}", theme=theme, size=PHONE)
    page.locator("#notice").wait_for()
    assert faults_of(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_a_key_is_asked_for(visits: Visits, theme: str) -> None:
    page = visits.open(theme=theme, refusals=(401,))
    page.route("**/chat", lambda route: route.fulfill(status=401, json={}))
    page.fill("#question", QUESTIONS["en"])
    page.press("#question", "Enter")
    page.locator(".key-dialog").wait_for()
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    page.locator(".turn .problem").wait_for()
    assert faults_of(page) == []
