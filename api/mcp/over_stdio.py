"""The command `cs-answers mcp`: MCP over standard input and output, for an assistant that starts it by itself.

Assistants wait for a server about a minute, which a first ingestion may take: it goes on behind, the calculators can
be used meanwhile, and whoever asks is told how far it is.
"""

import os
import signal
from collections.abc import AsyncIterator
from typing import Any, cast

import anyio

from corpus.settings import Settings, load_settings

_STDIN = 0
_CHUNK = 1 << 16  # bytes


def mcp() -> None:
    """Serves an assistant by the Model Context Protocol over standard input and output, until the input ends."""
    from api.asking import check_chat_model

    settings = load_settings()
    check_chat_model(settings)
    try:
        anyio.run(_serve, settings)
    except* BrokenPipeError:
        pass  # the assistant has gone, and nobody is left to answer


async def _serve(settings: Settings) -> None:
    from mcp.server.stdio import stdio_server
    from prometheus_client import CollectorRegistry

    from api.mcp.server import make_server
    from api.service import Service
    from api.telemetry import Meter

    service = Service(settings, Meter(CollectorRegistry()))
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
