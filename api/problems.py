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

from api.faults import sentence, where
from bot.calculate.wording import labels
from bot.metrics.errors import InputError
from corpus.errors import CSAnswersError, QuestionError, StoreError
from corpus.phrases import SPOKEN

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = 2
_MOST_ERRORS = 20
"""Parts of a request that a problem names; a history may have hundreds that are wrong."""


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
        """Sends it as its receiver reads it, whoever made the problem."""
        self.body = self.render(as_sent(self._problem, scope))
        self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def as_sent(problem: Problem, scope: Scope) -> dict[str, Any]:
    """What is sent of a problem in a request's scope: below `/v1` with an `error` as OpenAI's clients read it."""
    path: str = scope["path"]
    if not path.removeprefix(scope.get("root_path", "")).startswith("/v1/"):
        return problem.model_dump()
    error = {
        "message": problem.detail,
        "type": "server_error" if problem.status >= 500 else "invalid_request_error",
        "param": problem.errors[0].where.removeprefix("body.") if problem.errors else None,
        "code": problem.type.rpartition(":")[2].replace("-", "_"),
    }
    return problem.model_dump() | {"error": error}


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


UNFORESEEN: Final = make_problem(
    500, "unforeseen", "Something went wrong here. Try again; if it stays so, report it with the request's id."
)
"""The log has the traceback; whoever asked can do nothing with it."""


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation that may answer with problems of these statuses."""
    return {status: _documented(status) for status in statuses}


def _documented(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    documented: dict[str, Any] = {"description": HTTPStatus(status).phrase, "content": content}
    if status == 503:
        documented["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 0}}}
    return documented


def handle_problems(app: FastAPI) -> None:
    """Has an application answer every error with a problem document."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(CSAnswersError, _ours)
    app.add_exception_handler(Exception, _unforeseen)


async def _invalid(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)
    found = [field_problem(each) for each in error.errors()[:_MOST_ERRORS]]
    told = ". ".join(f"{each.where} {each.problem}" for each in found[:3])
    detail = f"The request is not as GET /openapi.json describes it. {told}."
    return ProblemResponse(make_problem(422, "invalid", detail, found))


def field_problem(error: Mapping[str, Any]) -> FieldProblem:
    """What one error of a validation says, and of which part; `error` as pydantic gives it."""
    return FieldProblem(where=where(error), problem=sentence(error))


_STATUS_DETAILS: Final = {
    404: "There is nothing at this address. GET /openapi.json lists what there is.",
    405: "This address does not take that method; the header Allow says which it takes.",
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


def problem_of(error: CSAnswersError, language: str = "en") -> Problem:
    """An error of ours as a problem document, in a language where it can be; its class decides the status."""
    if isinstance(error, InputError):
        # In English, whoever sent the arguments recognises them by their names.
        is_translated = language in SPOKEN and language != "en"
        told = error.told(language, labels(language) if is_translated else {})
        found = [FieldProblem(where=f"body.{error.argument}", problem=told)]
        if error.is_contradiction:
            return make_problem(409, "contradiction", told, found)
        return make_problem(422, "invalid-input", told, found)
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
    return ProblemResponse(UNFORESEEN)
