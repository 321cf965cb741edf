"""A response on its way out, in whose place a problem can still be put."""

import json
from collections.abc import Mapping

from fastapi.sse import format_sse_event
from starlette.types import Message, Receive, Scope, Send

from api.problems import Problem, ProblemResponse, as_sent


class Outgoing:
    """What one request has been answered so far; `send` is passed on in place of the server's own."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing is sent yet."""
        self._scope, self._receive, self._send = scope, receive, send
        self.has_begun = False
        self.is_done = False
        self.is_event_stream = False

    async def send(self, message: Message) -> None:
        """Sends, and remembers what was sent."""
        await self._send(message)
        if message["type"] == "http.response.start":
            self.has_begun = True
            self.is_event_stream = header(message, b"content-type").startswith(b"text/event-stream")
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self.is_done = True

    async def refuse(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        """Answers with a problem as far as that is still possible.

        A response that has not begun is the problem; an event stream ends with an `error` event. Any other response
        is left incomplete, and the server closes its connection, so that nobody takes it for whole.
        """
        if not self.has_begun:
            await ProblemResponse(problem, headers)(self._scope, self._receive, self.send)
        elif self.is_event_stream and not self.is_done:
            event = format_sse_event(event="error", data_str=json.dumps(as_sent(problem, self._scope)))
            await self.send({"type": "http.response.body", "body": event, "more_body": False})


def header(holder: Scope | Message, name: bytes) -> bytes:
    """The first header of a scope or response with this name in small letters; empty when there is none."""
    # Servers give the names of a request in small letters; an application may write its own as it likes.
    return next((value for key, value in holder.get("headers", ()) if key.lower() == name), b"")
