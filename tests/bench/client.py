"""A client that costs next to nothing, so that what is measured is the service: HTTP/1.1 over kept connections."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking came to."""

    milliseconds: list[float]
    """Of each request, in the order in which they ended."""
    statuses: list[int]
    seconds: float
    """From the first request to the last response."""

    @property
    def rate(self) -> float:
        """Responses a second."""
        return len(self.statuses) / self.seconds


def ask_all(port: int, questions: Sequence[str], clients: int = 1) -> Asked:
    """Asks each question once, by some clients side by side, each with one connection."""
    return asyncio.run(_ask_all(port, questions, clients))


async def _ask_all(port: int, questions: Sequence[str], clients: int) -> Asked:
    waiting = iter(questions)
    asked = Asked([], [], 0.0)

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for question in waiting:
            started = perf_counter()
            writer.write(_request(question))
            status = await _response(reader)
            asked.milliseconds.append(1000 * (perf_counter() - started))
            asked.statuses.append(status)
        writer.close()
        await writer.wait_closed()

    started = perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return Asked(asked.milliseconds, asked.statuses, perf_counter() - started)


def _request(question: str) -> bytes:
    body = json.dumps({"question": question}).encode()
    head = f"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


async def _response(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines if line)
    await reader.readexactly(int(fields["content-length"]))
    return int(first.split()[1])
