"""Reads an answer as a critical reader does: its words without marks, lists and notes, and the figures it states."""

import re
from collections import Counter
from decimal import Decimal

from bot.answer import Answer, Calculation, Citation, Conflict, Number
from corpus.quantities import Quantity, find_quantities
from corpus.text import fold

MARK = re.compile(r"\[(\d+)\]")
_ITEM = re.compile(r"^\d{1,2}[.)]\s+")
_REMARK = re.compile(r" \([^)]*\)$")  # behind a figure that cannot be read

Figure = tuple[Decimal, str]
"""Value and unit."""


def body(answer: Answer) -> str:
    """What the answer says, without its notes."""
    told = answer.text
    for note in (*answer.notes, *(conflict.statement for conflict in answer.conflicts)):
        told = told.replace(note, "")
    return told.strip()


def items(answer: Answer) -> list[str]:
    """The lines of the answer's list, without marks."""
    return [MARK.sub("", line).strip() for line in body(answer).split("\n") if _ITEM.match(line)]


def words_outside_lists(answer: Answer) -> int:
    """How many words the answer has, but for marks, lists and notes."""
    lines = [line for line in body(answer).split("\n") if not _ITEM.match(line)]
    return sum(len(MARK.sub(" ", line).split()) for line in lines)


def figures(answer: Answer) -> Counter[Figure]:
    """The figures that the answer states: not its marks, nor the numbers of list items.

    What a note on a disagreement shows is read side by side, each in the language of its source.
    """
    lines = [_ITEM.sub("", MARK.sub("", line)) for line in body(answer).split("\n")]
    stated = list(find_quantities("\n".join(lines), answer.language))
    for conflict in answer.conflicts:
        for side in conflict.sides:
            if cited := cited_by(answer, side.citation):
                read = find_quantities(cited.cited_text, cited.document_language)
                stated += [q for q in read if any(q.text in told for told in side.quantities)]
    return Counter(_figure(q) for q in stated if q.value is not None)


def cited_by(answer: Answer, number: int | None) -> Citation | None:
    """The citation of a number; None where there is none."""
    return next((citation for citation in answer.citations if citation.number == number), None)


def unaccounted(answer: Answer, question: str) -> list[str]:
    """The figures that nothing accounts for, each as it is listed or read; empty where all is well."""
    listed = Counter((Decimal(number.value).normalize(), number.unit) for number in answer.numbers)
    unlisted = [f"{value:f} {unit}".strip() for value, unit in (figures(answer) - listed).elements()]
    wrong = [f"{n.text} ({n.origin})" for n in answer.numbers if not _is_accounted_for(n, answer, question)]
    return unlisted + wrong + [figure for conflict in answer.conflicts for figure in _invented(conflict, answer)]


def _invented(conflict: Conflict, answer: Answer) -> list[str]:
    """What a note on a disagreement states that its sources do not."""
    invented = []
    rest = MARK.sub("", conflict.statement)
    for side in conflict.sides:
        cited = cited_by(answer, side.citation)
        for told in side.quantities:
            figure = _REMARK.sub("", told)
            rest = rest.replace(figure, "", 1)
            if cited is None or not _stands(figure, cited.cited_text):
                invented.append(told)
    return invented + [q.text for q in find_quantities(rest, answer.language) if q.value is not None]


def _stands(figure: str, text: str) -> bool:
    """Whether a figure is written in a text, and is not a piece of a longer one."""
    return re.search(rf"(?<!\d)(?<!\d[.,]){re.escape(figure)}(?![.,]?\d)", text) is not None


def _is_accounted_for(number: Number, answer: Answer, question: str) -> bool:
    value, unit = Decimal(number.value), number.unit
    if number.origin == "quoted":
        citation = cited_by(answer, number.citation)
        if citation is None:
            return False
        stated = find_quantities(citation.cited_text, citation.document_language)
        return any(q.value == value and q.unit == unit for q in stated)
    if number.origin == "given":
        asked = [q for code in {answer.language, "en"} for q in find_quantities(question, code)]
        # A formula repeats what the asker gave without its unit.
        return number.text in question or any(q.value == value and unit in (q.unit, "") for q in asked)
    return any(_is_computed(value, unit, calculation) for calculation in answer.calculations)


def _is_computed(value: Decimal, unit: str, calculation: Calculation) -> bool:
    """Whether it is the result, or stands in the formula that leads to it."""
    if Decimal(calculation.value) == value:
        return unit in (calculation.unit, "")
    name = calculation.metric.replace("_", " ")  # "Rule of 40"
    stands = find_quantities(f"{name}: {calculation.formula} = {calculation.substituted}", "en")
    return unit == "" and any(q.value == value for q in stands)


def states(answer: Answer, value: Decimal, unit: str) -> bool:
    """Whether the answer states a figure, however it is written."""
    return (value.normalize(), unit) in figures(answer)


def says(told: str, wording: str, language: str) -> bool:
    """Whether a text holds a wording: without regard to case, accents, vowel marks and spacing.

    It must begin where a word does, but in Arabic, where prepositions are written on.
    """
    text, wanted = squeezed(told), squeezed(wording)
    if language == "ar":
        return wanted in text
    return re.search(rf"(?<![^\W_]){re.escape(wanted)}", text) is not None


def squeezed(words: str) -> str:
    """The words folded, with single spaces, to look one text up in another."""
    return " ".join(fold(words).text.split())


def _figure(quantity: Quantity) -> Figure:
    assert quantity.value is not None
    return quantity.value.normalize(), str(quantity.unit)
