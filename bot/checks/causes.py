"""Whether a drafted sentence gives a cause that its sources give, the right way round."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.checks.matching import Text, Word, matches

_TIMES = frozenset("then dan toen".split())
_CLEARLY = 0.3  # of the words of a cause or effect
_FOR = frozenset("for voor wegens".split())
_Parts = tuple[tuple[Word, ...], tuple[Word, ...]]
"""What causes, and what is caused."""


def check_causes(draft: Text, sources: Sequence[Text]) -> str | None:
    """A cause that the sources do not give, or that is the effect in them; in English."""
    strict = draft.tagged("strict_cause")
    theirs = [parts for source in sources for parts in _parts(source)]
    said = {word.form for source in sources for word in source.words}
    strict = tuple(tag for tag in strict if draft.words[tag.start].form not in said)
    if strict and not theirs and not any(_is_purpose(draft, strict[0].end, source) for source in sources):
        return f"the sentences that it cites give no cause (“{draft.words[strict[0].start].written}”)"
    for cause, effect in _parts(draft):
        right = [_share(cause, a, draft.language) + _share(effect, b, draft.language) for a, b in theirs]
        wrong = [_share(cause, b, draft.language) + _share(effect, a, draft.language) for a, b in theirs]
        if theirs and max(wrong) > max(right) + _CLEARLY:
            return "it turns a cause and its effect round"
    return None


def _is_purpose(draft: Text, place: int, source: Text) -> bool:
    """Whether a source says what something is for: "closed for repairs"."""
    cause = next((word for word in draft.words[place:] if word.is_content), None)
    for before, word in pairwise(source.words):
        is_for = before.form in _FOR or (draft.language == "ar" and before.form.startswith("ل"))
        if cause and is_for and matches(cause, word, draft.language):
            return True
    return False


def _parts(text: Text) -> Iterator[_Parts]:
    """The causes that a sentence gives, each with its effect."""
    for tag in text.tagged("because"):
        clause = text.words[tag.start].clause
        following = text.words[tag.end] if tag.end < len(text.words) else None
        if following and (following.is_figure or following.form in _TIMES):
            continue  # "since 2020"
        behind = _content(text.words[tag.end :], clause)
        before = _content(text.words[: tag.start], clause)
        others = before or (_content(text.words, clause - 1) if clause else _content(text.words, clause + 1))
        yield behind, others
    for tag in text.tagged("so", "leads"):
        clause = text.words[tag.start].clause
        behind = _content(text.words[tag.end :], clause)
        before = _content(text.words[: tag.start], clause) or _content(text.words, clause - 1)
        if before and behind:
            yield before, behind


def _content(words: Sequence[Word], clause: int) -> tuple[Word, ...]:
    return tuple(word for word in words if word.is_content and word.clause == clause)


def _share(words: Sequence[Word], others: Sequence[Word], language: str) -> float:
    """The share of words that stand among others."""
    if not words:
        return 0.0
    return sum(any(matches(word, other, language) for other in others) for word in words) / len(words)
