"""Ablations: every part has a row, the whole is first, and a part that matters is seen to."""

from math import isnan

import pytest

from bot.evaluate.ablations import Ablation, ablate
from bot.evaluate.items import Item
from corpus.knowledge import KnowledgeBase
from corpus.remembering import RememberingEmbedder


@pytest.fixture(scope="module")
def rows(knowledge: KnowledgeBase, dev: tuple[Item, ...]) -> dict[str, Ablation]:
    closed = [item for item in dev if not item.is_open]
    few = [item for item in closed if item.kind in ("heading", "keywords", "typo")] + closed[::40]
    told: list[tuple[int, int]] = []
    embedder, knowledge.embedder = knowledge.embedder, RememberingEmbedder(knowledge.embedder)
    try:
        found = ablate(knowledge, list({item.id: item for item in few}.values()), lambda *done: told.append(done))
    finally:
        knowledge.embedder = embedder
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    return {row.name: row for row in found}


def test_the_whole_comes_first_and_adds_nothing_to_itself(rows: dict[str, Ablation]) -> None:
    name, whole = next(iter(rows.items()))
    assert name == "everything"
    assert whole.gain_recall.value == whole.gain_facts.value == whole.gain_decided.value == 0
    assert whole.recall.value > 0.9


@pytest.mark.parametrize(
    "name", ["dense leg only", "lexical leg only", "no glossary", "no expected questions", "no language balancing"]
)
def test_a_leg_is_worth_something(rows: dict[str, Ablation], name: str) -> None:
    row = rows[name]
    assert row.gain_recall.value == pytest.approx(rows["everything"].recall.value - row.recall.value)
    assert not isnan(row.decided.value)
    assert row.recall.value < 1


def test_sentences_are_chosen_for_a_reason(rows: dict[str, Ablation]) -> None:
    row = rows["no reranking of sentences: the first ones"]
    assert row.gain_recall.value == 0
    assert row.gain_facts.value > 0.1


def test_every_signal_has_a_row(rows: dict[str, Ablation]) -> None:
    assert sum(name.startswith("decision: no ") for name in rows) == 8
