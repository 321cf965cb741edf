"""Ingesting brings the stores in line with the sources, at the cost of what changed and no more."""

import json
from hashlib import sha256

import pytest

from corpus.catalog import Catalog
from corpus.embeddings import Embedder
from corpus.errors import ModelMismatchError, SourceError, StoreMissingError
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from corpus.translations import TranslationMemory
from ingest.build import IngestReport, ingest, rebuild
from ingest.read import read_sources, shipped_sources
from tests.conftest import RememberingEmbedder
from tests.ingest.small import GIDS, GUIDE, Sources, state


def test_a_first_run_stores_everything(sources: Sources, counting: RememberingEmbedder) -> None:
    report = ingest(sources.settings, counting)
    found = state(sources.settings, counting)
    assert report == IngestReport(documents=2, added=2, changed=0, removed=0, embedded=len(found["passages"]))
    assert found["vectors"] == set(found["passages"])
    assert (found["pending"], found["orphans"]) == (set(), {})
    assert found["model"] == (counting.fingerprint, "384")
    assert set(found["means"]) == {"en", "nl", "ar", "de", "fr", "es"}
    assert sorted(counting.documents) == sorted(passage.text for passage in found["passages"].values())


def test_a_second_run_changes_nothing_and_embeds_nothing(sources: Sources, counting: RememberingEmbedder) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    counting.documents.clear()
    assert ingest(sources.settings, counting) == IngestReport(2, 0, 0, 0, 0)
    assert counting.documents == []
    assert state(sources.settings, counting) == before


def test_the_shipped_articles_are_the_default_and_cost_nothing_again(
    shipped: Settings, remembered: RememberingEmbedder
) -> None:
    before = state(shipped, remembered)
    assert [document.id for document in before["documents"]] == [
        source.document.id for source in read_sources(shipped_sources())
    ]
    assert ingest(shipped, remembered) == IngestReport(2, 0, 0, 0, 0)
    assert remembered.documents == []
    assert remembered.queries == []
    assert state(shipped, remembered) == before


def test_a_changed_source_costs_only_its_changed_passages(sources: Sources, counting: RememberingEmbedder) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    counting.documents.clear()
    sources.write(en=GUIDE.replace("get 4 calls", "get 6 calls"), nl=GIDS)
    assert ingest(sources.settings, counting) == IngestReport(2, 0, 1, 0, 2)
    section, sentence = sorted(counting.documents, key=len, reverse=True)
    assert sentence == "Large customers get 6 calls."
    assert section.startswith("1. How often do we call? We call customers")
    after = state(sources.settings, counting)
    kept = set(before["passages"]) & set(after["passages"])
    assert len(before["passages"]) - len(kept) == len(after["passages"]) - len(kept) == 2
    assert after["vectors"] == set(after["passages"])
    assert sum(after["vectors in all"].values()) == len(after["passages"])  # the replaced ones are gone
    assert after["sections"]["guide.nl"] == before["sections"]["guide.nl"]
    assert "6" in after["vocabulary"]


def test_a_removed_source_is_gone_from_catalog_words_and_vectors(
    sources: Sources, counting: RememberingEmbedder
) -> None:
    ingest(sources.settings, counting)
    counting.documents.clear()
    sources.write(en=GUIDE)
    assert ingest(sources.settings, counting) == IngestReport(1, 0, 0, 1, 0)
    assert counting.documents == []
    after = state(sources.settings, counting)
    assert [document.id for document in after["documents"]] == ["guide.en"]
    assert after["vectors in all"] == {"en": len(after["passages"])}
    assert "edities" not in after["vocabulary"]
    assert {id_ for ids in after["found"].values() for id_ in ids} <= set(after["passages"])
    assert after["orphans"] == {}


def test_what_is_left_is_what_a_fresh_run_would_make(sources: Sources, counting: RememberingEmbedder) -> None:
    for texts in (
        {"en": GUIDE, "nl": GIDS},
        {"nl": GIDS},
        {"en": GUIDE + "\nMore.", "nl": GUIDE},
        {"en": GUIDE, "nl": GIDS},
    ):
        sources.write(**texts)
        ingest(sources.settings, counting)
    fresh = sources.settings.model_copy(update={"data_dir": sources.folder / "fresh"})
    ingest(fresh, counting)
    assert state(sources.settings, counting) == state(fresh, counting)


def test_a_new_title_or_order_changes_the_document_and_embeds_nothing(
    sources: Sources, counting: RememberingEmbedder
) -> None:
    ingest(sources.settings, counting)
    counting.documents.clear()
    sources.write(nl=GIDS, en=GUIDE)
    assert ingest(sources.settings, counting) == IngestReport(2, 0, 2, 0, 0)
    assert counting.documents == []
    assert [document.language for document in state(sources.settings, counting)["documents"]] == ["nl", "en"]


