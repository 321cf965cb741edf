"""The tests of hostile texts can fail: pages that are made to trust a text are caught."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import api
from tests.api.serving import Served
from tests.api.web.chatting import answered
from tests.api.web.watching import Watched, out_of_order, strange_parts, watch

_ISOLATE = Path(api.__file__).parent / "web/static/isolate.js"
_SHOWN = "export function shown(text) {\n"
_AS_MARKUP = """
  const parsed = document.createElement("template");
  parsed.innerHTML = text;
  return [document.importNode(parsed.content, true)];
"""
_AS_LINKS = """
  const link = /\\[(.+?)\\]\\((.+?)\\)/.exec(text);
  if (link) {
    const made = document.createElement("a");
    [made.href, made.textContent] = [link[2], link[1]];
    return [made];
  }
"""


def _trusting(watched: Watched, old: str, new: str) -> Page:
    """The chat page with a part of its code exchanged."""
    code = _ISOLATE.read_text(encoding="utf-8")
    assert code.count(old) == 1
    page = watched.context.new_page()
    changed = code.replace(old, new)
    page.route("**/isolate.js", lambda route: route.fulfill(body=changed, content_type="text/javascript"))
    page.goto(watched.origin)
    return page


def _asked(page: Page, question: str) -> Page:
    page.fill("#question", question)
    page.press("#question", "Enter")
    return page


@pytest.fixture
def watching(browser: Browser, service: Served, request: pytest.FixtureRequest) -> Callable[[bool], Watched]:
    """Watches a browser on the shipped articles, with or without the policy in force."""

    def begin(is_enforced: bool) -> Watched:
        watched = watch(browser, service.url, is_enforced=is_enforced)
        request.addfinalizer(watched.context.close)
        return watched

    return begin


def test_a_page_that_parsed_markup_would_be_caught(watching: Callable[[bool], Watched]) -> None:
    watched = watching(False)
    page = _trusting(watched, _SHOWN, _SHOWN + _AS_MARKUP)
    _asked(page, "What is a good NRR? <img src=https://evil.example/i.png onerror=pwned()><svg onload=pwned()><form>")
    answered(page)
    page.wait_for_timeout(300)
    told = watched.told()
    assert "a script ran" in told
    assert "asked for https://evil.example/i.png" in told
    assert any(each.startswith("breach: report require-trusted-types-for") for each in told)
    assert {"img", "img onerror", "svg", "svg onload"} <= set(strange_parts(page))


def test_the_policy_would_stop_such_a_page(watching: Callable[[bool], Watched]) -> None:
    watched = watching(True)
    page = _trusting(watched, _SHOWN, _SHOWN + _AS_MARKUP)
    page.wait_for_timeout(300)
    told = watched.told()
    assert any(each.startswith("breach: enforce require-trusted-types-for") for each in told)
    assert not any("ran" in each or "asked for" in each for each in told)


def test_a_page_that_made_links_would_be_caught(watching: Callable[[bool], Watched]) -> None:
    page = _trusting(watching(True), _SHOWN, _SHOWN + _AS_LINKS)
    answered(_asked(page, "What is a good NRR? [this](https://evil.example/?q=all)"))
    assert "href https://evil.example/?q=all" in strange_parts(page)


def test_a_page_that_let_words_be_turned_would_be_caught(watching: Callable[[bool], Watched]) -> None:
    page = _trusting(watching(True), "if (piece.length === 1 && CONTROLS.test(piece)) {", "if (false) {")
    turn = answered(_asked(page, "What is a \u202egood NRR?"))
    assert out_of_order(turn.locator(".asked")) == ["good", "NRR"]
