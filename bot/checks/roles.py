"""Whether who does what to whom in a drafted sentence is as in its sources, as far as word order tells."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from bot.checks.matching import Text, Word, is_said
from bot.checks.polarity import Fragment, fragments
from bot.checks.roots import kin
from corpus.text import STOP_WORDS

_HALF = 0.5  # of the words of a draft
_LEAST_MARKED = 3  # letters of an Arabic word with a preposition written on to it
_THIS = frozenset("هذا هذه ذلك تلك".split())
_REACH = 3  # words behind a preposition, among which is the one that it stands before
_CLEARLY = 1  # words
_BOUNDARY = 6  # words that the end of a fragment counts for
_THAN, _BY = "markers.than", "markers.by"
_OF_NAMES = "markers.names"
"""Prepositions that tell the one from the other only between two names."""
_BY_ORDER = frozenset({"en"})
"""Languages in which the order of words alone tells who does what."""
_TURNS = frozenset("then afterwards later before first daarna vervolgens eerst daarvoor ثم بعدها قبلها اولا".split())
_PEOPLE = frozenset("person people someone persoon mensen iemand شخص الشخص اشخاص".split())
"""Words that say little, but may be who does it."""
_AS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "en": {"as": frozenset({"as"})},
    "nl": {"als": frozenset({"zo", "even", "zoveel"})},
}
"""Words before what something is compared with, each with those that stand before it."""
_THAN_ARABIC = frozenset("من مما".split())
_TIMES = frozenset("ضعف بضعف ضعفي اضعاف باضعاف مثلي".split())
_AIDS = ("limits.can",)
"""Words that tell nothing about who does what."""
_REPORTING = 0
"""The group of words that only say that something is said."""


def check_roles(draft: Text, sources: Sequence[Text]) -> str | None:
    """Two words that have changed places, in English."""
    shares = [_share(draft, source) for source in sources]
    for source, share in zip(sources, shares, strict=True):
        if share < _HALF and share < max(shares):
            continue  # it draws on another
        detail = (
            _markers(draft, source) or _turned(draft, source) or _crossed(draft, source) or _exchanged(draft, source)
        )
        if detail:
            return detail
    return None


def _share(draft: Text, source: Text) -> float:
    """The share of the draft's words that a source has."""
    return sum(_is_in(word, source.content, draft.language) for word in draft.content) / max(1, len(draft.content))


def _same(word: Word, other: Word, language: str) -> bool:
    if language == "ar":  # a root of three letters has too many words to tell them apart
        return not kin(word.form, language).isdisjoint(kin(other.form, language))
    return is_said(word.form, other.form, language)


def _is_in(word: Word, words: Sequence[Word], language: str) -> bool:
    return any(_same(word, other, language) for other in words)


def _markers(draft: Text, source: Text) -> str | None:
    """Of two words, the one stands behind a preposition in the draft, and the other in the source."""
    mine, theirs = _marked(draft), _marked(source)
    language = draft.language
    for name in mine.keys() & theirs.keys():
        for word in mine[name]:
            if name == _OF_NAMES and not word.is_name:
                continue
            if _is_in(word, theirs[name], language) or not _is_in(word, _telling(source), language):
                continue
            for other in theirs[name]:
                is_kin = name != _OF_NAMES or other.is_name
                if is_kin and not _is_in(other, mine[name], language) and _is_in(other, _telling(draft), language):
                    return f"“{word.written}” and “{other.written}” have changed places"
    return None


def _marked(text: Text) -> Mapping[str, list[Word]]:
    """The words behind each preposition."""
    found: dict[str, list[Word]] = {}
    for tag in text.tagged("markers"):
        behind = [word for word in _telling(text) if tag.end <= word.place < tag.end + _REACH]
        if tag.name == _THAN:
            clause = text.words[tag.start].clause
            behind = [word for word in text.words[tag.end :] if word.is_content and word.clause == clause]
        found.setdefault(tag.name, []).extend(behind if tag.name == _THAN else behind[:1])
    for place in _compared(text):
        clause = text.words[place].clause
        found.setdefault(_THAN, []).extend(
            word for word in text.words[place + 1 :] if word.is_content and word.clause == clause
        )
    if text.language == "ar":
        for word in text.words:
            bare = word.form.removeprefix("و")
            if bare[:1] not in "بل" or len(bare) < _LEAST_MARKED:
                continue
            if word.is_content or bare[1:] in _PEOPLE:
                found.setdefault(f"markers.{bare[:1]}", []).append(word)
            elif bare[1:] in _THIS:
                behind = [each for each in _telling(text) if word.place < each.place <= word.place + _REACH]
                found.setdefault(f"markers.{bare[:1]}", []).extend(behind[:1])
    return found


def _compared(text: Text) -> Iterator[int]:
    """Places of the words that what is compared with stands behind: "as fast as", "zo snel als", "بضعف", "أكثر من"."""
    for word in text.words:
        before = {each.form for each in text.words[max(0, word.place - _REACH - 1) : word.place]}
        following = text.words[word.place + 1] if word.place + 1 < len(text.words) else None
        if following is None or following.is_figure:
            continue
        if word.form in _AS.get(text.language, {}) and not before.isdisjoint(_AS[text.language][word.form]):
            yield word.place
        elif text.language == "ar" and (
            word.form in _TIMES or (word.form in _THAN_ARABIC and _is_more(text, word.place))
        ):
            yield word.place


