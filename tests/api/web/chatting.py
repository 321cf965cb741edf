"""What a person does on the chat page."""

from playwright.sync_api import Locator, Page

QUESTIONS = {"en": "What is a good NRR?", "nl": "Wat is een goede NRR?", "ar": "ما هو معدل NRR الجيد؟"}
"""Questions whose answers have a conflict."""

CALCULATIONS = {
    "en": "We began with $2.0M, expanded 300k, lost 100k, shrank by 50k: what is our NRR, and is that good?",
    "nl": "We begonnen met $ 2,0 miljoen ARR, 300k uitbreiding, 100k churn, 50k krimp: wat is onze NRR?",
    "ar": "إيراد متكرر في البداية 2.0 مليون دولار، توسع 300 ألف، إلغاء 100 ألف، انكماش 50 ألف: كم يبلغ NRR لدينا؟",
}

UNANSWERED = "Who won the world cup in 2022?"


def ask(page: Page, question: str) -> Locator:
    """Types a question and sends it; gives the turn once its answer is there whole."""
    page.fill("#question", question)
    page.press("#question", "Enter")
    return answered(page)


def answered(page: Page) -> Locator:
    """The last turn, once its answer is there whole."""
    turn = page.locator(".turn").last
    turn.locator(".foot").wait_for()
    return turn


def open_source(page: Page, mark: Locator) -> Locator:
    """Opens a citation; gives the box with the source's text once the words in it are found."""
    mark.click()
    page.locator(".check-line", has=page.locator("bdi")).wait_for()
    return page.locator(".source-text")


def marked_text(within: Locator) -> str:
    """All the words that are marked, as the document has them."""
    text: str = within.evaluate("box => [...box.querySelectorAll('mark')].map(each => each.textContent).join('')")
    return text


def is_wholly_inside(inner: Locator, outer: Locator) -> bool:
    """Whether the first line of one element can be seen within another."""
    first: dict[str, float] = inner.evaluate("each => each.getClientRects()[0].toJSON()")
    around = outer.bounding_box()
    assert around is not None
    return around["y"] <= first["top"] and first["bottom"] <= around["y"] + around["height"]
