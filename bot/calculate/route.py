"""Tells which calculations a question asks for, with which figures; the messages before it may have begun them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.calculate.assign import Assignment, assign
from bot.calculate.comparison import Comparison, comparison
from bot.calculate.figures import Figure, Reading
from bot.tools import CALCULATORS
from corpus.glossary import Glossary
from corpus.languages import detect_language
from corpus.vocabulary import Cue, Phrases, Strength, Vocabulary

_REMEMBERED = 6  # turns that a calculation may be spread over
_UNEXPLAINED = 0.08  # against a calculator, for each figure that it leaves aside
_EXPLAINED = 0.12  # for it, for each figure that it takes
_JOINED = 3  # words between two names that are asked for together
_CLEAR = 0.35  # support that each figure needs where no calculator is named
_SURE = 0.55  # support at which figures belong, where some are missing

_NORMATIVE = Phrases(
    en="should, ideal*, typical*, usual*, recommend*, advice, benchmark*, suggest*, ought, normal*, "
    "article*, source*, expect, define*, definition, meaning, "
    "formula, mean, explain, why, how do i calculate, how do you calculate, how to calculate, how is, "
    "how are, how does, what is a, what s a, what does the, what does it mean, difference",
    nl="moet, moeten, zou, ideal*, ideaal, gebruikelijk*, adviseer*, advies, benchmark*, hoort, horen, "
    "normaal, artikel*, bron*, verwacht*, definitie, betekent, formule, uitleg*, waarom, "
    "hoe bereken ik, hoe bereken je, wat is een, verschil, leg uit",
    ar="يجب, ينبغي, المثالي*, مثالي*, عاده, ينصح*, نصيحه, المقال*, المصدر, المصادر, تعريف, "
    "يعني, معني, صيغه, معادله, اشرح, لماذا, كيف احسب, كيف يحسب, كيف نحسب, الفرق",
)
_NONE = Phrases(
    en="none, nothing, no, zero, nobody, nil, not any",
    nl="geen, niets, nul, niemand, nee, nihil",
    ar="لا شيء, لا, صفر, لا يوجد, بدون, لا احد, لا توجد, ولا شيء",
)


@dataclass(frozen=True, slots=True)
class Routed:
    """What a conversation asks to be calculated, in the order of its asking."""

    assignments: tuple[Assignment, ...]
    """Some may lack figures; then those must be asked for."""


def route(text: str, language: str, earlier: Sequence[str] = ()) -> Routed | Comparison | None:
    """What a message asks to be calculated or compared; None for a question to the sources.

    Args:
        text: the message.
        language: ISO 639-1 code of the message.
        earlier: the asker's earlier messages, oldest first.
    """
    pending: Routed | None = None
    for before in earlier[-_REMEMBERED:]:
        pending = _incomplete(_calculations(Reading(before, detect_language(before, language)), pending))
    reading = Reading(text, language)
    return _calculations(reading, pending) or comparison(reading)


def _incomplete(routed: Routed | None) -> Routed | None:
    return routed if routed and any(a.missing or doubtful(a) for a in routed.assignments) else None


def _calculations(reading: Reading, pending: Routed | None) -> Routed | None:
    alone = _ask(reading)
    if alone and not any(a.missing for a in alone):
        return Routed(tuple(alone))
    if pending and not (
        alone and {a.calculator.name for a in alone} - {a.calculator.name for a in pending.assignments}
    ):
        completed = _complete(reading, pending)
        if completed:
            return completed
    return Routed(tuple(alone)) if alone else None


def _complete(reading: Reading, pending: Routed) -> Routed | None:
    """The pending calculations with what a further message adds; None if it adds nothing."""
    completed = []
    for assignment in pending.assignments:
        added = assign(reading, assignment.calculator, ())
        figures = dict(assignment.figures) | _resolved(assignment, reading)
        zeros = set(assignment.zeros)
        for name in assignment.missing:
            if name in added.figures:
                figures[name] = added.figures[name]
            elif name in added.zeros:
                zeros.add(name)
        merged = replace(assignment, figures=figures, zeros=frozenset(zeros))
        completed.append(_with_the_rest(reading, merged))
    if all(a.figures == b.figures and a.zeros == b.zeros for a, b in zip(completed, pending.assignments, strict=True)):
        return None
    return Routed(tuple(completed))


def _with_the_rest(reading: Reading, assignment: Assignment) -> Assignment:
    """A single figure, or "none", answers for the single input that was asked for."""
    missing = assignment.missing
    if len(missing) == 1 and len(reading.figures) == 1 and reading.figures[0] not in assignment.figures.values():
        return replace(assignment, figures={**assignment.figures, missing[0]: reading.figures[0]})
    if missing and not reading.figures and reading.says(_NONE):
        arguments = Vocabulary.load().arguments
        none = {name for name in missing if arguments[name].may_be_none}
        return replace(assignment, zeros=assignment.zeros | none)
    return assignment


def _resolved(assignment: Assignment, reading: Reading) -> dict[str, Figure]:
    """Doubtful figures that the message states in one of their readings."""
    stated = {figure.quantity.value: figure for figure in reading.figures if not figure.is_list}
    found = {}
    for name, figure in doubtful(assignment).items():
        for value in (figure.quantity.value, figure.quantity.otherwise):
            if value in stated:
                unit = figure.quantity.unit
                found[name] = replace(figure, quantities=(replace(stated[value].quantity, unit=unit),))
    return found


def doubtful(assignment: Assignment) -> dict[str, Figure]:
    """By argument: the figures that can be read in two ways; of a count, only the whole number can be meant."""
    whole = {parameter.name for parameter in assignment.calculator.parameters if parameter.whole}
    return {
        name: figure
        for name, figure in assignment.figures.items()
        if name not in whole and any(quantity.otherwise is not None for quantity in figure.quantities)
    }


def _ask(reading: Reading) -> list[Assignment]:
    """The calculations that one message asks for by itself."""
    if not reading.figures:
        return []
    cues = Vocabulary.load().find_calculators(reading.words, reading.language)
    names = [cue for cue in cues if cue.strength is Strength.NAME]
    found = [_best_of(reading, spans, cues) for spans in _mentions(names)]
    asked = _shared_out(reading, _not_given(reading, [(cue, a) for cue, a in found if a]), cues)
    complete = [a for _, a in asked if not a.missing]
    if complete:
        partners = [a for cue, a in asked if a.missing and _is_joined(cue, [c for c, b in asked if not b.missing])]
        return _each_once([a for _, a in asked if a in complete or (a in partners and _is_sure(a))])
    if _is_for_the_sources(reading):
        return []
    sure = [a for _, a in asked if _is_sure(a)]
    described = None if sure else _described(reading, cues)
    if described:
        return [described]
    return _each_once(sorted(sure, key=lambda a: (len(a.missing), -a.support))[:1])


def _is_for_the_sources(reading: Reading) -> bool:
    """Whether it asks what ought to be, what a term means, or what somebody says."""
    glossary = Glossary.load()
    names = (glossary.terms[mention.term_id].kind == "name" for mention in glossary.find(reading.text))
    return reading.says(_NORMATIVE) or any(names)


def _mentions(names: Sequence[Cue]) -> list[list[Cue]]:
    """Cues by place: those that stand in one place name calculators of one name."""
    places: dict[tuple[int, int], list[Cue]] = {}
    for cue in sorted(names, key=lambda cue: cue.first):
        places.setdefault((cue.first, cue.last), []).append(cue)
    return list(places.values())


def _best_of(reading: Reading, same: Sequence[Cue], cues: Sequence[Cue]) -> tuple[Cue, Assignment | None]:
    """Of calculators of one name, the one that the figures fit."""
    tried = [(cue, _assigned(reading, cue.name, cues)) for cue in same]
    tried = [(cue, assignment) for cue, assignment in tried if assignment.figures]
    if not tried:
        return same[0], None
    return max(tried, key=lambda pair: (not pair[1].missing, _score(reading, pair[1])))


def _assigned(reading: Reading, name: str, cues: Sequence[Cue], without: Sequence[Figure] = ()) -> Assignment:
    own = [cue for cue in cues if cue.name == name and cue.strength is Strength.NAME]
    return assign(reading, CALCULATORS[name], own, without)


def _shared_out(
    reading: Reading, asked: Sequence[tuple[Cue, Assignment]], cues: Sequence[Cue]
) -> list[tuple[Cue, Assignment]]:
    """Each with figures of its own where it can have them: of two calculations, no figure plays two different parts."""
    shared = list(asked)
    for _ in asked:
        options = []
        for i, (cue, assignment) in enumerate(shared):
            taken = _contested(assignment, [other for _, other in shared])
            apart = _assigned(reading, assignment.calculator.name, cues, taken) if taken else assignment
            if taken and not apart.missing:
                options.append((assignment.support - apart.support, i, (cue, apart)))
        if not options:
            break
        _, i, changed = min(options, key=lambda option: option[0])  # what loses least by it gives way
        shared[i] = changed
    return shared


def _contested(assignment: Assignment, others: Sequence[Assignment]) -> list[Figure]:
    """Its figures that play another part in another calculation."""
    return [
        figure
        for other in others
        if other.calculator.name != assignment.calculator.name
        for name, figure in other.figures.items()
        if figure in assignment.figures.values() and assignment.figures.get(name) != figure
    ]


def _score(reading: Reading, assignment: Assignment) -> float:
    aside = len(reading.figures) - len(assignment.figures) - len(assignment.besides)
    return (
        assignment.support + _EXPLAINED * len(assignment.figures) - _UNEXPLAINED * aside - 0.3 * len(assignment.missing)
    )


def _not_given(reading: Reading, asked: Sequence[tuple[Cue, Assignment]]) -> list[tuple[Cue, Assignment]]:
    """Without the names that only say what a figure is: "LTV is 27,000 and CAC 7,500"."""
    kept = []
    for cue, assignment in asked:
        others = [a for c, a in asked if a.calculator.name != assignment.calculator.name and not a.missing]
        is_input = any(
            reading.distance((figure.first, figure.last), (cue.first, cue.last)) <= 2 and _names(name, cue)
            for other in others
            for name, figure in other.figures.items()
        )
        if not is_input:
            kept.append((cue, assignment))
    return kept


def _names(argument: str, cue: Cue) -> bool:
    """Whether an argument is what a calculator of this name computes."""
    return cue.name in Vocabulary.load().arguments[argument].computed_by


def _is_joined(cue: Cue, others: Sequence[Cue]) -> bool:
    return any(max(cue.first - o.last, o.first - cue.last) <= _JOINED for o in others)


def _is_sure(assignment: Assignment) -> bool:
    return bool(assignment.figures) and assignment.support >= _SURE


def _each_once(assignments: Sequence[Assignment]) -> list[Assignment]:
    return list({a.calculator.name: a for a in assignments}.values())


def _described(reading: Reading, cues: Sequence[Cue]) -> Assignment | None:
    """The calculator that is described rather than named, if all of its figures are there."""
    names = dict.fromkeys(cue.name for cue in cues if cue.strength is Strength.DESCRIBED)
    tried = [_assigned(reading, name, cues) for name in names]
    complete = [a for a in tried if not a.missing and a.figures and a.weakest >= _CLEAR]
    return max(complete, key=lambda assignment: _score(reading, assignment), default=None)
