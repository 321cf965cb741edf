"""What is embedded: sections in windows of whole sentences, titles and sentences, each in every language there is."""

import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.questions import ExpectedQuestions
from corpus.translations import TranslationMemory
from corpus.types import Document, Kind, Passage, Role
from ingest.passages import make_passages
from ingest.segment import segment

TEXT = "Hello there.\n\n1. What is it?\n\nIt is this. It is that.\n\n2. And now?\n\nNothing.\n"
EMPTY = TranslationMemory([])


def memory(**targets: str) -> TranslationMemory:
    sources = {"title": "1. What is it?", "this": "It is this.", "that": "It is that."}
    return TranslationMemory(
        json.dumps(
            {
                "source_hash": sha256(sources[key].encode()).hexdigest(),
                "target_language": "nl",
                "target": target,
                "origin": "e",
            }
        )
        for key, target in targets.items()
    )


NOBODY_ASKS = ExpectedQuestions([])


def passages(
    text: str, memory: TranslationMemory = EMPTY, id_: str = "d", questions: ExpectedQuestions = NOBODY_ASKS
) -> list[Passage]:
    document = Document(id_, "w", "en", "Title", "P", None, None, 0, text)
    return make_passages(document, segment(document, text), memory, questions)


def shown(made: list[Passage]) -> list[tuple[str, str, str, str]]:
    return [(p.section, p.kind.value, p.language, p.text) for p in made]


def test_a_section_its_title_and_each_sentence_are_passages() -> None:
    assert shown(passages(TEXT)) == [
        ("0", "section", "en", "Hello there."),
        ("0", "sentence", "en", "Hello there."),
        ("1", "section", "en", "1. What is it? It is this. It is that."),
        ("1", "title", "en", "What is it?"),
        ("1", "sentence", "en", "It is this."),
        ("1", "sentence", "en", "It is that."),
        ("2", "section", "en", "2. And now? Nothing."),
        ("2", "title", "en", "And now?"),
        ("2", "sentence", "en", "Nothing."),
    ]


def test_a_passage_knows_its_sentences() -> None:
    assert [passage.sentences for passage in passages(TEXT)][2:6] == [(1, 2, 3), (1,), (2,), (3,)]


def test_what_the_memory_has_is_a_passage_too() -> None:
    made = passages(TEXT, memory(title="1. Wat is het?", that="Het is dat."))
    assert shown([p for p in made if p.language == "nl"]) == [
        ("1", "section", "nl", "1. Wat is het? Het is dat."),
        ("1", "title", "nl", "Wat is het?"),
        ("1", "sentence", "nl", "Het is dat."),
    ]
    assert [p.sentences for p in made if p.language == "nl"] == [(1, 3), (1,), (3,)]
    assert [p for p in made if p.language == "en"] == passages(TEXT)


def test_a_long_section_is_cut_between_sentences_and_each_part_has_the_title() -> None:
    sentence = "This sentence has exactly fifty characters in all."
    made = [p for p in passages(f"# Long\n\n{' '.join([sentence] * 100)}\n") if p.kind is Kind.SECTION]
    assert len(made) == 4
    assert all(len(p.text) <= 1_600 for p in made)
    assert made[0].text.startswith("# Long This sentence")
    assert made[1].text.startswith("# Long This sentence")
    covered = [ordinal for p in made for ordinal in p.sentences]
    assert covered == list(range(101))


def test_a_sentence_longer_than_a_window_is_a_window() -> None:
    made = passages("word " * 1_000 + ".")
    assert [(p.kind, len(p.text)) for p in made] == [(Kind.SECTION, 5_001), (Kind.SENTENCE, 5_001)]


def test_questions_of_an_introduction_are_not_embedded() -> None:
    assert shown(passages("What is this? It is a page.\n\n# A\n\nWhy? Because.\n"))[:2] == [
        ("0", "section", "en", "It is a page."),
        ("0", "sentence", "en", "It is a page."),
    ]


@given(
    st.lists(st.sampled_from(["One.", "Two.", "- three", "# Head", "1. A", "2. B", ""]), max_size=12).map("\n\n".join)
)
def test_ids_are_unique_and_the_same_each_time(text: str) -> None:
    made = passages(text)
    assert len({passage.id for passage in made}) == len(made)
    assert passages(text) == made
    assert not {passage.id for passage in made} & {passage.id for passage in passages(text, id_="other")}


def test_every_evidence_sentence_of_the_articles_is_embedded_in_its_language_and_in_english(catalog: Catalog) -> None:
    for document in catalog.documents():
        for section in catalog.sections(document.id)[1:]:
            made = catalog.passages_of(document.id, section.number)
            for kind in (Kind.SECTION, Kind.SENTENCE, Kind.TITLE):
                for language in (document.language, "en"):
                    covered = {o for p in made if (p.kind, p.language) == (kind, language) for o in p.sentences}
                    wanted = {
                        s.ordinal
                        for s in section.sentences
                        if kind is Kind.SECTION or (s.role is Role.TITLE) == (kind is Kind.TITLE)
                    }
                    assert covered == wanted


def test_a_question_that_a_sentence_answers_is_a_passage_of_that_sentence() -> None:
    line = {"source_hash": sha256(b"It is this.").hexdigest(), "origin": "e"}
    asked = ExpectedQuestions(
        json.dumps(line | {"language": language, "question": question})
        for language, question in (("en", "What would it be?"), ("nl", "Wat zou het zijn?"))
    )
    plain, made = passages(TEXT), passages(TEXT, questions=asked)
    added = [passage for passage in made if passage.kind is Kind.QUESTION]
    assert [(p.language, p.text) for p in added] == [("en", "What would it be?"), ("nl", "Wat zou het zijn?")]
    (this,) = (p for p in plain if p.kind is Kind.SENTENCE and p.text == "It is this.")
    assert {(p.section, p.sentences) for p in added} == {(this.section, this.sentences)}
    assert [p for p in made if p.kind is not Kind.QUESTION] == plain
