"""Requests as they are, good or bad, and the problem documents that answer them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from tests.api.serving import Served

_SECONDS = 30  # of patience; each of these is refused within milliseconds
_LONGEST_PROBLEM = 3_000  # bytes, whatever was sent
_JARGON = ("Traceback", "Input should", "valid dictionary", "pydantic", "extra inputs", "Value error", "None", "'str'")
_CHUNKED = {"Transfer-Encoding": "chunked"}
JSON = {"Content-Type": "application/json"}
ASK = {"question": "What is a good NPS?"}
NRR = {"starting_arr": 2_000_000, "expansion": 300_000, "contraction": 50_000, "churn": 100_000}
POSTS: dict[str, dict[str, Any]] = {
    "/ask": ASK,
    "/chat": ASK,
    "/tools/nrr": NRR,
    "/v1/chat/completions": {"model": "cs-answers", "messages": [{"role": "user", "content": ASK["question"]}]},
}
"""A good body for each door that takes one."""


@dataclass(frozen=True, slots=True)
class Response:
    """What came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def problem(self, status: int) -> dict[str, Any]:
        """The problem document that it must be, fit to be read by people."""
        assert self.status == status, self.body[:500]
        assert self.headers["content-type"] == "application/problem+json"
        assert len(self.body) <= _LONGEST_PROBLEM
        problem: dict[str, Any] = json.loads(self.body)
        assert problem["status"] == status
        assert problem["type"].startswith("urn:cs-answers:problem:")
        told = [problem["detail"], *(each["problem"] for each in problem["errors"])]
        assert not [(words, each) for each in told for words in _JARGON if words in each]
        assert all(each.isprintable() for each in told)
        assert problem["detail"][0].isalpha()
        return problem


def send(
    served: Served,
    method: str,
    path: str,
    body: bytes | Iterable[bytes] | None = None,
    headers: Mapping[str, str] = JSON,
) -> Response:
    """Sends a request as it is, a body in pieces chunked, and returns what comes."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=_SECONDS)
    try:
        connection.putrequest(method, path)
        length = {} if body is None else {"Content-Length": str(len(body))} if isinstance(body, bytes) else _CHUNKED
        for name, value in (length | dict(headers)).items():
            connection.putheader(name, value)
        connection.endheaders(body, encode_chunked=length is _CHUNKED)
        response = connection.getresponse()
        return Response(response.status, {k.lower(): v for k, v in response.headers.items()}, response.read())
    finally:
        connection.close()


def post(served: Served, path: str, body: object, headers: Mapping[str, str] = JSON) -> Response:
    return send(served, "POST", path, body if isinstance(body, bytes) else json.dumps(body).encode(), headers)
