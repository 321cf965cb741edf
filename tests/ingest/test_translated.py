"""What a model translated becomes passages, stays while its sentence does, and goes with it."""

import pytest

from corpus.knowledge import open_knowledge_base, writing
from corpus.settings import Settings
from corpus.translations import Translation, source_hash
from ingest.build import ingest, rebuild, take_in_translations
from tests.bot.translating.french import FRENCH, store_french
from tests.conftest import RememberingEmbedder
from tests.ingest.small import GIDS, GUIDE, Sources, state


def translate(settings: Settings, embedder: RememberingEmbedder) -> None:
    """Stores the French of all sentences, and makes no passages of it."""
    knowledge = open_knowledge_base(settings, embedder)
    store_french(knowledge)
    knowledge.close()


def take_in(settings: Settings, embedder: RememberingEmbedder) -> int:
    with writing(settings):
        knowledge = open_knowledge_base(settings, embedder)
        try:
            return take_in_translations(knowledge)
        finally:
            knowledge.close()


def found(settings: Settings, embedder: RememberingEmbedder) -> dict[str, str]:
    """The stored French of all sentences that the sources ever had."""
    knowledge = open_knowledge_base(settings, embedder)
    try:
        texts = {**{words: words for words in FRENCH}, "large": "- the large one", "often": "1. How often do we call?"}
        translations = {text: knowledge.catalog.translations.find(source_hash(text), "fr") for text in texts.values()}
        return {text: translation.text for text, translation in translations.items() if translation}
    finally:
        knowledge.close()


@pytest.fixture
def translated(sources: Sources, counting: RememberingEmbedder) -> Sources:
    """Small sources, wholly in French."""
    ingest(sources.settings, counting)
    translate(sources.settings, counting)
    assert take_in(sources.settings, counting) > 0
    counting.documents.clear()
    return sources


def test_translations_are_embedded_when_they_are_taken_in(sources: Sources, counting: RememberingEmbedder) -> None:
    ingest(sources.settings, counting)
    before = state(sources.settings, counting)
    translate(sources.settings, counting)
    counting.documents.clear()
    embedded = take_in(sources.settings, counting)
    after = state(sources.settings, counting)
    new = {id_: p for id_, p in after["passages"].items() if id_ not in before["passages"]}
    assert len(new) == embedded
    assert {passage.language for passage in new.values()} == {"fr"}
    assert set(counting.documents) == {passage.text for passage in new.values()}
    assert {"Les grands clients reçoivent 4 appels.", "- la très grande"} <= set(counting.documents)
    assert after["vectors"] == set(after["passages"])
    assert (after["pending"], after["orphans"]) == (set(), {})
    assert before["documents"] == after["documents"]
    assert before["sections"] == after["sections"]


def test_taking_in_again_changes_nothing(translated: Sources, counting: RememberingEmbedder) -> None:
    before = state(translated.settings, counting)
    assert take_in(translated.settings, counting) == 0
    assert state(translated.settings, counting) == before
    assert counting.documents == []


def test_translations_survive_ingesting_and_rebuilding(translated: Sources, counting: RememberingEmbedder) -> None:
    before, french = state(translated.settings, counting), found(translated.settings, counting)
    ingest(translated.settings, counting)
    assert counting.documents == []
    assert state(translated.settings, counting) == before
    rebuild(translated.settings, counting)
    assert state(translated.settings, counting) == before
    assert found(translated.settings, counting) == french


def test_ingesting_takes_them_in_as_well(sources: Sources, counting: RememberingEmbedder) -> None:
    """As after an interruption between translating and embedding."""
    ingest(sources.settings, counting)
    translate(sources.settings, counting)
    ingest(sources.settings, counting)
    after = state(sources.settings, counting)
    assert any(passage.language == "fr" for passage in after["passages"].values())
    assert after["vectors"] == set(after["passages"])
    assert take_in(sources.settings, counting) == 0


def test_a_translation_goes_with_its_sentence(translated: Sources, counting: RememberingEmbedder) -> None:
    before = found(translated.settings, counting)
    translated.write(en=GUIDE.replace("- the large one", "- the big one"), nl=GIDS)
    ingest(translated.settings, counting)
    after = found(translated.settings, counting)
    assert before.keys() - after.keys() == {"- the large one"}
    texts = {p.text for p in state(translated.settings, counting)["passages"].values() if p.language == "fr"}
    assert "- la grande" not in texts
    assert "- la petite" in texts


def test_a_removed_document_takes_its_own_along(translated: Sources, counting: RememberingEmbedder) -> None:
    translated.write(en=GUIDE)
    ingest(translated.settings, counting)
    after = found(translated.settings, counting)
    assert "Large customers get 4 calls." in after
    assert "Grote klanten krijgen 4 telefoontjes." not in after
    assert state(translated.settings, counting)["orphans"] == {}


def test_a_document_under_another_name_keeps_its_translations(
    translated: Sources, counting: RememberingEmbedder
) -> None:
    before = found(translated.settings, counting)
    listing = translated.folder / "sources.yaml"
    listing.write_text(listing.read_text().replace("- file: guide.en.txt", "- id: handbook\n  file: guide.en.txt"))
    report = ingest(translated.settings, counting)
    assert (report.added, report.removed) == (1, 1)
    assert found(translated.settings, counting) == before


def test_a_section_of_which_little_is_translated_has_no_version(
    sources: Sources, counting: RememberingEmbedder
) -> None:
    ingest(sources.settings, counting)
    knowledge = open_knowledge_base(sources.settings, counting)
    knowledge.catalog.translations.add([("Large customers get 4 calls.", Translation("fr", "4 appels.", "m"))])
    knowledge.close()
    assert take_in(sources.settings, counting) == 0
