"""Which figure plays which part: the assignment that its neighbouring words speak for most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from bot.calculate.figure import Figure
from bot.calculate.figures import Reading
from bot.calculate.rest import add_rest, doubtful_rest, fits, only_one_left
from bot.calculate.ties import Tie, find_ties
from bot.metrics.calculator import Calculator, Measure, Parameter
from bot.tools import CALCULATORS
from corpus.vocabulary import Cue, Phrases, Strength, Vocabulary

_WEIGHT = {Strength.PLAIN: 1.0, Strength.WEAK: 0.45, Strength.BEFORE: 0.8, Strength.NOUN: 0.8, Strength.SCALE: 1.0}
_LONGER = 0.1  # for each further word of a cue
_REACH = 10.0  # words at which a cue no longer speaks for a figure
_LEAST = 0.25  # what must speak for a figure, for it to play a part
_NEXT = 2.0  # words within which what is counted stands behind its figure
_AFTER_WORD = 0.05  # a word in front of its figure is a little likelier to be meant than one behind: "churn 100k"
_ANY_LIST = 0.8  # a list of scores is what it is, whatever stands around it
_ASIDE = 0.7  # of what speaks for a figure that is none of the calculator's
_NEGATION_REACH = 3
_LABEL_WORDS = 3  # "6 or lower: 25", not "6 or lower, out of 400"

_MEASURES = {each.name: each.measure for calculator in CALCULATORS.values() for each in calculator.parameters}

_NEGATIONS = Phrases(
    en="no, nobody, none, nothing, without, never, nil, not, didn t, haven t, hasn t, wasn t, weren t, "
    "zero, no one, didnt, havent, hasnt",
    nl="geen, niemand, niets, zonder, nul, nooit, niet",
    ar="بدون, دون, لا, لم, بلا, صفر, ليس, ولا, من غير, محدش, محد, ما حد, ماحد, ما في, مافي, مفيش, ما فيه, مافيه",
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """The figures of a calculator's arguments."""

    calculator: Calculator
    figures: Mapping[str, Figure]
    """By argument, those that are stated."""
    zeros: frozenset[str]
    """Arguments of which the question says that there was none."""
    support: float
    """How much speaks for it, on average over the figures, about 0 to 1."""
    weakest: float
    """How much speaks for the figure that least does."""
    besides: Mapping[str, Figure] = field(default_factory=dict)
    """Figures that are none of its arguments."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Arguments that must be given, and are not."""
        given = self.figures.keys() | self.zeros
        return tuple(p.name for p in self.calculator.parameters if p.name not in given and p.default is None)


def assign(reading: Reading, calculator: Calculator, own: Sequence[Cue], without: Sequence[Figure] = ()) -> Assignment:
    """The best assignment of a question's figures to a calculator's arguments.

    Args:
        reading: the question.
        calculator: what is calculated.
        own: where the question names this calculator; what is said inside these names speaks for no figure.
        without: figures that belong to something else.
    """
    vocabulary = Vocabulary.load()
    described = vocabulary.calculators[calculator.name]
    parameters = {parameter.name: parameter for parameter in calculator.parameters}
    parameters |= {name: Parameter(_MEASURES.get(name, Measure.COUNT), "", name=name) for name in described.besides}
    cues = [cue for cue in reading.arguments if cue.name in parameters]
    cues = [cue for cue in cues if not _is_covered(cue, cues, own)]
    zeros = _zeros(reading, cues, vocabulary)
    cues = [cue for cue in cues if cue.name not in zeros]
    figures = [figure for figure in reading.figures if not is_within(figure, own) and figure not in without]
    support = {
        name: _support(reading, figures, parameter, [cue for cue in cues if cue.name == name])
        for name, parameter in parameters.items()
    }
    add_rest(support, parameters, figures)
    for name in described.besides:
        support[name] = {i: _ASIDE * gain for i, gain in support[name].items()}
    ties = [
        tie
        for tie in find_ties(reading, figures, described)
        if all(fits(figures[i], parameters[name]) for name, i in (tie.one, tie.other))
    ]
    chosen, total = _best(list(parameters), support, ties, described.besides)
    doubtful = doubtful_rest(chosen, support, figures, described.parts)
    chosen = {name: i for name, i in chosen.items() if name not in doubtful}
    if own:
        needed = [p for p in calculator.parameters if p.default is None and p.name not in zeros]
        none_possible = any(vocabulary.arguments[p.name].may_be_none for p in needed if p.name not in chosen)
        chosen |= only_one_left(needed, chosen, figures, described.parts, none_possible)
    mine = {
        name: _unsigned(figures[i]) if vocabulary.arguments[name].may_be_none else figures[i]
        for name, i in chosen.items()
        if name not in described.besides
    }
    rest = {name: figures[i] for name, i in chosen.items() if name in described.besides}
    average = total / len(chosen) if chosen else 0.0
    weakest = min((support[name].get(i, _LEAST) for name, i in chosen.items()), default=0.0)
    return Assignment(calculator, mine, frozenset(zeros - set(described.besides)), average, weakest, rest)