def test_progress_counts_up_to_the_end(sources: Sources, counting: RememberingEmbedder) -> None:
    told: list[tuple[int, int]] = []
    report = ingest(sources.settings, counting, lambda done, total: told.append((done, total)))
    assert told[0] == (0, report.embedded)
    assert told[-1] == (report.embedded, report.embedded)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("fault", ["missing", "empty", "latin-1", "list"])
def test_a_source_that_cannot_be_read_changes_nothing(
    sources: Sources, counting: RememberingEmbedder, fault: str
) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    counting.documents.clear()
    sources.write(en=GUIDE + "\nNew words.", nl=GIDS)
    last = sources.folder / "guide.nl.txt"
    match fault:
        case "missing":
            last.unlink()
        case "empty":
            last.write_text("")
        case "latin-1":
            last.write_bytes("Geïnd".encode("latin-1"))
        case _:
            (sources.folder / "sources.yaml").write_text("sources: {")
    with pytest.raises(SourceError) as caught:
        ingest(sources.settings, counting)
    assert str(sources.folder) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert counting.documents == []
    assert state(sources.settings, counting) == before


def test_an_unreadable_source_makes_no_data_folder(sources: Sources, counting: RememberingEmbedder) -> None:
    (sources.folder / "guide.en.txt").unlink()
    with pytest.raises(SourceError):
        ingest(sources.settings, counting)
    assert not sources.settings.data_dir.exists()


# Another model


class OtherModel(RememberingEmbedder):
    """The same vectors under another name: a model that is as good, and yet not the one that made the index."""

    def __init__(self, inner: Embedder) -> None:
        super().__init__(inner, {})
        self.fingerprint = "other:model"


def test_another_model_is_refused_until_a_rebuild(sources: Sources, counting: RememberingEmbedder) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    other = OtherModel(counting)
    with pytest.raises(ModelMismatchError, match=r"other:model .*cs-answers rebuild"):
        ingest(sources.settings, other)
    assert other.documents == []
    assert state(sources.settings, counting) == before
    assert rebuild(sources.settings, other) == IngestReport(2, 0, 0, 0, len(before["passages"]))
    assert state(sources.settings, other) == before | {"model": ("other:model", "384")}
    with pytest.raises(ModelMismatchError, match=r"made with the embedding model other:model"):
        open_knowledge_base(sources.settings, counting)


def test_there_is_nothing_to_rebuild_without_a_catalog(settings: Settings, counting: RememberingEmbedder) -> None:
    with pytest.raises(StoreMissingError, match="cs-answers ingest"):
        rebuild(settings, counting)
    assert counting.documents == []


def test_rebuilding_gives_the_same_again(sources: Sources, counting: RememberingEmbedder) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    counting.documents.clear()
    report = rebuild(sources.settings, counting)
    assert report.embedded == len(counting.documents) == len(before["passages"])
    assert state(sources.settings, counting) == before


def test_vectors_of_a_catalog_that_is_gone_are_not_kept(sources: Sources, counting: RememberingEmbedder) -> None:
    ingest(sources.settings, counting)
    for path in sources.settings.data_dir.glob("catalog.sqlite3*"):
        path.unlink()
    sources.write(nl=GIDS)
    ingest(sources.settings, counting)
    after = state(sources.settings, counting)
    assert after["vectors in all"] == {"nl": len(after["passages"])}


def test_a_translation_in_the_memory_is_embedded_when_it_comes(
    sources: Sources, counting: RememberingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TranslationMemory, "load", lambda: TranslationMemory([]))
    ingest(sources.settings, counting)
    counting.documents.clear()
    catalog = Catalog(sources.settings.data_dir / "catalog.sqlite3")
    sentences = catalog.section("guide.nl", "2").sentences
    catalog.close()
    lines = [
        {
            "source_hash": sha256(sentence.text.encode()).hexdigest(),
            "target_language": "en",
            "target": f"Sentence {place} of the guide.",
            "origin": "editorial",
        }
        for place, sentence in enumerate(sentences)
    ]
    memory = TranslationMemory([json.dumps(line) for line in lines])
    monkeypatch.setattr(TranslationMemory, "load", lambda: memory)
    report = ingest(sources.settings, counting)
    assert report.embedded == len(counting.documents) == len(sentences) + 1, "each, and the section as a whole"
    assert {line["target"] for line in lines[1:]} <= set(counting.documents)
    few = TranslationMemory([json.dumps(lines[-1])])
    monkeypatch.setattr(TranslationMemory, "load", lambda: few)
    assert ingest(sources.settings, counting).embedded == 0, (
        "one sentence in another language is no version of a section"
    )
