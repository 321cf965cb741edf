"""How chosen sentences become an answer: quotation marks are closed, and a number that is not cited is not said."""

import json
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.compose import _balanced, compose
from bot.evidence import Version
from bot.extract import Choice
from corpus.translations import TranslationMemory
from corpus.types import Document, Role, Section, Sentence

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


def _choice(text: str, spans: list[tuple[str, Role, int]], language: str = "en") -> Choice:
    """A document of these sentences, each with its role and paragraph, all of them chosen."""
    document = Document("d", "w", language, "Title", "", None, None, 0, text)
    sentences = tuple(
        Sentence("d", "1", i, text.index(words), text.index(words) + len(words), role, paragraph, words)
        for i, (words, role, paragraph) in enumerate(spans)
    )
    section = Section("d", "1", "Title", 0, len(text), sentences)
    version = Version(document, section, {language: np.eye(len(sentences), 8, dtype=np.float32)})
    return Choice(version, tuple(range(len(sentences))), (), 1.0)


def test_paragraphs_and_lists_keep_their_shape() -> None:
    text = "There are two ways:\n1. Grow 5%.\n2. Shrink.\nAfter that, rest."
    spans = [
        ("There are two ways:", Role.LEAD, 1),
        ("1. Grow 5%.", Role.ITEM, 1),
        ("2. Shrink.", Role.ITEM, 1),
        ("After that, rest.", Role.STATEMENT, 2),
    ]
    composed = compose(_choice(text, spans), "en")
    assert composed.text == "There are two ways: [1]\n1. Grow 5%. [2]\n2. Shrink. [3]\n\nAfter that, rest. [4]"
    assert [text[c.start_char_index : c.end_char_index] for c in composed.citations] == [s[0] for s in spans]
    assert [(n.text, n.value, n.unit, n.citation) for n in composed.numbers] == [
        ("two", "2", "", 1),
        ("5%", "5", "percent", 2),
    ]


def test_what_has_no_translation_is_quoted_and_that_is_said() -> None:
    words = "Die Firma wächst um 7,5 %."
    composed = compose(_choice(words, [(words, Role.STATEMENT, 1)], "de"), "nl")
    note, _, told = composed.text.partition("\n\n")
    assert told == f"{words} [1]"
    assert "oorspronkelijke taal" in note
    assert [(n.value, n.unit) for n in composed.numbers] == [("7.5", "percent")]
    assert composed.citations[0].translation is None


def test_a_translation_with_another_number_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Het groeit met 7%."
    wrong = TranslationMemory([_entry(words, "It grows by 8%.")])
    right = TranslationMemory([_entry(words, "It grows by 7%.")])
    choice = _choice(words, [(words, Role.STATEMENT, 1)], "nl")
    monkeypatch.setattr(TranslationMemory, "load", lambda: wrong)
    composed = compose(choice, "en")
    assert "8%" not in composed.text
    assert [number.value for number in composed.numbers] in ([], ["7"])
    monkeypatch.setattr(TranslationMemory, "load", lambda: right)
    assert compose(choice, "en").text == "It grows by 7%. [1]"


def _entry(words: str, translation: str) -> str:
    key = sha256(words.encode()).hexdigest()
    return json.dumps({"source_hash": key, "target_language": "en", "target": translation, "origin": "a test"})
