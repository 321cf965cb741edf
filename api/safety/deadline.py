"""How long an answer may take to begin."""

import math
from typing import Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import RETRY_SECONDS, make_problem
from api.safety.outgoing import Outgoing

ANSWER_SECONDS: Final = 30.0


class Deadline:
    """Ends a request that is not being answered in time: 503, or the last event of a stream.

    An answer has begun with its headers, or, if it is a stream of events, with its first event: streams begin at once,
    whether or not there is anything to say. A stream that a client only listens to (GET) may be silent for ever.
    """

    def __init__(self, app: ASGIApp, seconds: float = ANSWER_SECONDS) -> None:
        """Guards an application; `seconds` from the beginning of a request to that of its answer."""
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        outgoing = Outgoing(scope, receive, send)
        time_limit = anyio.CancelScope(deadline=anyio.current_time() + self._seconds)

        async def send_in_time(message: Message) -> None:
            await outgoing.send(message)
            if not outgoing.is_event_stream or scope["method"] == "GET" or _is_event(message):
                time_limit.deadline = math.inf

        with time_limit:
            await self._app(scope, receive, send_in_time)
        if time_limit.cancelled_caught:
            detail = f"There was no answer within {self._seconds:g} seconds, because many are asking. Try again."
            await outgoing.refuse(make_problem(503, "too-slow", detail), {"Retry-After": str(RETRY_SECONDS)})


def _is_event(message: Message) -> bool:
    """Whether it is a piece of an event stream that is no comment, such as those that keep a connection alive."""
    return message["type"] == "http.response.body" and not message.get("body", b"").startswith(b":")
