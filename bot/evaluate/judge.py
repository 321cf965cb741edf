"""Judges one answer by what is known of its question: gold sections, spans and figures decide, no model does.

Each figure is in [0, 1], 1 is right, and is left out where it does not apply to the item; `words`, the length, counts.
"""

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from functools import partial

from bot.answer import Answer, Citation, Conflict
from bot.evaluate.items import ExpectedConflict, Fact, Item
from bot.evaluate.reading import MARK, body, cited_by, says, states, unaccounted, words_outside_lists
from corpus.languages import detect_language
from corpus.quantities import find_quantities
from corpus.types import Document

Fetch = Callable[[str], Document | None]
"""A document by its id; None for one that does not exist."""


class Judgement:
    """The figures of one answer, and in words what is wrong with it."""

    def __init__(self) -> None:
        self.figures: dict[str, float] = {}
        self.faults: list[str] = []

    def note(self, name: str, figure: float | bool | None, fault: str) -> None:
        """Takes a figure, and where it falls short what to say of it."""
        if figure is None:
            return
        self.figures[name] = float(figure)
        if figure < 1:
            self.faults.append(fault)


def judge(item: Item, answer: Answer, fetch: Fetch, known: Collection[tuple[str, ExpectedConflict]]) -> Judgement:
    """Judges an answer.

    Args:
        item: the question, and what is known of its answer.
        answer: to it.
        fetch: gives the documents that the answer cites.
        known: the works and figures of all conflicts that the items of this run know of: in a work that they know
            some of, one that is reported and is not among them is a false alarm.
    """
    told = Judgement()
    told.note("decided", _decided(item, answer), f"{item.expects} expected, {answer.kind} given")
    told.note("language", _in_right_language(item, answer), f"not in {item.expected_language}: {answer.language}")
    _judge_evidence(item, answer, fetch, told)
    wrong = unaccounted(answer, " ".join([item.question, *(turn.question for turn in item.history)]))
    told.note("numbers", not wrong, f"unaccounted for: {', '.join(wrong)}")
    if item.facts:
        missing = [fact for fact in item.facts if answer.kind == "refusal" or not _states(answer, fact)]
        told.note("facts", 1 - len(missing) / len(item.facts), f"not stated: {'; '.join(map(describe, missing))}")
    if item.forbidden:
        said = [fact for fact in item.forbidden if _states(answer, fact, is_forbidden=True)]
        told.note("forbidden", not said, f"stated, and must not be: {'; '.join(map(describe, said))}")
    _judge_conflicts(item, answer, fetch, known, told)
    told.note("tool", _used_the_right_tool(item, answer), f"calculated: {_calculated(answer)}")
    if answer.kind != "refusal":
        told.figures["words"] = words_outside_lists(answer)
    return told


def describe(fact: Fact) -> str:
    """A fact in a few words."""
    if fact.quantity:
        return f"{fact.quantity.value:f} {fact.quantity.unit}".strip()
    wordings = fact.any or {}
    return " / ".join(wordings.get("en") or next(iter(wordings.values())))


def _decided(item: Item, answer: Answer) -> bool:
    """Whether it answered what can be answered, and refused the rest."""
    return (answer.kind == "refusal") == (item.expects == "refusal")


def _in_right_language(item: Item, answer: Answer) -> bool:
    """Whether the answer says that it is in the right language, and is."""
    words = MARK.sub("", body(answer))
    return answer.language == item.expected_language == detect_language(words, default=item.expected_language)


def _judge_evidence(item: Item, answer: Answer, fetch: Fetch, told: Judgement) -> None:
    marked = {int(mark) for mark in MARK.findall(answer.text)}
    if answer.citations or marked or answer.kind == "answer":
        wrong = [c for c in answer.citations if not _is_exact(c, fetch)]
        belong = bool(answer.citations) and marked == {c.number for c in answer.citations}
        share = (1 - len(wrong) / len(answer.citations)) if belong else 0.0
        told.note(
            "citations", share, f"not the source's words: {[c.number for c in wrong] or 'a mark without citation'}"
        )
    if not item.sections:
        return
    cited = [(_work(c, fetch), c.section) for c in answer.citations]
    gold = {(item.work, number) for number in item.sections}
    right = gold | {(item.work, number) for number in item.also}
    if cited:
        precision = sum(place in right for place in cited) / len(cited)
        told.note("citation_precision", precision, f"cites sections {', '.join(sorted({n for _, n in cited}))}")
    # Each of the sections answers by itself, as in retrieval: one of them is enough.
    told.note("citation_recall", bool(right & set(cited)), f"does not cite {' or '.join(item.sections)}")


