"""The benchmarks: what they say the sources state, the sources do state."""

from decimal import Decimal

import pytest

from bot.tools import CALCULATORS
from corpus.benchmarks import Benchmark, Stated, load_benchmarks
from corpus.knowledge import KnowledgeBase
from corpus.phrases import WORDED
from corpus.quantities import Unit, find_quantities

_STATED = [(benchmark, stated) for benchmark in load_benchmarks() for stated in benchmark.stated]


def _states(knowledge: KnowledgeBase, benchmark: Benchmark, stated: Stated) -> bool:
    section = knowledge.catalog.section(stated.document, benchmark.section)
    [sentence] = [s for s in section.sentences if stated.words in s.text]
    document = next(d for d in knowledge.catalog.documents() if d.id == stated.document)
    at = sentence.text.index(stated.words)
    inside = [
        q
        for q in find_quantities(sentence.text, document.language)
        if at <= q.start and q.end <= at + len(stated.words)
    ]
    unit = Unit.NONE if "nps" in benchmark.metrics else benchmark.unit  # a score is written without its points
    if stated.value is None:
        return any(q.value is None for q in inside)
    return any(q.value == stated.value and q.unit == unit for q in inside)


@pytest.mark.parametrize(("benchmark", "stated"), _STATED, ids=[f"{b.id}-{s.document[-2:]}" for b, s in _STATED])
def test_the_cited_words_state_it(knowledge: KnowledgeBase, benchmark: Benchmark, stated: Stated) -> None:
    assert _states(knowledge, benchmark, stated)


def test_a_wrong_figure_would_be_found(knowledge: KnowledgeBase) -> None:
    benchmark, stated = _STATED[0]
    assert stated.value is not None
    for wrong in (stated.value + 1, Decimal(0), None):
        assert not _states(knowledge, benchmark, Stated(stated.document, stated.words, wrong))


def test_each_belongs_to_a_calculator_and_is_worded_in_every_language() -> None:
    for benchmark in load_benchmarks():
        assert set(benchmark.metrics) <= CALCULATORS.keys()
        assert not benchmark.statistic or benchmark.statistic.keys() == set(WORDED)
    assert len({benchmark.id for benchmark in load_benchmarks()}) == len(load_benchmarks())
