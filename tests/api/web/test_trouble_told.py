"""What the chat page says when the service does not answer; the faults are played, the page is real."""

import json
from itertools import pairwise

import pytest
from playwright.sync_api import Route, expect

from tests.api.web.chatting import QUESTIONS, answered
from tests.api.web.conftest import Visits

_NOT_READY = {
    "type": "urn:cs-answers:problem:not-ready",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "The sources are being read in: 5 of 90 passages. Try again in a few seconds.",
    "errors": [],
}
_BEGUN = 'event: delta\ndata: {"text": "Half an ans"}\n\n'


def _problem(status: int, **headers: str) -> dict[str, object]:
    body = json.dumps(_NOT_READY | {"status": status})
    return {"status": status, "body": body, "headers": {"content-type": "application/problem+json", **headers}}


def _stream(*blocks: str) -> dict[str, object]:
    return {"status": 200, "body": "".join(blocks), "headers": {"content-type": "text/event-stream"}}


@pytest.mark.parametrize(
    ("language", "given", "told"),
    [
        ("en", _problem(503), "The sources are being read in: 5 of 90 passages."),
        ("nl", _problem(503), "De bronnen zijn nog niet klaar."),
        ("en", _problem(429, **{"retry-after": "7"}), "Too many questions at once. Try again in 7 seconds."),
        ("ar", _problem(429, **{"retry-after": "7"}), "حاول مجددًا بعد 7 ثوان"),
        ("en", {"status": 502, "body": "<h1>Bad gateway</h1>"}, "That did not work."),
        ("nl", _stream("event: error\ndata: " + json.dumps(_NOT_READY) + "\n\n"), "De bronnen zijn nog niet klaar."),
        ("en", _stream(_BEGUN), "The answer broke off."),
        ("ar", _stream(), "انقطع الجواب."),
    ],
    ids=["503", "503-nl", "429", "429-ar", "502", "error-event", "broken-off", "empty"],
)
def test_it_says_what_is_wrong_and_asks_again(
    visits: Visits, language: str, given: dict[str, object], told: str
) -> None:
    page = visits.open(language=language, refusals=(429, 502, 503))
    page.route("**/chat", lambda route: route.fulfill(**given))
    page.fill("#question", QUESTIONS["en"])
    page.press("#question", "Enter")
    expect(page.locator(".turn .problem [role=alert]")).to_contain_text(told)
    expect(page.locator("#send")).to_be_visible()
    page.unroute("**/chat")
    page.locator(".turn .problem button").click()
    expect(answered(page).locator(".mark").first).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)


def test_what_had_come_of_an_answer_stays(visits: Visits) -> None:
    page = visits.open()
    page.route("**/chat", lambda route: route.fulfill(**_stream(_BEGUN)))
    page.fill("#question", QUESTIONS["en"])
    page.press("#question", "Enter")
    expect(page.locator(".turn .problem")).to_contain_text("The answer broke off.")
    expect(page.locator(".turn .text")).to_have_text("Half an ans")
    page.unroute("**/chat")
    page.get_by_role("button", name="Try again").press("Enter")
    expect(answered(page).locator(".text").first).not_to_contain_text("Half an ans")
    expect(page.locator(".turn .asked")).to_be_focused()


def test_a_service_out_of_reach_is_told(visits: Visits) -> None:
    page = visits.open()

    def cut(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/chat", cut)
    page.fill("#question", QUESTIONS["en"])
    page.press("#question", "Enter")
    expect(page.locator(".turn .problem")).to_contain_text("The service cannot be reached.")
    # The browser says so as well, and should.
    assert len(visits.complaints) == 1 and "ERR_CONNECTION_REFUSED" in visits.complaints.pop()


def test_starters_that_do_not_come_are_asked_for_again(visits: Visits) -> None:
    page = visits.open("/static/icon.svg", refusals=(503,))
    page.route("**/questions?*", lambda route: route.fulfill(**_problem(503)))
    page.goto(visits.origin)
    expect(page.locator("#starters .problem")).to_contain_text("5 of 90 passages")
    page.unroute("**/questions?*")
    page.locator("#starters").get_by_role("button", name="Try again").click()
    expect(page.locator("#starters .offer")).to_have_count(10)


def test_a_piece_of_an_answer_is_shown_while_the_rest_is_to_come(visits: Visits) -> None:
    # A real stream, in pieces of a few bytes: events, lines and letters come apart anywhere.
    page = visits.open()
    page.evaluate("""() => {
      const whole = window.fetch;
      window.seen = [];
      window.fetch = async (path, options) => {
        const response = await whole(path, options);
        if (path !== "/chat") return response;
        const bytes = new Uint8Array(await response.arrayBuffer());
        let at = 0;
        const body = new ReadableStream({
          async pull(controller) {
            if (at >= bytes.length) return controller.close();
            controller.enqueue(bytes.slice(at, (at += 97)));
            await new Promise((next) => setTimeout(next));
            window.seen.push(document.querySelector(".turn .text")?.textContent ?? "");
          },
        });
        return new Response(body, { headers: response.headers });
      };
    }""")
    page.fill("#question", QUESTIONS["ar"])
    page.press("#question", "Enter")
    final = answered(page).locator(".text").first
    expect(final).to_contain_text("106%")
    growing = list(dict.fromkeys(text for text in page.evaluate("seen") if text))
    assert len(growing) >= 3, "it grew"
    assert all(later.startswith(earlier[:40]) for earlier, later in pairwise(growing))
