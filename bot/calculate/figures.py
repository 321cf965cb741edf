"""The figures of a question, among its words: what stands where, and how far one thing is from another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.calculate.figure import Figure
from bot.calculate.scales import scale_groups
from corpus.quantities import Quantity, Unit, find_quantities
from corpus.text import fold
from corpus.vocabulary import Cue, Phrases, Strength, Vocabulary

_WORD = re.compile(r"[^\W_]+|(?<!\d)(?<!\d\s)[%٪]")
_SENTENCE_END = re.compile(r"[.!?؟](?=\s|$)|\n")
_DATE = re.compile(r"(?<![\d.,/-])\d{1,2}([-/])\d{1,2}(?:\1\d{2,4})?(?![\d/-]|[.,]\d)")
_PAUSE = re.compile(r"[,;،؛()|•>]|\s[-–—/+]\s")
_LABELS = re.compile(r"\s*[:=]\s*\S{0,2}")
_LIST_GAP = re.compile(r"[\s,;،/|]*(?:and|en|und|و)?\s*")

# What stands between a word and its figure, in words that it counts for.
_SENTENCE, _COMMA, _JOINED, _FIGURE = 5.0, 2.0, 1.5, 3.0
_ELSEWHERE = 2.0  # from words that have a figure of their own between the same pauses
_LABEL = 0.3  # a word between, where all of them are what the figure is: "cancellations during Q4: 35"
_AND = {
    "and", "en", "plus", "while", "but", "terwijl", "maar", "then", "daarna", "و", "ثم", "لكن", "with", "met", "مع",
}  # fmt: skip
_SPOKEN = {sign: {"en": "percent", "nl": "procent", "ar": "نسبه"} for sign in "%٪"}
"""A sign without a figure, as it is spoken: "what % of logos"."""
_PERIODS = Phrases(
    en="month*, year*, quarter*, week*, day*, yr*, minute*, hour*",
    nl="maand*, jaar*, jaren, kwartaal*, kwartalen, week, weken, dag*, minuten, uur",
    ar="شهر*, اشهر, سنه, سنوات, سنين, عام*, اعوام, ربع, ارباع, اسبوع*, اسابيع, يوم*, ايام",
)
_DATES = Phrases(
    en="january, february, march, april, may, june, july, august, september, october, november, december, jan, feb, "
    "mar, apr, jun, jul, aug, sep, sept, oct, nov, dec",
    nl="januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november, december",
    ar="يناير, فبراير, مارس, ابريل, مايو, يونيو, يوليو, اغسطس, سبتمبر, اكتوبر, نوفمبر, ديسمبر",
)
_MONTHS = Phrases(
    en="month*",
    nl="maand*",
    ar="شهر*, اشهر",
)
_STATED_AS = Phrases(
    en="came to, comes to, come to, amounted to, amounts to, amounting to, adding up to, totalled, totaled, totalling, "
    "totaling, total, is, was, were, are, equals, worth, came in at, stands at, stood at, sits at, of",
    nl="bedroeg, bedraagt, bedroegen, bedragen, was, waren, is, zijn, kwam uit op, komt uit op, kwam neer op, ter "
    "waarde van, ten bedrage van, goed voor",
    ar="بلغ, بلغت, يبلغ, تبلغ, كان, كانت, كانوا, بقيمه, بمقدار, قيمته, قيمتها, قدره, قدرها, تساوي, يساوي, هو, هي",
)
_LEAST_LIST = 3
_LAST_DAY = 31
_COUNTED = frozenset({"accounts", "csms", "promoters", "passives", "detractors"})
_HIGHEST_SCORE = 10


class Reading:
    """A question as words and figures."""

    def __init__(self, text: str, language: str) -> None:
        """Reads a text whose language is known."""
        self.text, self.language = text, language
        self._found: dict[Phrases, list[Cue]] = {}
        folded = fold(text)
        matches = list(_WORD.finditer(folded.text))
        vocabulary = Vocabulary.load()
        self.words = tuple(
            _SPOKEN.get(match.group(), {}).get(language) or vocabulary.meant(match.group()) for match in matches
        )
        self._spans = [folded.original(match.start(), match.end()) for match in matches]
        self._breaks = [0.0, *(_break(folded.text[a.end() : b.start()]) for a, b in pairwise(matches))]
        self.arguments = vocabulary.find_arguments(self.words, language)
        """What its words say of arguments."""
        self.calculators = vocabulary.find_calculators(self.words, language)
        """What they say of calculators."""
        named = {cue.name for cue in self.calculators if cue.strength is Strength.NAME}
        groups, self.figures = scale_groups(text, self._merge(self._find()), named)
        self.arguments += groups
        self._filled = {self._segment(figure.first) for figure in self.figures}
        self._taken = {i for figure in self.figures for i in range(figure.first, figure.last + 1)}
        self._labels = dict(self._find_labels([folded.text[a.end() : b.start()] for a, b in pairwise(matches)]))

    def find(self, phrases: Phrases) -> list[Cue]:
        """Where any of some phrases stands."""
        if phrases not in self._found:
            self._found[phrases] = phrases.find(self.words, self.language)
        return self._found[phrases]

    def says(self, phrases: Phrases) -> bool:
        """Whether any of some phrases stands in it."""
        return bool(self.find(phrases))

    def distance(self, first: tuple[int, int], second: tuple[int, int]) -> float:
        """How far two spans of tokens are apart: the words between, more for pauses, ends and figures between."""
        left, right = sorted((first, second))
        if right[0] <= left[1]:
            return 0.0
        if self.is_label(left[0], right[0]):
            return _LABEL * (right[0] - left[1])
        is_elsewhere = self._segment(first[0]) != self._segment(second[0]) and self._segment(first[0]) in self._filled
        between = range(left[1] + 1, right[0])
        far = _ELSEWHERE * is_elsewhere + sum(self._breaks[i] for i in range(left[1] + 1, right[0] + 1))
        far += sum(1 + _JOINED * self._joins(i) for i in between if i not in self._taken)
        far += _JOINED * self._joins(right[0])
        return far + _FIGURE * len([f for f in self.figures if left[1] < f.first and f.last < right[0]])

    def is_label(self, token: int, figure: int) -> bool:
        """Whether a token is of the label before the figure that begins at `figure`: "cancellations during Q4: 35"."""
        return self._labels.get(figure, len(self.words)) <= token < figure

    def _find_labels(self, between: Sequence[str]) -> Iterator[tuple[int, int]]:
        """By first token of each figure behind a colon: where its label begins. What follows it is another's."""
        behind = {figure.last + 1 for figure in self.figures}
        stated = {cue.last + 1 for cue in self.find(_STATED_AS)}
        speaking = {cue.first for cue in self.arguments}
        for figure in self.figures:
            is_colon = figure.first and _LABELS.match(between[figure.first - 1])
            if not is_colon and figure.first not in stated:
                continue
            start = figure.first - 1
            while start and not self._breaks[start] and start not in behind:
                start -= 1
            yield figure.first, start
            following = figure.last + 1
            if is_colon and following < len(self.words) and following not in speaking:
                self._breaks[following] = max(self._breaks[following], _COMMA)

    def _segment(self, token: int) -> int:
        """Between which pauses a token stands."""
        return sum(map(bool, self._breaks[: token + 1]))

    def breaks_between(self, first: int, last: int) -> float:
        """The pauses from token `first` to token `last`."""
        return sum(self._breaks[first + 1 : last + 1])

    def _joins(self, token: int) -> bool:
        word = self.words[token]
        return word in _AND or (self.language == "ar" and word.startswith("و") and len(word) > 1)

    def _find(self) -> list[Figure]:
        figures = []
        periods, months = (self._lengths(phrases) for phrases in (_PERIODS, _MONTHS))
        dates = {cue.first for cue in self.find(_DATES)}
        counted = {cue.first for cue in self.arguments if cue.strength is Strength.NOUN or cue.name in _COUNTED}
        for quantity in find_quantities(self.text, self.language):
            tokens = [i for i, (start, end) in enumerate(self._spans) if start < quantity.end and end > quantity.start]
            value = quantity.value
            if not tokens or value is None or self._is_of_date(quantity):
                continue
            first, last = tokens[0], tokens[-1]
            if quantity.unit is Unit.YEAR and last + 1 in counted and not self._breaks[last + 1]:
                quantity = replace(quantity, unit=Unit.NONE)  # "2000 accounts"
            if quantity.unit in (Unit.YEAR, Unit.REFERENCE) or (last + 1 in dates and value <= _LAST_DAY):
                continue
            following = {last, last + 1} if quantity.unit is Unit.NONE else set[int]()
            period = "month" if following & months else "other" if following & periods else ""
            figures.append(Figure((quantity,), first, last, period))
        return figures

    def _lengths(self, phrases: Phrases) -> set[int]:
        """Words for a length of time; "بالشهر" says how often, not how long."""
        return {cue.first for cue in self.find(phrases) if not self.words[cue.first].startswith("بال")}

    def _is_of_date(self, quantity: Quantity) -> bool:
        return any(date.start() <= quantity.start and quantity.end <= date.end() for date in _DATE.finditer(self.text))

    def _merge(self, figures: list[Figure]) -> list[Figure]:
        """Makes one list of scores that stand in a row."""
        merged: list[Figure] = []
        run: list[Figure] = []
        for figure in [*figures, None]:
            if figure and _is_score(figure) and (not run or self._is_next(run[-1], figure)):
                run.append(figure)
                continue
            merged += [_listed(run)] if len(run) >= _LEAST_LIST else run
            run = [figure] if figure and _is_score(figure) else []
            merged += [figure] if figure and not run else []
        return merged

    def _is_next(self, one: Figure, other: Figure) -> bool:
        between = self.text[one.quantities[-1].end : other.quantity.start]
        return _LIST_GAP.fullmatch(fold(between).text) is not None


def _is_score(figure: Figure) -> bool:
    quantity = figure.quantity
    assert quantity.value is not None
    return quantity.unit is Unit.NONE and not figure.period and 0 <= quantity.value <= _HIGHEST_SCORE


def _listed(run: list[Figure]) -> Figure:
    return Figure(tuple(figure.quantity for figure in run), run[0].first, run[-1].last)


def _break(between: str) -> float:
    if _SENTENCE_END.search(between):
        return _SENTENCE
    return _COMMA if _PAUSE.search(between) else 0.0
