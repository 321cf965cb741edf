"""What browsers are told about every response."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.safety.access import is_public

_OF_PAGES: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    b"trusted-types 'none'"
)
_OF_THE_REST: Final = b"default-src 'none'; frame-ancestors 'none'"
_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (
        b"permissions-policy",
        b"accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
        b"gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_ONLY_HERE: Final = (b"cross-origin-resource-policy", b"same-origin")
_HTTPS_ONLY: Final = (b"strict-transport-security", b"max-age=31536000")


class SafeHeaders:
    """Adds the headers that keep a page from doing harm; what a route has set stays as it is."""

    def __init__(self, app: ASGIApp, *, is_for_other_sites: bool = False) -> None:
        """Guards an application; on request, pages of other sites may use what it answers."""
        self._app = app
        self._fixed = _ALWAYS if is_for_other_sites else (*_ALWAYS, _ONLY_HERE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            # 304 says that what a browser keeps is still right: what it told of a policy would replace the page's own.
            if message["type"] == "http.response.start" and message["status"] != 304:
                message = {**message, "headers": self._complete(message.get("headers", ()), scope)}
            await send(message)

        await self._app(scope, receive, send_safely)

    def _complete(self, given: list[tuple[bytes, bytes]], scope: Scope) -> list[tuple[bytes, bytes]]:
        headers = {name.lower(): value for name, value in given}
        is_page = headers.get(b"content-type", b"").startswith(b"text/html")
        wanted = [(b"content-security-policy", _OF_PAGES if is_page else _OF_THE_REST), *self._fixed]
        # Documents and answers may be private, and who may read them can change.
        wanted.append((b"cache-control", b"no-cache" if is_public(scope) else b"no-store"))
        if scope["scheme"] == "https":
            wanted.append(_HTTPS_ONLY)
        return [*given, *(each for each in wanted if each[0] not in headers)]
