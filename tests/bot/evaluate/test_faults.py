"""Planted faults: each is caught by the figure that should catch it, and shuts the gate."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest

from bot.abstain import Decision
from bot.answer import Answer, Calculation, Conflict, ConflictSide, Question
from bot.chat import AnswerChain
from bot.evaluate import items as formats
from bot.evaluate.gate import Change, compare
from bot.evaluate.items import Item, Split
from bot.evaluate.reading import MARK
from bot.evaluate.run import Provenance, Result, Run, evaluate
from bot.evaluate.system import ALL, InProcess, Outcome
from corpus.knowledge import KnowledgeBase
from corpus.types import Document
from tests.bot.asking import Evaluated

_ASKED = 120  # answerable development questions that were answered, and as many that were refused at most

Fault = Callable[[Answer], Answer]


class Replay:
    """The outcomes of a system that was asked before, with a fault in each answer."""

    def __init__(self, system: InProcess, outcomes: Mapping[str, Outcome], fault: Callable[[Outcome], Outcome]) -> None:
        self._system = system
        self._outcomes = outcomes
        self._fault = fault

    def ask(self, question: Question) -> Outcome:
        return self._fault(self._outcomes[question.text])

    def document(self, document_id: str) -> Document | None:
        return self._system.document(document_id)


@pytest.fixture(scope="module")
def sample(splits: list[Split], evaluated: Evaluated) -> Split:
    """Questions that stand once, of which every other can be answered."""
    kept: dict[str, Item] = {}
    counts = {True: 0, False: 0}
    for item in splits[0].items:
        answerable = bool(item.sections)
        right = (evaluated.outcomes[item.id].answer.kind == "answer") == answerable
        if right and not item.is_open and item.question not in kept and counts[answerable] < _ASKED:
            kept[item.question] = item
            counts[answerable] += 1
    return splits[0].model_copy(update={"items": tuple(kept.values())})


@pytest.fixture(scope="module")
def replay(sample: Split, system: InProcess, evaluated: Evaluated) -> Callable[[Callable[[Outcome], Outcome]], Run]:
    """Evaluates the sample's answers again, with a fault in them."""
    outcomes = {item.question: evaluated.outcomes[item.id] for item in sample.items}
    return lambda fault: _run(sample, evaluate([sample], Replay(system, outcomes, fault)))


@pytest.fixture(scope="module")
def sound(replay: Callable[[Callable[[Outcome], Outcome]], Run]) -> Run:
    return replay(lambda outcome: outcome)


def _run(split: Split, results: list[Result]) -> Run:
    made = Provenance(
        version="0", code="", model="", knowledge="", questions={split.name: split.sha256}, made="", machine=""
    )
    return Run(provenance=made, results=tuple(results))


def _in_answers(fault: Fault) -> Callable[[Outcome], Outcome]:
    return lambda outcome: replace(
        outcome, answer=fault(outcome.answer) if outcome.answer.kind == "answer" else outcome.answer
    )


def _shift_a_citation(answer: Answer) -> Answer:
    first, *rest = answer.citations
    moved = {"start_char_index": first.start_char_index + 1, "end_char_index": first.end_char_index + 1}
    return answer.model_copy(update={"citations": (first.model_copy(update=moved), *rest)})


def _change_a_number_in_the_text(answer: Answer) -> Answer:
    if not answer.numbers:
        return answer
    written = answer.numbers[0].text
    changed = re.sub(r"\d", "7", written, count=1) if re.search(r"[0-68-9]", written) else "77"
    return answer.model_copy(update={"text": answer.text.replace(written, changed)})


def _change_a_number_and_its_account(answer: Answer) -> Answer:
    changed = _change_a_number_in_the_text(answer)
    if changed == answer:
        return answer
    first, *rest = answer.numbers
    claimed = first.model_copy(update={"text": "77", "value": str(Decimal(first.value) + 1)})
    return changed.model_copy(update={"numbers": (claimed, *rest)})


