"""What the tests of answers share: one chain over the shipped articles, and its answer to every question."""

import pytest

from bot.answer import Question
from bot.chat import AnswerChain
from corpus.knowledge import KnowledgeBase
from tests.bot.reading import Asked, development_questions


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
