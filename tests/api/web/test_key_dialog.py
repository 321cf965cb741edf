"""A service that asks for a key: the page asks for it once, keeps it as long as it is told to, and forgets it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.api.commands import run
from tests.api.serving import Served, serving
from tests.api.web.chatting import QUESTIONS, ask, open_source
from tests.api.web.conftest import Visits

_NAME = "cs-answers.key"


@pytest.fixture(scope="module")
def locked(shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A service that asks for a key, and the key."""
    folder = tmp_path_factory.mktemp("locked") / "data"
    shutil.copytree(shipped_folder, folder)
    added = run("keys", "add", "--name", "page", data_dir=folder)
    assert added.status == 0, added.err
    with serving(folder) as running:
        yield running, added.out.strip()


def _open(visits: Visits, locked: tuple[Served, str], path: str = "/") -> Page:
    return visits.open(path, origin=locked[0].url, refusals=(401,))


def _give(page: Page, key: str, *, remember: bool = False) -> None:
    page.get_by_label("Key", exact=True).fill(key)
    if remember:
        page.get_by_label("Remember it on this device").check()
    page.get_by_role("button", name="Use this key").click()


def _kept(page: Page) -> tuple[bool, bool]:
    session, local = page.evaluate("name => [sessionStorage.getItem(name), localStorage.getItem(name)]", _NAME)
    return session is not None, local is not None


def test_the_key_is_asked_for_once_and_serves_every_call(visits: Visits, locked: tuple[Served, str]) -> None:
    page = _open(visits, locked)
    expect(page.get_by_role("dialog", name="This service asks for a key")).to_be_visible()
    _give(page, locked[1])
    expect(page.locator("#starters .offer")).to_have_count(10)
    turn = ask(page, QUESTIONS["en"])
    open_source(page, turn.locator(".mark").first)
    expect(page.locator(".key-dialog")).to_have_count(0)
    assert _kept(page) == (True, False)
    page.reload()
    expect(page.locator(".turn")).to_have_count(1)
    page.get_by_role("button", name="Forget the key").click()
    assert _kept(page) == (False, False)
    expect(page.get_by_role("button", name="Forget the key")).to_be_hidden()


def test_it_is_remembered_only_on_request(visits: Visits, locked: tuple[Served, str]) -> None:
    page = _open(visits, locked)
    _give(page, locked[1], remember=True)
    expect(page.locator("#starters .offer")).to_have_count(10)
    assert _kept(page) == (False, True)
    other = page.context.new_page()
    visits.watch(other, locked[0].url)
    other.goto(locked[0].url)
    expect(other.locator("#starters .offer")).to_have_count(10)


def test_a_wrong_key_is_asked_for_again(visits: Visits, locked: tuple[Served, str]) -> None:
    page = _open(visits, locked)
    _give(page, "with spaces")
    expect(page.locator(".key-dialog [role=alert]")).to_have_text("A key has no spaces or special characters.")
    _give(page, "wrong")
    expect(page.locator(".key-dialog [role=alert]")).to_have_text(
        "That key was not accepted. Check it, or ask for a new one."
    )
    _give(page, locked[1])
    expect(page.locator("#starters .offer")).to_have_count(10)


def test_whoever_gives_none_is_told_and_can_try_again(visits: Visits, locked: tuple[Served, str]) -> None:
    page = _open(visits, locked)
    page.locator(".key-dialog").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#starters .problem")).to_contain_text("A key is needed to ask.")
    page.fill("#question", QUESTIONS["en"])
    page.press("#question", "Enter")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".turn .problem")).to_contain_text("A key is needed to ask.")
    page.locator(".turn").get_by_role("button", name="Try again").click()
    _give(page, locked[1])
    expect(page.locator(".turn .mark").first).to_be_visible()


def test_the_page_of_a_document_asks_for_it_too(visits: Visits, locked: tuple[Served, str]) -> None:
    page = _open(visits, locked, "/documents/nick-mehta-jason-lemkin-cs-questions.nl#1404-1727")
    _give(page, locked[1])
    expect(page.locator("#text mark")).to_contain_text("Met behulp van gegevens")
