"""Whether each figure of a drafted sentence stands in a source that it cites, and means there what it means here.

A figure must have the same value, unit, period and bounds, the same place in a range, and stand with the same words as
in the source, or be the result of a calculation. What the asker gave does not count: a question's false figure that is
repeated as a fact is a common fault.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from bot.answer import Calculation
from bot.checks.binding import exchanged
from bot.checks.draft import Context, Draft, Source
from bot.checks.fault import Fault
from bot.checks.figure import Figure
from bot.checks.figures import Sentence, read_sentence
from bot.checks.pairs import kind_of
from bot.checks.premises import confirms_asker
from corpus.quantities import Unit, find_quantities

_APPROXIMATE = frozenset({"about", "almost"})
_ENDS = frozenset({"from", "to"})
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
        or confirms_asker(sentence, cited, context)
    )
    return Fault("number", detail) if detail else None


class _Checks:
    """A draft beside what it cites; each check gives what is wrong, in English."""

    def __init__(self, draft: Sentence, cited: Sequence[Source], context: Context) -> None:
        self._draft, self._cited, self._context = draft, cited, context
        self._shown = [read_sentence(source.text, source.language) for source in cited]
        own = [read_sentence(source.cited_text, source.cited_language) for source in cited]
        self._all = [*self._shown, *own]
        self._units = {unit for sentence in self._all for each in sentence.figures for unit in each.units}
        self._units |= {each.name for sentence in self._all for each in sentence.found}
        self._computed = frozenset(_computed(context.calculations))

    def values(self) -> str | None:
        for figure in self._draft.figures:
            if figure.is_claim and not self._is_stated(figure):
                return f"the figure {figure.text} is not in the sentences that it cites"
        return None

    def fields(self) -> str | None:
        theirs = {(each.group, each.name) for sentence in self._all for each in sentence.found}
        theirs |= {(each.kind, str(each.value)) for sentence in self._all for each in sentence.figures}
        if {("weekday", "monday"), ("weekday", "friday")} <= theirs:
            theirs.add(("weekday", "workday"))
        for each in self._draft.found:
            if each.is_claim and (each.group, each.name) not in theirs:
                if each.group == "scope" and not self._draft.figures:
                    continue
                word = self._draft.words[each.place]
                written = self._draft.text[word.start : word.end]
                return f"the sentences that it cites do not say {written} ({each.name})"
        return None

    def units(self) -> str | None:
        for figure in self._draft.figures:
            sources = same(figure, self._all)
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
            sources = same(figure, self._all)
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
        for pair in (each for sentence in self._all for each in sentence.pairs if not each.is_part):
            kind, ends = kind_of(pair.start), (pair.start.value, pair.end.value)
            for figure in self._draft.figures:
                if kind_of(figure) != kind or ends[0] == ends[1] or figure.role not in _ENDS:
                    continue
                if figure.value == ends[0] and figure.role == "to":
                    return f"{figure.text} is where it begins in the sentence that it cites"
                if figure.value == ends[1] and figure.role == "from":
                    return f"{figure.text} is where it ends in the sentence that it cites"
            is_range = pair.is_range and kind not in _ENDS_ALONE
            if is_range and ((kind, ends[0]) in mine) != ((kind, ends[1]) in mine):
                return f"it gives one end of the range {pair.start.text} to {pair.end.text}"
        return None

    def exchanges(self) -> str | None:
        for sentence in self._shown:
            if sentence.language == self._draft.language and (figure := exchanged(self._draft, sentence)):
                return f"{figure.text} stands with what another figure stands with in the sentence that it cites"
        return None

    def _is_stated(self, figure: Figure) -> bool:
        quantity = figure.quantity
        if quantity is not None and quantity.value is None:
            return any(quantity.text in sentence.text for sentence in self._all)
        if quantity is not None and quantity.value is not None:
            if (quantity.value.normalize(), quantity.unit) in self._computed:
                return True
        return bool(same(figure, self._all))


def same(figure: Figure, sentences: Sequence[Sentence]) -> list[Figure]:
    """The figures of sentences that say what a figure says."""
    return [each for sentence in sentences for each in sentence.figures if _is_same(figure, each)]


def _is_same(figure: Figure, other: Figure) -> bool:
    if figure.quantity and other.quantity:
        return figure.quantity.same(other.quantity) or (
            figure.value == other.value and figure.units == other.units != frozenset()
        )
    if not figure.readings.isdisjoint(other.readings):
        return figure.value is not None
    if figure.kind == "multiple" and figure.per and other.kind == "number":
        return figure.value == other.value
    return _share(figure) is not None and _share(figure) == _share(other)


def _share(figure: Figure) -> Fraction | None:
    if figure.kind == "share" and isinstance(figure.value, Fraction):
        return figure.value
    if figure.quantity and figure.quantity.unit is Unit.PERCENT and isinstance(figure.value, Fraction):
        return figure.value / 100
    return None


def _claims(bounds: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in bounds if not each.endswith("?"))


def _evidence(figure: Figure) -> frozenset[str]:
    return frozenset(each.removesuffix("?") for each in figure.bounds)


def _computed(calculations: Sequence[Calculation]) -> Iterator[tuple[Decimal, str]]:
    """The results of calculations, and the figures that they were made of."""
    for calculation in calculations:
        yield Decimal(calculation.value).normalize(), calculation.unit
        for quantity in find_quantities(f"{calculation.formula} = {calculation.substituted}", "en"):
            if quantity.value is not None:
                yield abs(quantity.value).normalize(), quantity.unit
