"""Whether each figure of a drafted sentence stands in a source that it cites, and means there what it means here.

A figure must have the same value, unit, period and bounds, the same place in a range, and stand with the same words as
in the source, or be the result of a calculation. What the asker gave does not count: a question's false figure that is
repeated as a fact is a common fault.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.answer import Calculation
from bot.checks.binding import exchanged
from bot.checks.clocks import DIGITS
from bot.checks.draft import Context, Draft, Source
from bot.checks.fault import Fault
from bot.checks.figure import Figure, Value
from bot.checks.figures import Sentence, read_sentence
from bot.checks.likeness import same
from bot.checks.measures import Found
from bot.checks.pairs import kind_of
from bot.checks.premises import confirms_asker
from bot.verify import states
from corpus.quantities import Quantity, find_quantities

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_DIGITS = re.compile(r"\d[\d.,:/-]*\d|\d")
_SUPERLATIVE = re.compile(r"\w+est|most|\w+ste|ا\w{3}")
_APPROXIMATE = frozenset({"about", "almost"})
_TURNED = {"from": "to", "to": "from"}
_ARTICLES = frozenset("a an een".split())
_FROM = frozenset({"from", "of"})
_ENDS_ALONE = frozenset({"clock", "weekday", "month"})


def check_numbers(draft: Draft, context: Context) -> Fault | None:
    """What is wrong with the figures of a sentence."""
    cited = [context.sources[number] for number in draft.sources]
    sentence = read_sentence(draft.text, context.language)
    checks = _Checks(sentence, cited, context)
    detail = (
        checks.values()
        or checks.fields()
        or checks.units()
        or checks.bounds()
        or checks.ranges()
        or checks.exchanges()
        or confirms_asker(sentence, checks.all, context.given)
    )
    return Fault("number", detail) if detail else None


class _Checks:
    """A draft beside what it cites; each check gives what is wrong, in English."""

    def __init__(self, draft: Sentence, cited: Sequence[Source], context: Context) -> None:
        self._draft, self._cited, self._context = draft, cited, context
        self._shown = [read_sentence(source.text, source.language) for source in cited]
        own = [read_sentence(source.cited_text, source.cited_language) for source in cited]
        self.all = [*self._shown, *own]
        self._units = {unit for sentence in self.all for each in sentence.figures for unit in each.units}
        self._units |= {each.name for sentence in self.all for each in sentence.found}
        self._computed = frozenset(_computed(context.calculations))

    def values(self) -> str | None:
        for figure in self._draft.figures:
            if figure.is_claim and not self._is_stated(figure):
                return f"the figure {figure.text} is not in the sentences that it cites"
        return self._unaccounted() or self._digits() or self._rank_left_out()

    def fields(self) -> str | None:
        theirs = {
            (each.group, each.name) for sentence in self.all for each in sentence.found if not _is_per(each, sentence)
        }
        theirs |= {(each.kind, str(each.value)) for sentence in self.all for each in sentence.figures}
        if {("weekday", "monday"), ("weekday", "friday")} <= theirs:
            theirs.add(("weekday", "workday"))
        for each in self._draft.found:
            if _is_per_thing(each, self._draft, self.all):
                continue
            is_of_figure = each.group != "scope" or (self._draft.figures and not _is_per(each, self._draft))
            if each.is_claim and is_of_figure and (each.group, each.name) not in theirs:
                word = self._draft.words[each.place]
                written = self._draft.text[word.start : word.end]
                return f"the sentences that it cites do not say {written} ({each.name})"
        return None

    def units(self) -> str | None:
        for figure in self._draft.figures:
            sources = same(figure, self.all)
            if not sources:
                continue
            if unknown := figure.units - self._units:
                return f"the sentences that it cites do not measure in {', '.join(sorted(unknown))}"
            if figure.units and all(each.units and each.units != figure.units for each in sources):
                return f"{figure.text} counts another unit in the sentences that it cites"
            if figure.per and all(each.per and each.per != figure.per for each in sources):
                return f"{figure.text} is told for another period in the sentences that it cites"
            if figure.month and all(each.month and each.month != figure.month for each in sources):
                return f"{figure.text} is the day of another month in the sentences that it cites"
        return None

    def bounds(self) -> str | None:
        for figure in self._draft.figures:
            sources = same(figure, self.all)
            if not sources:
                continue
            mine = _claims(figure.bounds)
            if mine and not any(mine <= _evidence(each) for each in sources):
                return f"the sentences that it cites do not put “{', '.join(sorted(mine))}” to {figure.text}"
            if not mine and all(_claims(each.bounds) - _APPROXIMATE for each in sources):
                return f"it leaves out the bound that the sentence it cites puts to {figure.text}"
        return None

    def ranges(self) -> str | None:
        mine = {(kind_of(each), each.value) for each in self._draft.figures}
        kept = {(pair.start.value, pair.end.value): pair for pair in self._draft.pairs}
        theirs = {(pair.start.value, pair.end.value) for sentence in self.all for pair in sentence.pairs}
        if turned := next((kept[each] for each in kept if each[::-1] in theirs and each not in theirs), None):
            return f"{turned.start.text} and {turned.end.text} are the other way round in the sentence that it cites"
        for pair in (each for sentence in self.all for each in sentence.pairs if not each.is_part):
            kind, ends = kind_of(pair.start), (pair.start.value, pair.end.value)
            if ends in kept:
                continue
            if end := self._turned_end(kind, ends):
                return f"{end.text} is the other end of a range in the sentence that it cites"
            is_range = pair.is_range and kind not in _ENDS_ALONE
            if is_range and ((kind, ends[0]) in mine) != ((kind, ends[1]) in mine):
                return f"it gives one end of the range {pair.start.text} to {pair.end.text}"
        return self._turned_alone()

    def _turned_end(self, kind: str, ends: tuple[Value | None, Value | None]) -> Figure | None:
        """A figure that the draft has something end at, and a source begin, or the other way round."""
        for figure in self._draft.figures:
            if kind_of(figure) != kind or ends[0] == ends[1]:
                continue
            if (figure.value == ends[0] and figure.role == "to") or (figure.value == ends[1] and figure.role in _FROM):
                return figure
        return None

    def _turned_alone(self) -> str | None:
        for figure in self._draft.figures:
            sources = [each for each in same(figure, self.all) if each.role in _TURNED]
            if figure.role in _TURNED and sources and all(each.role == _TURNED[figure.role] for each in sources):
                return f"something begins at {figure.text} in one and ends there in the other"
        return None

    def exchanges(self) -> str | None:
        for sentence in self._shown:
            if sentence.language == self._draft.language and (figure := exchanged(self._draft, sentence)):
                return f"{figure.text} stands with what another figure stands with in the sentence that it cites"
        return None

    def _unaccounted(self) -> str | None:
        """A number as `bot.verify` will read it in the answer, which is withheld for one that nothing accounts for."""
        for quantity in find_quantities(self._draft.text, self._draft.language):
            if not self._is_computed(quantity) and not any(_is_quoted(quantity, self._draft, s) for s in self._cited):
                return f"{quantity.text} is written otherwise in the sentences that it cites"
        return None

    def _digits(self) -> str | None:
        """Digits that are no figure, such as those of a date in digits or of a name."""
        theirs = " ".join(sentence.text for sentence in self.all).translate(DIGITS)
        for match in _DIGITS.finditer(self._draft.text.translate(DIGITS)):
            is_read = any(each.start < match.end() and match.start() < each.end for each in self._draft.figures)
            if not is_read and match[0] not in theirs:
                return f"{match[0]} is not in the sentences that it cites"
        return None

    def _rank_left_out(self) -> str | None:
        """A superlative that a source ranks: "the oldest" for "the second oldest"."""
        for sentence in self.all:
            if sentence.language != self._draft.language:
                continue
            for rank in sentence.figures:
                place = rank.last + 1
                if rank.kind != "ordinal" or rank.value in (1, "last") or place >= len(sentence.words):
                    continue
                ranked = sentence.words[place].form
                is_kept = any(each.kind == "ordinal" for each in self._draft.figures)
                if _SUPERLATIVE.fullmatch(ranked) and not is_kept and ranked in (w.form for w in self._draft.words):
                    return f"it leaves out “{rank.text}” before “{ranked}”"
        return None

    def _is_computed(self, quantity: Quantity) -> bool:
        return quantity.value is not None and (quantity.value.normalize(), quantity.unit) in self._computed

    def _is_stated(self, figure: Figure) -> bool:
        quantity = figure.quantity
        if quantity is not None and quantity.value is None:
            return any(quantity.text in sentence.text for sentence in self.all)
        return (quantity is not None and self._is_computed(quantity)) or bool(same(figure, self.all))


def _is_per(word: Found, sentence: Sentence) -> bool:
    """Whether it is the "every" of "every month", or the "per" of "per day"."""
    if word.group != "scope" or word.name != "each":
        return False
    behind = word.place + word.length
    return any(each.group == "period" and behind <= each.place <= behind + 1 for each in sentence.found)


def _is_per_thing(word: Found, draft: Sentence, cited: Sequence[Sentence]) -> bool:
    """Whether it is the "per" of "€ 5 per book" where a source tells of "a book"."""
    thing = word.place + word.length
    if draft.words[word.place].form != "per" or thing >= len(draft.words):
        return False
    form = draft.words[thing].form
    return any(
        other.form == form and sentence.words[place - 1].form in _ARTICLES
        for sentence in cited
        for place, other in enumerate(sentence.words)
        if place
    )


def _is_quoted(quantity: Quantity, draft: Sentence, source: Source) -> bool:
    """Whether the cited words state a quantity, as it is read in either language."""
    language = source.cited_language
    there = (q for q in find_quantities(draft.text, language) if q.start == quantity.start)
    readings = (quantity, *(each for each in there if each.text in source.cited_text))
    return any(states(source.cited_text, language, each) for each in readings)


def _claims(bounds: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in bounds if not each.endswith("?"))


def _evidence(figure: Figure) -> frozenset[str]:
    return frozenset(each.removesuffix("?") for each in figure.bounds)


def _computed(calculations: Sequence[Calculation]) -> Iterator[tuple[Decimal, str]]:
    """The results of calculations, and the figures that they were made of, which may stand without their unit."""
    for each in calculations:
        yield Decimal(each.value).normalize(), each.unit
        inputs = (value for listed in each.inputs.values() for value in listed.split(", "))
        yield from ((abs(Decimal(value)).normalize(), "") for value in inputs if _PLAIN.fullmatch(value))
        steps = find_quantities(f"{each.metric.replace('_', ' ')}: {each.formula} = {each.substituted}", "en")
        for value, unit in ((step.value, step.unit) for step in steps):
            if value is not None:
                yield from ((abs(value).normalize(), unit), (abs(value).normalize(), ""))
