"""The page of a run: it is whole, holds all that it should, and nothing in it can load or run anything."""

import re
import sys
from html.parser import HTMLParser
from math import isnan
from random import Random
from typing import Any

import pytest

from bot.evaluate.headlines import HEADLINES
from bot.evaluate.page import page
from bot.evaluate.run import Exchange, Process, Provenance, Result, Run
from bot.evaluate.summary import (
    by_kind,
    calibration_error,
    failures,
    open_kinds,
    refusals,
    reliability,
    retrieval_matrix,
    shortfalls,
    stage_times,
)
from corpus.errors import EvaluationError

_HOSTILE = """</summary></details><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7 * 7 }} "' &amp;"""
_VOID = {"meta", "br", "img", "link", "input"}


class _Tags(HTMLParser):
    """Every tag with its attributes; it refuses one that is not closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _result(number: int, random: Random, **changes: Any) -> Result:
    """A result as a run has it; each third one is not answerable."""
    answerable = number % 3 > 0
    right = float(random.random() < 0.8)
    named = {"decided": right, "language": 1.0, "numbers": 1.0, "citations": 1.0} | changes.pop("figures", {})
    found = {"recall@1": right, "recall@3": 1.0, "mrr": 0.5 + right / 2, "ndcg@10": 0.6 + 0.4 * right}
    fault = f"refusal expected, answer given ({number})"
    given: dict[str, Any] = {
        "id": f"item-{number}",
        "split": "test" if number % 2 else "dev",
        "group": f"group-{number // 2}",
        "kind": "paraphrase" if answerable else "unanswerable",
        "language": ("en", "nl", "ar")[number % 5 % 3],
        "expects": "answer" if answerable else "refusal",
        "figures": named | (found | {"facts": right} if answerable else {}),
        "retrieval": {"all": found, "ar": found, "nl": found} if answerable else {},
        "chance": round(0.35 * random.random() + 0.6 * answerable, 3),
        "milliseconds": {"retrieve": 10.0 + number % 7, "total": 20.0 + number % 11},
        "exchange": Exchange(
            question=f"Question {number}?",
            answer=f"Answer {number}.",
            expected=f"section {number}",
            faults=() if right else (fault,),
        ),
    }
    return Result(**given | changes)


def _run(seed: int = 1, made: str = "2026-11-24") -> Run:
    random = Random(seed)
    results = [_result(number, random) for number in range(40)]
    hostile = Exchange(question=_HOSTILE, answer=_HOSTILE, expected=_HOSTILE, faults=(_HOSTILE,))
    results.append(_result(40, random, kind="hostile", figures={"decided": 0.0}, exchange=hostile))
    results.append(_result(41, random, kind="calculation", is_open=True, figures={"tool": 0.0}))
    return Run(
        provenance=Provenance(
            version="0.1.0",
            code="c0de" * 16,
            model="bundled:model<1>",
            knowledge="d0c5" * 16,
            questions={"dev": "de" * 32, "test": "7e" * 32},
            held_out=("test",),
            made=made,
            machine="two cores",
        ),
        results=tuple(results),
        process=Process(cold_start_s=1.93, peak_memory_mb=166.2),
    )


_RUN, _EARLIER = _run(), _run(2, "2026-11-20")


@pytest.fixture(scope="module")
def html() -> str:
    return page(_RUN, _EARLIER)


@pytest.fixture(scope="module")
def tags(html: str) -> _Tags:
    return _Tags(html)


def test_nothing_is_loaded_or_executed(html: str, tags: _Tags) -> None:
    assert not {tag for tag, _ in tags.found} & {"script", "img", "link", "iframe", "object", "base", "form"}
    for tag, attributes in tags.found:
        assert not any(name.startswith("on") or name in {"src", "srcset", "data"} for name in attributes), tag
        for name, value in attributes.items():
            assert not name.endswith("href") or (value or "").startswith("#"), (tag, value)
            assert "url(" not in (value or ""), (tag, name)
    style = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in html.replace("http-equiv", "")
    assert "default-src 'none'" in html


def test_hostile_text_is_shown_and_inert(html: str, tags: _Tags) -> None:
    assert "<script" not in html
    assert "<img" not in html
    assert tags.text.count(_HOSTILE) == 4
    assert "bundled:model<1>" in tags.text


def test_every_headline_and_every_failed_item_is_in_it(html: str, tags: _Tags) -> None:
    for headline in HEADLINES:
        assert tags.text.count(headline.title) >= 2, "once a split"
    failed = [result for results in failures(_RUN.closed()).values() for result in results]
    assert failed
    for result in failed:
        assert result.exchange is not None
        assert html.count(f"<code>{result.id}</code>") == 1
        for text in (result.exchange.question, result.exchange.answer, *result.exchange.faults):
            assert text in tags.text
    right = [result.id for result in _RUN.closed() if not shortfalls(result)]
    assert not [id_ for id_ in right if f"<code>{id_}</code>" in html]


def test_each_plot_tells_its_message(tags: _Tags) -> None:
    plots = [attributes for tag, attributes in tags.found if tag == "svg"]
    assert len(plots) == 7, "three for each of two splits, and one of the time"
    for attributes in plots:
        assert attributes["role"] == "img"
        assert re.search(r"\d", attributes["aria-label"] or "")
    ids = [attributes["id"] for tag, attributes in tags.found if "id" in attributes and tag == "section"]
    assert len(ids) == len(set(ids)) == 8


def test_the_held_out_failures_come_with_a_warning(html: str) -> None:
    warned = html.index("spoils the held-out half")
    for result in _RUN.closed():
        if shortfalls(result):
            assert (html.index(f"<code>{result.id}</code>") > warned) == (result.split == "test")


def test_without_an_earlier_run_there_is_nothing_run_over_run() -> None:
    alone = page(_RUN)
    assert "un over run" not in alone
    assert "2026-11-20" not in alone
    assert sum(tag == "svg" for tag, _ in _Tags(alone).found) == 5


def test_a_headline_that_applies_to_nothing_any_more_is_named_a_loss() -> None:
    lost = tuple(result.model_copy(update={"figures": {"decided": 1.0}}) for result in _RUN.results)
    html = page(_RUN.model_copy(update={"results": lost}), _RUN)
    assert html.count('<small class="loss">') == 2 * 5, "for two splits: all figures but one"
    assert "applies to no item any more" in html


def test_the_same_run_gives_the_same_bytes(html: str) -> None:
    assert page(_run(), _run(2, "2026-11-20")).encode() == html.encode()


def test_a_run_saved_without_texts_and_times_still_has_a_page() -> None:
    bare: dict[str, Any] = {"exchange": None, "milliseconds": {}, "retrieval": {}, "chance": None}
    results = tuple(result.model_copy(update=bare) for result in _RUN.results)
    told = _Tags(page(_RUN.model_copy(update={"results": results, "process": None})))
    assert "without its times" in told.text
    assert "decided falls short" in told.text
    assert not [tag for tag, _ in told.found if tag == "svg"]


def test_matplotlib_is_left_as_it_was(html: str) -> None:
    import matplotlib

    assert html
    assert matplotlib.rcParams["svg.hashsalt"] is None


@pytest.mark.parametrize("missing", ["jinja2", "matplotlib.figure"])
def test_a_missing_extra_says_how_to_install_it(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(EvaluationError, match=re.escape("pip install 'cs-answers[evaluate]'")):
        page(_RUN)


def _four(**changes: Any) -> list[Result]:
    """Answered and refused, rightly and wrongly; the wrong ones come second and fourth."""
    shapes = [("answer", 1.0, 0.95), ("answer", 0.0, 0.15), ("refusal", 1.0, 0.05), ("refusal", 0.0, 1.0)]
    return [
        _result(1, Random(0), id=f"{number}", expects=expects, figures={"decided": decided}, chance=chance, **changes)
        for number, (expects, decided, chance) in enumerate(shapes)
    ]


def test_refusals_are_counted_by_what_is_right() -> None:
    told = refusals(_four())
    assert (told.answered, told.over_refused, told.hallucinated, told.refused) == (1, 1, 1, 1)
    assert (told.over_refusal.value, told.over_refusal.count) == (0.5, 2)
    assert (told.hallucination.value, told.hallucination.count) == (0.5, 2)


def test_reliability_holds_a_chance_of_one_in_the_last_bin() -> None:
    bins = reliability(_four(), bins=10)
    assert [each.count for each in bins] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins[9].predicted == pytest.approx(0.975)
    assert bins[9].observed.value == 0.5
    assert isnan(bins[2].predicted)
    assert calibration_error(bins) == pytest.approx((0.05 + 0.85 + 2 * 0.475) / 4)


def test_the_matrix_begins_with_all() -> None:
    half = {"all": {"mrr": 0.5}, "nl": {"mrr": 1.0}}
    results = [_result(1, Random(0), language="ar", retrieval=half), _result(2, Random(0), language="en", retrieval={})]
    matrix = retrieval_matrix(results, "mrr")
    assert {row: list(cells) for row, cells in matrix.items()} == {"all": ["all", "nl"], "ar": ["all", "nl"]}
    assert (matrix["ar"]["nl"].value, matrix["all"]["all"].value, matrix["all"]["all"].count) == (1.0, 0.5, 1)


def test_times_end_with_the_total() -> None:
    results = [_result(n, Random(0), milliseconds={"total": 10.0 * n, "retrieve": 1.0 * n}) for n in (1, 2, 3)]
    times = stage_times(results)
    assert list(times) == ["retrieve", "total"]
    assert times["total"] == pytest.approx((20, 29))


def test_kinds_come_by_size_and_the_open_ones_apart() -> None:
    assert [row.kind for row in by_kind(_RUN.closed())] == ["paraphrase", "unanswerable", "hostile"]
    assert [(row.kind, row.count, row.right) for row in open_kinds(_RUN.results)] == [("calculation", 1, 0)]


def test_nothing_comes_of_no_results() -> None:
    assert refusals([]).over_refusal.count == 0
    assert (by_kind([]), reliability([]), stage_times([]), retrieval_matrix([], "mrr")) == ([], [], {}, {})
    assert _Tags(page(_RUN.model_copy(update={"results": ()}))).found
