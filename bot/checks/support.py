"""Whether the sources that a drafted sentence cites say what it says.

Everything that the sentence says must be in what it cites: a sentence may shorten, join and reorder, and not add. No
small model tells a paraphrase from a claim of its own reliably (cosines of the two overlap: medians .95 and .92), so a
word counts as supported only where a source has it, a form of it, its term of the glossary, or a word that is listed as
standing for it. What is dropped for that is asked for again, nearer to the sources' words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.checks.draft import Context, Draft, Source
from bot.checks.fault import Fault
from bot.checks.matching import Text, Word, is_same, read, stands_for, unsupported
from bot.checks.meanings import Meanings, Side

_SHOWN = 4  # words that a fault names
_BEHIND = frozenset({"فقط", "وحده", "وحدها", "حصرا"})  # Arabic words that stand behind what they limit
_WEAK = frozenset({("quantifier", "some"), ("quantifier", "few")})  # to say less than the source is no claim
_LIMITS = frozenset({*_WEAK, ("quantifier", "most"), ("exclusivity", "only"), ("plan", "planned")})
_ASKED = 0.5  # share of the words of a question that an answer with "yes" or "no" has
_SCOPE = 3  # words behind a negator, or a word such as "most", that it bears on


def check_support(draft: Draft, context: Context) -> Fault | None:
    """What a sentence says that the sources it cites do not."""
    language = context.language
    cited = [context.sources[number] for number in draft.sources]
    own = [source for source in cited if source.language == language]
    draft = _without_particle(draft, context)
    if not own:
        return Fault("support", f"no sentence that it cites is in {language}, so that its words cannot be compared")
    if new := unsupported(draft, own, language):
        words = ", ".join(dict.fromkeys(word.written for word in new[:_SHOWN]))
        return Fault("support", f"the sentences that it cites do not say: {words}")
    compared = _Compared(draft, own, language)
    return compared.opposites() or compared.negation() or compared.limits() or compared.order()


def _without_particle(draft: Draft, context: Context) -> Draft:
    """A sentence without the "yes" or "no" that it begins with, where it goes on to answer just what was asked.

    It must have most words of the question and all its figures, and deny something behind "no" and nothing behind
    "yes"; elsewhere the particle is a word that no source has.
    """
    meanings, words = Meanings.load(context.language), read(draft.text, context.language).words
    behind = draft.text.partition(words[0].written)[2].lstrip() if words else ""
    if not words or not context.given or not behind.startswith((",", "،", ":", ".", "،")):
        return draft
    is_no = meanings.no.has(words[0].form)
    if not is_no and not meanings.yes.has(words[0].form):
        return draft
    rest = Draft(behind[1:].strip(), draft.sources)
    denies = bool(list(meanings.negators.places(read(rest.text, context.language).forms)))
    asked = read(context.given[0].text, context.language).content
    said = read(rest.text, context.language).content
    shared = [any(stands_for(each.form, mine.form, context.language) for mine in said) for each in asked]
    figures = all(has for each, has in zip(asked, shared, strict=True) if each.form.isdigit())
    return rest if denies is is_no and figures and sum(shared) >= _ASKED * len(asked) else draft


@dataclass(frozen=True, slots=True)
class _Near:
    """What a word bears on: the words next to it."""

    word: Word
    nearest: tuple[str, ...]
    """The content word behind it, or else before it; none in a sentence without any."""
    around: tuple[str, ...]
    """The content words that it may bear on."""


class _Compared:
    """A draft beside its sources."""

    def __init__(self, draft: Draft, sources: Sequence[Source], language: str) -> None:
        self._language = language
        self._meanings = Meanings.load(language)
        self._draft = read(draft.text, language)
        self._sources = [read(source.text, language) for source in sources]

    def opposites(self) -> Fault | None:
        """A word whose opposite the sources have, and not the word itself; or a strong word that they lack."""
        theirs: set[Side] = {side for text in self._sources for side in self._meanings.sides(text.forms)}
        for field, side in self._meanings.sides(self._draft.forms):
            sides = {other for name, other in theirs if name == field}
            if side not in sides and (sides or field in self._meanings.strict) and (field, side) not in _WEAK:
                return Fault("support", f"it says “{side}” ({field}), and the sentences that it cites do not")
        return None

    def negation(self) -> Fault | None:
        """What is denied in one and not in the other."""
        mine = self._bearing(self._draft, self._negators(self._draft))
        theirs = [each for text in self._sources for each in self._bearing(text, self._negators(text))]
        for near in mine:
            if not any(self._denies_as(near, other) for other in theirs):
                return Fault("support", f"it says “{near.word.written}”, and the sentences that it cites do not")
        for near in theirs:
            if not mine and self._says(near.nearest):
                return Fault("support", f"it leaves out “{near.word.written}”")
        return None

    def limits(self) -> Fault | None:
        """A word such as "most", "may" or "only" that the source puts before what the sentence says without it."""
        mine = {field for field, _ in self._meanings.sides(self._draft.forms)}
        for text in self._sources:
            for side, places in self._meanings.sides(text.forms).items():
                if side not in _LIMITS or side[0] in mine:
                    continue
                for near in self._bearing(text, places):
                    if self._says(near.nearest):
                        return Fault("support", f"it leaves out “{near.word.written}”")
        return None

    def order(self) -> Fault | None:
        """Two words on either side of a third that have changed sides: only their order tells which is which.

        Whole clauses may change places; then the words inside each keep their order.
        """
        for text in self._sources:
            places = self._places(text)
            for middle, (_, at) in enumerate(places):
                left = next((word for word, place in places[:middle] if place > at and word.is_content), None)
                right = next((word for word, place in places[middle + 1 :] if place < at and word.is_content), None)
                if left and right:
                    return Fault("support", f"“{left.written}” and “{right.written}” have changed places")
        return None

    def _places(self, text: Text) -> list[tuple[Word, int]]:
        """The words of the draft that stand there once, and once in a source, each with its place there."""
        places = []
        forms = self._draft.forms
        for mine in self._draft.words:
            at = [
                word.place
                for word in text.words
                if (is_same(mine.form, word.form, self._language) if mine.is_content else mine.form == word.form)
            ]
            if len(at) == 1 and forms.count(mine.form) == 1:
                places.append((mine, at[0]))
        return places

    def _negators(self, text: Text) -> list[int]:
        return list(self._meanings.negators.places(text.forms))

    def _bearing(self, text: Text, places: Sequence[int]) -> list[_Near]:
        found = []
        for place in places:
            behind = [word.form for word in text.words[place + 1 :] if word.is_content]
            before = [word.form for word in text.words[:place] if word.is_content]
            nearest = before[-1:] if text.language == "ar" and text.words[place].form in _BEHIND else behind[:1]
            around = (*before[-1:], *behind[:_SCOPE])
            found.append(_Near(text.words[place], tuple(nearest or before[-1:]), around))
        return found

    def _denies_as(self, mine: _Near, theirs: _Near) -> bool:
        """Whether two negators bear on the same."""
        return not mine.nearest or any(stands_for(mine.nearest[0], word, self._language) for word in theirs.around)

    def _says(self, words: Sequence[str]) -> bool:
        """Whether the draft has one of some words of a source."""
        return any(stands_for(mine.form, word, self._language) for mine in self._draft.content for word in words)
