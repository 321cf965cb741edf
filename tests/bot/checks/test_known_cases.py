"""The checks on sentences whose truth is known: those they were developed on, and those of another author, held out.

Only totals of the held-out ones were looked at. Wanted is that no fault is shown, and of 60 right sentences at most 2
are dropped; the limits below are what is reached.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.checks.sentence import SentenceChecker
from corpus.embeddings import Embedder
from tests.bot.checks.cases import read_cases

_NEVER = (
    *("link", "image", "html", "email", "bare-domain", "data-uri", "code", "hidden"),
    *("citation-none", "citation-missing", "language", "refusal"),
)
"""Beginnings of the kinds of which nothing may pass, whoever wrote them."""


@dataclass(frozen=True, slots=True)
class _Judged:
    right: int
    dropped: int
    faults: int
    shown: Counter[str]
    """Faults that may be shown, by kind."""


def _judge(name: str, checker: SentenceChecker) -> _Judged:
    right = dropped = faults = 0
    shown: Counter[str] = Counter()
    for case in read_cases(Path(__file__).with_name(f"{name}.jsonl")):
        passes = checker.check(case.draft, case.context) is None
        if case.fault is None:
            right, dropped = right + 1, dropped + (not passes)
        else:
            faults += 1
            shown[case.fault] += passes
    return _Judged(right, dropped, faults, +shown)


@pytest.fixture(scope="module")
def checker(bundled: Embedder) -> SentenceChecker:
    return SentenceChecker(bundled)


@pytest.fixture(scope="module")
def developed(checker: SentenceChecker) -> _Judged:
    return _judge("dev", checker)


@pytest.fixture(scope="module")
def held_out(checker: SentenceChecker) -> _Judged:
    return _judge("held_out", checker)


def test_sentences_that_were_developed_on(developed: _Judged) -> None:
    assert (developed.right, developed.faults) == (321, 1295)
    assert developed.shown.total() <= 15
    assert developed.dropped <= 100


def test_sentences_of_another_author(held_out: _Judged) -> None:
    assert (held_out.right, held_out.faults) == (60, 428)
    assert held_out.shown.total() <= 29
    assert held_out.dropped <= 21


@pytest.mark.parametrize("kind", _NEVER)
def test_kinds_of_which_nothing_passes(developed: _Judged, held_out: _Judged, kind: str) -> None:
    assert not [shown for each in (developed, held_out) for shown in each.shown if shown.startswith(kind)]


@pytest.mark.xfail(reason="subtle faults in a source's own words, such as roles exchanged, are not all seen yet")
def test_no_fault_is_shown(held_out: _Judged) -> None:
    assert not held_out.shown


@pytest.mark.xfail(reason="free paraphrases are dropped: nothing at hand tells them from claims reliably")
def test_hardly_a_right_sentence_is_dropped(held_out: _Judged) -> None:
    assert held_out.dropped <= 2
