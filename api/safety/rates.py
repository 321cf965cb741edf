"""How many requests one caller may make."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import make_problem
from api.safety.access import is_public
from api.safety.limiter import Limiter, Standing, address_of, is_from_this_machine
from api.safety.outgoing import Outgoing

USUAL_RATE = "120/minute"


class Rates:
    """Answers 429 to who asks too often; everybody else is told where they stand.

    A caller is a key, or an address without one. The headers are those of the IETF's draft "RateLimit header fields
    for HTTP": `RateLimit-Policy: "caller";q=LIMIT;w=SECONDS` and `RateLimit: "caller";r=REMAINING;t=SECONDS`.
    """

    def __init__(self, app: ASGIApp, limiter: Limiter, *, spares_this_machine: bool) -> None:
        """Guards an application; on request, callers from this machine without a key are not counted."""
        self._app, self._limiter, self._spares_this_machine = app, limiter, spares_this_machine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http" or is_public(scope):
            await self._app(scope, receive, send)
            return
        key = scope.get("state", {}).get("key_id")
        if key is None and self._spares_this_machine and is_from_this_machine(scope):
            await self._app(scope, receive, send)
            return
        standing = await self._limiter.hit(f"key:{key}" if key else f"address:{address_of(scope)}")
        if not standing.is_within:
            detail = (
                f"At most {standing.limit} requests in {standing.window} seconds are allowed to one caller. "
                f"Wait {standing.seconds} seconds."
            )
            headers = _headers(standing) | {"Retry-After": str(standing.seconds)}
            await Outgoing(scope, receive, send).refuse(make_problem(429, "too-many-requests", detail), headers)
            return
        told = [(name.lower().encode(), value.encode()) for name, value in _headers(standing).items()]

        async def send_standing(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *told]}
            await send(message)

        await self._app(scope, receive, send_standing)


def _headers(standing: Standing) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"caller";q={standing.limit};w={standing.window}',
        "RateLimit": f'"caller";r={standing.remaining};t={standing.seconds}',
    }
