"""Whether a drafted sentence denies what its sources state, or states what they deny."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.checks.matching import Text, Word, is_said, matches
from bot.checks.meanings import Meanings
from bot.checks.roots import is_same
from corpus.text import STOP_WORDS

_LEAST_SHARE = 0.5  # of the words that a fragment has of another, from which on a third is as near
_HALF = 0.5  # of the words of a fragment, to speak of the same
_MOST = 0.75  # of the words of a fragment, to say the same
_LEAST_JOINED = 4  # letters of an Arabic word with an "and" written on to it
_NEXT = 3  # words behind "no" or "without", among which is the one that it denies
_ALIKE = 0.7  # what a word counts for that is only alike


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a sentence between two conjunctions or punctuation marks."""

    words: tuple[Word, ...]
    denials: int
    """How many words deny what it says; two of them affirm."""
    denied: tuple[Word, ...]
    """The words that are denied by themselves: "no rent", "without children", "unusual"."""

    @property
    def content(self) -> tuple[Word, ...]:
        """Its words that say something."""
        return tuple(word for word in self.words if word.is_content)


def fragments(text: Text) -> list[Fragment]:
    """The pieces of a sentence, in order."""
    meanings = Meanings.load(text.language)
    denying = set(_denials(text))
    denied = {word.place for word in _denied(text)}
    pieces: list[list[Word]] = []
    for word in text.words:
        joined = text.language == "ar" and word.form.startswith("و") and len(word.form) >= _LEAST_JOINED
        last = pieces[-1][-1] if pieces else None
        if last is None or last.clause != word.clause or "splits" in meanings.names(word.form) or joined:
            pieces.append([])
        pieces[-1].append(word)
    return [_fragment(piece, denying, denied) for piece in _joined(pieces, denying)]


def _fragment(piece: Sequence[Word], denying: set[int], denied: set[int]) -> Fragment:
    words = tuple(word for word in piece if word.place in denied)
    return Fragment(tuple(piece), sum(word.place in denying for word in piece), words)


def _joined(pieces: list[list[Word]], denying: set[int]) -> list[list[Word]]:
    """Puts the first of two subjects to the predicate that denies both: "smaller and private companies do not"."""
    joined: list[list[Word]] = []
    for piece in pieces:
        last = joined[-1] if joined else []
        is_short = sum(word.is_content for word in last) == 1 and not any(word.place in denying for word in last)
        if is_short and last[0].clause == piece[0].clause and any(word.place in denying for word in piece):
            last += piece
        else:
            joined.append(list(piece))
    return joined


def _denials(text: Text) -> Iterator[int]:
    """Places of the words that deny; not those of "no more than" and of "not only"."""
    apart = [tag for tag in text.tagged("bounds") if tag.end - tag.start > 1]
    not_denying = {place for tag in (*apart, *text.tagged("not_denials")) for place in range(tag.start, tag.end)}
    for place in sorted({tag.start for tag in text.tagged("negators")}):
        if place not in not_denying:
            yield place


def _denied(text: Text) -> Iterator[Word]:
    """The words that are denied by themselves."""
    meanings = Meanings.load(text.language)
    for word in text.words:
        if word.form in meanings.denied:
            yield word
    for tag in text.tagged("negators_of_words", "excepts"):
        clause = text.words[tag.start].clause
        behind = [word for word in text.words[tag.end : tag.end + _NEXT] if word.clause == clause]
        if not any(word.is_figure for word in behind):
            yield from [word for word in behind if _is_telling(word, text.language)][:1]


def check_polarity(draft: Text, sources: Sequence[Text]) -> str | None:
    """What is denied in one and not in the other, in English."""
    theirs = [fragment for source in sources for fragment in fragments(source)]
    mine = [fragment for fragment in fragments(draft) if fragment.content]
    for fragment in mine:
        if _is_denied_freely(fragment, theirs, draft.language) or _is_stated_freely(fragment, theirs, draft.language):
            return f"“{' '.join(word.written for word in fragment.words)}” is denied in one and not in the other"
    for one, others, share in ((mine, theirs, 0.0), (theirs, mine, _HALF)):
        if word := _denied_alone(one, others, draft.language, share):
            return f"“{word.written}” is denied in one and not in the other"
    return None


