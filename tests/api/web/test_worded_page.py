"""Answers that a chat model words, on the chat page: as they come, withdrawn, and by whom they are said to be."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.answer import Fallback
from tests.api.parrots import beside_the_point, in_turn, parrot
from tests.api.serving import Served, serving
from tests.api.web.axe import faults_of
from tests.api.web.chatting import answered, ask
from tests.api.web.conftest import Visits
from tests.bot.model.scripted import PLAIN, Scripted, scripted

_NRR = "What is a good NRR?"
_WORDED = {
    "en": f"Worded by openai:{PLAIN}; every sentence is checked against its sources.",
    "nl": f"Verwoord door openai:{PLAIN}; elke zin is getoetst aan de bronnen.",
    "ar": f"صاغه openai:{PLAIN}، وروجعت كل جملة على مصادرها.",
}
_INCOMPLETE = {
    "en": "These are the sources’ own sentences: "
    "what could be verified of the chat model’s answer does not answer the question.",
    "nl": "Dit zijn de eigen zinnen van de bronnen: "
    "wat van het antwoord van het taalmodel te verifiëren was, beantwoordt de vraag niet.",
    "ar": "هذه جمل المصادر نفسها: ما أمكن التحقق منه من رد نموذج اللغة لا يجيب عن السؤال.",
}
_WORDING = {
    "en": "The answer is being worded, sentence by sentence…",
    "nl": "Het antwoord wordt zin voor zin verwoord…",
    "ar": "تُصاغ الإجابة جملةً جملة…",
}


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    with scripted(parrot()) as server:
        yield server


@pytest.fixture(scope="module")
def worded(shipped_folder: Path, model: Scripted) -> Iterator[Served]:
    """The service, with that model."""
    with serving(shipped_folder, env=model.environment()) as running:
        yield running


def _begin(page: Page, question: str = _NRR) -> Locator:
    """Sends a question; gives the turn whose answer is coming."""
    page.fill("#question", question)
    page.press("#question", "Enter")
    return page.locator(".turn").last


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", _WORDED)
def test_sentences_are_shown_as_they_come(
    visits: Visits, worded: Served, model: Scripted, language: str, theme: str
) -> None:
    model.play(parrot(tokens_per_second=25))
    page = visits.open(language=language, theme=theme, origin=worded.url)
    turn = _begin(page, f"{_NRR} ({language}, {theme})")
    expect(turn.locator(".wording")).to_have_text(_WORDING[language])
    expect(turn.locator(".wording")).to_be_visible()
    expect(turn.locator(".text")).to_contain_text("106%")
    assert model.open == 1, "the model is still speaking"
    expect(turn.locator(".text .mark").first).to_be_visible()
    expect(turn.locator(".wording")).to_be_visible()
    assert faults_of(page) == []
    answered(page)
    expect(turn.locator(".wording")).to_have_count(0)
    expect(turn.locator(".worded")).to_have_text(_WORDED[language])
    expect(turn.locator(".instead")).to_have_count(0)
    assert faults_of(page) == []


@pytest.mark.parametrize("language", _INCOMPLETE)
def test_what_is_withdrawn_goes_and_it_is_said_why(
    visits: Visits, worded: Served, model: Scripted, language: str
) -> None:
    model.play(in_turn(beside_the_point(), beside_the_point(delay=3)))
    page = visits.open(language=language, origin=worded.url)
    turn = _begin(page)
    expect(turn.locator(".text")).to_contain_text("get better")
    expect(turn.locator(".wording")).to_be_visible()
    answered(page)
    expect(turn.locator(".text").first).to_contain_text("106%")
    expect(turn.locator(".reply")).not_to_contain_text("get better")
    expect(turn.locator(".instead")).to_have_text(_INCOMPLETE[language])
    expect(turn.locator(".worded")).to_have_count(0)
    expect(turn.locator(".wording")).to_have_count(0)
    marks = turn.locator(".text .mark").all_inner_texts()
    assert len(set(marks)) == turn.locator(".sources li").count()


def test_stopping_ends_the_call_upstream(visits: Visits, worded: Served, model: Scripted) -> None:
    model.play(parrot(tokens_per_second=25))
    page = visits.open(origin=worded.url)
    turn = _begin(page, f"{_NRR} (to be stopped)")
    expect(turn.locator(".text")).to_contain_text("106%")
    page.click("#stop")
    expect(turn.locator(".problem")).to_contain_text("Stopped before the end.")
    expect(turn.locator(".text")).to_contain_text("106%")
    expect(turn.locator(".wording")).to_have_count(0)
    model.wait_until(lambda server: server.open == 0)
    assert model.ended_by_client == 1


def test_without_a_model_there_is_no_sign_of_one(visits: Visits) -> None:
    page = visits.open()
    page.evaluate(
        """() => new MutationObserver(() => {
          const sign = document.querySelector(".wording");
          if (sign && getComputedStyle(sign).visibility === "visible") document.body.dataset.seen = "";
        }).observe(document.body, { subtree: true, childList: true })"""
    )
    turn = ask(page, _NRR)
    expect(turn.locator(".worded, .instead, .wording")).to_have_count(0)
    assert page.get_attribute("body", "data-seen") is None


@pytest.mark.parametrize("language", _WORDED)
def test_each_reason_has_words(visits: Visits, language: str) -> None:
    words = visits.open().evaluate(f"async () => (await import('/static/words/{language}.js')).default")
    told = [words[f"why_{reason}"] for reason in get_args(Fallback)]
    assert all(told)
    assert len(set(told)) == len(told)
