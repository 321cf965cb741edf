"""Watches a browser for all that a hostile text could make it do, and looks over what a page has made of one."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Locator, Page, Request, Route

_SETTLES = 500  # milliseconds, in which what a page has begun comes to an end
_POLICY = "content-security-policy"

_REPORT = """
document.addEventListener("securitypolicyviolation", ({ disposition, violatedDirective, blockedURI, sample }) =>
  tellOfBreach(`${disposition} ${violatedDirective} ${blockedURI} ${sample}`));
"""
_OWN_TAGS = """
a article b bdi blockquote body br button dd details dialog div dl dt fieldset footer form h1 h2 h3 header input label
legend li main mark nav ol option p q section select span strong summary table tbody td textarea th thead tr ul
"""
_OWN_ATTRIBUTES = """
autocomplete class data-calculator data-code data-say data-say-label data-say-placeholder data-theme dir for hidden
href id inputmode lang name novalidate open placeholder role rows scope start tabindex title type value
"""
_OWN_ADDRESS = r"#[\w-]+|/|/documents/[^?#\s]+#\d+-\d+"
_STRANGE = """([tags, attributes, address]) => {
  const found = [];
  const isOwn = new RegExp(`^(?:${address})$`, "u");
  for (const each of document.querySelectorAll("body, body *")) {
    if (!tags.includes(each.localName) || !(each instanceof HTMLElement)) found.push(each.localName);
    for (const { name, value } of each.attributes) {
      if (!attributes.includes(name) && !name.startsWith("aria-")) found.push(`${each.localName} ${name}`);
      if (name === "href" && !isOwn.test(value)) found.push(`href ${value}`);
    }
  }
  for (const each of document.querySelectorAll("form")) {
    if (each.action !== location.href) found.push(`form ${each.action}`);
  }
  for (const each of document.head.children) {
    const address = each.getAttribute("href") ?? each.getAttribute("src") ?? "/static/";
    if (!["meta", "title", "link", "script"].includes(each.localName) || !address.startsWith("/static/")) {
      found.push(`head ${each.outerHTML}`);
    }
  }
  if (document.head.querySelector("meta[http-equiv]")) found.push("meta http-equiv");
  return found;
}"""
_OUT_OF_ORDER = """box => {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const found = [];
  let before = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest(".unseen")) continue;
    for (const match of node.data.matchAll(/[a-zA-Z]+/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + 1);
      const first = range.getBoundingClientRect();
      range.setStart(node, match.index + match[0].length - 1);
      range.setEnd(node, match.index + match[0].length);
      const last = range.getBoundingClientRect();
      if (!first.width) continue;
      const isOnLine = before && Math.abs(first.bottom - before.bottom) < first.height / 2;
      if ((isOnLine && first.left < before.right - 1) || (last.bottom === first.bottom && last.left < first.left)) {
        found.push(match[0]);
      }
      before = last;
    }
  }
  return found;
}"""


@dataclass(slots=True)
class Watched:
    """A browser of somebody who was never here before, whose every harm is noted."""

    context: BrowserContext
    origin: str
    harms: list[str] = field(default_factory=list)
    """Scripts that ran, dialogs, windows, what was asked of other origins, breaches of the policy, complaints."""

    def open(self, path: str = "/") -> Page:
        """Opens a page of the service in a tab of its own."""
        page = self.context.new_page()
        page.goto(self.origin + path)
        return page

    def close(self) -> None:
        """Closes the browser; no harm may have come late."""
        self.context.new_page().wait_for_timeout(_SETTLES)
        self.context.close()
        assert self.told() == []

    def told(self) -> list[str]:
        """The harms since it was last asked, each noted once."""
        told, self.harms[:] = list(dict.fromkeys(self.harms)), []
        return told


def watch(browser: Browser, origin: str, *, is_enforced: bool = True, refusals: tuple[int, ...] = ()) -> Watched:
    """Opens a browser on a service.

    Args:
        browser: that runs.
        origin: of the service.
        is_enforced: whether the pages' security policy prevents what it forbids; if not, breaches of it are only
            told, so that nothing but the pages' own code stands between a hostile text and the browser.
        refusals: statuses of 400 or more that the test means to see.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    watched = Watched(context, origin)
    refused = re.compile(f"Failed to load resource: .* status of ({'|'.join(map(str, refusals)) or '-'}) ")
    note = watched.harms.append

    def check(request: Request) -> None:
        if not request.url.startswith(f"{origin}/"):
            note(f"asked for {request.url}")

    def hear(message: ConsoleMessage) -> None:
        if not refused.match(message.text):
            note(f"{message.type}: {message.text}")

    def dismiss(dialog: Dialog) -> None:
        note(f"{dialog.type} {dialog.message}")
        dialog.dismiss()

    context.expose_function("pwned", lambda *_: note("a script ran"))
    context.expose_function("tellOfBreach", lambda what: note(f"breach: {what}"))
    context.add_init_script(_REPORT)
    context.on("request", check)
    context.on("dialog", dismiss)
    context.on("console", hear)
    context.on("weberror", lambda error: note(f"failed: {error.error}"))
    context.on("page", lambda page: page.on("popup", lambda window: note(f"opened {window.url}")))
    if not is_enforced:
        context.route(_is_page(origin), _only_reporting)
    return watched


def _is_page(origin: str) -> Callable[[str], bool]:
    return lambda url: url.startswith(origin) and not url.startswith((f"{origin}/static/", f"{origin}/tools"))


def _only_reporting(route: Route) -> None:
    if route.request.resource_type != "document":
        route.fallback()
        return
    response = route.fetch()
    headers = dict(response.headers)
    headers[f"{_POLICY}-report-only"] = headers.pop(_POLICY)
    route.fulfill(response=response, headers=headers)


def strange_parts(page: Page) -> list[str]:
    """Elements and attributes of a page that it does not make itself, and links that lead elsewhere."""
    found: list[str] = page.evaluate(_STRANGE, [_OWN_TAGS.split(), _OWN_ATTRIBUTES.split(), _OWN_ADDRESS])
    return found


def out_of_order(box: Locator) -> list[str]:
    """Latin words that stand before the word they follow in the text, or are written backwards."""
    found: list[str] = box.evaluate(_OUT_OF_ORDER)
    return found


def is_too_wide(page: Page) -> bool:
    """Whether a page must be scrolled sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide
