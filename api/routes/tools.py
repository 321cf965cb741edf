"""`GET /tools` and `POST /tools/{name}`: the calculators, an operation each, made of the one registry."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import JSONResponse, Response

from api.deps import LanguageParam
from api.problems import ProblemResponse, documented, problem_of
from api.reading import JSONRoute
from api.schemas import Tool, Tools
from bot.calculate.wording import label_of, title_of
from bot.metrics.calculator import Calculator
from bot.metrics.errors import InputError
from bot.tools import CALCULATORS, calculate_as_described, describe, find, json_schema, result_schema

router = APIRouter(tags=["calculators"], route_class=JSONRoute)


@router.get("/tools", responses=documented(406, 422))
async def tools(language: LanguageParam = None) -> Tools:
    """All calculators, with the JSON Schemas of what they take and give; titles and labels in a language."""
    return Tools(tools=[_told(calculator, language or "en") for calculator in CALCULATORS.values()])


def _told(calculator: Calculator, language: str) -> Tool:
    return Tool(
        name=calculator.name,
        title=title_of(calculator, language),
        description=describe(calculator),
        group=calculator.group,
        labels={each.name: label_of(each.name, language) for each in calculator.parameters},
        input_schema=json_schema(calculator),
        output_schema=result_schema(calculator),
    )


def _operation(calculator: Calculator) -> Callable[..., Response]:
    # Not async: thousands of scores take a while, in a thread where nobody waits for it.
    def run(inputs: dict[str, Any], language: LanguageParam = None) -> Response:
        try:
            return JSONResponse(calculate_as_described(calculator.name, inputs))
        except InputError as error:
            return ProblemResponse(problem_of(error, language or "en"))

    return run


def _add(calculator: Calculator) -> None:
    schema = {key: value for key, value in json_schema(calculator).items() if key != "$schema"}
    result = {key: value for key, value in result_schema(calculator).items() if key != "$schema"}
    example = {name: each["examples"][0] for name, each in schema["properties"].items()}
    calculated = calculate_as_described(calculator.name, example)
    router.add_api_route(
        f"/tools/{calculator.name}",
        _operation(calculator),
        methods=["POST"],
        operation_id=calculator.name,
        summary=calculator.title,
        description=describe(calculator),
        responses={
            200: {
                "description": "The result.",
                "content": {"application/json": {"schema": result, "example": calculated}},
            },
            **documented(400, 406, 409, 413, 415, 422),
        },
        openapi_extra={
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}
        },
    )


for each in CALCULATORS.values():
    _add(each)


@router.post("/tools/{name}", include_in_schema=False)
async def unknown_tool(name: str) -> None:
    """Says which calculators there are."""
    try:
        find(name)
    except InputError as error:
        raise HTTPException(404, str(error)) from None
