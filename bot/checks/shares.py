"""Shares and multiples in a text: "two thirds", "one in ten", "twice", "vier keer", "ثلاثة أضعاف"."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from bot.checks.figure import Figure, Kind, Value, Written
from bot.checks.measures import Found, WordLists
from corpus.number_words import ONE
from corpus.quantities import Quantity, Unit
from corpus.text import Token

_OUT_OF = re.compile(
    r"\s(?:in|in every|out of|out of every|op|op de|op elke|van de|von|sur|de cada|من كل|من بين|من أصل)\s$"
)
_MOST_PARTS = 100
_MOST_OF_THEM = 20
_WITH_VOWEL = {"خُمس": Fraction(1, 5), "سُبع": Fraction(1, 7), "ثُمن": Fraction(1, 8), "عُشر": Fraction(1, 10)}
"""Arabic words for parts that without their vowel are numbers, or "price"."""
_ORDINAL_PARTS = frozenset(
    "third fourth fifth sixth seventh eighth ninth tenth derde vierde vijfde zesde zevende achtste negende tiende "
    "tercera cuarto cuarta quinto quinta".split()
)
"""Words that are ordinals unless a number stands before them."""
_PERIODS = frozenset("quarter kwart ربع الربع".split())
_BEFORE_PERIOD = frozenset(
    "per each every last next this that previous fiscal first second third fourth current coming past first-ever "
    "full q".split()
)
_CLOCK = frozenset("past to over voor".split())


class Shares:
    """Those of one text."""

    def __init__(self, written: Written, language: str, quantities: Sequence[Quantity]) -> None:
        self._text, self._words = written
        self._language, self._quantities = language, quantities
        self._forms = [word.form for word in self._words]
        self._articles = WordLists.load("numerals", language)
        self.used: set[Quantity] = set()
        """Quantities that are a part of one: no number of their own."""

    def find(self) -> list[Figure]:
        """In no order."""
        return [*self._parts(), *self._out_of(), *self._multiples()]

    def _parts(self) -> Iterator[Figure]:
        ordinals = {each.place for each in WordLists.load("ordinals", self._language).find(self._forms)}
        for found in WordLists.load("fractions", self._language).find(self._forms):
            word = self._words[found.place]
            if any(each.start < word.end and word.start < each.end for each in self._quantities):
                continue  # "half a million" is a number
            if self._is_period(found, ordinals) or (
                found.place - 1 in ordinals and Fraction(found.name) == Fraction(1, 2)
            ):
                continue
            value, start = Fraction(found.name), word.start
            number = self._ends_at(word.start)
            article = found.place > 0 and bool(self._articles.find([self._forms[found.place - 1]]))
            if number is not None and number.value is not None and value.numerator == 1:
                self.used.add(number)
                value, start = value * Fraction(number.value), number.start
            elif word.form in _ORDINAL_PARTS and not article:
                continue
            also: tuple[tuple[Kind, Value], ...] = (
                (("ordinal", Fraction(value.denominator)),) if word.form in _ORDINAL_PARTS and article else ()
            )
            yield self._figure("share", value, start, word.end, also)
        for written, value in _WITH_VOWEL.items():
            for match in re.finditer(rf"(?<!\w)\w?\w?{written}(?:ها|هم|ه)?(?!\w)", self._text):
                self.used.update(each for each in self._quantities if match.start() <= each.start < match.end())
                yield self._figure("share", value, match.start(), match.end())

    def _is_period(self, found: Found, ordinals: set[int]) -> bool:
        """Whether a quarter is one of a year, or an hour's."""
        form = self._forms[found.place]
        before = self._forms[found.place - 1] if found.place else ""
        behind = self._forms[found.place + 1] if found.place + 1 < len(self._forms) else ""
        if form not in _PERIODS:
            return False
        if self._language == "ar":
            return found.place + 1 in ordinals
        return found.place - 1 in ordinals or before in _BEFORE_PERIOD or behind in _CLOCK

    def _out_of(self) -> Iterator[Figure]:
        """Those such as "one in ten" and "2 out of 5"."""
        for whole in self._quantities:
            if whole.value is None or whole.unit is not Unit.NONE or not 1 < whole.value <= _MOST_PARTS:
                continue
            link = _OUT_OF.search(self._text[: whole.start])
            if link is None:
                continue
            part = self._ends_at(link.start() + 1)
            word = self._word_before(link.start())
            if part is not None and part.value is not None and part.value < whole.value and part.value < _MOST_OF_THEM:
                self.used.update((part, whole))
                yield self._figure("share", Fraction(part.value) / Fraction(whole.value), part.start, whole.end)
            elif word is not None and word.form in ONE:
                self.used.add(whole)
                yield self._figure("share", 1 / Fraction(whole.value), word.start, whole.end)

    def _multiples(self) -> Iterator[Figure]:
        lists = WordLists.load("multiples", self._language)
        for found in lists.find(self._forms):
            word, last = self._words[found.place], self._words[found.place + found.length - 1]
            number = self._ends_at(word.start)
            if found.name == "times" or (self._forms[found.place] in ("ضعف", "ضعفا") and number is not None):
                if number is not None and number.value is not None and number.unit is Unit.NONE:
                    self.used.add(number)
                    yield self._figure("multiple", Fraction(number.value), number.start, last.end)
            else:
                self.used.update(each for each in self._quantities if word.start <= each.start < last.end)
                value = Fraction(found.name)
                halved: tuple[tuple[Kind, Value], ...] = (("share", value),) if value < 1 else ()
                yield self._figure("multiple", value, word.start, last.end, halved)
        for sign in re.finditer(r"(?<=\d)[x×](?!\w)", self._text):
            number = self._ends_at(sign.start())
            if number is not None and number.value is not None:
                self.used.add(number)
                yield self._figure("multiple", Fraction(number.value), number.start, sign.end())

    def _ends_at(self, start: int) -> Quantity | None:
        """The number that stands right before a place."""
        return next(
            (
                each
                for each in self._quantities
                if each.end <= start and not self._text[each.end : start].strip(" -\u00a0")
            ),
            None,
        )

    def _word_before(self, place: int) -> Token | None:
        return next((word for word in reversed(self._words) if word.end <= place), None)

    def _figure(
        self, kind: Kind, value: Fraction, start: int, end: int, also: tuple[tuple[Kind, Value], ...] = ()
    ) -> Figure:
        return Figure(kind, value, start, end, self._text[start:end], also=also)
