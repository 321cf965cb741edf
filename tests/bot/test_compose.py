"""How chosen sentences become an answer: quotation marks are closed, and a number that is not cited is not said."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.compose import _balanced, compose
from bot.evidence import SectionReader
from bot.extract import Choice
from bot.retrieve import SectionHit
from corpus.embeddings import Embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from corpus.translations import TranslationMemory
from ingest.build import ingest

_MARKS = st.lists(st.integers(1, 99), max_size=3).map(lambda ns: "".join(f"[{n}]" for n in ns))
_WORDS = st.text(alphabet="ab “”«».,", max_size=40)


@given(_WORDS, _MARKS)
@settings(deadline=None)
def test_quotation_marks_come_in_pairs(words: str, marks: str) -> None:
    paragraph = f"{words} {marks}" if marks else words
    balanced = _balanced(paragraph)
    for opening, closing in ("“”", "«»"):
        assert balanced.count(opening) == balanced.count(closing)
    assert balanced.endswith(marks)
    assert _balanced(balanced) == balanced
    without = str.maketrans("", "", "“”«»")
    assert balanced.translate(without) == paragraph.translate(without)


@pytest.mark.parametrize(
    ("paragraph", "balanced"),
    [
        ("He says: “It grows. [1]", "He says: “It grows.” [1]"),
        ("He says: “It grows. [1][2]", "He says: “It grows.” [1][2]"),
        ("It grows.” [1]", "“It grows.” [1]"),
        ("“It grows” [1] and “shrinks. [2]", "“It grows” [1] and “shrinks.” [2]"),
        ("Il dit : «Oui. [1]", "Il dit : «Oui.» [1]"),
        ("“Whole.” [1]", "“Whole.” [1]"),
        ("No quotes [1]", "No quotes [1]"),
    ],
)
def test_the_missing_mark_stands_where_a_reader_expects_it(paragraph: str, balanced: str) -> None:
    assert _balanced(paragraph) == balanced


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder) -> Iterator[Callable[[str, str], Choice]]:
    """Ingests a text in a language, and chooses all that it states."""
    folder = tmp_path_factory.mktemp("chosen")
    with ExitStack() as opened:

        def _chosen(text: str, language: str) -> Choice:
            (folder / "text.txt").write_text(text, encoding="utf-8")
            listing = folder / "sources.yaml"
            listing.write_text(f"sources:\n  - {{file: text.txt, language: {language}, title: T}}\n", encoding="utf-8")
            chosen_settings = Settings(data_dir=folder / "data", sources=listing)
            ingest(chosen_settings, bundled)
            knowledge = open_knowledge_base(chosen_settings, bundled)
            opened.callback(knowledge.close)
            (version,) = SectionReader(knowledge).read(SectionHit("text", "1", 0.0, 0.0, ("text",)))
            return Choice(version, tuple(range(len(version.section.sentences))), ())

        yield _chosen


def test_paragraphs_and_lists_keep_their_shape(chosen: Callable[[str, str], Choice]) -> None:
    text = "There are two ways:\n\n  1. Grow 5%.\n  2. Shrink.\n\nAfter that, rest. Then sleep."
    composed = compose(chosen(text, "en"), "en")
    assert composed.text == (
        "There are two ways: [1]\n1. Grow 5%. [2]\n2. Shrink. [3]\n\nAfter that, rest. [4] Then sleep. [5]"
    )
    cited = [text[c.start_char_index : c.end_char_index] for c in composed.citations]
    assert cited == ["There are two ways:", "1. Grow 5%.", "2. Shrink.", "After that, rest.", "Then sleep."]
    assert [c.cited_text for c in composed.citations] == cited


def test_a_note_mark_of_the_source_is_none_of_the_answers(chosen: Callable[[str, str], Choice]) -> None:
    composed = compose(chosen("It grew by 5%[3] in a year [12].", "en"), "en")
    assert composed.text == "It grew by 5% in a year. [1]"
    assert composed.citations[0].cited_text == "It grew by 5%[3] in a year [12]."


@pytest.mark.parametrize("forged", ["[[2]1]", "[1[2]]", "[[[2]2]1]", "[[1[2]]]", "[ [2]1]", "[[٢]١]"])
def test_no_mark_is_forged_of_nested_ones(chosen: Callable[[str, str], Choice], forged: str) -> None:
    composed = compose(chosen(f"It grew by 5% {forged} in a year.", "en"), "en")
    assert re.findall(r"\[\d+\]", composed.text) == ["[1]"]


def test_what_has_no_translation_is_quoted_and_that_is_said(chosen: Callable[[str, str], Choice]) -> None:
    words = "Die Firma wächst um 7,5 %."
    composed = compose(chosen(words, "de"), "nl")
    note, _, told = composed.text.partition("\n\n")
    assert told == f"{words} [1]"
    assert "oorspronkelijke taal" in note
    assert composed.citations[0].translation is None


def test_a_translation_with_another_number_is_not_said(chosen: Callable[[str, str], Choice]) -> None:
    words = "Het bedrijf groeit met 7%."
    choice = chosen(words, "nl")

    def with_memory(translation: str) -> Choice:
        memory = TranslationMemory([_entry(words, translation)])
        return replace(choice, version=replace(choice.version, memory=memory))

    assert compose(with_memory("The company grows by 7%."), "en").text == "The company grows by 7%. [1]"
    composed = compose(with_memory("The company grows by 8%."), "en")
    assert composed.text.endswith(f"{words} [1]")
    assert "8%" not in composed.text


def _entry(words: str, translation: str) -> str:
    key = sha256(words.encode()).hexdigest()
    return json.dumps({"source_hash": key, "target_language": "en", "target": translation, "origin": "a test"})
