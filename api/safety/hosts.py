"""By which names the service may be called where nothing else guards it."""

from collections.abc import Collection, Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import Problem, make_problem
from api.safety.outgoing import Outgoing, header

_OWN: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine."""


class Hosts:
    """Refuses names of other sites on a service for this machine alone, where no key is asked for (421).

    Otherwise a page of another site, whose name that site has made to mean 127.0.0.1 (DNS rebinding), could read every
    document in the browser of whoever opens it. It has no key, and an address in place of a name cannot be rebound.
    """

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        """Guards an application; `allowed` are further names."""
        self._app = app
        self._allowed = _OWN | _names(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] == "http" and scope.get("state", {}).get("key_id") is None and _is_for_this_machine(scope):
            name = _host_of(scope)
            if name and name not in self._allowed and not _is_address(name):
                detail = (
                    f"This service is for its own machine, and not known as {name[:100]!r}. Call it by 127.0.0.1 or "
                    "localhost, or have whoever runs it add the name to CSA_ALLOWED_HOSTS."
                )
                await Outgoing(scope, receive, send).refuse(make_problem(421, "unknown-host", detail))
                return
        await self._app(scope, receive, send)


class KnownCallers:
    """The rule of MCP, whatever the key and wherever it is reached: names and pages that are not known are refused."""

    def __init__(self, allowed_hosts: Collection[str], origins: Collection[str]) -> None:
        """Takes further names than those of this machine, and origins of other sites whose pages may call."""
        self._names, self._origins = _OWN | _names(allowed_hosts), frozenset(origins)

    def problem_with(self, scope: Scope) -> Problem | None:
        """Why a request is refused: by its name (421), or by the page that sends it (403); None if it is not."""
        name = _host_of(scope)
        if name not in self._names:
            detail = (
                f"MCP is not known here as {name[:100]!r}. Call it by 127.0.0.1 or localhost, or have whoever runs it "
                "add the name to CSA_ALLOWED_HOSTS."
            )
            return make_problem(421, "unknown-host", detail)
        origin = header(scope, b"origin").decode("latin-1")
        if origin and not self._knows(origin):
            detail = (
                f"Pages of {origin[:100]!r} may not call MCP here. Have whoever runs it add this origin to "
                "CSA_CORS_ORIGINS."
            )
            return make_problem(403, "unknown-origin", detail)
        return None

    def _knows(self, origin: str) -> bool:
        scheme, _, host = origin.partition("://")
        return origin in self._origins or (scheme in ("http", "https") and _name_of(host) in self._names)


def _is_for_this_machine(scope: Scope) -> bool:
    """Whether the address that was connected to can be reached from this machine only."""
    host: str = (scope.get("server") or ("", 0))[0]
    return _is_address(host) and ip_address(host.partition("%")[0]).is_loopback


def _host_of(scope: Scope) -> str:
    return _name_of(header(scope, b"host").decode("latin-1"))


def _names(allowed: Iterable[str]) -> frozenset[str]:
    return frozenset(name.lower() if _is_address(name) else _name_of(name) for name in allowed)


def _name_of(host: str) -> str:
    """The name in a Host header, without its port, in small letters; empty where there is none to be read."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return host.lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True
