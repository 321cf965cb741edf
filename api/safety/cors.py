"""Which pages of other sites may call the service, and with what (CORS)."""

from collections.abc import Collection
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from api.problems import ProblemResponse, make_problem

_METHODS: Final = ("GET", "POST")
_TAKEN: Final = ("Authorization", "X-API-Key", "X-Request-ID", "Mcp-Protocol-Version", "Mcp-Method", "Mcp-Name")
_SHOWN: Final = ("Retry-After", "X-Request-ID", "RateLimit", "RateLimit-Policy")


class OtherSites(CORSMiddleware):
    """Tells browsers which pages may call; who asks in vain is told why in a problem document."""

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        """Lets pages of some origins call an application."""
        super().__init__(
            app, allow_origins=origins, allow_methods=_METHODS, allow_headers=_TAKEN, expose_headers=_SHOWN
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """What a browser is told that asks whether a page may send a request."""
        response = super().preflight_response(request_headers)
        if response.status_code != HTTPStatus.BAD_REQUEST:
            return response
        detail = (
            f"Pages of {request_headers['origin'][:100]!a} may not send this request here. Pages of the origins in "
            f"CSA_CORS_ORIGINS, which whoever runs the service sets, may send {' and '.join(_METHODS)}, with the "
            f"headers {', '.join(_TAKEN)} and Content-Type."
        )
        headers = {name: value for name, value in response.headers.items() if not name.startswith("content-")}
        return ProblemResponse(make_problem(400, "cross-origin", detail), headers)
