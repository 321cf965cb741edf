"""What is no good request gets a problem document that says what is wrong; never a 500, a traceback or a hang."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.commands import COMMAND
from tests.api.exchange import ASK, NRR, POSTS, post
from tests.api.serving import Served, serving

_EACH_POST = pytest.mark.parametrize("door", POSTS)
_ASKING = pytest.mark.parametrize("door", ["/ask", "/chat"])


@pytest.fixture(scope="module")
def served(shipped_folder: Path) -> Iterator[Served]:
    with serving(shipped_folder, program=(COMMAND, "serve")) as running:
        yield running
        assert running.is_answering()
        assert "Traceback" not in running.log


@_EACH_POST
@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(b'{"question": "x"', "not JSON: expecting ',' delimiter at line 1, column 17", id="cut off"),
        pytest.param(b"{'question': 'x'}", "not JSON: expecting property name", id="single quotes"),
        pytest.param(b'{"question": "x"} x', "not JSON: extra data", id="something behind it"),
        pytest.param(b'{"question": "a\nb"}', "not JSON: invalid control character at line 1", id="a raw line break"),
        pytest.param(b'{"question": "x', "not JSON: unterminated string", id="an open quotation mark"),
        pytest.param(b'{"question": "\xff\xfe"}', "not UTF-8: byte 15 begins no character", id="invalid UTF-8"),
        pytest.param(b'{"question": "\xed\xa0\x80"}', "not UTF-8", id="a surrogate in UTF-8"),
        pytest.param(b'{"question": "\\ud800"}', "half a surrogate pair", id="a lone surrogate"),
        pytest.param(b'{"\\udfff": 1}', "half a surrogate pair", id="a lone surrogate in a name"),
        pytest.param(b'\xef\xbb\xbf{"question": "x"}', "byte order mark", id="a byte order mark"),
        pytest.param('{"question": "x"}'.encode("utf-16"), "not UTF-8", id="UTF-16"),
        pytest.param('{"question": "x"}'.encode("utf-16-le"), "as UTF-16 has", id="UTF-16 without a mark"),
        pytest.param(b'{"question": "a", "question": "b"}', "'question' more than once", id="a name twice"),
        pytest.param(b'{"question": NaN}', "NaN, which is no JSON", id="NaN"),
        pytest.param(b'{"question": -Infinity}', "-Infinity, which is no JSON", id="infinity"),
        pytest.param(b'{"question": 1e400}', "1e400, which is too large", id="1e400"),
        pytest.param(b'{"question": -1e999999}', "-1e999999, which is too large", id="-1e999999"),
        pytest.param(b'{"question": %s}' % (b"9" * 5_000), "thousands of digits", id="5,000 digits"),
        pytest.param(b"[" * 19_000, "nested too deeply; at most 20 levels", id="19,000 brackets"),
        pytest.param(b'{"a":' * 9_000, "nested too deeply", id="9,000 braces"),
        pytest.param(b"[" * 300 + b"]" * 300, "nested too deeply", id="300 brackets, closed"),
    ],
)
def test_what_is_no_json_is_refused(served: Served, door: str, body: bytes, told: str) -> None:
    problem = post(served, door, body).problem(400)
    assert told in problem["detail"]
    assert problem["detail"].endswith(".")


@_EACH_POST
@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param(b"", "body is missing", id="nothing"),
        pytest.param(b"null", "body must be an object, in braces; given is null", id="null"),
        pytest.param(b"[]", "body must be an object, in braces; given is a list of 0", id="a list"),
        pytest.param(b'"text"', "body must be an object, in braces; given is 'text'", id="a text"),
        pytest.param(b"5", "body must be an object, in braces; given is 5", id="a number"),
    ],
)
def test_a_body_is_an_object(served: Served, door: str, body: bytes, told: str) -> None:
    problem = post(served, door, body).problem(422)
    assert told in problem["detail"]
    assert [each["where"] for each in problem["errors"]] == ["body"]


@_EACH_POST
@pytest.mark.parametrize(
    ("name", "where"),
    [("langauge", "body.langauge"), ("\u202eabc", "abc"), ("y" * 100_000, "body.yyyy"), ("a\nb", "body.a")],
    ids=["misspelt", "bidi", "100,000 letters", "a line break"],
)
def test_an_unknown_field_is_named(served: Served, door: str, name: str, where: str) -> None:
    problem = post(served, door, POSTS[door] | {name: 1}).problem(422)
    assert where in problem["errors"][0]["where"]
    assert "\u202e" not in json.dumps(problem, ensure_ascii=False)
    assert "known" in problem["detail"] or "has no argument" in problem["detail"]


@_ASKING
@pytest.mark.parametrize(
    ("changed", "where", "told"),
    [
        pytest.param({"question": 5}, "question", "must be a text, in quotation marks; given is 5", id="a number"),
        pytest.param({"question": None}, "question", "given is null", id="null"),
        pytest.param({"question": ["a"]}, "question", "given is a list of 1", id="a list"),
        pytest.param({"question": {}}, "question", "given is an object", id="an object"),
        pytest.param({"question": ""}, "question", "must not be empty", id="empty"),
        pytest.param({"question": " \n\t\u2003"}, "question", "must not be empty", id="blank"),
        pytest.param({"question": "x" * 2_001}, "question", "at most 2,000 characters; given is a text", id="2,001"),
        pytest.param({"question": "x" * 900_000}, "question", "a text of 900,000 characters", id="900,000"),
        pytest.param({"question": "a\0b"}, "question", "without the character U+0000", id="NUL"),
        pytest.param({"question": "a\x1b[31m"}, "question", "without the character U+001B", id="escape"),
        pytest.param({"language": "xx"}, "language", "two-letter code", id="no language"),
        pytest.param({"language": "EN"}, "language", "in small letters", id="a language in capitals"),
        pytest.param({"language": "e" * 5_000}, "language", "a text of 5,000 characters", id="a long language"),
        pytest.param({"language": 5}, "language", "must be a text", id="a language that is a number"),
        pytest.param({"top_k": 0}, "top_k", "must be 1 or more; given is 0", id="no sections"),
        pytest.param({"top_k": 21}, "top_k", "must be 20 or less; given is 21", id="too many sections"),
        pytest.param({"top_k": 1.5}, "top_k", "must be a whole number; given is 1.5", id="a part of a section"),
        pytest.param({"top_k": "3"}, "top_k", "must be a whole number; given is '3'", id="sections as text"),
        pytest.param({"top_k": True}, "top_k", "must be a whole number; given is true", id="sections as true"),
        pytest.param({"top_k": 10**4000}, "top_k", "must be 20 or less", id="4,000 digits"),
        pytest.param({"history": {}}, "history", "must be a list, in square brackets", id="history is an object"),
        pytest.param(
            {"history": [5]}, "history.0", "must be an object, in braces; given is 5", id="a turn is a number"
        ),
        pytest.param({"history": [{}]}, "history.0.question", "is missing; give it", id="a turn without a question"),
        pytest.param(
            {"history": [{"question": "a", "answer": "b"}] * 1_000},
            "history",
            "must have at most 100 items; given is a list of 1,000",
            id="1,000 turns",
        ),
        pytest.param(
            {"history": [{"question": "a", "answer": "b" * 8_001}]},
            "history.0.answer",
            "must have at most 8,000 characters; given is a text of 8,001 characters",
            id="a long answer before",
        ),
    ],
)
def test_a_question_is_as_described(
    served: Served, door: str, changed: dict[str, object], where: str, told: str
) -> None:
    problem = post(served, door, ASK | changed).problem(422)
    assert problem["errors"][0]["where"] == f"body.{where}"
    assert told in problem["errors"][0]["problem"]
    assert f"body.{where} {problem['errors'][0]['problem']}" in problem["detail"]


def test_of_many_faults_the_first_are_told(served: Served) -> None:
    problem = post(served, "/ask", ASK | {"history": [{"question": 1}] * 100}).problem(422)
    assert len(problem["errors"]) == 20
    assert "body.history.2.question" in problem["detail"]
    assert "body.history.3.question" not in problem["detail"]


@pytest.mark.parametrize(
    "written", ["\u202eWhat is a good NPS?", "What is a \u2066good\u2069 NPS?", "What is a good NPS\u200f?"]
)
def test_marks_of_direction_are_text(served: Served, written: str) -> None:
    response = post(served, "/ask", {"question": written})
    assert response.status == 200, "they belong to Arabic and Hebrew as they are typed and pasted"


@pytest.mark.parametrize(
    ("changed", "where", "told"),
    [
        pytest.param({"churn": "abc"}, "churn", "churn is abc, which is not one number. Give a number", id="a word"),
        pytest.param({"churn": ""}, "churn", "churn is empty. Give at least one number", id="empty"),
        pytest.param({"churn": None}, "churn", "churn is missing", id="null"),
        pytest.param({"churn": True}, "churn", "churn is true, which is not one number", id="true"),
        pytest.param({"churn": [1]}, "churn", "churn is [1], which is not one number", id="a list"),
        pytest.param({"churn": {}}, "churn", "churn is {}, which is not one number", id="an object"),
        pytest.param(
            {"churn": "1.500"}, "churn", "can be read as 1500 or as 1.5. Write one of these", id="two readings"
        ),
        pytest.param({"churn": "two million"}, "churn", "write it in one of these ways: 250000, $2.0M", id="in words"),
        pytest.param({"churn": "9" * 50_000}, "churn", "numbers between −1,000,000,000,000,000", id="50,000 digits"),
        pytest.param({"churn": 10**4000}, "churn", "numbers between −1,000,000,000,000,000", id="a long number"),
        pytest.param({"churn": "\0"}, "churn", "which is not one number", id="NUL"),
        pytest.param({"churn": "\u202e5"}, "churn", "which is not one number", id="bidi"),
        pytest.param({"churn": -1}, "churn", "churn is -1; it must be 0 or more", id="below zero"),
        pytest.param(
            {"currency": "EURO"}, "currency", "give the three letters of a currency, such as EUR", id="currency"
        ),
        pytest.param({"starting_arr": 0}, "starting_arr", "starting_arr is 0; it must be more than 0", id="zero"),
    ],
)
def test_a_figure_is_as_described(served: Served, changed: dict[str, object], where: str, told: str) -> None:
    problem = post(served, "/tools/nrr", NRR | changed).problem(422)
    assert [each["where"] for each in problem["errors"]] == [f"body.{where}"]
    assert told in problem["detail"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "churn is 3,000,000; it must not exceed starting_arr, which is 2,000,000."),
        ("nl", "churn (omzet van vertrokken klanten) is 3,000,000; het mag niet meer zijn dan ARR aan het begin"),
        ("ar", "ويجب ألا تتجاوز الإيراد المتكرر في البداية"),
        ("de", "churn is 3,000,000; it must not exceed starting_arr, which is 2,000,000."),
    ],
)
def test_figures_that_contradict_one_another_conflict(served: Served, language: str, told: str) -> None:
    problem = post(served, f"/tools/nrr?language={language}", NRR | {"churn": 3_000_000}).problem(409)
    assert problem["type"] == "urn:cs-answers:problem:contradiction"
    assert [each["where"] for each in problem["errors"]] == ["body.churn"]
    assert told in problem["detail"]
