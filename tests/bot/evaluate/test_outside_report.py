"""Reports of outside benchmarks: honest intervals, and a table that can be read."""

from io import StringIO

import pytest
from rich.console import Console

from bot.evaluate.outside.report import Figure, Published, Report, Row, balanced, share, show

_REPORT = Report(
    name="example",
    title="Example: a benchmark",
    measures="How good the example is.",
    questions=4,
    is_whole=False,
    embedder="model",
    labels=("what",),
    columns=("first", "second"),
    rows=(Row(labels=("all",), figures=(Figure(value=0.25, low=0.1, high=0.5, count=4), None)),),
    notes=("It is [1] only an example.",),
    published=(Published(system="another", figures="30 %.", source="a paper"),),
)


def _each(count: int) -> list[str]:
    return [str(i) for i in range(count)]


def test_a_share_has_its_mean_its_count_and_an_interval_around_it() -> None:
    found = share([True] * 30 + [False] * 70 + [None] * 5, _each(105))
    assert found is not None
    assert (found.value, found.count) == (0.3, 100)
    assert found.low == pytest.approx(0.21, abs=0.02)
    assert found.high == pytest.approx(0.39, abs=0.02)
    assert share([True] * 30 + [False] * 70 + [None] * 5, _each(105)) == found
    assert share([None], ["a"]) is None


def test_a_share_of_none_or_all_is_not_taken_for_certain() -> None:
    none, every = share([False] * 100, _each(100)), share([True] * 100, _each(100))
    assert none is not None
    assert every is not None
    assert (none.value, none.low, every.value, every.high) == (0, 0, 1, 1)
    assert none.high == pytest.approx(0.0362, abs=1e-4)
    assert every.low == pytest.approx(0.9638, abs=1e-4)


def test_cases_of_one_group_are_not_independent() -> None:
    values = [True] * 50 + [False] * 50
    alone, together = share(values, _each(100)), share(values, [str(i // 10) for i in range(100)])
    assert alone is not None
    assert together is not None
    assert alone.low is not None
    assert together.low is not None
    assert together.low < alone.low - 0.1


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    found = balanced([True] * 90 + [False] * 10, [True] * 90 + [False] * 10, _each(100))
    assert found is not None
    assert found.value == 0.5
    assert balanced([True], [True], ["a"]) is None


def test_a_report_is_shown_with_all_that_it_takes_to_read_it() -> None:
    out = StringIO()
    show(Console(file=out, width=120), _REPORT)
    shown = out.getvalue()
    for words in ("Example: a benchmark", "How good", "25 % (10–50)", "–", "not to be quoted", "It is [1] only"):
        assert words in shown
    assert "Published, another: 30 %. Source: a paper" in shown


def test_a_report_survives_json() -> None:
    assert Report.model_validate_json(_REPORT.model_dump_json()) == _REPORT
