"""Accounts for every number of an answer: it is quoted, computed or given, and there is no fourth kind.

Whoever wrote the answer, a chat model or the code, its text is read again here; what nothing accounts for is never
shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answer import Answer, Calculation, Citation, Number
from bot.marks import MARK
from corpus.quantities import Quantity, Unit, find_quantities

_MARKS = re.compile(rf"(?:{MARK.pattern}\s*)+")
_LIST_NUMBER = re.compile(r"\s*\d{1,2}[.)]\s")
_OF_CALCULATORS = frozenset({"missing_input", "ambiguous_input", "invalid_input"})
"""Reasons of refusals that a calculator gives: what they name are its own bounds, or what was given."""


class UnaccountedError(Exception):
    """An answer states a number that nothing accounts for."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the asker wrote, and in which language."""

    text: str
    language: str


def states(source: str, source_language: str, number: Quantity) -> bool:
    """Whether a text states a quantity: the same value in the same unit, however each is written.

    Args:
        source: the words cited.
        source_language: decides how their figures are read.
        number: as read where it was written; one that cannot be read must stand there as it is.
    """
    if number.value is None:
        return number.text in source
    return any(number.same(stated) for stated in find_quantities(source, source_language))


def verify(answer: Answer, given: Sequence[Given]) -> Answer:
    """The answer with its `numbers`: each number of its text, in order, and what accounts for it.

    Args:
        answer: with its text, its citations and its calculations.
        given: the question, and the asker's earlier ones.

    Raises:
        UnaccountedError: a number is neither stated by the words cited behind it, nor computed, nor given.
    """
    numbers = []
    for line in answer.text.split("\n"):
        for quantity, cited in _read(line, answer):
            number = _quoted(quantity, line, cited) or _computed(quantity, answer) or _given(quantity, given)
            if number is None and answer.refusal and answer.refusal.reason in _OF_CALCULATORS:
                number = _number(quantity, "computed")
            if number is None:
                raise UnaccountedError(
                    f"Nothing accounts for {quantity.text!r} in {line!r}: it is not in the words cited behind it, "
                    "not a calculation's, and not the asker's."
                )
            if quantity.value is not None:
                numbers.append(number)
    return answer.model_copy(update={"numbers": tuple(numbers)})


def _read(line: str, answer: Answer) -> Iterator[tuple[Quantity, Sequence[Citation]]]:
    """The quantities of a line, each with the citations of the marks that stand next behind it.

    The number of a list item is none, nor is that of a mark.
    """
    numbered = _LIST_NUMBER.match(line)
    begin = numbered.end() if numbered else 0
    words = " " * begin + MARK.sub(lambda mark: " " * len(mark[0]), line[begin:])
    marks = list(_MARKS.finditer(line))
    cited = {citation.number: citation for citation in answer.citations}
    for quantity in find_quantities(words, answer.language):
        behind = next((m for m in marks if m.start() >= quantity.end), None)
        numbers = (int(mark) for mark in MARK.findall(behind[0])) if behind else ()
        yield quantity, [cited[number] for number in numbers if number in cited]


def _quoted(quantity: Quantity, line: str, cited: Sequence[Citation]) -> Number | None:
    """Quoted, if one of the citations states it; a figure shown as its source has it is read as its source reads it."""
    for citation in cited:
        language = citation.document_language
        as_there = (q for q in find_quantities(line, language) if q.start == quantity.start)
        for each in (quantity, *(q for q in as_there if q.text in citation.cited_text)):
            if states(citation.cited_text, language, each):
                return _number(each, "quoted", citation.number)
    return None


def _computed(quantity: Quantity, answer: Answer) -> Number | None:
    if quantity.value is None:
        return None
    results = {_figure(Decimal(each.value), each.unit) for each in answer.calculations}
    if _figure(quantity.value, quantity.unit) in results:
        return _number(quantity, "computed")
    for calculation in answer.calculations:
        # The minus of a formula is read as a sign: what is taken off is what was given.
        if quantity.unit is Unit.NONE and abs(quantity.value) in _inputs(calculation):
            is_result = any(value == quantity.value.normalize() for value, _ in results)
            return _number(quantity, "computed" if is_result else "given")
        steps = {unit for value, unit in _steps(calculation) if abs(value) == abs(quantity.value)}
        if steps and quantity.unit in {Unit.NONE, *steps}:
            return _number(quantity, "computed")
    return None


def _inputs(calculation: Calculation) -> set[Decimal]:
    values = (value for each in calculation.inputs.values() for value in each.split(", "))
    return {abs(Decimal(value)) for value in values if re.fullmatch(r"-?[\d.]+", value)}


def _steps(calculation: Calculation) -> Iterator[tuple[Decimal, str]]:
    """The figures of a calculation's name, formula and result."""
    name = calculation.metric.replace("_", " ")  # "Rule of 40"
    for stated in find_quantities(f"{name}: {calculation.formula} = {calculation.substituted}", "en"):
        if stated.value is not None:
            yield stated.value, stated.unit
    yield Decimal(calculation.value), calculation.unit


def _given(quantity: Quantity, given: Sequence[Given]) -> Number | None:
    for each in given:
        for stated in find_quantities(each.text, each.language):
            other = stated.otherwise is not None and stated.otherwise == quantity.value
            if quantity.same(stated) or (other and quantity.unit in ("", stated.unit)):
                return _number(quantity, "given")
    return None


def _number(quantity: Quantity, origin: str, citation: int | None = None) -> Number:
    value = "" if quantity.value is None else f"{quantity.value.normalize():f}"
    return Number.model_validate(
        {"text": quantity.text, "value": value, "unit": quantity.unit.value, "origin": origin, "citation": citation}
    )


def _figure(value: Decimal, unit: str) -> tuple[Decimal, str]:
    return value.normalize(), str(unit)
