"""The figures of drafted sentences, held against the sentences that they cite."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answer import Calculation
from bot.checks.draft import Context, Draft, Source
from bot.checks.numbers import check_numbers
from bot.verify import Given
from tests.bot.checks.cases import Case, read_cases

_HERE = Path(__file__).parent
_OF_FIGURES = ("number-", "unit-", "date-", "weekday-", "time-", "asker-")


def _cases(name: str) -> list[Case]:
    return [
        case
        for case in read_cases(_HERE / f"{name}.jsonl")
        if all(number in case.context.sources for number in case.draft.sources)
    ]


def _context(text: str, language: str = "en", *, asked: str = "", computed: tuple[Calculation, ...] = ()) -> Context:
    source = Source(1, text, language, text, language)
    return Context(language, {1: source}, (Given(asked, language),), computed)


def _detail(text: str, context: Context) -> str | None:
    fault = check_numbers(Draft(text, (1,)), context)
    assert fault is None or fault.kind == "number"
    return fault.detail if fault else None


def _passes(case: Case) -> bool:
    return check_numbers(case.draft, case.context) is None


def test_figures_of_the_known_sentences() -> None:
    """Two in three that are dropped say "one in ten" for 10%, which the answer's own check reads as another number."""
    cases = _cases("dev")
    shown = [case.draft.text for case in cases if (case.fault or "").startswith(_OF_FIGURES) and _passes(case)]
    dropped = [case.draft.text for case in cases if case.fault is None and not _passes(case)]
    assert not shown
    assert len(dropped) <= 3


def test_figures_of_other_topics() -> None:
    cases = _cases("numbers")
    shown = [case.draft.text for case in cases if case.fault and _passes(case)]
    dropped = [case.draft.text for case in cases if case.fault is None and not _passes(case)]
    assert len(shown) <= 2
    assert len(dropped) <= 1


@pytest.mark.parametrize("name", ["dev", "numbers"])
def test_a_source_in_its_own_words_passes(name: str) -> None:
    sources = {(source.text, source.language) for case in _cases(name) for source in case.context.sources.values()}
    assert len(sources) > 30
    assert [text for text, language in sorted(sources) if _detail(text, _context(text, language))] == []


@given(st.integers(2, 999), st.integers(2, 999))
def test_only_the_same_number_passes(told: int, drafted: int) -> None:
    assume(told != drafted)
    context = _context(f"The archive holds {told} maps.")
    assert _detail(f"There are {told} maps in the archive.", context) is None
    assert _detail(f"There are {drafted} maps in the archive.", context) is not None


@given(st.integers(10, 99), st.integers(100, 999))
def test_figures_do_not_change_places(length: int, height: int) -> None:
    context = _context(f"The dam is {height} metres long and {length} metres high.")
    assert _detail(f"The dam is {height} metres long and {length} metres high.", context) is None
    assert _detail(f"The dam is {length} metres long and {height} metres high.", context) is not None


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("50% of the seats are taken.", "Half of the seats are taken."),
        ("In 10% of the cases it fails.", "It fails in 10 percent of the cases."),
        ("She gives two tours a month.", "She gives tours twice a month."),
        ("Sales doubled.", "Sales became twice as high."),
        ("The shop is open Monday to Friday.", "The shop is open on weekdays."),
        ("It opens at 2 pm.", "It opens at 2 p.m."),
        ("Revenue rose in the third quarter.", "Revenue rose in Q3."),
        ("The limit is between 5 and 10 litres.", "The limit lies between 5 and 10 litres."),
        ("1. Measure the room", "The first thing is to measure the room."),
    ],
)
def test_one_figure_in_two_writings(source: str, draft: str) -> None:
    assert _detail(draft, _context(source)) is None


def test_a_source_in_another_language_counts() -> None:
    source = Source(
        1, "Seit März 1998 fahren täglich zwölf Züge.", "de", "Seit März 1998 fahren täglich zwölf Züge.", "de"
    )
    context = Context("en", {1: source}, ())
    assert _detail("Twelve trains a day have run since March 1998.", context) is None
    assert _detail("Twelve trains a day have run since May 1998.", context) is not None
    assert _detail("Twelve trains an hour have run since March 1998.", context) is not None


def test_a_calculation_counts_and_the_asker_does_not() -> None:
    calculation = Calculation(
        metric="nrr",
        value="112.5",
        unit="percent",
        formula="(start + expansion - churn) / start",
        substituted="(80 + 20 - 10) / 80 = 112.5%",
        inputs={"start": "80", "expansion": "20", "churn": "10"},
    )
    draft = "Your NRR is 112.5%, from a start of 80."
    assert _detail(draft, _context("The median NRR is 106%.", asked="We started at 80.")) is not None
    assert _detail(draft, _context("The median NRR is 106%.", computed=(calculation,))) is None


@pytest.mark.parametrize(
    ("language", "asked", "source", "draft"),
    [
        ("en", "Is a yield of 9% normal?", "Yields vary.", "Yes, yields vary and can be normal."),
        ("en", "Is a yield of 9% normal?", "Yields vary.", "A yield that high is normal."),
        ("nl", "Is 9% gebruikelijk?", "De opbrengst verschilt.", "Dat klopt, de opbrengst verschilt."),
        ("ar", "هل 9% طبيعي؟", "يختلف العائد.", "هذه النسبة طبيعية."),
    ],
)
def test_what_only_the_asker_said_is_not_confirmed(language: str, asked: str, source: str, draft: str) -> None:
    assert "the asker's 9%" in str(_detail(draft, _context(source, language, asked=asked)))
    assert _detail(draft, _context(source, language)) is None


def test_digits_that_are_no_figure_stand_in_the_source() -> None:
    context = _context("The form dates from 12.05.2024 and concerns model X9.")
    assert _detail("Model X9 is meant, on a form of 12.05.2024.", context) is None
    assert _detail("Model X7 is meant.", context) is not None
    assert _detail("The form dates from 13.05.2024.", context) is not None


def test_details_name_the_figure() -> None:
    context = _context("The median NRR is 106%.")
    assert _detail("The median NRR is 116%.", context) == "the figure 116% is not in the sentences that it cites"