def _is_exact(citation: Citation, fetch: Fetch) -> bool:
    document = fetch(citation.document_id)
    if document is None or not citation.cited_text:
        return False
    return document.text[citation.start_char_index : citation.end_char_index] == citation.cited_text


def _work(citation: Citation, fetch: Fetch) -> str | None:
    document = fetch(citation.document_id)
    return document.work if document else None


def _states(answer: Answer, fact: Fact, *, is_forbidden: bool = False) -> bool:
    """Whether the answer states a fact; a forbidden figure may be repeated as the asker's own."""
    if fact.quantity:
        given = (
            (Decimal(number.value), number.unit)
            for number in answer.numbers
            if is_forbidden and number.origin == "given"
        )
        return (fact.quantity.value, fact.quantity.unit) not in given and states(
            answer, fact.quantity.value, fact.quantity.unit
        )
    wordings = fact.any or {}
    return any(says(body(answer), wording, answer.language) for wording in wordings.get(answer.language, ()))


def _judge_conflicts(
    item: Item, answer: Answer, fetch: Fetch, known: Collection[tuple[str, ExpectedConflict]], told: Judgement
) -> None:
    shows = partial(_shows, answer, fetch)
    if item.conflict:
        reported = any(shows(conflict, item.conflict, item.work) for conflict in answer.conflicts)
        told.note("conflict_recall", reported, f"does not say that versions differ in section {item.conflict.section}")
    if answer.conflicts and {work for work, _ in known} & {_work(citation, fetch) for citation in answer.citations}:
        right = [any(shows(conflict, expected, work) for work, expected in known) for conflict in answer.conflicts]
        told.note("conflict_precision", sum(right) / len(right), "reports a conflict that is none")


def _shows(answer: Answer, fetch: Fetch, conflict: Conflict, expected: ExpectedConflict, work: str | None) -> bool:
    """Whether a conflict that is reported is the expected one: it shows one of its figures for each language."""
    shown: dict[str, Sequence[str]] = {}
    for side in conflict.sides:
        citation = cited_by(answer, side.citation)
        if citation and _work(citation, fetch) == work and citation.section == expected.section:
            shown[citation.document_language] = side.quantities
    return all(
        any(_is_shown(figure, quantity, language) for figure in figures for quantity in shown.get(language, ()))
        for language, figures in expected.quantities.items()
    )


def _is_shown(figure: str, quantity: str, language: str) -> bool:
    """Whether what is shown is the expected figure, or one end of the range that it is."""
    wanted = find_quantities(figure, language)
    shown = find_quantities(quantity, language)
    if any(one.value is None for one in wanted):
        return figure in quantity  # one that cannot be read is known by its looks alone
    return any(q.same(one) for q in shown for one in wanted)


def _used_the_right_tool(item: Item, answer: Answer) -> bool | None:
    """Whether the calculation is the one asked for, with its inputs and its result; None where none is asked for."""
    wanted = item.tool
    if wanted is None:
        return None
    if wanted.missing:
        asks_back = answer.refusal is not None and answer.refusal.reason not in ("not_in_sources", "not_understood")
        return not answer.calculations and asks_back
    return any(
        c.metric == wanted.name
        and Decimal(c.value) == wanted.value
        and c.unit == wanted.unit
        and {name: Decimal(given) for name, given in c.inputs.items()} == wanted.inputs
        for c in answer.calculations
    )


def _calculated(answer: Answer) -> str:
    return "; ".join(f"{c.metric} = {c.value} {c.unit} of {c.inputs}" for c in answer.calculations) or "nothing"
