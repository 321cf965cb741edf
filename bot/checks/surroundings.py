"""What stands around the figures of a sentence: units, periods, months, bounds, and the words that relate them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from bot.checks.figure import Figure, Kind, Value
from bot.checks.measures import Found, WordLists, bare_forms
from corpus.quantities import Unit
from corpus.text import STOP_WORDS, Token, fold

_CURRENCIES = {Unit.USD: "dollar", Unit.EUR: "euro", Unit.GBP: "pound"}
_SIGN = re.compile(r"\s?(°\s?[cf]|[^\W\d_]+[²³23]?|[¥¢₺\"])(?![^\W_])", re.IGNORECASE)
_NEAR = 2  # words from a figure to its unit
_PER_NEAR = 7  # words from a figure to the period it is told for
_BOUND_NEAR = 3
_BOUND_FAR = 8  # words from an Arabic verb that bounds a figure
_BOUND_BEHIND = 4
_ROLE_NEAR = 3
_PER = frozenset("a an per each every elk elke ieder iedere je pro par chaque cada por al كل لكل في".split())
_BETWEEN = frozenset("a an per each every of in the van de het per elk elke in op من في لكل كل عن على to tot".split())
_BEFORE_FIGURE = frozenset(
    "the a an de het about around only another nearly almost عام عامي سنه سنتي الساعه يوم شهر year years jaar uur "
    "een am um den dem le la el los".split()
)
_ADVERBS = frozenset(
    "daily weekly monthly quarterly yearly annually annual hourly dagelijks dagelijkse wekelijks wekelijkse "
    "maandelijks maandelijkse jaarlijks jaarlijkse يوميا يومي يوميه شهريا شهري شهريه سنويا سنوي سنويه اسبوعيا "
    "اسبوعي اسبوعيه".split()
)
_AT = frozenset("at by om rond na voor vanaf الساعه um".split())
_OCLOCK = frozenset("o صباحا مساء ظهرا".split())
_FAR = frozenset("يقارب تقارب يتجاوز تتجاوز يفوق تفوق".split())
"""Arabic verbs that bound a figure from afar."""
_ARABIC_LINKS = frozenset("عن علي".split())
_TRAILING = frozenset(
    "or approximately roughly ongeveer circa تقريبا ungefahr environ aproximadamente exactly precies".split()
)
"""Other bounds that may stand behind a figure."""
_LEADING = frozenset({"least", "most"})
"""Bounds that may stand behind a figure as well: "three days at least"."""


class Surroundings:
    """Of one sentence."""

    def __init__(self, text: str, language: str, words: Sequence[Token], clauses: tuple[int, ...]) -> None:
        self._text, self._language, self._words = text, language, words
        self.clauses = clauses
        self._forms = [word.form for word in words]
        self._units = WordLists.load("units", language).find(self._forms)
        self._bounds = WordLists.load("bounds", language).find(self._forms)
        self._roles = {each.place: each.name for each in WordLists.load("roles", language).find(self._forms)}
        self._signs = WordLists.load("units", language).signs

    @property
    def related(self) -> frozenset[int]:
        """Places of the words that bound or relate figures."""
        places = (place for each in self._bounds for place in range(each.place, each.place + each.length))
        return frozenset({*places, *self._roles})

    def found(self, figures: Sequence[Figure]) -> tuple[Found, ...]:
        """Words of closed fields and units, but for those that only introduce a date or a time."""
        dates = {
            place for each in figures if each.kind in ("clock", "month", "weekday") for place in (each.first, each.last)
        }
        dates |= {each.first for each in figures if each.quantity and each.quantity.unit is Unit.YEAR}
        dates |= {each.first for each in figures if each.kind == "ordinal"} if self._language == "ar" else set()
        dates |= {each.first for each in figures if each.month}
        fields = [
            each
            for each in WordLists.load("fields", self._language).find(self._forms)
            if each.group not in ("weekday", "month")
        ]
        return tuple(
            each
            for each in (*self._units, *fields)
            if not (
                each.group == "period" and (each.place + 1 in dates or each.place - 1 in dates or each.place in dates)
            )
        )

    def describe(self, figures: Sequence[Figure]) -> tuple[Figure, ...]:
        """The figures with what stands around each."""
        bounds = self._bounds_of(figures)
        described = []
        for number, figure in enumerate(figures):
            following = figures[number + 1].first if number + 1 < len(figures) else len(self._words)
            month = self._month(figure, figures)
            units = figure.units if month else figure.units | self._unit(figure)
            described.append(
                replace(
                    figure,
                    units=units,
                    per=self._per(figure, following, units),
                    month=month,
                    bounds=frozenset(bounds[number]),
                    role=self._role(figure),
                    also=(*figure.also, *self._as_clock(figure)),
                    is_bare=self._is_bare(figure),
                )
            )
        return tuple(described)

    def _unit(self, figure: Figure) -> frozenset[str]:
        if figure.kind not in ("number", "share", "multiple", "ordinal"):
            return frozenset()
        found = set()
        if figure.quantity and figure.quantity.unit in _CURRENCIES:
            found.add(_CURRENCIES[figure.quantity.unit])
        sign = _SIGN.match(self._text, figure.end)
        if sign and (named := self._signs.get(fold(sign[1].replace(" ", "")).text)) and figure.kind == "number":
            found.add(named[1])
        if figure.kind != "number" or (
            figure.quantity and figure.quantity.unit in (Unit.YEAR, Unit.PERCENT, Unit.POINTS)
        ):
            return frozenset(found)
        if found:
            return frozenset(found)
        place, end = figure.last + 1, figure.last + 1 + _NEAR
        while place < min(end, len(self._words)) and self.clauses[place] == self.clauses[figure.last]:
            if self._forms[place] in _BETWEEN or self._forms[place].isdigit():
                break
            here = [each for each in self._units if each.place <= place < each.place + each.length]
            if here and not (found and self._forms[place] in _ADVERBS):
                found.update(
                    each.name
                    for each in here
                    if each.is_claim or found or place == figure.last + 1 or each.name == "celsius"
                )
                end = place + 2
            place += 1
        before = [each for each in self._units if each.place + each.length == figure.first and each.group == "currency"]
        if not found and before:
            found.add(before[0].name)
        return frozenset(found)

    def _as_clock(self, figure: Figure) -> tuple[tuple[Kind, Value], ...]:
        """A whole hour of the day, in a place where a time may stand: "van 8 tot 17 uur"."""
        if figure.kind not in ("number", "ordinal") or not isinstance(figure.value, Fraction) or figure.per:
            return ()
        before = self._forms[figure.first - 1] if figure.first else ""
        behind = self._forms[figure.last + 1] if figure.last + 1 < len(self._forms) else ""
        is_time = before in _AT or behind in _OCLOCK or self._role(figure) in ("from", "of", "to")
        is_hour = figure.value.denominator == 1 and 0 <= figure.value <= 24
        if not (is_time and is_hour) or (figure.kind == "ordinal" and self._language != "ar"):
            return ()
        hours = (figure.value, figure.value + 12) if figure.kind == "ordinal" else (figure.value,)
        return tuple(("clock", hour * 60) for hour in hours)

    def _is_bare(self, figure: Figure) -> bool:
        behind = figure.last + 1
        if behind >= len(self._words) or self.clauses[behind] != self.clauses[figure.last]:
            return True
        return not STOP_WORDS.get(self._language, frozenset()).isdisjoint(bare_forms(self._forms[behind]))

    def _per(self, figure: Figure, following: int, units: frozenset[str]) -> str:
        if figure.kind in ("clock", "weekday", "month", "rest"):
            return ""
        for each in self._units:
            is_near = figure.last < each.place <= min(figure.last + _PER_NEAR, following - 1)
            if each.group != "period" or not is_near or self.clauses[each.place] != self.clauses[figure.last]:
                continue
            before = self._forms[each.place - 1]
            is_arabic_per = self._forms[each.place].startswith("بال") or self._forms[each.place].startswith("لل")
            if self._forms[each.place] in _ADVERBS or is_arabic_per:
                return each.name
            if before in _PER and not (each.name in units and each.place == figure.last + 1):
                return each.name
        sign = re.match(
            r"\s?[^\W\d_]{1,4}/(h|s|min|uur|u|hour|month|year|maand|jaar|week|day|dag)\b", self._text[figure.end :]
        )
        if sign:
            listed = WordLists.load("units", self._language)
            named = self._signs.get(sign[1]) or next(((e.group, e.name) for e in listed.find([sign[1]])), None)
            return named[1] if named else ""
        return ""

    def _month(self, figure: Figure, figures: Sequence[Figure]) -> str:
        if figure.kind not in ("number", "ordinal"):
            return ""
        for other in figures:
            gap = [self._forms[place] for place in range(figure.last + 1, other.first)]
            if other.kind == "month" and 0 <= other.first - figure.last - 1 <= _NEAR and other.first > figure.last:
                if all(form in ("of", "de", "van", "من", "شهر") for form in gap):
                    return str(other.value)
                if (
                    len(gap) == 2
                    and gap[0] in ("to", "tot", "الي", "bis", "au", "al", "en", "and")
                    and gap[1].isdigit()
                ):
                    return str(other.value)
            if other.kind == "month" and other.last + 1 == figure.first and self._language == "en":
                is_day = figure.value is not None and not isinstance(figure.value, str) and 0 < figure.value <= 31
                return str(other.value) if is_day else ""
        return ""

    def _bounds_of(self, figures: Sequence[Figure]) -> list[set[str]]:
        bounded: list[set[str]] = [set() for _ in figures]
        for bound in self._bounds:
            number = self._bounded(bound, figures)
            if number is not None:
                bounded[number].add(bound.name if bound.is_claim else f"{bound.name}?")
        return bounded

    def _bounded(self, bound: Found, figures: Sequence[Figure]) -> int | None:
        end = bound.place + bound.length - 1
        for number, figure in enumerate(figures):
            if figure.kind == "rest" or figure.first <= end:
                continue
            gap = [form for form in self._forms[end + 1 : figure.first] if form not in _BEFORE_FIGURE]
            before = bare_forms(self._forms[figure.first - 1])
            is_linked = gap and not _ARABIC_LINKS.isdisjoint(before) and len(gap) <= _BOUND_FAR
            is_far = not _FAR.isdisjoint(bare_forms(self._forms[bound.place]))
            is_linked = is_linked or (is_far and self.clauses[end] == self.clauses[figure.first])
            is_adverb = bound.name == "about" and figure.kind == "multiple"  # "shows them around twice"
            if (not gap or is_linked) and not is_adverb:
                return number
            if bound.name in _LEADING and len(gap) < _BOUND_NEAR and self.clauses[end] == self.clauses[figure.first]:
                return self._behind(bound, figures, 0) or number
            break
        return self._behind(bound, figures, _BOUND_BEHIND) if bound.name in _LEADING or self._trails(bound) else None

    def _trails(self, bound: Found) -> bool:
        return self._forms[bound.place] in _TRAILING

    def _behind(self, bound: Found, figures: Sequence[Figure], farthest: int) -> int | None:
        """The figure that a bound stands behind."""
        for number in range(len(figures) - 1, -1, -1):
            if 0 <= bound.place - figures[number].last - 1 <= farthest:
                return number
        return None

    def _role(self, figure: Figure) -> str:
        for back in range(1, _ROLE_NEAR + 1):
            place = figure.first - back
            if place < 0:
                break
            if place in self._roles:
                return self._roles[place]
            if self._forms[place] not in _BEFORE_FIGURE:
                break
        return ""
