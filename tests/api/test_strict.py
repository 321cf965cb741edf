"""What the models of all requests take and refuse alike."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from api.completion_request import CompletionRequest
from api.schemas import AskRequest, SearchRequest

_COMPLETION = {"model": "cs-answers", "messages": [{"role": "user", "content": "NPS?"}]}
_WHOLE = pytest.mark.parametrize(
    ("model", "given", "name"),
    [
        (AskRequest, {"question": "NPS?"}, "top_k"),
        (SearchRequest, {"query": "NPS"}, "limit"),
        (CompletionRequest, _COMPLETION, "max_tokens"),
    ],
)


@_WHOLE
def test_a_whole_number_may_be_written_as_a_fraction(model: type[BaseModel], given: dict[str, Any], name: str) -> None:
    read = getattr(model.model_validate(given | {name: 3.0}), name)
    assert (type(read), read) == (int, 3)
    for wrong in (3.5, "3", True, float("inf")):
        with pytest.raises(ValidationError):
            model.model_validate(given | {name: wrong})


@_WHOLE
def test_its_bounds_are_described(model: type[BaseModel], given: dict[str, Any], name: str) -> None:
    schema = model.model_json_schema()["properties"][name]
    described = schema.get("anyOf", [schema])[0]
    assert (described["type"], described["minimum"]) == ("integer", 1)
