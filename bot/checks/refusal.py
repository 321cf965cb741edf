"""Whether a drafted sentence speaks of the task, or refuses it, instead of answering."""

import re

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from corpus.text import fold

_REFUSES = re.compile(
    r"\b(?:sorry|i can ?not|i can t|i am unable|as an ai|language model|i do not have|i don t|provided context"
    r"|instruct\w*|evidence|numbered|sentence \d|source \d|prompt|here is|let me know"
    r"|ik kan|het spijt|taalmodel|als ai|de bronnen|zin \d|bron \d|hier is|laat het)\b"
    r"|عذرا|\b(?:انا )?اسف\b|لا استطيع|نموذج لغ|المصادر|الجمله \d|المصدر \d|تعليمات|اليك",
)


def check_refusal(draft: Draft, context: Context) -> Fault | None:
    """A refusal in disguise, or talk of the task."""
    found = _REFUSES.search(fold(draft.text).text.replace("'", " ").replace("’", " "))
    return Fault("refusal", f"it speaks of the task (“{found[0]}”)") if found else None
