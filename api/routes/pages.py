"""The pages for people: the chat page at `/`, the page of a document, and the files that they are made of."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.routing import Match
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.accept import prefers_page
from api.deps import ServiceDep
from api.safety.access import is_admitted
from api.service import Service
from corpus.errors import StoreError

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


async def document_page(document_id: str, request: Request, service: ServiceDep) -> Response:
    """The page of a document, which reads the JSON of its own address.

    It comes with 404 where there is no such document, unless whoever asks may not know what there is.
    """
    if is_admitted(request.scope) and await _is_missing(document_id, service):
        response: Response = FileResponse(_WEB / "document.html", 404, {"Cache-Control": "no-cache"})
    else:
        response = await _file(_PAGES, "document.html", request)
    response.headers["Vary"] = "Accept"
    return response


async def _is_missing(document_id: str, service: Service) -> bool:
    try:
        documents = await service.read(lambda knowledge: knowledge.catalog.documents())
    except StoreError:
        return False  # nobody knows; the page tells why when it finds the same
    return all(each.id != document_id for each in documents)


router.add_api_route(
    "/documents/{document_id:path}", document_page, methods=["GET", "HEAD"], route_class_override=_PageRoute
)


async def _file(files: StaticFiles, path: str, request: Request) -> Response:
    response = await files.get_response(path, request.scope)
    # Kept by a browser, but asked for anew: after an update no page may run with yesterday's scripts.
    response.headers["Cache-Control"] = "no-cache"
    return response
