"""The command `cs-answers mcp`: MCP over standard input and output, for an assistant that starts it by itself."""

import os
import signal
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, cast

import anyio

from api.opening import open_or_ingest
from corpus.embeddings import load_embedder
from corpus.settings import Settings, load_settings

if TYPE_CHECKING:
    from corpus.embeddings import Embedder

_STDIN = 0
_CHUNK = 1 << 16  # bytes


def mcp() -> None:
    """Serves an assistant by the Model Context Protocol over standard input and output, until the input ends."""
    settings = load_settings()
    embedder = load_embedder(settings.embeddings)
    open_or_ingest(settings, embedder).close()
    try:
        anyio.run(_serve, settings, embedder)
    except* BrokenPipeError:
        pass  # the assistant has gone, and nobody is left to answer


async def _serve(settings: Settings, embedder: "Embedder") -> None:
    from mcp.server.stdio import stdio_server
    from prometheus_client import CollectorRegistry

    from api.mcp.server import make_server
    from api.service import Service
    from api.telemetry import Meter

    service = Service(settings, Meter(CollectorRegistry()), embedder)
    server = make_server(service)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_end_when_told, tasks.cancel_scope)
        async with service.running(), stdio_server(stdin=cast(Any, _Lines())) as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
        tasks.cancel_scope.cancel()


async def _end_when_told(everything: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            everything.cancel()


class _Lines:
    """Standard input, line by line; unlike a file that is read in a thread, it can be given up while it waits."""

    async def __aiter__(self) -> AsyncIterator[str]:
        rest = b""
        while chunk := await self._chunk():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line.decode(errors="replace")
        if rest:
            yield rest.decode(errors="replace")

    @staticmethod
    async def _chunk() -> bytes:
        try:
            await anyio.wait_readable(_STDIN)
        except PermissionError:
            await anyio.lowlevel.checkpoint()  # a file, which is always readable, and cannot be waited for
        return os.read(_STDIN, _CHUNK)
