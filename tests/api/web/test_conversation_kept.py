"""The conversation: kept in the browser, found again, sent along, cleared, copied, stopped."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.web.chatting import QUESTIONS, answered, ask
from tests.api.web.conftest import Visits

_KEPT = "cs-answers.conversation"


def test_a_reload_finds_the_conversation(visits: Visits) -> None:
    page = visits.open()
    ask(page, QUESTIONS["en"])
    ask(page, QUESTIONS["ar"])
    before = page.locator(".turn").all_inner_texts()
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    assert page.locator(".turn").all_inner_texts() == before
    expect(page.locator("#start")).to_be_hidden()
    page.locator(".turn").first.locator(".mark").first.click()
    expect(page.locator(".source-text mark")).to_be_visible()


def test_it_is_cleared_on_demand_and_that_can_be_undone(visits: Visits) -> None:
    page = visits.open()
    ask(page, QUESTIONS["en"])
    page.click("#clear")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#start")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".turn")).to_have_count(1)
    page.click("#clear")
    ask(page, QUESTIONS["nl"])
    expect(page.locator("#notice")).to_be_hidden()
    page.click("#clear")
    page.reload()
    expect(page.locator("#starters .offer")).to_have_count(10)
    expect(page.locator(".turn")).to_have_count(0)


def test_two_windows_have_one_conversation(visits: Visits) -> None:
    page = visits.open()
    ask(page, QUESTIONS["en"])
    other = page.context.new_page()
    visits.watch(other, visits.origin)
    other.goto(visits.origin)
    ask(page, "What is NPS?")
    expect(other.locator(".turn .foot")).to_have_count(2)
    ask(other, QUESTIONS["nl"])
    expect(page.locator(".turn .foot")).to_have_count(3)
    other.click("#clear")
    expect(page.locator("#start")).to_be_visible()


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "null",
        '"text"',
        "[1, null, {}]",
        '[{"question": "Q", "partial": "", "answer": {"text": 1}}]',
        '[{"question": "Q", "partial": "", "answer": {"text": "T", "language": "en", "citations": [{}], "numbers": [],'
        ' "conflicts": [], "calculations": [], "notes": []}}]',
    ],
)
def test_what_is_kept_and_makes_no_sense_is_passed_over(visits: Visits, kept: str) -> None:
    page = visits.open()
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [_KEPT, kept])
    page.reload()
    expect(page.locator("#starters .offer")).to_have_count(10)
    expect(page.locator(".turn")).to_have_count(0)
    expect(ask(page, QUESTIONS["en"]).locator(".mark").first).to_be_visible()


def test_the_latest_twenty_turns_are_sent_along(visits: Visits) -> None:
    page = visits.open()
    ask(page, QUESTIONS["en"])
    kept = json.loads(page.evaluate("name => localStorage.getItem(name)", _KEPT))
    turns = [{**kept[0], "question": f"Question {number}"} for number in range(30)]
    turns[29]["answer"] = {**kept[0]["answer"], "text": "🙂" * 8_001}
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [_KEPT, json.dumps(turns)])
    page.reload()
    expect(page.locator(".turn")).to_have_count(30)
    with page.expect_request("**/chat") as asked:
        ask(page, QUESTIONS["en"])
    sent = json.loads(asked.value.post_data or "")
    assert [turn["question"] for turn in sent["history"]] == [f"Question {number}" for number in range(10, 30)]
    assert sent["history"][-1]["answer"] == "🙂" * 8_000
    assert set(sent) == {"question", "history"}


def test_an_answer_that_is_stopped_can_be_asked_for_again(visits: Visits) -> None:
    page = visits.open()

    def hold(route: Route) -> None:  # a service that takes its time
        held.append(route)

    held: list[Route] = []
    page.route("**/chat", hold)
    page.fill("#question", QUESTIONS["en"])
    page.press("#question", "Enter")
    expect(page.locator(".looking")).to_be_visible()
    expect(page.locator("#send")).to_be_hidden()
    page.click("#stop")
    expect(page.locator(".turn .problem")).to_contain_text("Stopped before the end.")
    expect(page.locator("#question")).to_be_focused()
    page.unroute("**/chat")
    page.get_by_role("button", name="Ask again").click()
    expect(answered(page).locator(".mark").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)


def _copied(page: Page) -> str:
    page.get_by_role("button", name="Copy as Markdown").last.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_an_answer_is_copied_as_markdown_with_its_sources(visits: Visits) -> None:
    page = visits.open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = ask(page, QUESTIONS["en"])
    expect(turn.locator(".mark").first).to_be_visible()
    kept = json.loads(page.evaluate("name => localStorage.getItem(name)", _KEPT))
    text = _copied(page)
    assert text.startswith("## What is a good NRR?\n\nUsing data from Gainsight")
    assert "with a median of 106% NRR. [^1]" in text
    for citation in kept[0]["answer"]["citations"]:
        note = text.split(f"[^{citation['number']}]: ")[1].split("\n\n")[0]
        start, end = citation["start_char_index"], citation["end_char_index"]
        assert citation["cited_text"] in note
        assert f"({citation['document_language']}), § 1, {start}–{end}" in note
        assert f"<{visits.origin}/documents/{citation['document_id']}#{start}-{end}>" in note
        assert "(en, editorial)" in note


def test_it_is_copied_without_a_clipboard_too(visits: Visits) -> None:
    page = visits.open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTIONS["nl"])
    # Outside https and this machine, pages have no such interface.
    page.evaluate("Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject() })")
    assert "[^1]: “Met behulp van" in _copied(page)


def test_what_is_copied_does_nothing_where_it_is_pasted(visits: Visits) -> None:
    page = visits.open()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    hostile = "# ![x](http://evil.example) <img src=x> www.evil.example \u202e_a_ &lt;"
    ask(page, hostile)
    heading = _copied(page).splitlines()[0]
    assert heading == (r"## \# \!\[x\](http\://evil.example) \<img src=x\> www\.evil.example ⟦U+202E⟧\_a\_ \&lt;")
