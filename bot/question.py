"""A question as it is handed in: whether it can be read, and what the messages before it tell."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress

from bot.answer import Question
from bot.followup import RECALLED
from corpus.conversation import wanted_language
from corpus.errors import QuestionError
from corpus.languages import detect_language

MAX_QUESTION = 2_000
"""Code points of a question; what is longer is refused rather than cut."""


def check_question(text: str) -> str:
    """The question without surrounding white space.

    Raises:
        QuestionError: it is empty, longer than `MAX_QUESTION`, or holds control characters or lone surrogates.
    """
    stripped = text.strip()
    if not stripped:
        raise QuestionError("The question is empty. Ask something, such as: What is a good NPS?")
    if len(stripped) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(stripped):,} characters; at most {MAX_QUESTION:,} are allowed. "
            "Ask it in fewer words."
        )
    bad = next((c for c in stripped if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t"), None)
    if bad:
        raise QuestionError(
            f"The question holds the character U+{ord(bad):04X}, which is not text. Remove it and ask again."
        )
    return stripped


def earlier_messages(question: Question) -> list[str]:
    """The latest messages of the asker's that can be read, oldest first; others were never answered."""
    messages = []
    for turn in question.history[-RECALLED:]:
        with suppress(QuestionError):
            messages.append(check_question(turn.question))
    return messages


def language_so_far(earlier: Sequence[str]) -> str | None:
    """The language of the conversation: of its latest message that asks for one, or has one to be seen."""
    seen = (wanted_language(message) or detect_language(message, default="") for message in reversed(earlier))
    return next(filter(None, seen), None)
