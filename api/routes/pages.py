"""The pages for people: the chat page at `/`, the page of a document, and the files that they are made of."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.accept import prefers_page

_WEB: Final = Path(__file__).parents[1] / "web"
_PAGES: Final = StaticFiles(directory=_WEB)
_ASSETS: Final = StaticFiles(directory=_WEB / "static")

router = APIRouter(include_in_schema=False)


class _PageRoute(APIRoute):
    """Takes only requests that prefer a page; others go on to the route that answers the same address with JSON."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not prefers_page(Headers(scope=scope).get("accept", "")):
            return Match.NONE, {}
        return super().matches(scope)


@router.api_route("/", methods=["GET", "HEAD"])
async def chat_page(request: Request) -> Response:
    """The chat page."""
    return await _file(_PAGES, "index.html", request)


@router.api_route("/static/{path:path}", methods=["GET", "HEAD"])
async def asset(path: str, request: Request) -> Response:
    """A script, a style sheet or an icon."""
    return await _file(_ASSETS, path, request)


async def document_page(request: Request) -> Response:
    """The page of a document, which reads the JSON of its own address."""
    response = await _file(_PAGES, "document.html", request)
    response.headers["Vary"] = "Accept"
    return response


router.add_api_route(
    "/documents/{document_id:path}", document_page, methods=["GET", "HEAD"], route_class_override=_PageRoute
)


async def _file(files: StaticFiles, path: str, request: Request) -> Response:
    response = await files.get_response(path, request.scope)
    # Kept by a browser, but asked for anew: after an update no page may run with yesterday's scripts.
    response.headers["Cache-Control"] = "no-cache"
    return response
