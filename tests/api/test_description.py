"""What `GET /openapi.json` says: true of every operation, complete, and the calculators' own schemas."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from api.app import create_app
from api.problems import MEDIA_TYPE
from bot.answer import Answer, Evidence
from bot.search import SearchResult
from bot.tools import CALCULATORS, json_schema, result_schema
from corpus.settings import Settings

_SPEAK_FOR_THEMSELVES = {"type", "kind", "text", "document_id", "document_title"}
_ALWAYS = {"401", "421", "429", "503"}
_WITH_A_BODY = {"400", "406", "408", "413", "415", "422"}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data") / "none")).openapi()


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described)))
    assert {"Problem", "FieldProblem", "Answer"} <= references
    assert references <= described["components"]["schemas"].keys()
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_every_refusal_is_a_problem_document(described: dict[str, Any]) -> None:
    for path, method, operation in _operations(described):
        refusals = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert all(list(each["content"]) == [MEDIA_TYPE] for each in refusals.values()), path
        assert refusals.keys() >= (_ALWAYS if not path.startswith("/health/") else {"421", "503"}), path
        assert "Retry-After" in refusals["503"]["headers"]
        if method == "post":
            assert refusals.keys() >= _WITH_A_BODY, path
            assert list(operation["requestBody"]["content"]) == ["application/json"]


def test_a_key_is_optional_until_there_is_one(described: dict[str, Any]) -> None:
    for path, _, operation in _operations(described):
        expected: list[dict[str, list[str]]] | None = (
            None if path.startswith("/health/") else [{}, {"bearer": []}, {"header": []}]
        )
        assert operation.get("security") == expected, path


@pytest.mark.parametrize("name", CALCULATORS)
def test_a_calculator_is_described_by_its_own_schemas(described: dict[str, Any], name: str) -> None:
    operation = described["paths"][f"/tools/{name}"]["post"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    result = operation["responses"]["200"]["content"]["application/json"]["schema"]
    expected = json_schema(CALCULATORS[name])
    assert body["properties"] == expected["properties"]
    assert body.get("required", []) == expected["required"]
    assert body["additionalProperties"] is False
    assert result["properties"] == result_schema(CALCULATORS[name])["properties"]
    assert "409" in operation["responses"]


def test_streams_are_streams(described: dict[str, Any]) -> None:
    assert list(described["paths"]["/chat"]["post"]["responses"]["200"]["content"]) == ["text/event-stream"]
    assert list(described["paths"]["/metrics"]["get"]["responses"]["200"]["content"]) == ["text/plain"]


@pytest.mark.parametrize("model", [Answer, Evidence, SearchResult])
def test_what_is_written_of_a_field_is_its_description(model: type[BaseModel]) -> None:
    """In the schemas that assistants are given, which OpenAPI shares."""
    schema = model.model_json_schema(mode="serialization")
    shapes = [schema, *schema["$defs"].values()]
    fields = {name: field for shape in shapes for name, field in shape["properties"].items()}
    assert {name for name, field in fields.items() if not field.get("description")} <= _SPEAK_FOR_THEMSELVES


def test_an_operation_is_called_by_its_name(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in _operations(described)]
    assert len(set(names)) == len(names)
    assert {"ask", "chat", "document", "documents", "complete", "ready", "metrics", *CALCULATORS} <= set(names)
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)


def test_it_is_the_same_twice(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path / "none"))
    assert app.openapi() is app.openapi()