def _answer_in_the_words_of_a_source(answer: Answer) -> Answer:
    """Keeps the language that the answer says it is in."""
    other = next((c for c in answer.citations if c.document_language != answer.language), None)
    return answer.model_copy(update={"text": f"{other.cited_text} [1]"}) if other else answer


def _say_another_language(answer: Answer) -> Answer:
    return answer.model_copy(update={"language": "nl" if answer.language != "nl" else "en"})


def _drop_the_last_mark(answer: Answer) -> Answer:
    *_, last = MARK.finditer(answer.text)
    return answer.model_copy(update={"text": answer.text[: last.start()] + answer.text[last.end() :]})


def _swap_sections(answer: Answer) -> Answer:
    swapped = [c.model_copy(update={"section": str(int(c.section) % 10 + 1)}) for c in answer.citations]
    return answer.model_copy(update={"citations": tuple(swapped)})


def _swap_rankings(outcome: Outcome) -> Outcome:
    ranking = outcome.rankings[ALL]
    return replace(outcome, rankings={ALL: (*ranking[1:2], *ranking[:1], *ranking[2:])})


def _hide_conflicts(answer: Answer) -> Answer:
    text = answer.text
    for conflict in answer.conflicts:
        text = text.replace(conflict.statement, "")
    return answer.model_copy(update={"conflicts": (), "text": text})


def _invent_a_figure_in_a_conflict(answer: Answer) -> Answer:
    """In what is shown of a side and in the note alike."""
    if not answer.conflicts:
        return answer
    first, *rest = answer.conflicts
    side = first.sides[0].model_copy(update={"quantities": ("999 %",)})
    statement = first.statement.replace(first.sides[0].quantities[0], "999 %")
    told = first.model_copy(update={"statement": statement, "sides": (side, *first.sides[1:])})
    text = answer.text.replace(first.statement, statement)
    return answer.model_copy(update={"conflicts": (told, *rest), "text": text})


def _report_a_conflict_that_is_none(answer: Answer) -> Answer:
    if len(answer.citations) < 2 or answer.conflicts:
        return answer
    statement = "The versions of the source differ here."
    sides = tuple(ConflictSide(citation=citation.number, quantities=()) for citation in answer.citations[:2])
    found = Conflict(statement=statement, sides=sides)
    return answer.model_copy(update={"conflicts": (found,), "text": f"{answer.text}\n\n{statement}"})


