"""What the tests of answers share: one chain over the shipped articles, and its answer to every known question."""

from pathlib import Path

import pytest

from bot.chat import AnswerChain
from bot.evaluate.items import Item, Split, read_items
from bot.evaluate.run import evaluate
from bot.evaluate.system import InProcess
from corpus.knowledge import KnowledgeBase
from tests.bot.asking import Asked, Evaluated, Recorder

_QUESTIONS = Path(__file__).parents[2] / "corpus/qa"


@pytest.fixture(scope="session")
def splits() -> list[Split]:
    """The known questions: those the project is developed on, and those held out."""
    return [read_items(_QUESTIONS / f"{name}.jsonl") for name in ("dev", "test", "promises")]


@pytest.fixture(scope="session")
def dev(splits: list[Split]) -> tuple[Item, ...]:
    return splits[0].items


@pytest.fixture(scope="session")
def chain(knowledge: KnowledgeBase) -> AnswerChain:
    return AnswerChain(knowledge)


@pytest.fixture(scope="session")
def system(knowledge: KnowledgeBase, chain: AnswerChain) -> InProcess:
    return InProcess(knowledge, chain)


@pytest.fixture(scope="session")
def evaluated(splits: list[Split], system: InProcess) -> Evaluated:
    """Every known question asked once, and judged."""
    recorder = Recorder(system)
    results = evaluate(splits, recorder)
    ids = [item.id for split in splits for item in split.items]
    return Evaluated(results, dict(zip(ids, recorder.outcomes, strict=True)))


@pytest.fixture(scope="session")
def asked(dev: tuple[Item, ...], evaluated: Evaluated) -> list[Asked]:
    """Every development question that asks for an ability which exists, answered."""
    return [Asked(item, evaluated.outcomes[item.id].answer) for item in dev if not item.is_open]
