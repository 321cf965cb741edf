"""The service inside the test's own process, where its tasks can be counted and its embedder held back."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Any

import uvicorn

from api.safety.protocol import BoundedProtocol
from corpus.embeddings import Embedder

_PATIENCE = 120.0  # seconds, on a busy machine


class HeldEmbedder(Embedder):
    """The real vectors of another embedder; while it is held, whoever asks for a question's vector waits."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.fingerprint, self.dimension = inner.fingerprint, inner.dimension
        self._goes_on, self._lock = Event(), Lock()
        self._goes_on.set()
        self.begun: list[str] = []
        """Texts of questions, in the order in which work on them began."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        with self._lock:
            self.begun.append(text)
        assert self._goes_on.wait(_PATIENCE)
        return self._inner.embed_query(text)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keeps every vector back for as long as the context lasts."""
        self._goes_on.clear()
        try:
            yield
        finally:
            self._goes_on.set()


@dataclass(frozen=True, slots=True)
class Inside:
    """A server that runs in a thread of this process."""

    port: int
    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tasks(self) -> int:
        """How many tasks its event loop has, but for the one that counts."""

        async def count() -> int:
            return len(asyncio.all_tasks()) - 1

        return asyncio.run_coroutine_threadsafe(count(), self.loop).result(_PATIENCE)

    def exchange(self, *pieces: bytes) -> bytes:
        """Sends pieces over a connection of their own, and returns all that comes until the server closes it."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE) as connection:
            for piece in pieces:
                connection.sendall(piece)
            while data := connection.recv(1 << 16):
                received += data
        return received


@contextmanager
def running(app: Callable[..., Awaitable[Any]], protocol: type[BoundedProtocol] = BoundedProtocol) -> Iterator[Inside]:
    """Runs an ASGI application on a free port of this machine; entered when its lifespan has begun."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, http=protocol, ws="none", log_config=None, lifespan="auto", server_header=False)
        config.timeout_graceful_shutdown = 5
        server = uvicorn.Server(config)
        loops: list[asyncio.AbstractEventLoop] = []

        async def serve() -> None:
            loops.append(asyncio.get_running_loop())
            await server.serve(sockets=[listening])

        thread = Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        try:
            wait_until(lambda: server.started or not thread.is_alive())
            assert server.started
            yield Inside(listening.getsockname()[1], loops[0])
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)
            assert not thread.is_alive()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Waits for something to become so; fails when it does not, with patience."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"it did not come to be within {_PATIENCE:g} seconds"
        time.sleep(0.02)
