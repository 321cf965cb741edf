"""Tells sentences that order an assistant about from those that state something or advise people.

Such sentences of a source are not shown to a chat model at all, and no sentence that says what only they say is shown
to anybody. They are told by whom they speak to, by what they want done (text written, explained, translated, changed),
and by questions that only an assistant would be asked. The ordinary imperatives of advice ("make", "try", "look") are
none.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from bot.checks.talk import Patterns, listed_words
from corpus.glossary import Glossary
from corpus.text import content_stems, tokens

_LANGUAGES: Final = ("en", "nl", "ar")
_ARABIC: Final = re.compile(r"[\u0620-\u064a]")
_PARTS: Final = re.compile(r"[.!?؟:;؛](?:[\"”’»')]*)\s+|\s[–—-]\s|\n")
_CALLS: Final = re.compile(r"^[^,،:]{2,60}(?=[,،:])")
_ASKS: Final = ("?", "؟")
_SHARE: Final = 0.33  # of the words that no other sentence has, which then come from an instruction
_FEW: Final = 2  # of them


@lru_cache(maxsize=4096)
def is_instruction(text: str, language: str) -> bool:
    """Whether a sentence of a source is an instruction.

    Args:
        text: the sentence.
        language: of it; what is planted may be in another one, so that all are looked at.
    """
    is_question = text.rstrip().rstrip("\"”’»')").endswith(_ASKS)
    parts = [tuple(token.form for token in tokens(part)) for part in _PARTS.split(text) if part.strip()]
    called = [*parts[:-1], *(tuple(token.form for token in tokens(part)) for part in _CALLS.findall(text)[:1])]
    languages = [each for each in _LANGUAGES if (each == "ar") == bool(_ARABIC.search(text))] or [language]
    whole = tuple(form for part in parts for form in part)
    return any(
        _has("anywhere", whole, each)
        or any(_has("calls", part, each) for part in called)
        or any(_orders(part, each) for part in parts)
        or (is_question and _asks(parts[-1], text, each))
        for each in languages
    )


def check_instructions(draft: Draft, context: Context) -> Fault | None:
    """A sentence that is an instruction, that cites one, or that says what only one of them says."""
    if is_instruction(draft.text, context.language):
        return Fault("form", "it is an instruction")
    orders, others = set[str](), set[str]()
    for source in context.sources.values():
        is_order = is_instruction(source.text, source.language) or is_instruction(
            source.cited_text, source.cited_language
        )
        if is_order and source.number in draft.sources:
            return Fault("support", f"sentence {source.number} is an instruction, not evidence")
        (orders if is_order else others).update(content_stems(source.text, source.language))
    new = [stem for stem in content_stems(draft.text, context.language) if stem not in others]
    from_orders = [stem for stem in new if stem in orders]
    if len(from_orders) >= _FEW and len(from_orders) >= _SHARE * len(new):
        return Fault("support", "it says what only an instruction in the sources says")
    return None


def _orders(part: Sequence[str], language: str) -> bool:
    polite = listed_words("orders", "words", "polite", language)
    place = next((place for place, form in enumerate(part) if form not in polite and not form.isdigit()), len(part))
    rest = part[place:]
    if _has("begins", rest, language):
        return True
    return _has("begins_unless", rest, language) and not _has("advises", part, language)


def _asks(part: Sequence[str], text: str, language: str) -> bool:
    """Whether a question is one to an assistant: about the world, not about anybody here or a term of the glossary."""
    ours = listed_words("orders", "words", "ours", language)
    if not ours.isdisjoint(part) or _has("advises", part, language) or any(True for _ in Glossary.load().find(text)):
        return False
    return _has("asks", part, language)


def _has(section: str, forms: Sequence[str], language: str) -> bool:
    return next(Patterns.load("orders", "patterns", language).find(forms, section), None) is not None
