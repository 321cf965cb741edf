"""Answers a request for calculations: results with their formulas, what is still missing, or what is wrong."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.answer import Answer, Calculation, Reason, Refusal
from bot.calculate.assign import Assignment
from bot.calculate.figure import Figure, years
from bot.calculate.route import Routed, doubtful
from bot.calculate.wording import in_language, label_of, labels, title_of, with_unit
from bot.metrics.arguments import Measure
from bot.metrics.calculator import Calculator, Result
from bot.metrics.errors import InputError
from bot.metrics.exact import plain, write
from bot.tools import CALCULATORS
from corpus.phrases import say
from corpus.quantities import CURRENCIES, Unit
from corpus.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one calculation."""

    text: str
    result: Result | None = None
    reason: Reason | None = None


def reply(routed: Routed, language: str) -> Answer:
    """The answer to a request for calculations.

    What can be calculated is; what lacks a figure is asked for; a figure that cannot be is told.

    Args:
        routed: what is asked for.
        language: of the answer, one that the bot speaks.
    """
    told = [_tell(assignment, language) for assignment in routed.assignments]
    results = [each.result for each in told if each.result]
    texts = [each.text for each in told]
    if not results:
        text = _joined(texts)
        reason = next(each.reason for each in told if each.reason)
        return Answer(kind="refusal", text=text, language=language, refusal=Refusal(reason=reason, message=text))
    return _computed(texts, results, language)


def reply_with(results: Sequence[Result], language: str) -> Answer:
    """The answer that shows some results, at least one.

    Args:
        results: of calculators.
        language: of the answer, one that the bot speaks.
    """
    return _computed([_show(CALCULATORS[each.metric], each, language) for each in results], results, language)


def _computed(texts: Sequence[str], results: Sequence[Result], language: str) -> Answer:
    text = say("computed", language) + "\n\n" + _joined(texts)
    return Answer(
        kind="calculation",
        text=text,
        language=language,
        calculations=tuple(_calculation(result) for result in results),
        generator="calculator",
    )


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(dict.fromkeys(texts))


def _tell(assignment: Assignment, language: str) -> _Told:
    doubts = doubtful(assignment)
    if doubts:
        return _Told(
            " ".join(_ask_which(name, figure, language) for name, figure in doubts.items()), None, "ambiguous_input"
        )
    try:
        given, currency = _given(assignment)
        missing = [p for p in assignment.calculator.parameters if p.name not in given and p.default is None]
        if missing:
            return _Told(_ask_for([p.name for p in missing], assignment, language), None, "missing_input")
        result = assignment.calculator(currency=currency or None, **given)
    except InputError as error:
        return _Told(error.told(language, labels(language)), None, "invalid_input")
    return _Told(_show(assignment.calculator, result, language), result)


_Given = Decimal | Fraction | str | tuple[Fraction, ...]


def _given(assignment: Assignment) -> tuple[dict[str, _Given], str]:
    """The figures as the calculator takes them, and the currency they are in."""
    given: dict[str, _Given] = {name: Fraction(0) for name in assignment.zeros}
    units: dict[str, Unit] = {}
    for name, figure in assignment.figures.items():
        parameter = next(p for p in assignment.calculator.parameters if p.name == name)
        given[name] = _value(figure, parameter.measure, is_whole=parameter.whole)
        if figure.quantity.unit in CURRENCIES:
            units[name] = figure.quantity.unit
    _derive_lost(assignment, given)
    if len(set(units.values())) > 1:
        (first, seen), *others = units.items()
        name, unit = next((name, unit) for name, unit in others if unit is not seen)
        raise InputError("mixed_currencies", name, given=unit.value, other=first, limit=seen.value)
    return given, next(iter(units.values()), "")


def _value(figure: Figure, measure: Measure, *, is_whole: bool) -> _Given:
    if figure.is_list:
        return tuple(Fraction(quantity.value or 0) for quantity in figure.quantities)
    quantity = figure.quantity
    value = quantity.value or Decimal(0)
    if measure is Measure.YEARS:
        return years(figure)
    if is_whole and value != value.to_integral_value() and quantity.otherwise is not None:
        value = quantity.otherwise
    return f"{value:f}%" if quantity.unit is Unit.PERCENT else value


def _derive_lost(assignment: Assignment, given: dict[str, _Given]) -> None:
    """Customers lost, where the question says how many stayed."""
    start, stayed = given.get("starting_customers"), assignment.besides.get("retained_customers")
    if stayed and isinstance(start, Decimal) and "lost_customers" not in given:
        given["lost_customers"] = start - (stayed.quantity.value or Decimal(0))


def _show(calculator: Calculator, result: Result, language: str) -> str:
    """The result, and its formula in words and in figures."""
    words = _formula(calculator, language)
    figures = in_language(result.substituted, language)
    value = in_language(write(result.value), language)
    shown = with_unit(value, result.unit, language)
    figures = figures.removesuffix(value) + shown
    return f"**{title_of(calculator, language)}: {shown}**\n{words}\n= {figures}"


def _formula(calculator: Calculator, language: str) -> str:
    names = re.findall(r"\{(\w+)\}", calculator.formula)
    # In a formula, what a label says in parentheses would read as a part of it.
    return calculator.formula.format(**{name: label_of(name, language).partition(" (")[0] for name in names})


def _ask_for(missing: Sequence[str], assignment: Assignment, language: str) -> str:
    names = "; ".join(label_of(name, language) for name in missing)
    arguments = Vocabulary.load().arguments
    text = say("needs_input", language, metric=title_of(assignment.calculator, language), missing=names)
    if all(arguments[name].may_be_none for name in missing):
        text += " " + say("say_none", language)
    return text


def _ask_which(name: str, figure: Figure, language: str) -> str:
    quantity = figure.quantity
    readings = sorted(value for value in (quantity.value, quantity.otherwise) if value is not None)
    low, high = (in_language(write(value), language) for value in readings)
    return say(
        "which_number", language, argument=label_of(name, language), written=quantity.text.strip(), low=low, high=high
    )


def _each(value: Fraction | tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return value if isinstance(value, tuple) else (value,)


def _calculation(result: Result) -> Calculation:
    inputs = {name: ", ".join(plain(each) for each in _each(value)) for name, value in result.inputs.items()}
    return Calculation(
        metric=result.metric,
        value=plain(result.value),
        unit=result.unit,
        formula=result.formula,
        substituted=result.substituted,
        inputs=inputs,
        note=result.note,
    )
