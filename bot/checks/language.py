"""Whether a drafted sentence is in the language of the answer."""

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from corpus.languages import detect_language


def check_language(draft: Draft, context: Context) -> Fault | None:
    """A sentence in another language."""
    found = detect_language(draft.text, default=context.language, prior=context.language)
    return None if found == context.language else Fault("language", f"it is in {found}, not in {context.language}")