def _unsigned(figure: Figure) -> Figure:
    """A loss told with its sign: "-350k contraction", or "minus 350k", is 350k of it."""
    value = figure.quantity.value
    if figure.is_list or value is None or value >= 0:
        return figure
    return replace(figure, quantities=(replace(figure.quantity, value=abs(value)),))


def _is_covered(cue: Cue, cues: Sequence[Cue], own: Sequence[Cue]) -> bool:
    """Whether a cue is only a piece of a longer one, or of the calculator's name."""
    longer = [other for other in cues if other.name != cue.name and other.length > cue.length]
    return any(other.first <= cue.first and cue.last <= other.last for other in [*longer, *own])


def _zeros(reading: Reading, cues: Sequence[Cue], vocabulary: Vocabulary) -> set[str]:
    """Arguments that the question says there was none of: "no downgrades"."""
    found = set()
    negations = reading.find(_NEGATIONS)
    for cue in cues:
        if not vocabulary.arguments[cue.name].may_be_none or cue.strength is Strength.WEAK:
            continue
        for negation in negations:
            in_front = 0 < cue.first - negation.last <= _NEGATION_REACH + 1
            behind = 0 < negation.first - cue.last <= 2 and negation.last - negation.first == 0
            low, high = sorted((cue.first, negation.first))
            if (
                (in_front or behind)
                and not reading.breaks_between(low, high)
                and not _figure_between(reading, low, high)
            ):
                found.add(cue.name)
    return found


def _figure_between(reading: Reading, first: int, last: int) -> bool:
    return any(
        first < figure.last and figure.first <= last and any(q.value for q in figure.quantities)
        for figure in reading.figures
    )


def is_within(figure: Figure, own: Sequence[Cue]) -> bool:
    """Whether a figure stands inside a name: "Rule of 40"."""
    return any(cue.first <= figure.first and figure.last <= cue.last for cue in own)


def _support(
    reading: Reading, figures: Sequence[Figure], parameter: Parameter, cues: Sequence[Cue]
) -> dict[int, float]:
    """By figure that it may be: how much its neighbouring words speak for it."""
    found = {}
    for i, figure in enumerate(figures):
        fit = fits(figure, parameter)
        spoken = [_speaks(reading, figure, cue) for cue in cues]
        if parameter.is_list:
            spoken.append(_ANY_LIST)
        best = fit * max(spoken, default=0.0)
        if best >= _LEAST:
            found[i] = best
    return found


def _speaks(reading: Reading, figure: Figure, cue: Cue) -> float:
    """How much a cue speaks for a figure, from 0 to a little more than 1."""
    if figure.first <= cue.first and cue.last <= figure.last:
        return 0.0  # a word of the figure itself
    is_behind = cue.first > figure.last
    far = reading.distance((cue.first, cue.last), (figure.first, figure.last))
    is_label = reading.is_label(cue.first, figure.first)
    if cue.strength is Strength.NOUN and not is_label and not (is_behind and far <= _NEXT):
        return 0.0
    if cue.strength is Strength.SCALE and not is_behind and not (is_label and figure.first - cue.last <= _LABEL_WORDS):
        return 0.0
    if cue.strength is Strength.BEFORE and (is_behind or far > _NEXT):
        return 0.0
    weight = _WEIGHT[cue.strength] + _LONGER * (cue.length - 1)
    return weight * max(0.0, 1 - (far + _AFTER_WORD * is_behind) / _REACH)


def _best(
    names: Sequence[str], support: Mapping[str, Mapping[int, float]], ties: Sequence[Tie], besides: Sequence[str]
) -> tuple[dict[str, int], float]:
    """The assignment with the highest total, by trying all; few arguments and few figures have support."""
    tied = {(tie.one, tie.other): tie.gain for tie in ties}
    options = {name: set(support[name]) for name in names}
    for tie in ties:  # a tie can speak for a figure that no word speaks for
        if tie.gain > 0:
            for name, i in (tie.one, tie.other):
                if name not in besides:
                    options[name].add(i)

    @cache
    def search(place: int, taken: tuple[tuple[str, int], ...]) -> tuple[float, tuple[tuple[str, int], ...]]:
        if place == len(names):
            return 0.0, ()
        name = names[place]
        best = search(place + 1, taken)
        for i in sorted(options[name] - {j for _, j in taken}):
            gain = support[name].get(i, 0.0)
            gain += sum(tied.get(((name, i), other), 0.0) + tied.get((other, (name, i)), 0.0) for other in taken)
            if gain <= 0:
                gain -= _LEAST
            rest, chosen = search(place + 1, (*taken, (name, i)))
            if gain + rest > best[0]:
                best = gain + rest, ((name, i), *chosen)
        return best

    total, chosen = search(0, ())
    return dict(chosen), total
