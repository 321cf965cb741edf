"""What browsers are told about every response, whoever made it, and which pages of other sites may ask."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.app import MAX_BODY, create_app
from api.keys import KeyStore
from api.safety.bodies import Bodies
from corpus.settings import Settings

_SITE = "https://app.example.com"
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)


def _send(app: Any, method: str, path: str, base_url: str = "http://127.0.0.1", **asked: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
            return await client.request(method, path, **asked)

    return asyncio.run(send())


async def _fail() -> None:
    raise RuntimeError("unforeseen")


def _broken(settings: Settings) -> Any:
    app = create_app(settings)
    broken = APIRouter()
    broken.add_api_route("/broken", _fail)
    app.include_router(broken)
    return app


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/tools", 200),
        ("GET", "/questions", 503),  # the knowledge base is not open
        ("GET", "/nothing", 404),
        ("PUT", "/tools", 405),
        ("POST", "/ask", 415),
        ("GET", "/broken", 500),
        ("GET", "/health/live", 200),
    ],
)
def test_every_response_is_safe_in_a_browser(settings: Settings, method: str, path: str, status: int) -> None:
    response = _send(_broken(settings), method, path)
    assert response.status_code == status
    told = response.headers
    is_page = told["content-type"].startswith("text/html")
    assert is_page == (path == "/")
    assert told["content-security-policy"] == (
        _PAGE_POLICY if is_page else "default-src 'none'; frame-ancestors 'none'"
    )
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "no-referrer"
    assert told["x-frame-options"] == "DENY"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in told["permissions-policy"]
    assert told["cache-control"] == ("no-cache" if path in ("/", "/health/live") else "no-store")
    assert "server" not in told
    assert "strict-transport-security" not in told
    assert "access-control-allow-origin" not in told


def test_who_came_by_https_is_to_come_by_https(settings: Settings) -> None:
    response = _send(create_app(settings), "GET", "/tools", "https://here")
    assert response.headers["strict-transport-security"].startswith("max-age=")


def test_a_refusal_is_as_safe_as_an_answer(settings: Settings) -> None:
    KeyStore.of(settings).add("website")
    response = _send(create_app(settings), "GET", "/tools")
    assert response.status_code == 401
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-request-id"], "and in the log"


def _preflight(origin: str, method: str = "POST", header: str = "authorization") -> dict[str, str]:
    return {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": header}


def test_pages_of_other_sites_may_not_ask_unless_that_is_set(settings: Settings) -> None:
    for origin in (_SITE, "null"):
        asked = _send(create_app(settings), "OPTIONS", "/ask", headers=_preflight(origin))
        assert asked.status_code == 405
        assert "access-control-allow-origin" not in asked.headers


def test_pages_of_a_site_that_is_set_may_ask(settings: Settings) -> None:
    KeyStore.of(settings).add("website")  # a browser asks first, and sends no key with that
    app = create_app(settings.model_copy(update={"cors_origins": (_SITE,)}))
    for header in ("authorization", "x-api-key", "content-type", "mcp-protocol-version,mcp-method,mcp-name"):
        allowed = _send(app, "OPTIONS", "/ask", headers=_preflight(_SITE, header=header))
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == _SITE
        assert "access-control-allow-credentials" not in allowed.headers
    answer = _send(app, "GET", "/tools", headers={"Origin": _SITE})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == _SITE, "so that the page can read what is wrong"
    for name in ("Retry-After", "X-Request-ID"):
        assert name in answer.headers["access-control-expose-headers"]
    assert "cross-origin-resource-policy" not in answer.headers
    other = _send(app, "GET", "/tools", headers={"Origin": "https://evil.org"})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    "refused",
    [
        _preflight("https://app.example.com.evil.org"),
        _preflight("null"),
        _preflight("\u00e9"),
        _preflight(_SITE, "PUT"),
        _preflight(_SITE, "DELETE"),
        _preflight(_SITE, header="mcp-session-id"),
        _preflight(_SITE, header="last-event-id"),
    ],
    ids=str,
)
def test_what_another_site_may_not_send_is_told(settings: Settings, refused: dict[str, str]) -> None:
    app = create_app(settings.model_copy(update={"cors_origins": (_SITE,)}))
    response = _send(app, "OPTIONS", "/ask", headers={k: v.encode("latin-1") for k, v in refused.items()})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert "CSA_CORS_ORIGINS" in response.json()["detail"]
    assert "Mcp-Method" in response.json()["detail"]
    is_known = refused["Origin"] == _SITE
    assert response.headers.get("access-control-allow-origin") == (_SITE if is_known else None)
    assert "Origin" in response.headers["vary"]


async def _chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * (1 << 16)


@pytest.mark.parametrize("path", ["/ask", "/chat", "/tools/nrr", "/v1/chat/completions", "/mcp", "/nothing"])
@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_body_that_is_too_large_is_a_problem(shipped_folder: Path, path: str, is_chunked: bool) -> None:
    app = create_app(Settings(data_dir=shipped_folder))

    async def send() -> httpx.Response:
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                body = _chunks(MAX_BODY // (1 << 16) + 1) if is_chunked else b" " * (MAX_BODY + 1)
                return await client.post(path, content=body, headers={"Content-Type": "application/json"})

    response = asyncio.run(send())
    if path == "/nothing" and is_chunked:
        assert response.status_code == 404, "nobody reads it, and nobody waits for it"
    else:
        assert response.status_code == 413
        assert f"at most {MAX_BODY} bytes" in response.json()["detail"]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"


async def _reads(request: Request) -> Response:
    await request.body()
    return PlainTextResponse("read")


async def _swallows(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        await Request(scope, receive).body()
    except Exception:  # noqa: BLE001 - as careless applications do
        await PlainTextResponse("something went wrong", 500)(scope, receive, send)


@pytest.mark.parametrize("mounted", [Starlette(routes=[Route("/", _reads, methods=["POST"])]), _swallows])
def test_an_application_that_is_mounted_refuses_in_the_same_words(settings: Settings, mounted: Any) -> None:
    app = create_app(settings)
    app.mount("/mounted", mounted)
    for body in (_chunks(17), b" " * (MAX_BODY + 1)):
        response = _send(app, "POST", "/mounted/", content=body)
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"


def test_a_body_of_just_the_limit_is_read() -> None:
    app = Bodies(Starlette(routes=[Route("/", _reads, methods=["POST"])]), limit=100)
    assert _send(app, "POST", "/", content=b"x" * 100).text == "read"
    assert _send(app, "POST", "/", content=b"x" * 101).status_code == 413
