"""The page of a document: its exact text, with the code points marked that the address names."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.api.serving import Served
from tests.api.web.conftest import PHONE, Serve, Visits

_WORK = "nick-mehta-jason-lemkin-cs-questions"
_MIXED = """مقدمة 🙂 قصيرة

1. ما هو الهدف؟

الهدف هو 95% 🎯🎯 من العملاء.
سطر ثان مع NRR.

2. من يدفع؟

يدفع العميل.
"""
_PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def mixed(serve_texts: Serve) -> Served:
    """A service on an Arabic text with characters beyond the 65,536 that UTF-16 holds in one unit."""
    return serve_texts({"mixed": ("ar", _MIXED)})


def _marked(page: Page) -> str:
    page.locator("#text mark").first.wait_for()
    return "".join(page.locator("#text mark").evaluate_all("all => all.map(each => each.textContent)"))


@pytest.mark.parametrize(("language", "start", "end"), [("nl", 1404, 1727), ("ar", 1244, 1481), ("nl", 10_900, 10_960)])
def test_the_address_marks_exactly_its_code_points(
    visits: Visits, service: Served, language: str, start: int, end: int
) -> None:
    text = httpx.get(f"{service.url}/documents/{_WORK}.{language}").json()["text"]
    page = visits.open(f"/documents/{_WORK}.{language}#{start}-{end}")
    assert _marked(page) == text[start:end]
    expect(page.locator("#text mark").first).to_be_in_viewport()
    expect(page.locator("#text")).to_have_attribute("lang", language)
    expect(page.locator("#notice")).to_have_text(f"Marked: characters {start:,} to {end:,}.")


@pytest.mark.parametrize(
    "words", ["🎯 من", "قصيرة", "95% 🎯🎯 من العملاء.\nسطر ثان", "🙂", "يدفع العميل.", _MIXED.rstrip("\n")]
)
def test_offsets_count_code_points_and_not_units(visits: Visits, mixed: Served, words: str) -> None:
    text = httpx.get(f"{mixed.url}/documents/mixed").json()["text"]
    start = text.index(words)
    page = visits.open(f"/documents/mixed#{start}-{start + len(words)}", origin=mixed.url)
    assert _marked(page) == words


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_the_text_is_there_character_for_character(visits: Visits, service: Served, language: str) -> None:
    source = httpx.get(f"{service.url}/documents/{_WORK}.{language}").json()
    page = visits.open(f"/documents/{_WORK}.{language}")
    expect(page.locator("#text h2")).to_have_count(len(source["sections"]))
    assert page.locator("#text").evaluate("each => each.textContent") == source["text"]
    expect(page.locator("#text mark")).to_have_count(0)
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("h1")).to_have_text(source["title"])


def test_the_contents_and_the_address_bar_lead_to_words(visits: Visits) -> None:
    page = visits.open(f"/documents/{_WORK}.nl#1404-1727", size=PHONE)
    assert _marked(page).startswith("Met behulp")
    page.locator("#contents a").nth(2).click()
    expect(page.locator("#text mark")).to_have_text("2. Wat is een goede NPS? (Net Promoter Score):")
    expect(page.locator("#text mark")).to_be_in_viewport()
    page.evaluate("location.hash = '#1729-1782'")
    expect(page.locator("#text mark")).to_have_text('"Voel je niet slecht over 100% NRR", stelt Nick voor.')
    page.go_back()
    expect(page.locator("#text mark")).to_contain_text("2. Wat is een goede NPS?")


@pytest.mark.parametrize(
    ("hash_", "told"),
    [
        ("#12", "ends in “#12”"),
        ("#a-b", "It should end in two numbers, such as #91-847"),
        ("#-5-9", "Nothing is marked."),
        ("#5-5", "The address marks characters 5 to 5, but the document has characters 0 to 10,964."),
        ("#9-5", "Nothing is marked."),
        ("#10960-10965", "but the document has characters 0 to 10,964."),
        ("#99999999999-99999999999999", "It should end in two numbers"),
        ("#%E0%A4%A", "ends in “#%E0%A4%A”"),
        ("#<img src=x onerror=alert(1)>", "ends in “#<img src=x onerror=alert(1)>”"),
    ],
)
def test_an_address_that_names_no_words_is_told_and_marks_nothing(visits: Visits, hash_: str, told: str) -> None:
    page = visits.open(f"/documents/{_WORK}.nl{hash_}")
    expect(page.locator("#notice")).to_contain_text(told)
    expect(page.locator("#text mark")).to_have_count(0)
    page.evaluate("location.hash = '#1404-1727'")
    assert _marked(page).startswith("Met behulp")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_there_is_and_what_not_is_told_by_the_status(service: Served, method: str, accept: str) -> None:
    for name, status in ((f"{_WORK}.nl", 200), ("none", 404)):
        asked = {"Accept": accept, "If-None-Match": '"of another page"'}
        response = httpx.request(method, f"{service.url}/documents/{name}", headers=asked)
        assert response.status_code == status
        kind = accept if accept == "text/html" or status == 200 else "application/problem+json"
        assert response.headers["content-type"].partition(";")[0] == kind
        assert response.headers["vary"] == "Accept"
        assert bool(response.content) == (method == "GET")
        assert int(response.headers["content-length"]) > 100


def test_an_unknown_document_is_told(visits: Visits) -> None:
    page = visits.open("/documents/none", language="nl", refusals=(404,))
    expect(page.locator("#notice")).to_have_text("Er is geen document op dit adres.")


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (_PAGE["Accept"], "text/html"),
        ("text/html", "text/html"),
        ("TEXT/HTML;q=0.5", "text/html"),
        ("text/html;q=0.9, application/json;q=0.8", "text/html"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("application/json, text/html;q=0.9", "application/json"),
        ("text/html, application/json", "application/json"),
        ("text/html;q=0", None),
        ("text/html;q=x", None),
        ("", "application/json"),
    ],
)
def test_one_address_serves_people_and_programs(service: Served, accept: str, given: str | None) -> None:
    response = httpx.get(f"{service.url}/documents/{_WORK}.nl", headers={"Accept": accept})
    if given is None:
        assert response.status_code == 406
        return
    assert response.status_code == 200
    assert response.headers["vary"] == "Accept"
    assert response.headers["content-type"].startswith(given)
    assert (_WORK in response.text) is (given == "application/json")


@pytest.mark.parametrize("path", ["/", "/static/main.js", f"/documents/{_WORK}.nl"])
def test_pages_are_asked_for_anew_and_sent_once(service: Served, path: str) -> None:
    first = httpx.get(f"{service.url}{path}", headers=_PAGE)
    assert first.headers["cache-control"] == "no-cache"
    again = httpx.get(f"{service.url}{path}", headers=_PAGE | {"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "content-security-policy" not in again.headers, "it would replace the page's own"
    assert httpx.head(f"{service.url}{path}", headers=_PAGE).status_code == 200


@pytest.mark.parametrize("path", ["/static/none.js", "/static/", "/static/../index.html", "/static/%2e%2e/index.html"])
def test_there_are_no_other_files(service: Served, path: str) -> None:
    response = httpx.get(f"{service.url}{path}", headers=_PAGE)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
