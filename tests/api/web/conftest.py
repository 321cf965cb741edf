"""A real browser on the pages of a real service: what every test of the pages shares.

Whatever a test does, the browser may complain of nothing (errors, warnings, breaches of the page's security policy)
and ask nothing of any other origin; see `Visits`.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.api.commands import run
from tests.api.serving import Served, serving

DESKTOP = (1280, 800)
PHONE = (390, 844)
_LOCALES = {"en": "en-GB", "nl": "nl-NL", "ar": "ar-EG"}
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


@dataclass(slots=True)
class Visits:
    """Opens pages of one origin, each in a browser of its own, and notes what the browser says and asks for."""

    browser: Browser
    origin: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What the browser wrote to its console, and every script that failed."""
    outside: list[str] = field(default_factory=list)
    """Addresses of other origins that were asked for."""

    def open(
        self,
        path: str = "/",
        *,
        language: str = "en",
        theme: str = "light",
        size: tuple[int, int] = DESKTOP,
        origin: str | None = None,
        refusals: tuple[int, ...] = (),
    ) -> Page:
        """Opens a page as somebody who was never here before.

        Args:
            path: with its hash, if it has one.
            language: that the browser prefers.
            theme: that the system has, `light` or `dark`.
            size: of the window, in CSS pixels.
            origin: another service than the shared one.
            refusals: statuses of 400 or more that the test means to see: browsers write each to the console.
        """
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=_LOCALES[language],
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        self.watch(page, origin or self.origin, refusals)
        page.goto((origin or self.origin) + path)
        return page

    def watch(self, page: Page, origin: str, refusals: tuple[int, ...] = ()) -> None:
        """Notes what a page's browser says and asks for from now on."""

        def note(message: ConsoleMessage) -> None:
            refused = _REFUSED.match(message.text)
            if not (refused and int(refused[1]) in refusals):
                self.complaints.append(f"{message.type}: {message.text}")

        def check(request: Request) -> None:
            if not request.url.startswith(f"{origin}/"):
                self.outside.append(request.url)

        page.on("console", note)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", check)


@pytest.fixture(scope="module")  # Playwright keeps an event loop running, in which later tests could start none
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it installed."""
    path = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    assert path, (
        f"Install a browser for these tests, such as Debian's chromium; none of {', '.join(_CHROMIUMS)} is here."
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def service(shipped_folder: Path) -> Iterator[Served]:
    """The service on the shipped articles, without keys."""
    with serving(shipped_folder) as running:
        yield running


@pytest.fixture
def visits(browser: Browser, service: Served) -> Iterator[Visits]:
    """Opens pages of the service; at the end of the test, the browser may have complained of nothing."""
    visiting = Visits(browser, service.url)
    yield visiting
    for context in visiting.contexts:
        context.close()
    assert not visiting.complaints
    assert not visiting.outside


Serve = Callable[[dict[str, tuple[str, str]]], Served]


@pytest.fixture(scope="module")
def serve_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serves texts of a test's own, for as long as the module's tests run.

    Call it with `{name: (language, text)}`; each name is a document's id and title. A text is
    read as the articles are: `1. Question?` on a line of its own begins a section. Open the pages with
    `visits.open(path, origin=served.url)`.
    """
    with ExitStack() as running:

        def serve(texts: dict[str, tuple[str, str]]) -> Served:
            folder = tmp_path_factory.mktemp("texts")
            listed = ["sources:"]
            for name, (language, text) in texts.items():
                (folder / f"{name}.txt").write_bytes(text.encode())
                listed.append(f"  - {{file: {name}.txt, language: {language}, title: {name}, work: {name}}}")
            (folder / "sources.yaml").write_text("\n".join(listed), encoding="utf-8")
            env = {"CSA_SOURCES": str(folder / "sources.yaml")}
            ingested = run("ingest", data_dir=folder / "data", env=env)
            assert ingested.status == 0, ingested.err
            return running.enter_context(serving(folder / "data", env=env))

        yield serve
