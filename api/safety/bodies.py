"""The bodies of requests: how large they may be, and how long they may take to come."""

from typing import Final

import anyio
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, make_problem
from api.safety.outgoing import Outgoing, header

BODY_SECONDS: Final = 10.0


class Bodies:
    """Refuses bodies that are too large (413) or too slow (408), whatever the application makes of it.

    It counts like FastAPI's `max_body_size`, and comes before it, because that one's refusal is plain text for what
    FastAPI does not read itself: mounted applications, and bodies that nobody reads.
    """

    def __init__(self, app: ASGIApp, limit: int, seconds: float = BODY_SECONDS) -> None:
        """Guards an application.

        Args:
            app: what is guarded.
            limit: of a body, in bytes.
            seconds: from the beginning of a request to the end of its body, while somebody reads it.
        """
        self._app, self._limit, self._seconds = app, limit, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        outgoing = Outgoing(scope, receive, send)
        if int(header(scope, b"content-length") or b"0") > self._limit:
            await outgoing.refuse(self._too_large())
            return
        await _Reading(self, outgoing, receive).run(scope)

    def _too_large(self) -> Problem:
        detail = f"The body is too large; at most {self._limit} bytes are allowed. Send less."
        return make_problem(413, "body-too-large", detail)

    def _too_slow(self) -> Problem:
        detail = f"The body did not come whole within {self._seconds:g} seconds. Send it in one piece."
        return make_problem(408, "body-too-slow", detail)


class _Reading:
    """One request, and what is wrong with its body."""

    def __init__(self, rule: Bodies, outgoing: Outgoing, receive: Receive) -> None:
        self._rule, self._outgoing, self._receive = rule, outgoing, receive
        self._deadline = anyio.current_time() + rule._seconds
        self._bytes = 0
        self._is_whole = False
        self._problem: Problem | None = None

    async def run(self, scope: Scope) -> None:
        try:
            await self._rule._app(scope, self._read, self._send)
        except Exception:
            # What an application makes of our own refusal does not count; all else is passed on.
            if self._problem is None:
                raise
        if self._problem is not None:
            is_slow = self._problem.status == 408
            await self._outgoing.refuse(self._problem, {"Connection": "close"} if is_slow else None)

    async def _read(self) -> Message:
        if self._is_whole:
            return await self._receive()
        if self._problem is not None:
            raise _refusal(self._problem)
        message: Message | None = None
        with anyio.move_on_after(self._deadline - anyio.current_time()):
            message = await self._receive()
        if message is None:
            self._problem = self._rule._too_slow()
            raise _refusal(self._problem)
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._rule._limit:
            self._problem = self._rule._too_large()
            raise _refusal(self._problem)
        self._is_whole = not message.get("more_body", False)
        return message

    async def _send(self, message: Message) -> None:
        if self._problem is None:
            await self._outgoing.send(message)


def _refusal(problem: Problem) -> HTTPException:
    return HTTPException(problem.status, problem.detail)
