"""MCP over HTTP: `POST /mcp`. Each request is complete in itself, so that any worker on any machine can answer it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.mcp.server import make_server
from api.service import Service
from corpus.errors import NotReadyError
from corpus.settings import Settings

_THIS_MACHINE: Final = ("127.0.0.1", "localhost", "[::1]")


class McpDoor:
    """The door as an ASGI application, to be kept `running` while it is called."""

    def __init__(self, service: Service, settings: Settings) -> None:
        """Takes what answers, and the settings that say by which names and from which pages it may be called."""
        self._service = service
        self._security = _who_may_call(settings)
        self._manager: StreamableHTTPSessionManager | None = None

    @property
    def route(self) -> Route:
        """The address. It takes POST alone: a server that never speaks first has no stream to GET, and no session."""
        return Route("/mcp", self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answers for as long as the context lasts."""
        self._manager = StreamableHTTPSessionManager(
            make_server(self._service),
            stateless=True,
            json_response=True,  # a tool has one thing to say: its result
            security_settings=self._security,
        )
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request.

        Raises:
            NotReadyError: it is not running.
        """
        if self._manager is None:
            raise NotReadyError("The service is not running. Try again in a few seconds.")
        await self._manager.handle_request(scope, receive, send)


def _who_may_call(settings: Settings) -> TransportSecuritySettings:
    """Protects against DNS rebinding: a page elsewhere whose name is made to mean this machine."""
    hosts = [*_THIS_MACHINE, *settings.allowed_hosts]
    origins = [f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    return TransportSecuritySettings(
        allowed_hosts=_with_any_port(hosts), allowed_origins=[*_with_any_port(origins), *settings.cors_origins]
    )


def _with_any_port(names: Iterable[str]) -> list[str]:
    return [each for name in names for each in (name, f"{name}:*")]
