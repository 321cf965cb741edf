"""The log: a JSON object a line on standard error, each with the id of its request; no text of questions."""

import logging
import re
from contextvars import ContextVar
from time import perf_counter
from typing import Any
from uuid import uuid4

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.answering import Answered

_LOG = logging.getLogger("api.requests")
_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_QUIET = ("/health/", "/metrics", "/static/")
_GONE = 499  # what nginx writes for a client that went away before it was answered

_request_id: ContextVar[str] = ContextVar("request_id", default="")

CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "api.logs.RequestFilter"}},
    "formatters": {"json": {"()": "api.logs.LineFormatter"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stderr",
            "formatter": "json",
            "filters": ["request"],
        }
    },
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "uvicorn": {"level": "INFO", "handlers": [], "propagate": True},
        "uvicorn.access": {"level": "WARNING"},  # our own line tells more
        "httpx": {"level": "WARNING"},
        "mcp": {"level": "WARNING"},
    },
}
"""For `logging.config.dictConfig`; worker processes are given it too."""


class RequestFilter(logging.Filter):
    """Adds the id of the request in work."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass."""
        record.request_id = _request_id.get()
        return True


class LineFormatter(JsonFormatter):
    """Time, level, logger, message and request id, and whatever a record has besides."""

    def __init__(self) -> None:
        super().__init__(
            "{levelname}{name}{message}{request_id}",
            style="{",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            reserved_attrs=[*RESERVED_ATTRS, "color_message"],  # uvicorn's own, for terminals
            json_ensure_ascii=False,
        )


class RequestLog:
    """Gives each request an id, answers with it as `X-Request-ID`, and logs a line when it is done."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request; an id that the client or a proxy sends is kept, if it is a plain word."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = Headers(scope=scope).get("x-request-id", "")
        request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid4().hex
        token = _request_id.set(request_id)
        started, status = perf_counter(), _GONE

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            _LOG.exception("unforeseen")  # here, where the request's id is known; the server would only repeat it
            if status == _GONE:
                raise
        finally:
            self._log(scope, status, perf_counter() - started)
            _request_id.reset(token)

    @staticmethod
    def _log(scope: Scope, status: int, seconds: float) -> None:
        path: str = scope["path"]
        level = logging.DEBUG if path.startswith(_QUIET) else logging.INFO
        if _LOG.isEnabledFor(level):
            facts = {"method": scope["method"], "path": path, "status": status, "ms": round(1000 * seconds, 1)}
            if key := scope.get("state", {}).get("key_id"):
                facts["key"] = key
            _LOG.log(level, "request", extra=facts)


def facts_of(answered: Answered) -> dict[str, Any]:
    """What a line on an answer tells: what it is and what worded it, and what a chat model had to do with it."""
    answer, report = answered.answer, answered.report
    facts: dict[str, Any] = {"kind": answer.kind, "generator": answer.generator, "language": answer.language}
    if answer.refusal:
        facts["refusal"] = answer.refusal.reason
    if answer.fallback:
        facts["fallback"] = answer.fallback
    if report and report.usage.calls:
        facts |= {"input_tokens": report.usage.input_tokens, "output_tokens": report.usage.output_tokens}
        facts |= {"held": report.held, "mended": report.mended, "dropped": report.dropped}
    return facts
