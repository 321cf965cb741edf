"""MCP over HTTP: `POST /mcp`. Each request is complete in itself, so that any worker on any machine can answer it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api.mcp.server import make_server
from api.problems import ProblemResponse
from api.reading import check_content_type, check_count
from api.safety.hosts import KnownCallers
from api.service import Service
from corpus.errors import NotReadyError
from corpus.settings import Settings


class McpDoor:
    """The door as an ASGI application, to be kept `running` while it is called."""

    def __init__(self, service: Service, settings: Settings) -> None:
        """Takes what answers, and the settings that say by which names and from which pages it may be called."""
        self._service = service
        self._callers = KnownCallers(settings.allowed_hosts, settings.cors_origins)
        self._manager: StreamableHTTPSessionManager | None = None

    @property
    def route(self) -> Route:
        """The address. It takes POST alone: a server that never speaks first has no stream to GET, and no session."""
        return Route("/mcp", self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answers for as long as the context lasts."""
        # Who may call is checked here and not by the SDK, which knows names in small letters only and says nothing of
        # what to do.
        self._manager = StreamableHTTPSessionManager(
            make_server(self._service),
            stateless=True,
            json_response=True,  # a tool has one thing to say: its result
        )
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request.

        Raises:
            HTTPException: its body is not JSON, or has too many values.
            NotReadyError: it is not running.
        """
        if self._manager is None:
            raise NotReadyError("The service is not running. Try again in a few seconds.")
        problem = self._callers.problem_with(scope)
        if problem is not None:
            await ProblemResponse(problem)(scope, receive, send)
            return
        request = Request(scope, receive)
        check_content_type(request.headers.get("content-type"))
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        check_count(body.decode(errors="replace"))
        await self._manager.handle_request(scope, _before(receive, body), send)


def _before(receive: Receive, body: bytes) -> Receive:
    """What is received, with a body that was read already in front of it."""
    read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return read.pop() if read else await receive()

    return receive_again
