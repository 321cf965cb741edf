"""Hostile documents in a real browser: they are shown as the text that they are, and do nothing.

All of it is tried with the pages' security policy as it is, and once more with a policy that only tells of breaches:
what keeps a text from doing harm is then the pages' own code alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from playwright.sync_api import Browser, Page, expect

from tests.api.commands import run
from tests.api.serving import Served, serving
from tests.api.web.attackers import ATTACKERS, write_sources
from tests.api.web.chatting import answered, ask, marked_text, open_source
from tests.api.web.hostile import CASES, Case
from tests.api.web.watching import Watched, is_too_wide, out_of_order, strange_parts, watch


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service on the hostile documents."""
    folder = tmp_path_factory.mktemp("hostile")
    env = {"CSA_SOURCES": str(write_sources(folder))}
    ingested = run("ingest", data_dir=folder / "data", env=env)
    assert ingested.status == 0, ingested.err
    with serving(folder / "data", env=env) as running:
        yield running


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody with the chat page in one tab and a document in another."""

    watched: Watched
    chat: Page
    document: Page

    def last_answer(self) -> dict[str, Any]:
        """The answer that the chat page shows last, as the service gave it."""
        kept = json.loads(self.chat.evaluate("localStorage.getItem('cs-answers.conversation')"))
        return dict(kept[-1]["answer"])


@pytest.fixture(scope="module", params=["policy", "no-policy"])
def reader(request: pytest.FixtureRequest, browser: Browser, attacked: Served) -> Iterator[_Reader]:
    """Reads on from case to case, as in one long conversation; with and without the policy."""
    watched = watch(browser, attacked.url, is_enforced=request.param == "policy")
    yield _Reader(watched, watched.open(), watched.context.new_page())
    watched.close()


def _begin_anew(chat: Page) -> None:
    chat.bring_to_front()  # a tab that nobody looks at takes seconds for each click
    if chat.locator("#clear").is_visible():
        chat.click("#clear")


def _paragraphs(text: str) -> list[str]:
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_section_is_shown_and_does_nothing(reader: _Reader, attacked: Served, case: Case) -> None:
    _begin_anew(reader.chat)
    turn = ask(reader.chat, case.question)
    citations = reader.last_answer()["citations"]
    quotes = [citation["cited_text"] for citation in citations]
    assert set(_paragraphs(case.body)) <= set(quotes), "the attack itself is what is shown"
    assert turn.locator(".asked").inner_text().endswith(case.question)
    assert turn.locator(".sources q").evaluate_all("all => all.map(each => each.textContent)") == quotes
    assert case.thing in turn.locator(".text").inner_text()
    marks = turn.locator(".text .mark")
    assert marks.all_inner_texts() == [str(number) for number in range(1, len(quotes) + 1)], "and no other marks"
    turn.locator("summary").first.click()
    for mark, quote in zip(marks.all(), quotes, strict=True):
        assert marked_text(open_source(reader.chat, mark)) == quote
        expect(reader.chat.locator(".check-line")).not_to_have_class("check-line wrong")
    if case.name.startswith("bidi"):
        assert (out_of_order(turn), out_of_order(reader.chat.locator("#panel"))) == ([], [])
    assert strange_parts(reader.chat) == []
    assert reader.chat.title() == "CS Answers"
    assert not is_too_wide(reader.chat)
    _read_in_its_document(reader, attacked, case, quotes[-1])
    assert reader.watched.told() == []


def _read_in_its_document(reader: _Reader, attacked: Served, case: Case, quote: str) -> None:
    path = reader.chat.locator("#panel .onward").get_attribute("href") or ""
    attacker = next(each for each in ATTACKERS if case in each.cases)
    page = reader.document
    page.goto(attacked.url + path)
    start, end = path.rpartition("#")[2].split("-")
    expect(page.locator("#notice")).to_have_text(f"Marked: characters {int(start):,} to {int(end):,}.")
    assert marked_text(page.locator("#text")) == quote
    assert page.locator("#text").evaluate("each => each.textContent") == attacker.text
    assert page.locator("#title").evaluate("each => each.textContent") == attacker.title
    visible = re.sub("[\u202a-\u202e\u2066-\u2069]", "", attacker.title)
    assert page.title() == f"{visible} – CS Answers"
    assert page.locator("#contents a").count() == len(attacker.cases)
    assert page.locator("#about").evaluate("each => each.textContent").endswith(" characters")
    assert strange_parts(page) == []
    if case.name.startswith("bidi"):
        assert out_of_order(page.locator("main")) == []
    assert not is_too_wide(page)


def test_the_pages_work_on_behind_hostile_documents(reader: _Reader) -> None:
    page = reader.chat
    _begin_anew(page)
    offers = page.locator("#starters .offer")
    expect(offers).to_have_count(len(CASES))
    assert offers.evaluate_all("all => all.map(each => each.textContent)") == [case.heading for case in CASES]
    offers.first.click()
    assert CASES[0].attack in answered(page).locator(".text").inner_text()
    page.click("#calculators")
    page.locator("#panel .offer").first.click()
    form = page.locator("form.calculator")
    for name, value in {"starting_arr": "2.0M", "expansion": "300k", "contraction": "50k", "churn": "100k"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[type=submit]").click()
    expect(form.locator(".result")).to_have_text("107.5%")
    assert strange_parts(page) == []
    assert reader.watched.told() == []


_COPIED = """async ([question, answer]) => {
  const { asMarkdown } = await import("/static/markdown.js");
  return asMarkdown(question, answer);
}"""
_ACTIVE = {"html_inline", "html_block", "image", "fence", "code_block", "code_inline", "link_open"}


def test_a_copied_answer_does_nothing_where_it_is_pasted(reader: _Reader, attacked: Served) -> None:
    found = {}
    for case in CASES:
        answer = httpx.post(f"{attacked.url}/ask", json={"question": case.question}).json()
        text = reader.chat.evaluate(_COPIED, [case.heading, answer])
        tokens = [inner for token in MarkdownIt().parse(text) for inner in (token, *(token.children or ()))]
        active = [token for token in tokens if token.type in _ACTIVE]
        assert len(active) == len(answer["citations"]), "links to the documents themselves"
        found[case.name] = [each.type for each in active if not _leads_to_a_document(each, attacked.url)]
    assert {name: types for name, types in found.items() if types} == {}
    assert reader.watched.told() == []


def _leads_to_a_document(token: Token, origin: str) -> bool:
    return token.type == "link_open" and str(token.attrs["href"]).startswith(f"{origin}/documents/")