def _is_more(text: Text, place: int) -> bool:
    return any(place - _REACH <= tag.start < place for tag in text.tagged("opposites"))


def _turned(draft: Text, source: Text) -> str | None:
    """Two words on either side of a third that have changed sides."""
    if draft.language not in _BY_ORDER or len(draft.tagged(_BY)) != len(source.tagged(_BY)):
        return None
    places = list(_places(draft, source))
    for (left, before), (_, at), (right, behind) in zip(places, places[1:], places[2:], strict=False):
        if before > at > behind and left.clause == right.clause:
            return f"“{left.written}” and “{right.written}” have changed places"
    return None


def _places(draft: Text, source: Text, *, is_wide: bool = False) -> Iterator[tuple[Word, int]]:
    """The telling words that stand once in the draft and once in the source, each with its place there."""
    mine, theirs = _telling(draft), _telling(source)
    if is_wide:
        mine = [word for word in draft.words if word in mine or _turns(word)]
        theirs = [word for word in source.words if word in theirs or _turns(word)]
    for word in mine:
        at = [other.place for other in theirs if _same(word, other, draft.language)]
        again = [other for other in mine if _same(word, other, draft.language)]
        if len(at) == 1 and len(again) == 1:
            yield word, at[0]


def _telling(text: Text) -> list[Word]:
    aids = {tag.start for tag in text.tagged(*_AIDS)}
    return [word for word in text.words if (word.is_content or word.form in _PEOPLE) and word.place not in aids]


def _weighty(piece: Fragment) -> list[Word]:
    return [word for word in piece.words if word.is_content or _turns(word)]


def _turns(word: Word) -> bool:
    return word.is_figure or word.form in _TURNS


def _crossed(draft: Text, source: Text) -> str | None:
    """Two words that each stand next to what the other stands next to in the source.

    Of two sides of a field, such as left and right, one that does is enough.
    """
    for step in (1, -1):
        mine, theirs = _next(draft, step), _next(source, step)
        for word, behind in mine.items():
            own = _of(word, theirs, draft.language)
            if own is None or _same(own[1], behind, draft.language):
                continue
            for other, its in mine.items():
                if other == word:
                    continue
                if _same(own[1], its, draft.language) and _are_sides(word, other, draft):
                    return f"“{word.written}” and “{other.written}” have changed places"
                match = _of(other, theirs, draft.language)
                if match is None or not _same(match[1], behind, draft.language):
                    continue
                if _same(own[1], its, draft.language) or _are_sides(word, other, draft):
                    return f"“{word.written}” and “{other.written}” have changed places"
    return None


def _next(text: Text, step: int) -> Mapping[Word, Word]:
    """The next word, or the one before, of each word that stands once."""
    stops = STOP_WORDS.get(text.language, frozenset())
    words = [word for word in text.words if word.form not in stops and not word.form.isdigit()]
    once = [word for word in words if sum(_same(word, other, text.language) for other in words) == 1][::step]
    return {word: other for word, other in pairwise(once) if word.clause == other.clause}


def _of(word: Word, pairs: Mapping[Word, Word], language: str) -> tuple[Word, Word] | None:
    return next(((one, other) for one, other in pairs.items() if _same(word, one, language)), None)


def _are_sides(word: Word, other: Word, text: Text) -> bool:
    fields = [
        {tag.name.rsplit(".", 1)[0] for tag in text.tagged("opposites") if tag.start == each.place}
        for each in (word, other)
    ]
    return not fields[0].isdisjoint(fields[1])


def _exchanged(draft: Text, source: Text) -> str | None:
    """Two words of different clauses, each of which has the company that the other has in the source."""
    pieces = [fragment for fragment in fragments(draft) if fragment.content]
    places = dict(_places(draft, source, is_wide=True))
    numbers = {word.place: number for number, piece in enumerate(fragments(source)) for word in piece.words}
    for first, second in combinations(pieces, 2):
        for one in _weighty(first):
            for other in _weighty(second):
                if one not in places or other not in places or one.is_figure is not other.is_figure:
                    continue
                if _REPORTING in one.alike | other.alike or not _crosses(one, other, first, places, numbers):
                    continue
                if _crosses(other, one, second, places, numbers):
                    return f"“{one.written}” and “{other.written}” have changed places"
    return None


def _crosses(word: Word, other: Word, piece: Fragment, places: Mapping[Word, int], numbers: Mapping[int, int]) -> bool:
    """Whether the words around a word stand, in the source, nearer to the other word."""

    def distance(one: int, two: int) -> int:
        return abs(one - two) + _BOUNDARY * abs(numbers[one] - numbers[two])

    near = far = 0
    for each in _weighty(piece):
        if each != word and each in places:
            own, its = distance(places[each], places[word]), distance(places[each], places[other])
            near, far = near + (own < its), far + (its + _CLEARLY < own)
    return far > near
