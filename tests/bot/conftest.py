"""What the tests of answers share: the articles' knowledge base, one chain over it, and its answer to every question."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer, Question
from bot.chat import AnswerChain
from corpus.embeddings import load_embedder
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.settings import Settings
from tests.api.commands import ROOT, first_ask


@dataclass(frozen=True, slots=True)
class Asked:
    """A development question, what is known of its answer, and the answer it got."""

    id: str
    kind: str
    question: str
    language: str
    sections: tuple[str, ...]
    """Where the answer stands; empty for a question that the sources do not answer."""
    facts: tuple[tuple[str, ...], ...]
    """What an answer must hold: of each fact, one of the wordings."""
    answer: Answer


def development_questions() -> list[dict[str, Any]]:
    """The questions with known answers that the project was developed on."""
    lines = (ROOT / "corpus/qa/dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The knowledge base of the shipped articles, as the command line made it."""
    data_dir, ran = first_ask(tmp_path_factory.mktemp("articles"))
    assert ran.status == 0, ran.err
    opened = open_knowledge_base(Settings(data_dir=Path(data_dir)), load_embedder("bundled"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def chain(knowledge: KnowledgeBase) -> AnswerChain:
    return AnswerChain(knowledge)


@pytest.fixture(scope="session")
def asked(chain: AnswerChain) -> list[Asked]:
    """Every development question, answered."""
    return [
        Asked(
            id=row["id"],
            kind=row["kind"],
            question=row["question"],
            language=row["language"],
            sections=tuple(row["sections"]),
            facts=tuple(tuple(fact["any"]) for fact in row["facts"]),
            answer=chain.invoke(Question(text=row["question"])),
        )
        for row in development_questions()
    ]
