"""A knowledge base that is not the shipped one: one short document without headings."""

from pathlib import Path

import pytest

from bot.answer import Question
from bot.chat import AnswerChain
from corpus.embeddings import Embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from ingest.build import ingest

_TEXT = """Our shop sells bicycles in three cities. Customers may return a product within 30 days if it is unused.

Repairs take five working days on average. A repair of the brakes costs 45 euro.
"""


@pytest.fixture
def shop(tmp_path: Path, bundled: Embedder) -> AnswerChain:
    (tmp_path / "shop.txt").write_text(_TEXT, encoding="utf-8")
    listing = tmp_path / "sources.yaml"
    listing.write_text("sources:\n  - {file: shop.txt, language: en, title: Shop rules}\n", encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", sources=listing)
    ingest(settings, bundled)
    return AnswerChain(open_knowledge_base(settings, bundled))


def test_a_small_text_is_answered_from_and_not_beyond(shop: AnswerChain) -> None:
    returned = shop.invoke(Question(text="Within how many days can I return a product?"))
    assert returned.kind == "answer"
    assert "30 days" in returned.text
    assert "45 euro" in shop.invoke(Question(text="What does a brake repair cost?")).text
    assert shop.invoke(Question(text="Who is the king of Spain?")).kind == "refusal"


def test_a_source_that_another_process_adds_is_found_at_the_next_question(
    shop: AnswerChain, tmp_path: Path, bundled: Embedder
) -> None:
    question = Question(text="Where can I park my car at the harbour?")
    assert shop.invoke(question).kind == "refusal"
    (tmp_path / "harbour.txt").write_text("At the harbour you can park your car behind the old lighthouse.\n")
    with (tmp_path / "sources.yaml").open("a") as listing:
        listing.write("  - {file: harbour.txt, language: en, title: The harbour}\n")
    ingest(Settings(data_dir=tmp_path / "data", sources=tmp_path / "sources.yaml"), bundled)
    assert "lighthouse" in shop.invoke(question).text
