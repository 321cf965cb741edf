"""The questions that editors expect: each belongs to a sentence of the shipped articles, and none is a known one."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process, utils

from corpus.catalog import Catalog
from corpus.errors import SourceError
from corpus.questions import ExpectedQuestions

_LINES = (Path(__file__).parents[2] / "corpus/questions.jsonl").read_text(encoding="utf-8").splitlines()
_ALIKE = 90  # of 100: but for a word of ten, the same
_ENTRIES = [json.loads(line) for line in _LINES]


def test_every_question_belongs_to_a_sentence(catalog: Catalog) -> None:
    sentences = {
        sentence.text: document.language
        for document in catalog.documents()
        for section in catalog.sections(document.id)
        for sentence in section.sentences
    }
    for entry in _ENTRIES:
        assert entry["source_language"] == sentences[entry["source"]]
        assert entry["source_hash"] == sha256(entry["source"].encode()).hexdigest()
        assert entry["language"] in ("en", entry["source_language"])
        assert entry["question"].strip() == entry["question"] != ""


def test_no_question_is_asked_twice_of_one_sentence() -> None:
    asked = Counter((entry["source_hash"], entry["language"], entry["question"]) for entry in _ENTRIES)
    assert not [key for key, count in asked.items() if count > 1]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_known_question_is_an_expected_one(split: str) -> None:
    """What the evaluation asks must not be what the index was given, or nearly: it would measure nothing."""
    lines = (Path(__file__).parents[2] / f"corpus/qa/{split}.jsonl").read_text(encoding="utf-8").splitlines()
    known = [json.loads(line)["question"] for line in lines]
    expected = sorted({entry["question"] for entry in _ENTRIES})
    alike = process.cdist(known, expected, scorer=fuzz.token_sort_ratio, processor=utils.default_process)
    assert not [(known[i], expected[j]) for i, j in zip(*np.nonzero(alike >= _ALIKE), strict=True)]


def test_a_sentence_is_found_by_its_exact_words() -> None:
    questions = ExpectedQuestions.load()
    entry = _ENTRIES[0]
    found = questions.find(entry["source"])
    assert (entry["language"], entry["question"], "editorial") in [(q.language, q.text, q.origin) for q in found]
    assert questions.find(entry["source"] + " ") == ()
    assert len(questions) == len(_ENTRIES)


@pytest.mark.parametrize("line", ["{", "[]", '{"language": "en"}'])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(SourceError, match="Line 2"):
        ExpectedQuestions([_LINES[0], line])
