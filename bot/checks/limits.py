"""Whether a drafted sentence holds as widely, as often and as surely as what it cites."""

from collections.abc import Mapping, Sequence

from bot.checks.matching import Text, Word, matches
from bot.checks.meanings import Meanings, Tag
from bot.checks.polarity import fragments
from corpus.text import STOP_WORDS

_WEAK = frozenset({"limits.some", "limits.few", "limits.may", "limits.can", "limits.view"})
"""To say less than the source is no claim."""
_SERVES: Mapping[str, frozenset[str]] = {
    "limits.may": frozenset({"limits.can", "limits.plan", "limits.some"}),
    "limits.most": frozenset({"limits.often", "limits.usual"}),
    "limits.usual": frozenset({"limits.often", "limits.most"}),
    "limits.often": frozenset({"limits.most", "limits.usual", "limits.many"}),
    "limits.some": frozenset({"limits.few", "limits.may"}),
    "limits.few": frozenset({"limits.some", "limits.none"}),
    "limits.plan": frozenset({"limits.may", "limits.view"}),
    "limits.must": frozenset({"conditions", "limits.only"}),
}
"""What may stand for a limit that a source puts."""
_MAY_BE: Mapping[str, frozenset[str]] = {
    "limits.most": frozenset({"limits.often", "limits.usual"}),
    "limits.usual": frozenset({"limits.often", "limits.most"}),
    "limits.often": frozenset({"limits.most", "limits.usual", "limits.many"}),
    "limits.none": frozenset({"negators", "negators_of_words"}),
    "limits.plan": frozenset({"limits.may", "limits.view"}),
}
"""What a source may have for a limit that a draft puts."""
_FIRST = 2  # words of a sentence that tell whether it orders
_AIDED = 6  # words, among which a sentence that states something has its auxiliary
_NEAR = 3  # words on either side
_SAYING = 0  # the group of words that only say that something is said
_HOW_MANY = ("limits.all", "limits.some", "limits.few", "limits.many", "limits.none", "limits.only")
_HALF = 0.5  # of the words of a piece
_MUST, _PLAN = "limits.must", "limits.plan"
_PLANNED = 3  # words behind a word such as "planned", any of which it may bear on
_UNDONE = frozenset({"limits.only", "limits.all"})
"""What a word before it takes back."""


def check_limits(draft: Text, sources: Sequence[Text]) -> str | None:
    """What a draft widens, makes certain or narrows, in English."""
    return _added(draft, sources) or _left_out(draft, sources) or _lifted(draft, sources)


def _lifted(draft: Text, sources: Sequence[Text]) -> str | None:
    """A duty that is denied: "need not"."""
    lifted = _denied_duty(draft)
    if lifted and not any(_denied_duty(source) for source in sources) and any(s.tagged(_MUST) for s in sources):
        return f"the sentences that it cites do not say that nobody must (“{lifted.written}”)"
    return None


def _denied_duty(text: Text) -> Word | None:
    places = {tag.start for tag in text.tagged(_MUST)}
    for piece in fragments(text):
        if piece.denials % 2:
            if duty := next((word for word in piece.words if word.place in places), None):
                return duty
    return None


def _added(draft: Text, sources: Sequence[Text]) -> str | None:
    theirs = {tag.name for source in sources for tag in _meant(source)}
    for tag in _meant(draft, "limits"):
        if tag.name in _WEAK or tag.name in theirs or not _MAY_BE.get(tag.name, frozenset()).isdisjoint(theirs):
            continue
        if tag.name == "limits.usual" and theirs.isdisjoint(_HOW_MANY):
            continue  # a caution, where the source puts no number at all
        if tag.name == "limits.must" and any(map(_is_order, sources)):
            continue
        return f"the sentences that it cites do not say “{_written(draft, tag)}”"
    return None


def _meant(text: Text, *names: str) -> list[Tag]:
    """The tags of a sentence, but for "just" in "more than just", "all" in "almost all" and "sure" in "not sure"."""
    sides = {tag.end for tag in text.tagged("negators", "bounds.more", "bounds.about", "bounds.less", "markers.than")}
    sides |= {word.place + 1 for word in text.words if word.form == "من"}
    denied = {word.place for piece in fragments(text) if piece.denials % 2 for word in piece.words}
    return [
        tag
        for tag in (text.tagged(*names) if names else text.tags)
        if not (tag.name in _UNDONE and tag.start in sides) and not (tag.name == "limits.sure" and tag.start in denied)
    ]


def _is_order(source: Text) -> bool:
    """Whether a source tells the reader what to do: it begins with a verb, as far as that shows."""
    words = [word for word in source.words if not word.is_figure][:_FIRST]
    if not words:
        return False
    if any(tag.start == words[0].place for tag in source.tagged("orders")):
        return True
    is_said = any(tag.start < _AIDED for tag in source.tagged("aids", "limits"))
    follows = len(words) > 1 and (words[1].form in STOP_WORDS.get(source.language, frozenset()) or words[1].is_name)
    return words[0].is_content and follows and not is_said and source.language != "ar"


def _left_out(draft: Text, sources: Sequence[Text]) -> str | None:
    kept = Meanings.load(draft.language).kept
    mine = {tag.name for tag in _meant(draft)}
    for source in sources:
        for tag in _meant(source, *kept):
            if tag.name in mine or not _SERVES.get(tag.name, frozenset()).isdisjoint(mine):
                continue
            if tag.name == "limits.only" and _is_only(draft):
                continue
            if (tag.name == _MUST and _is_order(draft)) or _is_reporting(source, tag):
                continue
            nearest = _nearest(source, tag)
            near = nearest[: _PLANNED if tag.name == _PLAN else 1]
            if any(_says(draft, word) for word in near) and _is_told(draft, source, tag):
                return f"it leaves out “{_written(source, tag)}”"
    return None


def _is_only(draft: Text) -> bool:
    """Whether it says "only" as "not without", "not except"."""
    return len(draft.tagged("negators", "negators_of_words", "excepts")) > 1


def _is_reporting(text: Text, tag: Tag) -> bool:
    """Whether a limit stands with a word of saying: "I just want to say"."""
    near = text.words[max(0, tag.start - _NEAR) : tag.end + _NEAR]
    return tag.name == "limits.only" and any(_SAYING in word.alike for word in near)


def _nearest(text: Text, tag: Tag) -> list[Word]:
    """The content words that a limit bears on: those behind; or else the one before, but for an auxiliary."""
    clause = text.words[tag.start].clause
    behind = [word for word in text.words[tag.end :] if word.is_content and word.clause == clause]
    if behind or text.words[tag.start].form in STOP_WORDS.get(text.language, frozenset()):
        return behind
    return [word for word in reversed(text.words[: tag.start]) if word.is_content and word.clause == clause][:1]


def _is_told(draft: Text, source: Text, tag: Tag) -> bool:
    """Whether a draft tells what the limited piece of a source tells, and does not just share a word with it."""
    piece = next(piece for piece in fragments(source) if any(word.place == tag.start for word in piece.words))
    content = [word for word in piece.content if not tag.start <= word.place < tag.end]
    return sum(_says(draft, word) for word in content) >= _HALF * len(content)


def _says(draft: Text, word: Word) -> bool:
    return any(matches(word, mine, draft.language) for mine in draft.content)


def _written(text: Text, tag: Tag) -> str:
    return " ".join(word.written for word in text.words[tag.start : tag.end])
