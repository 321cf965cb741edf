"""Whether a drafted sentence is one plain sentence."""

import re
import unicodedata

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault

_MOST = 400
_NOT_PLAIN = re.compile(
    r"https?:|www\.|\]\(|!\[|\[[^\]]*\]:|</?[a-z]|&\w+;|`|\bdata:|\w@\w|^#|\||\[\d|\*\*|\b[a-z0-9-]+\.(?:com|org|net|io|ai|nl|example|test)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(r"^\W*(?:answer|assistant|user|system|antwoord|الإجابة|الجواب)\s*:", re.IGNORECASE)


def check_form(draft: Draft, context: Context) -> Fault | None:
    """Links, images, markup, hidden characters, several lines, a role in front, or no end."""
    text = draft.text
    if not text.strip() or len(text) > _MOST or "\n" in text:
        return Fault("form", "it is not one sentence of reasonable length")
    if _NOT_PLAIN.search(text) or _ROLE.search(text):
        return Fault("form", "it holds a link, an address, markup or a role")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") for c in text):
        return Fault("form", "it holds characters that are not seen")
    if text.rstrip().endswith(("?", "؟", ",", "،", ":")):
        return Fault("form", "it asks back, or does not end")
    return None
