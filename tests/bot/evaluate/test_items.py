"""The file format: what it takes, and what it says of a line that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate.items import read_items
from corpus.errors import EvaluationError

_ITEM = {
    "id": "a",
    "group": "g",
    "question": "What is a good NPS?",
    "language": "en",
    "kind": "paraphrase",
    "work": "w",
    "sections": ["2"],
    "facts": [{"quantity": {"value": "35"}}],
}
_TOOL = {"name": "nrr", "inputs": {"churn": "1"}, "value": "10", "unit": "percent"}


def _write(folder: Path, *items: dict[str, Any] | str) -> Path:
    file = folder / "mine.jsonl"
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_reads_items(tmp_path: Path) -> None:
    split = read_items(_write(tmp_path, _ITEM, "", _ITEM | {"id": "b", "language": "de"}))
    assert (split.name, len(split.items)) == ("mine", 2)
    assert [item.expected_language for item in split.items] == ["en", "en"]
    assert split.items[0].expects == "answer"


def test_the_files_name_and_bytes_identify_it(tmp_path: Path) -> None:
    first = read_items(_write(tmp_path, _ITEM))
    assert first == read_items(_write(tmp_path, _ITEM))
    assert first.sha256 != read_items(_write(tmp_path, _ITEM | {"question": "What is a good NPS? "})).sha256


def test_what_is_expected(tmp_path: Path) -> None:
    nowhere = {"id": "u", "group": "g", "question": "Rain?", "language": "en", "kind": "unanswerable"}
    calculated = nowhere | {"id": "c", "kind": "calculation", "tool": _TOOL}
    asked_back = nowhere | {
        "id": "m",
        "kind": "calculation",
        "tool": {"name": "nrr", "inputs": {}, "missing": ["churn"]},
    }
    followed = nowhere | {"id": "f", "kind": "follow_up", "history": [{"question": "Snow?"}]}
    items = read_items(_write(tmp_path, nowhere, calculated, asked_back, followed)).items
    assert [item.expects for item in items] == ["refusal", "calculation", "refusal", "refusal"]
    assert not any(item.is_open for item in items)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "riddle"}, "kind: Input should be"),
        ({"sections": []}, "names both its work and its sections"),
        ({"work": None}, "names both its work and its sections"),
        ({"facts": [{}]}, "either a quantity or wordings"),
        ({"facts": [{"quantity": {"value": "x"}}]}, "facts.0.quantity.value"),
        ({"tool": _TOOL}, "if, and only if, its kind is calculation"),
        ({"kind": "follow_up"}, "needs the history"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"question": ""}, "question: String should have at least 1 character"),
        ({"language": "english"}, "language: String should match"),
        ({"question": "  "}, "question: String should have at least 1 character"),
        ({"facts": [{"any": {"en": []}}]}, "facts.0.any.en"),
        ({"facts": [{"any": {"en": [" "]}}]}, "facts.0.any.en.0"),
        ({"facts": [{"any": {"de": ["Mast"]}}], "language": "de"}, "no wording in that language"),
        ({"kind": "unanswerable"}, "give it another kind"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_line_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    file = _write(tmp_path, _ITEM, _ITEM | {"id": "b"} | change)
    with pytest.raises(EvaluationError) as caught:
        read_items(file)
    assert "line 2" in str(caught.value)
    assert says in str(caught.value)
    assert "corpus/qa/README.md" in str(caught.value)


def test_other_line_breaks_may_stand_inside_a_question(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    line = json.dumps(_ITEM | {"question": "What\u2028is\u0085a good NPS?"}, ensure_ascii=False)
    file.write_text("\ufeff" + line + "\n", encoding="utf-8")
    assert read_items(file).items[0].question == "What\u2028is\u0085a good NPS?"


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b'{"question": "Caf\xe9"}')
    empty = _write(tmp_path, "")
    for file, says in (
        (tmp_path / "none.jsonl", "cannot be read"),
        (latin, "not UTF-8"),
        (empty, "holds no questions"),
        (_write(_made(tmp_path / "broken"), "{"), "line 1"),
    ):
        with pytest.raises(EvaluationError, match=says):
            read_items(file)
    with pytest.raises(EvaluationError, match="more than one item 'a'"):
        read_items(_write(tmp_path, _ITEM, _ITEM))
