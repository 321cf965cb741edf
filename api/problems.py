"""Errors as RFC 9457 problem documents: what was wrong, where, and what to do; decided here and nowhere else."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from bot.metrics.errors import InputError
from corpus.errors import CSAnswersError, QuestionError, StoreError

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 2
_SHOWN = 80
"""Code points of what was given that a problem repeats."""


class FieldProblem(BaseModel):
    """What is wrong with one part of a request."""

    where: str = Field(description="Such as `body.question` or `query.language`.")
    problem: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(description="A URN that names the kind of problem.", examples=["urn:cs-answers:problem:invalid"])
    title: str
    status: int
    detail: str = Field(description="What was given, what is allowed, and what to do.")
    errors: list[FieldProblem] = Field(default=[], description="Part by part, where the request is not as described.")


class ProblemResponse(JSONResponse):
    """A problem document as a response."""

    media_type = MEDIA_TYPE

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        """Responds with the problem's own status."""
        super().__init__(problem.model_dump(), problem.status, dict(headers or {}))
        self._problem = problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it; below `/v1` with an `error` as OpenAI's clients read it, whoever made the problem."""
        if scope["path"].removeprefix(scope.get("root_path", "")).startswith("/v1/"):
            self.body = self.render(self._problem.model_dump() | {"error": _as_openai(self._problem)})
            self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def _as_openai(problem: Problem) -> dict[str, str | None]:
    return {
        "message": problem.detail,
        "type": "server_error" if problem.status >= 500 else "invalid_request_error",
        "param": problem.errors[0].where.removeprefix("body.") if problem.errors else None,
        "code": problem.type.rpartition(":")[2].replace("-", "_"),
    }


def make_problem(status: int, kind: str, detail: str, errors: Iterable[FieldProblem] = ()) -> Problem:
    """A problem document.

    Args:
        status: of HTTP, 400 or more.
        kind: ends the URN of the problem's type.
        detail: a sentence or two for whoever made the request.
        errors: what is wrong with which part of it.
    """
    return Problem(
        type=f"urn:cs-answers:problem:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=list(errors),
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that may answer with problems of these statuses."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: schema}} for status in statuses}


def handle_problems(app: FastAPI) -> None:
    """Has an application answer every error with a problem document."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(CSAnswersError, _ours)
    app.add_exception_handler(Exception, _unforeseen)


async def _invalid(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)
    found = [field_problem(each) for each in error.errors()]
    if any(each["type"] == "json_invalid" for each in error.errors()):
        return ProblemResponse(
            make_problem(400, "not-json", f"The body is not JSON ({found[0].problem}). Send a JSON object.")
        )
    told = "; ".join(f"{each.where}: {each.problem}" for each in found[:3])
    detail = f"The request is not as the description has it. {told}."
    return ProblemResponse(make_problem(422, "invalid", detail, found))


def field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """What one error of a validation says, and of which part; `error` as pydantic gives it."""
    where = ".".join(map(str, error["loc"]))
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "json_invalid":
        message = str(error.get("ctx", {}).get("error", message)).lower()
    given = error.get("input")
    if isinstance(given, str | int | float | bool) and error["type"] not in ("missing", "json_invalid"):
        message += f"; given is {shown(given)}"
    return FieldProblem(where=_readable(where), problem=_readable(message))


def shown(given: object) -> str:
    """What was given, as a problem repeats it: not too long, and as UTF-8 can hold it."""
    written = str(given) if not isinstance(given, str) else repr(given)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


def _readable(text: str) -> str:
    """A text as UTF-8 can hold it: a request may have lone surrogates."""
    return text.encode(errors="backslashreplace").decode()


_STATUS_DETAILS: Final = {
    404: "There is nothing at this address. GET /openapi.json lists what there is.",
    405: "This address does not take that method. GET /openapi.json says which one it takes.",
    413: "The body is too large; at most 1 MiB is allowed. Send less.",
}


async def _http(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    detail = str(error.detail)
    if detail == phrase or error.status_code == 413:
        detail = _STATUS_DETAILS.get(error.status_code, detail)
    kind = phrase.lower().replace(" ", "-")
    return ProblemResponse(make_problem(error.status_code, kind, detail), error.headers)


def problem_of(error: CSAnswersError) -> Problem:
    """An error of ours as a problem document; its class decides the status."""
    if isinstance(error, InputError):
        where = [FieldProblem(where=f"body.{error.argument}", problem=str(error))]
        return make_problem(422, "invalid-input", str(error), where)
    if isinstance(error, QuestionError):
        return make_problem(422, "invalid-question", str(error))
    if isinstance(error, StoreError):
        return make_problem(503, "not-ready", str(error))
    return make_problem(500, "misconfigured", str(error))


async def _ours(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, CSAnswersError)
    problem = problem_of(error)
    return ProblemResponse(problem, {"Retry-After": str(RETRY_SECONDS)} if problem.status == 503 else None)


async def _unforeseen(request: Request, error: Exception) -> ProblemResponse:
    # The server's log has the traceback; whoever asked can do nothing with it.
    return ProblemResponse(
        make_problem(500, "unforeseen", "Something went wrong here. Try again; if it stays so, report it.")
    )
