"""HTTP on the wire, with bounds that uvicorn has not: on slow and on large headers, and on clients that do not read."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problems import MEDIA_TYPE, make_problem

HEADER_SECONDS: Final = 10.0
"""For the headers of a request, from its first byte, or from the connection's beginning."""
UNREAD_SECONDS: Final = 30.0
"""That a client may leave what was sent to it unread."""
MAX_HEADERS: Final = 64 * 1024
"""Bytes of a request's first line and headers."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection, for uvicorn's option `http`. Its refusals are problem documents.

    A connection is closed when the headers of a request, or a first request at all, or the rest of a body that nobody
    reads any more, do not come in time.
    """

    header_seconds: float = HEADER_SECONDS
    unread_seconds: float = UNREAD_SECONDS

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waiting: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._is_in_headers = False
        self._bytes = 0
        self._refusal = make_problem(
            400, "not-http", "The request is no valid HTTP/1.1. Mend its first line, headers or body."
        )

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits for the first request."""
        super().connection_made(transport)
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing any more."""
        self._cancel(self._waiting, self._unread)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads a piece of a request."""
        self._bytes += len(data)
        if self._waiting is None and not self._is_answering():
            self._wait_for_headers()
        super().data_received(data)
        if self._is_in_headers and self._bytes > MAX_HEADERS and not self.transport.is_closing():
            self._refuse_headers()
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._is_in_headers, self._bytes = True, 0
        self._wait_for_headers()

    def on_headers_complete(self) -> None:
        """The headers are there; what follows is the body, which the application times."""
        self._cancel(self._waiting)
        self._waiting, self._is_in_headers = None, False
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEADERS:
            self._refuse_headers()
            raise ValueError("The headers are too large.")  # which the parser's caller answers with a refusal
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no request, and closes the connection."""
        if self._is_answering():
            if self.cycle.response_started or not self.cycle.more_body:
                self.transport.close()  # no second answer may come in the middle of the first
                return
            self.cycle.disconnected = True  # nothing more comes of its body, and its answer is this
            self.cycle.message_event.set()
        self._refuse()

    def pause_writing(self) -> None:
        """The client reads too slowly: what is sent waits, for a while."""
        super().pause_writing()
        self._cancel(self._unread)
        self._unread = self.loop.call_later(self.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        self._cancel(self._unread)
        self._unread = None

    def timeout_keep_alive_handler(self) -> None:
        """Closes a connection on which nothing more is asked."""
        super().timeout_keep_alive_handler()
        self._abort_later()

    def _wait_for_headers(self) -> None:
        self._cancel(self._waiting)
        self._waiting = self.loop.call_later(self.header_seconds, self._headers_late)

    def _headers_late(self) -> None:
        self._waiting = None
        if self.transport.is_closing():
            return
        if self._is_answering():  # of a request that was sent before the one before it was answered
            self._wait_for_headers()
            return
        if not self._is_in_headers:  # there is nobody who waits for an answer
            self.transport.close()
            self._abort_later()
            return
        detail = f"The headers did not come whole within {self.header_seconds:g} seconds. Send them in one piece."
        self._refusal = make_problem(408, "headers-too-slow", detail)
        self._refuse()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _refuse_headers(self) -> None:
        detail = f"The first line and the headers are too large; at most {MAX_HEADERS} bytes are allowed. Send less."
        self._refusal = make_problem(431, "headers-too-large", detail)

    def _refuse(self) -> None:
        body = self._refusal.model_dump_json().encode()
        head = (
            f"HTTP/1.1 {self._refusal.status} {self._refusal.title}\r\ncontent-type: {MEDIA_TYPE}\r\n"
            f"content-length: {len(body)}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
            "content-security-policy: default-src 'none'; frame-ancestors 'none'\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
        self._abort_later()

    def _abort_later(self) -> None:
        """A closed connection stays until all is read; that must not be for ever."""
        self._cancel(self._unread)
        self._unread = self.loop.call_later(self.unread_seconds, self.transport.abort)

    @staticmethod
    def _cancel(*timers: asyncio.TimerHandle | None) -> None:
        for timer in timers:
            if timer is not None:
                timer.cancel()
