"""What the description of the service, `GET /openapi.json`, says of all operations: keys, and problems."""

from typing import Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api.examples import ANSWERS
from api.problems import MEDIA_TYPE, Problem, documented
from bot.answer import Evidence

_KEYS: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "Needed once the service has a key."},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same key in another way."},
}
_PUBLIC: Final = "/health/"
_ALSO: Final = (Problem, Evidence)
"""What no route returns as such: problems, and what is in the events of a stream."""


def describe_all(app: FastAPI) -> None:
    """Has an application's description say what its guards and its handling of errors do to every operation."""
    describe = app.openapi

    def openapi() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        described = describe()
        if is_new:
            _complete(described)
        return described

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(described: dict[str, Any]) -> None:
    components = described.setdefault("components", {})
    _, also = models_json_schema(
        [(each, "serialization") for each in _ALSO], ref_template="#/components/schemas/{model}"
    )
    components.setdefault("schemas", {}).update(also["$defs"])
    components["securitySchemes"] = _KEYS
    for path, operations in described["paths"].items():
        for operation in operations.values():
            _complete_operation(operation, is_public=path.startswith(_PUBLIC))
    # Not at the route: FastAPI leaves out what is null in an example.
    described["paths"]["/ask"]["post"]["responses"]["200"]["content"]["application/json"]["examples"] = ANSWERS
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)


def _complete_operation(operation: dict[str, Any], *, is_public: bool) -> None:
    responses = operation["responses"]
    if MEDIA_TYPE not in responses.get("422", {}).get("content", {MEDIA_TYPE: {}}):
        del responses["422"]  # FastAPI's guess, for a parameter that cannot be wrong
    always = [421, 503] if is_public else [401, 421, 429, 503]
    always += [408, 413] if "requestBody" in operation else []
    for status, problem in documented(*always).items():
        responses.setdefault(str(status), problem)
    if not is_public:
        operation["security"] = [{}, *({scheme: []} for scheme in _KEYS)]
