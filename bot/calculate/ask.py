"""Tells which calculations one message asks for, with which figures."""

from collections.abc import Sequence

from bot.calculate.assign import Assignment, assign, is_within
from bot.calculate.figure import Figure
from bot.calculate.figures import Reading
from bot.calculate.rest import fits
from bot.tools import CALCULATORS
from corpus.glossary import Glossary
from corpus.quantities import Unit
from corpus.vocabulary import Cue, Phrases, Strength, Vocabulary

_UNEXPLAINED = 0.08  # against a calculator, for each figure that it leaves aside
_EXPLAINED = 0.12  # for it, for each figure that it takes
_JOINED = 3  # words between two names that are asked for together
CLEAR = 0.35  # support that each figure needs where no calculator is named
_LEAST_SUPPORT = 0.3  # what its figures' words must say for a calculation that lacks nothing
_MARGIN = 0.2  # of support, by which one calculation goes before another where neither is described
_OF_ITS_KIND = 0.9  # how well each figure must fit its argument there
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
_ASKING = Phrases(
    en="how many, how much, what percentage, what percent, what share, what fraction, what proportion, "
    "percentage of, what rate, how big is that, how high is that, where does that, what does that make, "
    "figure out, calculate, work out, compute, how long, what is our, what s our, what are our, what is my, "
    "give me",
    nl="hoeveel, hoe groot is dat, hoe hoog is dat, welk procent, welk percentage, welk deel, welk aandeel, "
    "bereken*, uitrekenen, reken, hoe lang, wat is onze, wat is ons, wat zijn onze",
    ar="كم, كام, قديش, احسب*, بالمئه, بالمايه, ما هو معدل, ما هي نسبه, ما نسبه, شو نسبه, وش نسبه, ايش نسبه, "
    "حاسب لي, احسبي, اعطني",
)
"""What asks for a figure."""
_OF_A_WHOLE = Phrases(
    en="percentage, percent, share, fraction, proportion, what rate",
    nl="percentage, procent, deel, aandeel",
    ar="نسبه, بالمئه, بالمايه, معدل, في الميه, بالميه",
)
"""What asks for a part of a whole."""
_OWN_PLANS = Phrases(
    en="should we, should i, ought we",
    nl="moeten we, moeten wij, moet ik, zouden we, zou ik, zouden wij",
    ar="يجب ان نوظف, يجب ان يكون لدينا",
)
"""Asks what the asker needs, not what is usual."""


def ask(reading: Reading) -> list[Assignment]:
    """The calculations that one message asks for by itself."""
    if not reading.figures:
        return []
    cues = reading.calculators
    names = [cue for cue in cues if cue.strength is Strength.NAME]
    found = [_best_of(reading, spans, cues) for spans in _mentions(names)]
    asked = _shared_out(reading, _not_given(reading, [(cue, a) for cue, a in found if a]), cues)
    complete = [a for _, a in asked if not a.missing and a.support >= _LEAST_SUPPORT]
    if complete:
        partners = [a for cue, a in asked if a.missing and _is_joined(cue, [c for c, b in asked if not b.missing])]
        kept = [a for _, a in asked if a in complete or (a in partners and _is_sure(a))]
        also = _described(reading, cues, kept)
        return _each_once([*kept, also] if also else kept)
    if is_for_the_sources(reading):
        return []
    sure = [a for _, a in asked if _is_sure(a) or _is_whole(reading, a)]
    described = None if sure else _described(reading, cues)
    if described:
        return [described]
    return _each_once(sorted(sure, key=lambda a: (len(a.missing), -a.support))[:1])


def is_for_the_sources(reading: Reading) -> bool:
    """Whether it asks what ought to be, what a term means, or what somebody says."""
    glossary = Glossary.load()
    names = (glossary.terms[mention.term_id].kind == "name" for mention in glossary.find(reading.text))
    own = reading.find(_OWN_PLANS) if any(_is_headcount(cue) for cue in reading.calculators) else []
    normative = [cue for cue in reading.find(_NORMATIVE) if not any(o.first <= cue.first <= o.last for o in own)]
    return bool(normative) or any(names)


