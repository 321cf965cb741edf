"""What lacks a translation, what belongs together in a call, and how a reply is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translating.meaning import Meaning
from bot.translating.reply import read_reply
from bot.translating.untranslated import Untranslated, find_untranslated, in_batches
from corpus.embeddings import Embedder
from corpus.knowledge import KnowledgeBase
from corpus.translations import Translation
from tests.bot.translating.french import FRENCH
from tests.bot.translating.test_translation_checks import source_of


def test_each_sentence_is_there_once_in_order(guide: KnowledgeBase, lacking: tuple[Untranslated, ...]) -> None:
    assert {source.words for source in lacking} | {"Guide", "Gids"} == FRENCH.keys()
    places = [(source.document.position, source.sentence.ordinal) for source in lacking]
    assert places == sorted(places)
    assert len({source.sentence.text for source in lacking}) == len(lacking)


def test_what_is_in_the_language_or_translated_is_not_lacking(
    guide: KnowledgeBase, lacking: tuple[Untranslated, ...]
) -> None:
    documents = guide.catalog.documents()
    into_dutch = find_untranslated(guide.catalog, guide.memory, "nl", documents)
    assert {source.document.id for source in into_dutch.lacking} == {"guide.en"}
    guide.catalog.translations.add([(lacking[0].sentence.text, Translation("fr", "Bienvenue.", "m"))])
    work = find_untranslated(guide.catalog, guide.memory, "fr", documents)
    assert work.lacking == lacking[1:]
    assert work.has == 1


def test_the_shipped_articles_are_in_english_already(knowledge: KnowledgeBase) -> None:
    work = find_untranslated(knowledge.catalog, knowledge.memory, "en", knowledge.catalog.documents())
    assert work.lacking == ()
    assert work.has > 190


def test_batches_are_of_one_document_and_not_too_long(knowledge: KnowledgeBase) -> None:
    work = find_untranslated(knowledge.catalog, knowledge.memory, "fr", knowledge.catalog.documents())
    batches = list(in_batches(work.lacking))
    assert [source for batch in batches for source in batch] == list(work.lacking)
    for batch in batches:
        assert len({source.document.id for source in batch}) == 1
        assert len(batch) <= 8
        assert len(batch) == 1 or sum(len(source.words) for source in batch) <= 2_000
    assert len(batches) < len(work.lacking) / 5


def test_a_sentence_without_letters_is_none_to_translate() -> None:
    assert source_of("100%", "nl").words == "100%"


@pytest.mark.parametrize(
    ("reply", "count", "texts"),
    [
        ("[1] Un.\n[2] Deux.", 2, ["Un.", "Deux."]),
        ("\n [1]  Un. \n\n[2]: Deux.\n", 2, ["Un.", "Deux."]),
        ("\u200f[1] \u200fواحد.", 1, ["واحد."]),
        ("Un.", 1, ["Un."]),
        ("[1] 1. Un [3].", 1, ["1. Un [3]."]),
        ("[1]", 1, [""]),
        ("[1] Un.\n[3] Deux.", 2, None),
        ("[2] Deux.\n[1] Un.", 2, None),
        ("[1] Un.\n[1] Un.\n[2] Deux.", 2, None),
        ("[1] Un.\nDeux.", 2, None),
        ("[1] Un.", 2, None),
        ("[2] Deux.", 1, None),
        ("Un.\nEncore un.", 1, None),
        ("", 1, None),
        ("  \n ", 2, None),
    ],
)
def test_a_reply_is_read_line_for_line_or_not_at_all(reply: str, count: int, texts: list[str] | None) -> None:
    assert read_reply(reply, count) == texts


@given(st.text(max_size=200), st.integers(1, 4))
def test_any_reply_gives_as_many_lines_as_were_asked_for_or_none(reply: str, count: int) -> None:
    texts = read_reply(reply, count)
    assert texts is None or len(texts) == count
    assert texts is None or not any("\n" in text for text in texts)


def test_a_translation_is_nearest_to_its_own_sentence(bundled: Embedder) -> None:
    meaning = Meaning(bundled)
    sources = [source_of(text, "nl") for text in ("Wat is een goede NPS?", "Wij bellen onze klanten elke week.")]
    right = ["Qu'est-ce qu'un bon NPS ?", "Nous appelons nos clients chaque semaine."]
    assert meaning.strays(sources, right) == [False, False]
    assert meaning.strays(sources, list(reversed(right))) == [True, True]
    assert meaning.strays(sources[:1], ["Je ne peux malheureusement pas traduire cette phrase."]) == [True]
    assert meaning.strays(sources[1:], ["La tour Eiffel se trouve à Paris, au bord de la Seine."]) == [True]
