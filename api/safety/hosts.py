"""By which names the service may be called where nothing else guards it."""

from collections.abc import Collection
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import make_problem
from api.safety.outgoing import Outgoing, header

_OWN: Final = frozenset({"localhost", "testserver"})
"""Names of this machine; the second is that of tests in process."""


class Hosts:
    """Refuses names of other sites on a service for this machine alone, where no key is asked for (421).

    Otherwise a page of another site, whose name that site has made to mean 127.0.0.1 (DNS rebinding), could read every
    document in the browser of whoever opens it. It has no key, and an address in place of a name cannot be rebound.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        """Guards an application; `allowed` are further names."""
        self._app = app
        self._allowed = _OWN | {name.lower() for name in allowed}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] == "http" and scope.get("state", {}).get("key_id") is None and _is_for_this_machine(scope):
            name = _name_of(header(scope, b"host"))
            if name and name not in self._allowed and not _is_address(name):
                detail = (
                    f"This service is for its own machine, and not known as {name[:100]!r}. Call it by 127.0.0.1 or "
                    "localhost, or have whoever runs it add the name to CSA_ALLOWED_HOSTS."
                )
                await Outgoing(scope, receive, send).refuse(make_problem(421, "unknown-host", detail))
                return
        await self._app(scope, receive, send)


def _is_for_this_machine(scope: Scope) -> bool:
    """Whether the address that was connected to can be reached from this machine only."""
    host: str = (scope.get("server") or ("", 0))[0]
    return _is_address(host) and ip_address(host.partition("%")[0]).is_loopback


def _name_of(host: bytes) -> str:
    """The name in a Host header, without its port, in small letters; empty where there is none to be read."""
    try:
        return (urlsplit(f"//{host.decode('latin-1')}").hostname or "").rstrip(".")
    except ValueError:
        return host.decode("latin-1").lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