@pytest.mark.parametrize(
    ("fault", "figure"),
    [
        (_in_answers(_report_a_conflict_that_is_none), "conflict_precision"),
        (_in_answers(_shift_a_citation), "citations"),
        (_in_answers(_drop_the_last_mark), "citations"),
        (_in_answers(_change_a_number_in_the_text), "numbers"),
        (_in_answers(_change_a_number_and_its_account), "numbers"),
        (_in_answers(_answer_in_the_words_of_a_source), "language"),
        (_in_answers(_say_another_language), "language"),
        (_in_answers(_swap_sections), "citation_precision"),
        (_in_answers(_swap_sections), "citation_recall"),
        (_swap_rankings, "recall@1"),
        (_in_answers(_hide_conflicts), "conflict_recall"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_fault_is_caught_by_its_figure(
    replay: Callable[[Callable[[Outcome], Outcome]], Run],
    sound: Run,
    fault: Callable[[Outcome], Outcome],
    figure: str,
) -> None:
    changes = {change.headline.name: change for change in compare(replay(fault), sound)}
    assert changes[figure].verdict, changes[figure]
    assert changes[figure].now.value < changes[figure].before.value - 0.1


def test_a_sound_run_loses_nothing(sound: Run) -> None:
    assert len([result for result in sound.results if result.expects == "answer"]) == _ASKED
    assert not [change for change in compare(sound, sound) if change.verdict]


def test_one_shifted_citation_is_one_too_many(
    replay: Callable[[Callable[[Outcome], Outcome]], Run], sound: Run
) -> None:
    shifted: list[Outcome] = []

    def shift_the_first(outcome: Outcome) -> Outcome:
        if shifted or not outcome.answer.citations:
            return outcome
        shifted.append(outcome)
        return replace(outcome, answer=_shift_a_citation(outcome.answer))

    lost = [change.headline.name for change in compare(replay(shift_the_first), sound) if change.verdict]
    assert lost == ["citations"]


def test_a_figure_that_a_conflict_invents_is_caught(
    replay: Callable[[Callable[[Outcome], Outcome]], Run], sound: Run
) -> None:
    changes = {c.headline.name: c for c in compare(replay(_in_answers(_invent_a_figure_in_a_conflict)), sound)}
    assert changes["numbers"].verdict
    assert changes["numbers"].now.value < 1


def test_a_forbidden_statement_is_caught(splits: list[Split], evaluated: Evaluated, system: InProcess) -> None:
    items = [i for i in splits[0].items if i.forbidden and evaluated.outcomes[i.id].answer.kind == "answer"]
    split = splits[0].model_copy(update={"items": tuple({item.question: item for item in items}.values())})
    outcomes = {item.question: evaluated.outcomes[item.id] for item in split.items}
    right = _run(split, evaluate([split], Replay(system, outcomes, lambda outcome: outcome)))

    def agree(outcome: Outcome) -> Outcome:
        """With whatever any of the questions claims."""
        claims = [wording for item in items for fact in item.forbidden for wording in (fact.any or {}).get("en", ())]
        claims += [f"{f.quantity.value} {f.quantity.unit}" for item in items for f in item.forbidden if f.quantity]
        told = f"Yes: {', '.join(claims)}. {outcome.answer.text}"
        return replace(outcome, answer=outcome.answer.model_copy(update={"text": told, "language": "en"}))

    wrong = _run(split, evaluate([split], Replay(system, outcomes, agree)))
    assert len(right.results) >= 20
    assert "forbidden" in _lost(compare(wrong, right))


def test_refusal_turned_off_is_caught(sample: Split, knowledge: KnowledgeBase, sound: Run) -> None:
    always = AnswerChain(knowledge, decision=replace(Decision.load(), threshold=0.0))
    run = _run(sample, evaluate([sample], InProcess(knowledge, always)))
    assert "decided" in _lost(compare(run, sound))


def test_a_calculator_that_rounds_otherwise_is_caught(
    splits: list[Split], system: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "OPEN_KINDS", frozenset[formats.Kind]())
    exact = {"nrr": "107.555", "nps": "33.335", "csat": "66.665"}
    items = []
    for place, (metric, value) in enumerate(exact.items()):
        rounded = Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
        tool = formats.ExpectedTool(name=metric, inputs={"a": Decimal(1)}, value=rounded)
        asked = f"What is our {metric}?"
        fields = {"id": metric, "group": f"g{place}", "question": asked, "language": "en", "kind": "calculation"}
        items.append(Item.model_validate(fields | {"tool": tool}))
    split = splits[0].model_copy(update={"items": tuple(items)})

    def calculated(rounding: str) -> Run:
        outcomes = {item.question: _calculate(item, exact, rounding) for item in items}
        return _run(split, evaluate([split], Replay(system, outcomes, lambda outcome: outcome)))

    right, wrong = calculated(ROUND_HALF_UP), calculated(ROUND_DOWN)
    assert [result.figures["tool"] for result in right.results] == [1, 1, 1]
    assert [result.figures["tool"] for result in wrong.results] == [0, 0, 0]
    assert _lost(compare(wrong, right)) == ["tool"]


def _calculate(item: Item, exact: Mapping[str, str], rounding: str) -> Outcome:
    assert item.tool
    metric = item.tool.name
    value = str(Decimal(exact[metric]).quantize(Decimal("0.01"), rounding))
    done = Calculation(metric=metric, value=value, unit="", formula="a", substituted="1", inputs={"a": "1.0"})
    return Outcome(Answer(kind="calculation", text="It is as computed.", language="en", calculations=(done,)))


def _lost(changes: list[Change]) -> list[str]:
    return [change.headline.name for change in changes if change.verdict]
