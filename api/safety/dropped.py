"""Clients that go away before they are answered."""

import asyncio
from collections.abc import Callable
from typing import Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.safety.outgoing import Outgoing

_LOOKS_AFTER: Final = 0.1
"""Seconds; most requests are answered before, and cost no watching."""


class Dropped:
    """Ends the work for a client that has gone, so that it keeps no place in the queue before the embedding model.

    A response that has begun is left to itself: a stream listens for its client.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Guards an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        outgoing = Outgoing(scope, receive, send)
        with anyio.CancelScope() as work:

            def end() -> None:
                if not outgoing.has_begun:
                    work.cancel()

            line = _Line(receive, end)
            try:
                await self._app(scope, line.receive, outgoing.send)
            finally:
                line.close()


class _Line:
    """The client's end of a connection: read for the application, and watched once its request has come whole."""

    def __init__(self, receive: Receive, end: Callable[[], None]) -> None:
        self._receive, self._end = receive, end
        self._watch: asyncio.Task[Message] | None = None
        self._is_whole = False
        self._later: asyncio.TimerHandle | None = None

    async def receive(self) -> Message:
        """What the server has; after the whole request, that the client has gone, when it has."""
        if self._is_whole:
            # Never two at once at the server's end, which promises nothing about that.
            return await asyncio.shield(self._watching())
        message = await self._receive()
        if message["type"] == "http.request" and not message.get("more_body", False):
            self._is_whole = True
            self._later = asyncio.get_running_loop().call_later(_LOOKS_AFTER, self._watching)
        return message

    def close(self) -> None:
        """Watches no longer."""
        if self._later is not None:
            self._later.cancel()
        if self._watch is not None:
            self._watch.cancel()

    def _watching(self) -> "asyncio.Task[Message]":
        if self._watch is None:
            self._watch = asyncio.ensure_future(self._wait())
        return self._watch

    async def _wait(self) -> Message:
        message = await self._receive()
        while message["type"] != "http.disconnect":
            message = await self._receive()
        self._end()
        return message