def _is_denied_freely(fragment: Fragment, others: Sequence[Fragment], language: str) -> bool:
    """Whether a fragment of a draft denies what no source does."""
    shared = [_shared(fragment.content, other, language) for other in others]
    most = max(shared, default=0.0)
    denying = [
        count
        for other, count in zip(others, shared, strict=True)
        if count and _agree(fragment, other, language) and (other.denials or other.denied)
    ]
    is_denying = (fragment.denials + sum(word.form in _denying(language) for word in fragment.denied)) % 2
    return bool(is_denying) and most > 0 and max(denying, default=0.0) < _LEAST_SHARE * most


def _is_stated_freely(fragment: Fragment, others: Sequence[Fragment], language: str) -> bool:
    """Whether a fragment of a draft states what a source denies, and none states."""
    agreeing = [other for other in others if _agree(fragment, other, language)]
    most = max((_shared(fragment.content, other, language) for other in agreeing), default=0.0)
    for other in others:
        if not other.content or not (other.denials or other.denied) or _agree(fragment, other, language):
            continue
        both = [word for word in fragment.content if _has(other, word, language)]
        is_whole = _shared(other.content, fragment, language) >= _MOST * len(other.content)
        is_told = any(all(_has_itself(each, word, language) for word in both) for each in agreeing)
        if both and (is_whole or _shared(both, other, language) > most) and not is_told:
            return True
    return False


def _has_itself(fragment: Fragment, word: Word, language: str) -> bool:
    return any(is_same(word.form, each.form, language) for each in fragment.content)


def _is_telling(word: Word, language: str) -> bool:
    """Whether a word may be denied: also one that else says little, as in "no say"."""
    return word.is_content or word.form not in STOP_WORDS.get(language, frozenset())


def _denying(language: str) -> Mapping[str, str]:
    return Meanings.load(language).denied


def _denied_alone(
    fragments: Sequence[Fragment], others: Sequence[Fragment], language: str, share: float
) -> Word | None:
    """A word that is denied by itself, and among the others is nowhere in a fragment that denies anything."""
    again = {word.form for other in others for word in other.denied}
    for fragment in fragments:
        if fragment.denials % 2:
            continue  # "not without" affirms
        for word in fragment.denied:
            has = [other for other in others if _has(other, word, language)]
            is_told = any(_shared(fragment.content, other, language) >= share * len(fragment.content) for other in has)
            if is_told and word.form not in again and not any(other.denials or other.denied for other in has):
                return word
    return None


def _has(fragment: Fragment, word: Word, language: str) -> bool:
    base = Meanings.load(language).denied.get(word.form)
    sought = replace(word, form=base, alike=frozenset()) if base else word
    return any(matches(sought, each, language) for each in fragment.words if _is_telling(each, language))


def _agree(fragment: Fragment, other: Fragment, language: str) -> bool:
    mine = fragment.denials + _denied_of(fragment, other, language)
    theirs = other.denials + _denied_of(other, fragment, language)
    return (mine - theirs) % 2 == 0


def _denied_of(fragment: Fragment, other: Fragment, language: str) -> int:
    """How many words are denied by themselves that the other has as well; with none of them, all count."""
    denied = Meanings.load(language).denied
    return sum(word.form in denied or _has(other, word, language) for word in fragment.denied)


def _shared(words: Sequence[Word], other: Fragment, language: str) -> float:
    total = 0.0
    for word in words:
        if any(is_said(word.form, each.form, language) for each in other.content):
            total += 1
        elif any(matches(word, each, language) for each in other.content):
            total += _ALIKE
    return total
