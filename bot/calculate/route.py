"""Tells which calculations a question asks for, with which figures; the messages before it may have begun them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.calculate.ask import CLEAR, ask, begun, is_for_the_sources, is_named
from bot.calculate.assign import Assignment, assign
from bot.calculate.comparison import Comparison, comparison
from bot.calculate.figure import Figure
from bot.calculate.figures import Reading
from corpus.languages import detect_language
from corpus.vocabulary import Phrases, Vocabulary

_REMEMBERED = 6  # turns that a calculation may be spread over

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
    said: Reading | None = None
    for before in earlier[-_REMEMBERED:]:
        said = Reading(before, detect_language(before, language))
        pending = _incomplete(_calculations(said, pending)) or _only_named(said)
    reading = Reading(text, language)
    found = _calculations(reading, pending)
    if (
        said
        and said.figures
        and reading.figures
        and (found is None or _incomplete(found))
        and not is_for_the_sources(reading)
    ):
        found = _with_what_was_said(said, reading) or found
    return found or comparison(reading)


def _with_what_was_said(said: Reading, reading: Reading) -> Routed | None:
    """What a message asks for of its own figures and of those before it: "We spend 1.2M." "What share of 30M is that?".

    A message without figures of its own, or behind a calculation that was answered, starts something else.
    """
    if any(not a.missing for a in ask(said)):
        return None
    together = ask(Reading(f"{said.text}\n{reading.text}", reading.language))
    used = [q.start < len(said.text) for a in together for f in a.figures.values() for q in f.quantities]
    is_of_both = any(used) and not all(used)
    return Routed(tuple(together)) if is_of_both and not any(a.missing for a in together) else None


def _only_named(said: Reading) -> Routed | None:
    """A calculation that a message names without its figures: "I want to work out our NRR"."""
    assignments = begun(said)
    return Routed(tuple(assignments)) if assignments else None


def _incomplete(routed: Routed | None) -> Routed | None:
    return routed if routed and any(a.missing or doubtful(a) for a in routed.assignments) else None


def _calculations(reading: Reading, pending: Routed | None) -> Routed | None:
    alone = ask(reading)
    if alone and not any(a.missing for a in alone) and not (pending and not is_named(reading)):
        return Routed(tuple(alone))
    if pending and not (is_named(reading) and _others(alone, pending)):
        completed = _complete(reading, pending)
        was_begun = any(a.figures for a in pending.assignments)
        if completed and (was_begun or all(map(_is_well_begun, completed.assignments)) or _is_clear(reading, pending)):
            return completed
    return Routed(tuple(alone)) if alone else None


def _others(alone: Sequence[Assignment], pending: Routed) -> bool:
    """Whether a message asks for something else than what is pending."""
    return bool({a.calculator.name for a in alone} - {a.calculator.name for a in pending.assignments})


def _is_well_begun(assignment: Assignment) -> bool:
    return len(assignment.figures) > 1 or not assignment.missing


def _is_clear(reading: Reading, pending: Routed) -> bool:
    """Whether every figure of a message belongs to a calculation that was only named so far."""
    added = [assign(reading, each.calculator, ()) for each in pending.assignments]
    return any(a.weakest >= CLEAR and len(a.figures) == len(reading.figures) for a in added)


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
