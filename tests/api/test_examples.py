"""The examples in `GET /openapi.json`: as they are described, and what the service really answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from api.app import create_app
from api.examples import ANSWERS
from bot.tools import CALCULATORS
from corpus.settings import Settings
from tests.api.inside import Inside, running, wait_until

_OF_THIS_RUN = ("timings_ms", "score", "similarity")
"""Times, and what is computed in floating point, whose last decimal may be another on another machine."""


@pytest.fixture(scope="module")
def inside(shipped_folder: Path) -> Iterator[Inside]:
    with running(create_app(Settings(data_dir=shipped_folder))) as served:
        wait_until(lambda: httpx.get(f"{served.url}/health/ready", timeout=30).status_code == 200)
        yield served


@pytest.fixture(scope="module")
def described(inside: Inside) -> dict[str, Any]:
    document: dict[str, Any] = httpx.get(f"{inside.url}/openapi.json", timeout=30).json()
    return document


def _examples(node: object, at: str = "") -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Each example below a node: where it is, the schema that it is for, and what it is."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, dict):
        given = node.get("examples", [])
        if isinstance(given, list):
            yield from ((at, node, example) for example in given)
        elif "schema" in node:
            yield from ((at, node["schema"], example["value"]) for example in given.values())
        if "example" in node:
            yield at, node["schema"], node["example"]
    for key, child in children:
        if key not in ("example", "examples"):
            yield from _examples(child, f"{at}/{key}")


def _validate(value: object, schema: dict[str, Any], described: dict[str, Any]) -> None:
    Draft202012Validator({**schema, "components": described["components"]}).validate(value)


def _events(stream: str) -> list[dict[str, str]]:
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in stream.strip().split("\n\n")]


def _lasting(value: Any) -> Any:
    """A value without what differs from run to run."""
    if isinstance(value, dict):
        return {key: _lasting(each) for key, each in value.items() if key not in _OF_THIS_RUN}
    return [_lasting(each) for each in value] if isinstance(value, list) else value


def _streamed(described: dict[str, Any]) -> dict[str, Any]:
    stream: dict[str, Any] = described["paths"]["/chat"]["post"]["responses"]["200"]["content"]["text/event-stream"]
    return stream


def test_every_example_is_as_described(described: dict[str, Any]) -> None:
    found = list(_examples(described))
    assert len(found) > 2 * len(CALCULATORS) + len(ANSWERS)
    for at, schema, example in found:
        assert example is not None, at
        _validate(example, schema, described)


def test_every_operation_with_a_body_shows_one(described: dict[str, Any]) -> None:
    for path, operations in described["paths"].items():
        for operation in operations.values():
            if "requestBody" in operation:
                body = operation["requestBody"]["content"]["application/json"]
                name = body["schema"].get("$ref", "").rpartition("/")[2]
                shown = body if "example" in body else described["components"]["schemas"][name]
                assert "example" in shown or shown["examples"], path


def test_every_event_of_the_stream_is_as_described(described: dict[str, Any]) -> None:
    stream = _streamed(described)
    schemas = {each["properties"]["event"]["const"]: each for each in stream["itemSchema"]["oneOf"]}
    assert schemas.keys() == {"evidence", "calculation", "delta", "citation", "withdrawn", "answer", "error"}
    events = _events(stream["examples"]["answer"]["value"])
    assert [each["event"] for each in events] == ["evidence", "delta", "citation", "citation", "answer"]
    for event in events:
        _validate(event, stream["itemSchema"], described)
        data = schemas[event["event"]]["properties"]["data"]
        _validate(json.loads(event["data"]), data["contentSchema"], described)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_shown_is_the_answer(inside: Inside, described: dict[str, Any], kind: str) -> None:
    responses = described["paths"]["/ask"]["post"]["responses"]
    shown = responses["200"]["content"]["application/json"]["examples"][kind]
    answered = httpx.post(f"{inside.url}/ask", json={"question": shown["summary"]}, timeout=30).json()
    assert answered["kind"] == kind
    assert _lasting(shown["value"]) == _lasting(answered)
    assert shown["value"]["timings_ms"].keys() >= {"understand", "total"}


def test_the_stream_shown_is_the_stream(inside: Inside, described: dict[str, Any]) -> None:
    shown = _streamed(described)["examples"]["answer"]
    sent = httpx.post(f"{inside.url}/chat", json={"question": shown["summary"]}, timeout=30).text
    told, expected = (
        [(each["event"], _lasting(json.loads(each["data"]))) for each in _events(stream)]
        for stream in (sent, shown["value"])
    )
    assert told == expected


@pytest.mark.parametrize("name", CALCULATORS)
def test_a_calculation_shown_is_the_result(inside: Inside, described: dict[str, Any], name: str) -> None:
    operation = described["paths"][f"/tools/{name}"]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    assert body["example"].keys() == body["schema"]["properties"].keys()
    response = httpx.post(f"{inside.url}/tools/{name}", json=body["example"], timeout=30)
    assert response.status_code == 200
    assert response.json() == operation["responses"]["200"]["content"]["application/json"]["example"]


def test_a_document_is_a_page_to_a_browser_as_described(inside: Inside, described: dict[str, Any]) -> None:
    operation = described["paths"]["/documents/{document_id}"]["get"]
    (document_id,) = operation["parameters"][0]["schema"]["examples"]
    assert operation["responses"]["200"]["content"].keys() == {"application/json", "text/html"}
    for media_type in operation["responses"]["200"]["content"]:
        response = httpx.get(f"{inside.url}/documents/{document_id}", headers={"Accept": media_type}, timeout=30)
        assert response.status_code == 200
        assert response.headers["content-type"].partition(";")[0] == media_type