def _is_headcount(cue: Cue) -> bool:
    """Whether it asks how many people are needed: what "should we" asks of one's own figures."""
    return cue.strength is Strength.NAME and cue.name.startswith("csms_needed")


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
    aside = _unexplained(reading, assignment)
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
    """Whether its figures belong to it, though some are missing."""
    return bool(assignment.figures) and assignment.support >= _SURE


def _is_whole(reading: Reading, assignment: Assignment) -> bool:
    """Whether all figures of a message that names it are its own, though some are missing."""
    return bool(assignment.figures) and assignment.weakest >= CLEAR and not _unexplained(reading, assignment)


def _each_once(assignments: Sequence[Assignment]) -> list[Assignment]:
    return list({a.calculator.name: a for a in assignments}.values())


def _described(reading: Reading, cues: Sequence[Cue], beside: Sequence[Assignment] = ()) -> Assignment | None:
    """The calculator that is described rather than named, if all of its figures are there.

    Without words that describe it, only the one calculator will do that all figures of a question belong to.

    Args:
        reading: the question.
        cues: what it says of calculators.
        beside: calculations that it names; another one must be for a figure that they leave aside.
    """
    described = {cue.name for cue in cues if cue.strength is Strength.DESCRIBED}
    taken = [figure for each in beside for figure in (*each.figures.values(), *each.besides.values())]
    is_share = reading.says(_OF_A_WHOLE)
    of_kind = [n for n, c in CALCULATORS.items() if not is_share or c.unit is Unit.PERCENT or n in described]
    tried = [_assigned(reading, name, cues) for name in (of_kind if reading.says(_ASKING) else described)]
    complete = [
        a
        for a in tried
        if not a.missing and a.figures and a.weakest >= CLEAR and any(f not in taken for f in a.figures.values())
    ]
    worded = [a for a in complete if a.calculator.name in described and (beside or _unexplained(reading, a) <= 1)]
    if worded:
        return max(worded, key=lambda assignment: _score(reading, assignment))
    whole = [a for a in complete if not _unexplained(reading, a) and not a.besides and _is_of_its_kind(a)]
    whole.sort(key=lambda assignment: assignment.support, reverse=True)
    is_clear = len(whole) == 1 or (whole and whole[0].support >= whole[1].support + _MARGIN)
    return whole[0] if is_clear and not beside else None


def _unexplained(reading: Reading, assignment: Assignment) -> int:
    """How many figures it has no part for."""
    return len(reading.figures) - len(assignment.figures) - len(assignment.besides)


def _is_of_its_kind(assignment: Assignment) -> bool:
    """Whether no figure is one that could as well count something else, as 275 for money."""
    parameters = {parameter.name: parameter for parameter in assignment.calculator.parameters}
    return all(fits(figure, parameters[name]) >= _OF_ITS_KIND for name, figure in assignment.figures.items())


def is_named(reading: Reading) -> bool:
    """Whether a message names a calculator."""
    return any(cue.strength is Strength.NAME for cue in reading.calculators)


def begun(reading: Reading) -> list[Assignment]:
    """The calculation that a message names or describes without figures enough: a further one may state them."""
    cues = reading.calculators
    names = [cue for cue in cues if cue.strength is Strength.NAME]
    named = list(dict.fromkeys(cue.name for cue in names))
    described = list(dict.fromkeys(cue.name for cue in cues if cue.strength is Strength.DESCRIBED))
    if all(is_within(figure, names) for figure in reading.figures):  # "our Rule of 40"
        return [_assigned(reading, name, cues) for name in named]
    tried = [_assigned(reading, name, cues) for name in named or described]
    some = [a for a in tried if a.figures and a.weakest >= CLEAR and len(a.missing) == 1]
    return [max(some, key=lambda a: _score(reading, a))] if some else []
