"""Bodies of very many values, or with very many faults, are refused before they keep the service from others."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.reading import MAX_VALUES, NotJSONError, check_count, read_json
from tests.api.assistant import JSON
from tests.api.exchange import ASK, POSTS, post
from tests.api.serving import Served, serving

_MANY = {
    "fields": json.dumps({f"f{n}": n for n in range(10_001)}),
    "lists": f"[{','.join(['[]'] * MAX_VALUES)}]",
    "objects": f"[{','.join(['{}'] * MAX_VALUES)}]",
    "spaced": f"[{','.join(['[ ]'] * MAX_VALUES)}]",
    "texts": json.dumps([""] * MAX_VALUES),
    "escapes": json.dumps(["\\", '"'] * (MAX_VALUES // 2)),
    "within": json.dumps(ASK | {"history": [[1] * MAX_VALUES]}),
}


@pytest.fixture(scope="module")
def served(shipped_folder: Path) -> Iterator[Served]:
    with serving(shipped_folder) as running:
        yield running
        assert running.is_answering()
        assert "Traceback" not in running.log


@pytest.mark.parametrize("door", [*POSTS, "/mcp"])
@pytest.mark.parametrize("body", _MANY.values(), ids=_MANY.keys())
def test_too_many_values_are_refused(served: Served, door: str, body: str) -> None:
    problem = post(served, door, body.encode(), JSON if door == "/mcp" else {"Content-Type": "application/json"})
    assert "more than 20,000 values, names included. Send fewer." in problem.problem(400)["detail"]


@pytest.mark.parametrize("empty", ["[]", "{}", "1", '""', '"a,b"', r'"\\"', r'"\","'])
def test_just_as_many_values_as_are_allowed_are_read(empty: str) -> None:
    allowed = f"[{','.join([empty] * (MAX_VALUES - 1))}]"
    assert read_json(allowed.encode()) == [json.loads(empty)] * (MAX_VALUES - 1)
    with pytest.raises(NotJSONError, match="more than 20,000 values"):
        read_json(allowed.replace("[", f"[{empty},", 1).encode())


def test_names_count_too() -> None:
    pairs = {str(n): n for n in range(MAX_VALUES // 2)}
    check_count(json.dumps([*pairs.values()]))
    with pytest.raises(NotJSONError):
        check_count(json.dumps(pairs))


def test_what_is_written_in_a_text_does_not_count() -> None:
    text = 'a,b:c[d{"e",' * MAX_VALUES
    assert read_json(json.dumps({"question": text}).encode()) == {"question": text}


def test_as_many_scores_as_are_allowed_are_calculated(served: Served) -> None:
    assert post(served, "/tools/ces", {"scores": [5] * 10_000}).status == 200
    refused = post(served, "/tools/ces", {"scores": [5] * 10_001})
    assert "at most 10,000 are allowed" in refused.problem(422)["detail"]


@pytest.mark.parametrize("door", ["/ask", "/chat", "/v1/chat/completions"])
def test_very_many_faults_are_counted_and_not_named(served: Served, door: str) -> None:
    few = post(served, door, POSTS[door] | {f"f{n}": 1 for n in range(200)}).problem(422)
    assert [each["where"] for each in few["errors"]] == [f"body.f{n}" for n in range(20)]
    many = post(served, door, POSTS[door] | {f"f{n}": 1 for n in range(9_000)}).problem(422)
    assert [each["where"] for each in many["errors"]] == ["body"]
    assert "body has 9,000 faults, too many to be named one by one." in many["detail"]


@pytest.mark.parametrize("tool", ["ask", "search"])
def test_very_many_faults_of_an_assistant_are_counted_too(served: Served, tool: str) -> None:
    arguments = {"question" if tool == "ask" else "query": "NPS"} | {f"f{n}": 1 for n in range(9_000)}
    params = {"name": tool, "arguments": arguments}
    response = post(served, "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}, JSON)
    result = json.loads(response.body)["result"]
    assert result["isError"]
    assert "has 9,000 faults" in result["content"][0]["text"]


@pytest.mark.parametrize("role", ["user", "assistant", "system", "tool"])
def test_a_message_has_a_hundred_parts_at_most(served: Served, role: str) -> None:
    asked = POSTS["/v1/chat/completions"]
    for count, status in ((100, 200), (101, 422)):
        message = {"role": role, "content": [{"type": "text", "text": "NPS?"}] * count}
        response = post(served, "/v1/chat/completions", asked | {"messages": [message, *asked["messages"]]})
        assert response.status == status
    assert "must have at most 100 items; given is a list of 101" in response.problem(422)["detail"]
