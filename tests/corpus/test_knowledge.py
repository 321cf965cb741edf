"""Opening the knowledge base: both stores sound and of one model, or an error that says what to do."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.embeddings import Embedder
from corpus.errors import ModelMismatchError, StoreDamagedError, StoreError, StoreMissingError
from corpus.knowledge import KnowledgeBase, open_knowledge_base, writing
from corpus.settings import Settings


@dataclass
class OtherModel(Embedder):
    """Another model's identity; opening a knowledge base embeds nothing."""

    fingerprint: str = "other:model"
    dimension: int = 16

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError(texts)

    def embed_query(self, text: str) -> list[float]:
        raise AssertionError(text)


def test_the_shipped_articles_are_sound(knowledge: KnowledgeBase) -> None:
    counts = knowledge.check()
    knowledge.check_complete()
    assert knowledge.is_complete()
    assert set(counts) == {"nl", "ar", "en"}
    assert {language: knowledge.vectors.count(language) for language in counts} == counts


def test_each_vector_is_the_embedding_of_its_passage(knowledge: KnowledgeBase, bundled: Embedder) -> None:
    for language in knowledge.catalog.counts():
        passages = knowledge.catalog.passages(knowledge.catalog.sample(language, 3)[:3])
        stored = knowledge.vectors.get(language, list(passages))
        for id_, passage in passages.items():
            assert passage.language == language
            assert stored[id_].tolist() == pytest.approx(bundled.embed_documents([passage.text])[0], abs=1e-5)


def test_a_missing_knowledge_base_is_not_made_by_looking(settings: Settings, bundled: Embedder) -> None:
    with pytest.raises(StoreMissingError, match=r"no knowledge base at .*Run `cs-answers ingest`"):
        open_knowledge_base(settings, bundled)
    assert not settings.data_dir.exists()


def test_another_model_is_refused_and_both_are_named(shipped: Settings, bundled: Embedder) -> None:
    with pytest.raises(ModelMismatchError) as caught:
        open_knowledge_base(shipped, OtherModel())
    message = str(caught.value)
    assert f"{bundled.fingerprint} ({bundled.dimension} dimensions)" in message
    assert "other:model (16 dimensions)" in message
    assert "CSA_EMBEDDINGS" in message
    assert "cs-answers rebuild" in message


def test_an_incomplete_index_is_told_with_its_numbers(shipped: Settings, bundled: Embedder) -> None:
    with sqlite3.connect(shipped.data_dir / "catalog.sqlite3") as catalog:
        catalog.execute("UPDATE passages SET stored = 0 WHERE key IN (SELECT key FROM passages LIMIT 3)")
        catalog.execute("INSERT INTO orphans VALUES ('gone', 'nl')")
    catalog.close()
    knowledge = open_knowledge_base(shipped, bundled)
    assert not knowledge.is_complete()
    with pytest.raises(StoreDamagedError, match=r"3 vectors are missing, 1 are left over\. Run `cs-answers ingest`"):
        knowledge.check_complete()
    knowledge.close()


def test_a_lost_vector_is_noticed(shipped: Settings, bundled: Embedder) -> None:
    knowledge = open_knowledge_base(shipped, bundled)
    knowledge.vectors.delete("nl", knowledge.catalog.sample("nl", 1))
    with pytest.raises(StoreDamagedError, match=r"in language nl, .*Run `cs-answers rebuild`"):
        knowledge.check()
    knowledge.close()


def test_a_lost_collection_is_noticed(shipped: Settings, bundled: Embedder) -> None:
    knowledge = open_knowledge_base(shipped, bundled)
    knowledge.vectors.clear()
    with pytest.raises(StoreDamagedError, match="rebuild"):
        knowledge.check()
    knowledge.close()


@pytest.mark.parametrize("kept", [0.25, 0.5, 0.9])
def test_a_truncated_catalog_is_a_clear_error(shipped: Settings, bundled: Embedder, kept: float) -> None:
    path = shipped.data_dir / "catalog.sqlite3"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(StoreDamagedError, match=r"Remove .* and run `cs-answers ingest`") as caught:
        open_knowledge_base(shipped, bundled).check()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("below", ["data", "data/deeper"])
def test_a_data_folder_below_a_file_is_a_clear_error(tmp_path: Path, bundled: Embedder, below: str) -> None:
    (tmp_path / "file").write_text("mine")
    settings = Settings(data_dir=tmp_path / "file" / below)
    with pytest.raises(StoreError, match=r"cannot be used as data folder .*CSA_DATA_DIR"):
        open_knowledge_base(settings, bundled, create=True)
    with pytest.raises(StoreError, match=r"cannot be used as data folder .*CSA_DATA_DIR"), writing(settings):
        raise AssertionError("the lock was given")
    assert (tmp_path / "file").read_text() == "mine"


def test_the_lock_is_free_again_after_a_failure(settings: Settings) -> None:
    with pytest.raises(ZeroDivisionError), writing(settings):
        raise ZeroDivisionError
    with writing(settings):
        assert settings.data_dir.is_dir()
