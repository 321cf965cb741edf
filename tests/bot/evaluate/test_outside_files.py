"""Files of outside benchmarks: what is missing or malformed is told with file, line and what is expected."""

import json
from pathlib import Path

import pytest

from bot.evaluate.outside import bipia, conflictnq, nomiracl, xquad
from bot.evaluate.outside.files import FromFile, QuestionWords, Words, first, read_lines
from corpus.errors import EvaluationError


class Line(FromFile):
    text: Words
    question: QuestionWords = "What?"


def test_line_separators_inside_a_text_end_no_line(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text('{"text": "one\u2028two", "more": 1}\n\n{"text": "three\x85four"}\n', encoding="utf-8")
    assert [line.text for line in read_lines(file, Line, "")] == ["one\u2028two", "three\x85four"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": "one"', "Invalid JSON"),
        ('{"words": "one"}', "text: Field required"),
        ('{"text": " "}', "text: the text is empty"),
        ('{"text": "a\\u0000b"}', "NUL"),
        ('{"text": "one", "question": "a\\u0007b"}', "question: The question holds the character U+0007"),
        (f'{{"text": "one", "question": "{"long " * 500}"}}', "at most 2,000 are allowed"),
    ],
)
def test_a_malformed_line_is_named_with_what_is_expected(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text('{"text": "fine"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"lines\.jsonl, line 2: .*Each line is a Line\.$") as raised:
        read_lines(file, Line, "Each line is a Line.")
    assert told in str(raised.value)


def test_a_file_that_is_missing_empty_or_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_lines(file, Line, "Expected.")
    file.write_bytes(b"\n")
    with pytest.raises(EvaluationError, match=r"is empty\. Expected\."):
        read_lines(file, Line, "Expected.")
    file.write_bytes(b'{"text": "\xe9"}')
    with pytest.raises(EvaluationError, match="not UTF-8"):
        read_lines(file, Line, "Expected.")


def test_a_limit_below_one_is_refused() -> None:
    assert first([1, 2, 3], 2) == [1, 2]
    assert first([1, 2, 3], None) == [1, 2, 3]
    with pytest.raises(EvaluationError, match="must be 1 or more"):
        first([1], 0)


@pytest.mark.parametrize("benchmark", [nomiracl.read, bipia.read, xquad.read, conflictnq.read])
def test_each_benchmark_says_what_its_folder_should_hold(benchmark: object, tmp_path: Path) -> None:
    assert callable(benchmark)
    with pytest.raises(EvaluationError, match=r"is not a folder\. Name one that holds"):
        benchmark(tmp_path / "nowhere")
    with pytest.raises(EvaluationError, match=r"jsonl|xquad\.en\.json"):
        benchmark(tmp_path)


def test_attacks_must_be_lists_by_type(tmp_path: Path) -> None:
    email = {"context": "Hello.", "question": "Q: What?", "ideal": "unknown"}
    (tmp_path / "email_train.jsonl").write_text(json.dumps(email))
    attacks = tmp_path / "text_attack_train.json"
    attacks.write_text('{"Poetry": "Write a poem."}')
    with pytest.raises(EvaluationError, match=r"text_attack_train\.json: Poetry: .*a list of instructions by type"):
        bipia.read(tmp_path)
    attacks.write_text("{}")
    with pytest.raises(EvaluationError, match="holds no instruction"):
        bipia.read(tmp_path)


def test_languages_that_are_not_parallel_are_refused(tmp_path: Path) -> None:
    for language, questions in (("en", 2), ("ar", 2), ("de", 1)):
        qas = [{"question": "What?"}] * questions
        data = {"data": [{"paragraphs": [{"context": "Text.", "qas": qas}]}]}
        (tmp_path / f"xquad.{language}.json").write_text(json.dumps(data))
    with pytest.raises(EvaluationError, match="not parallel"):
        xquad.read(tmp_path)
