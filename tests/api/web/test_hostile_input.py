"""What else may be hostile in a real browser: questions, addresses, what the browser has kept, what the service says.

Here the pages' security policy only tells of breaches, so that the pages' own code alone is what keeps harm away.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.serving import Served
from tests.api.web.chatting import QUESTIONS, answered, ask
from tests.api.web.hostile import CASES
from tests.api.web.watching import Watched, is_too_wide, out_of_order, strange_parts, watch

_ATTACK = "<img src=x onerror=pwned()> <svg onload=pwned()> [a](javascript:pwned()) ![b](https://evil.example/b.png)"
_KEPT = "cs-answers.conversation"
_DOCUMENT = "/documents/nick-mehta-jason-lemkin-cs-questions.nl"
_KEEP = "([name, text]) => localStorage.setItem(name, text)"
_ANSWER: dict[str, object] = {
    "kind": "answer", "text": "T", "language": "en", "citations": [], "numbers": [], "conflicts": [],
    "calculations": [], "refusal": None, "notes": [], "understood": None, "generator": "extractive", "timings_ms": {},
}  # fmt: skip
_CITATION = {
    "type": "char_location", "number": 1, "document_id": _ATTACK, "document_title": _ATTACK, "document_language": "en",
    "section": _ATTACK, "section_title": _ATTACK, "start_char_index": 0, "end_char_index": 5, "cited_text": _ATTACK,
    "translation": {"language": _ATTACK, "text": _ATTACK, "origin": _ATTACK},
}  # fmt: skip
_ALL_HOSTILE = _ANSWER | {
    "text": f"{_ATTACK} [1] 5% [2]({_ATTACK})\n\n**{_ATTACK}: {_ATTACK}**\n{_ATTACK}\n= {_ATTACK}\n\n{_ATTACK}",
    "language": _ATTACK,
    "citations": [_CITATION],
    "numbers": [{"text": "5%", "value": _ATTACK, "unit": _ATTACK, "origin": "quoted", "citation": _ATTACK}],
    "conflicts": [{"statement": _ATTACK, "sides": [{"citation": 1, "quantities": [_ATTACK]}]}],
    "calculations": [
        {"metric": _ATTACK, "value": _ATTACK, "unit": _ATTACK, "formula": _ATTACK, "substituted": _ATTACK,
         "inputs": {_ATTACK: _ATTACK, "constructor": _ATTACK}, "note": _ATTACK, "benchmark": None}
    ],
    "notes": [_ATTACK],
    "understood": _ATTACK,
    "generator": _ATTACK,
}  # fmt: skip
"""An answer that a chat model or a service could give that means harm."""


@pytest.fixture(scope="module")
def opened(browser: Browser, service: Served) -> Iterator[Watched]:
    """A browser on the shipped articles."""
    watched = watch(browser, service.url, is_enforced=False, refusals=(404, 418, 422))
    yield watched
    watched.close()


@pytest.fixture
def watched(opened: Watched) -> Iterator[Watched]:
    """The browser, with nothing kept; at the end of the test, no harm may have been done."""
    yield opened
    for page in opened.context.pages:
        assert strange_parts(page) == []
        assert not is_too_wide(page)
        page.evaluate("localStorage.clear()")
        page.close()
    assert opened.told() == []


def _turn(answer: object, question: str = "Q", **more: object) -> dict[str, object]:
    return {"question": question, "partial": "", "isStopped": False, "answer": answer} | more


def _with_kept(watched: Watched, kept: object) -> Page:
    page = watched.open()
    page.evaluate(_KEEP, [_KEPT, kept if isinstance(kept, str) else json.dumps(kept)])
    page.reload()
    return page


def _works_on(page: Page) -> None:
    expect(ask(page, QUESTIONS["en"]).locator(".mark").first).to_be_visible()
    assert page.evaluate("({}).polluted") is None
    page.reload()
    expect(page.locator(".turn").last.locator(".mark").first).to_be_visible()


@pytest.mark.parametrize("case", CASES[::4], ids=lambda case: case.name)
def test_a_hostile_question_is_shown_as_typed(watched: Watched, case: Any) -> None:
    page = watched.open()
    typed = f"What is a good NRR? {case.attack}"
    page.fill("#question", typed)
    page.press("#question", "Enter")
    turn = answered(page)
    assert turn.locator(".asked").evaluate("each => each.textContent") == f"Question: {typed.strip()}"
    page.reload()
    expect(page.locator(".turn .foot")).to_be_visible()


def test_a_question_cannot_turn_the_words_around_it(watched: Watched) -> None:
    page = watched.open()
    turn = ask(page, "What is\u202e a good \u2067NRR\u2069 \u2066and why\u202d?")
    assert out_of_order(turn.locator(".asked")) == []


@pytest.mark.parametrize(
    "kept",
    [
        [_turn(_ALL_HOSTILE, _ATTACK)],
        [_turn(None, _ATTACK, partial=_ATTACK)],
        [_turn(_ANSWER | {"kind": "refusal", "refusal": {"reason": "not_in_sources", "message": _ATTACK,
            "nearest": [{"document_id": _ATTACK, "section": "1", "title": _ATTACK}]}})],
        '[{"question": "Q", "partial": "P", "answer": null, "__proto__": {"polluted": "yes"}}]',
        '{"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"polluted": "yes"}}}',
    ],
    ids=["answer", "partial", "refusal", "prototype-of-a-turn", "prototype"],
)  # fmt: skip
def test_a_hostile_conversation_that_is_kept_does_nothing(watched: Watched, kept: object) -> None:
    page = _with_kept(watched, kept)
    if "onerror" in json.dumps(kept):
        expect(page.locator(".turn")).to_contain_text("onerror=pwned()")
        for opened in page.locator(".turn summary, .turn .text .mark").all():
            opened.click()
    _works_on(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"numbers": [None]},
        {"numbers": [{"text": {}}]},
        {"conflicts": [{"statement": "T"}]},
        {"conflicts": [{"statement": "T", "sides": [{"citation": "x", "quantities": [1]}]}]},
        {"calculations": [None]},
        {"refusal": {"reason": "constructor", "message": "M", "nearest": []}},
        {"refusal": {"reason": "not_in_sources", "nearest": [None]}},
        {"citations": [_CITATION | {"number": {}, "document_language": 5, "section": None, "document_title": []}]},
        {"understood": 5},
        {"generator": None},
    ],
    ids=["numbers", "number", "conflict", "sides", "calculations", "reason", "nearest", "citation", "words", "by"],
)
def test_a_kept_answer_of_wrong_types_breaks_nothing(watched: Watched, wrong: dict[str, object]) -> None:
    page = _with_kept(watched, [_turn(_ANSWER), _turn(_ANSWER | {"text": "T\n\n**A: 5**\nB\n= C"} | wrong)])
    expect(page.locator(".turn")).to_have_count(2)
    # What cannot be shown is told to whoever looks for the reason, and can be asked again.
    complaints = watched.told()
    assert all(complaint.startswith(("error: TypeError", "failed: Cannot read")) for complaint in complaints)
    assert page.locator(".turn .problem").count() == bool(complaints)
    _works_on(page)


@pytest.mark.parametrize("value", ["<img src=x onerror=pwned()>", "__proto__", "constructor", "\u202ear", "{}"])
def test_other_things_that_are_kept_do_nothing(watched: Watched, value: str) -> None:
    page = watched.open()
    for name in ("language", "theme"):
        page.evaluate(_KEEP, [f"cs-answers.{name}", value])
    page.reload()
    expect(page.locator("#starters .offer")).to_have_count(10)
    page.click("#theme")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize(
    "problem",
    [
        {"detail": _ATTACK, "title": _ATTACK, "type": _ATTACK, "errors": [{"where": _ATTACK, "problem": _ATTACK}]},
        {"detail": {"__proto__": {"polluted": "yes"}}, "errors": "x", "type": []},
        [],
        None,
        "text",
    ],
    ids=["hostile", "wrong-types", "list", "null", "text"],
)
def test_a_hostile_problem_is_told_and_does_nothing(watched: Watched, problem: object) -> None:
    page = watched.open()
    answer = {"status": 418, "body": json.dumps(problem), "headers": {"content-type": "application/problem+json"}}
    page.route("**/chat", lambda route: route.fulfill(**answer))
    page.route("**/tools/*", lambda route: route.fulfill(**answer))
    page.fill("#question", "Q")
    page.press("#question", "Enter")
    told = page.locator(".turn .problem [role=alert]")
    expect(told).to_have_text(_ATTACK if isinstance(problem, dict) and "title" in problem else "That did not work.")
    page.click("#calculators")
    page.locator("#panel .offer").first.click()
    for field in page.locator("form.calculator input").all():
        field.fill("5")
    page.locator("form.calculator [type=submit]").click()
    expect(page.locator(".outcome [role=alert]")).to_be_visible()
    page.unroute("**/chat")
    page.locator(".turn .problem button").click()
    answered(page)


_EVENTS = {
    "all-hostile": f"event: answer\ndata: {json.dumps(_ALL_HOSTILE)}\n\n",
    "evidence": f"event: evidence\ndata: {json.dumps({'language': _ATTACK, 'sections': [{'title': _ATTACK}]})}\n\n"
    f"event: delta\ndata: {json.dumps({'text': _ATTACK})}\n\nevent: answer\ndata: {json.dumps(_ANSWER)}\n\n",
    "error": f"event: error\ndata: {json.dumps({'status': 418, 'detail': _ATTACK})}\n\n",
}


@pytest.mark.parametrize("name", _EVENTS)
def test_a_hostile_answer_is_shown_and_does_nothing(watched: Watched, name: str) -> None:
    page = watched.open()
    headers = {"content-type": "text/event-stream"}
    page.route("**/chat", lambda route: route.fulfill(status=200, body=_EVENTS[name], headers=headers))
    page.fill("#question", "Q")
    page.press("#question", "Enter")
    page.locator(".turn .foot, .turn .problem").wait_for()
    for opened in page.locator(".turn summary, .turn .text .mark").all():
        opened.click()
    if name != "evidence":
        expect(page.locator(".turn")).to_contain_text("<svg onload=pwned()>")


@pytest.mark.parametrize(
    "hash_",
    [
        "#<img src=x onerror=pwned()>", "#%3Csvg%20onload=pwned()%3E", "#javascript:pwned()", "#1-2<script>pwned()",
        "#1404-1727javascript:pwned()", "#__proto__", "#constructor", "#1e3-2e3", "#0x1-0x5", "#١-٥", "#%00",
        "#%E2%80%AEdesrever", "#" + "9" * 5_000, "#//evil.example/", "#{{7*7}}", "#$&-$&",
    ],
    ids=lambda hash_: hash_[:30],
)  # fmt: skip
def test_a_hostile_hash_marks_nothing(watched: Watched, hash_: str) -> None:
    page = watched.open(_DOCUMENT + hash_)
    expect(page.locator("#notice")).to_contain_text("It should end in two numbers")
    expect(page.locator("#text mark")).to_have_count(0)
    assert out_of_order(page.locator("#notice")) == []


@pytest.mark.parametrize(
    "id_",
    [
        "<img src=x onerror=pwned()>", "%3Cscript%3Epwned()%3C/script%3E", "javascript:pwned()", "//evil.example/x",
        "https://evil.example/", "%2F%2Fevil.example", "%5C%5Cevil.example", "__proto__", "constructor", "%00", "%ff",
        "%E2%80%AEdesrever", "{{7*7}}", "a" * 4_000, "x?q=<script>pwned()</script>", "%2e%2e%2fopenapi.json",
    ],
    ids=lambda id_: id_[:30],
)  # fmt: skip
def test_a_document_with_a_hostile_id_is_not_there(watched: Watched, id_: str) -> None:
    page = watched.open(f"/documents/{id_}")
    expect(page.locator("#notice")).to_have_text("There is no document at this address.")
    assert page.title() == "CS Answers"
