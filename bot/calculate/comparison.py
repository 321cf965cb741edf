"""Tells whether a question gives a metric's value and asks whether that is good."""

from dataclasses import dataclass

from bot.calculate.figure import Figure
from bot.calculate.figures import Reading
from bot.metrics.calculator import Calculator, Measure
from bot.tools import CALCULATORS
from corpus.benchmarks import load_benchmarks
from corpus.quantities import CURRENCIES, Unit
from corpus.vocabulary import Phrases, Strength

_GOOD = Phrases(
    en="good, bad, healthy, great, ok, okay, fine, decent, worry, worried, happy with, compare*, "
    "benchmark*, average, normal, poor, strong, weak, low, high, solid, terrible, enough, acceptable, "
    "reasonable, any good, median, above, below, better, worse, usual, common",
    nl="goed, goede, slecht*, gezond*, prima, netjes, zorgen, tevreden zijn, vergelijk*, benchmark*, "
    "gemiddeld*, normaal, zwak*, sterk*, laag, lage, hoog, hoge, genoeg, acceptabel, redelijk*, "
    "mediaan, boven, onder, beter, slechter, gebruikelijk, doen we het",
    ar="جيد*, سيئ*, سيء, ممتاز*, صحي*, قارن*, مقارنه, متوسط, المتوسط, طبيعي*, ضعيف*, قوي*, منخفض*, "
    "مرتفع*, كاف*, مقبول*, معقول*, الوسيط, افضل, اسوا, شائع*, قريب",
)
_REACH = 5.5  # words between a metric and its value
_COMPARED = frozenset(metric for benchmark in load_benchmarks() if benchmark.statistic for metric in benchmark.metrics)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A metric's value as the asker states it, to be held against what the sources say: "is 95 % NRR good?"."""

    calculator: Calculator
    figure: Figure


def comparison(reading: Reading) -> Comparison | None:
    """A metric and its value, where the question is whether that is good."""
    if not reading.says(_GOOD):
        return None
    names = [
        cue for cue in reading.calculators
        if cue.strength is Strength.NAME and cue.name in _COMPARED
    ]  # fmt: skip
    pairs = [
        (reading.distance((figure.first, figure.last), (cue.first, cue.last)), cue, figure)
        for cue in names
        for figure in reading.figures
        if _is_value(figure, CALCULATORS[cue.name])
    ]
    if not pairs or len({figure.first for _, _, figure in pairs}) > 1:
        return None
    far, cue, figure = min(pairs, key=lambda pair: pair[0])
    return Comparison(CALCULATORS[cue.name], figure) if far <= _REACH else None


def _is_value(figure: Figure, calculator: Calculator) -> bool:
    """Whether a figure can be the metric's own value."""
    unit = figure.quantity.unit
    if figure.is_list or figure.period:
        return False
    if calculator.unit is Measure.MONEY:
        return unit in CURRENCIES
    if calculator.unit is Unit.POINTS:
        return unit in (Unit.POINTS, Unit.NONE)
    return unit == calculator.unit
