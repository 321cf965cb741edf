"""A server on loopback that speaks as OpenAI's does, follows a script, and goes wrong in any way that the script says.

    with scripted(Reply(text="The median is 106% [1].")) as server:
        settings = Settings(**server.settings())

A script is one reply for all requests, a sequence of replies, or a function of what is asked. What is malformed is
answered with 400, and stands in `malformed`.
"""

import asyncio
import json
import logging
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Condition, Thread
from typing import Any

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.bot.model.replies import Asked, Called, Reply, chunk, deltas, event, usage_of, whole
from tests.bot.model.strictness import problem, refusal

__all__ = ["PLAIN", "PROFILED", "Asked", "Called", "Reply", "Script", "Scripted", "refused", "scripted"]

PROFILED = "gpt-4.1-mini"
"""A name whose LangChain profile declares structured output and tools, on chat completions."""
PLAIN = "scripted-1"
"""A name without a profile."""

Script = Reply | Sequence[Reply] | Callable[[Asked], Reply]

_PATIENCE = 60.0  # seconds, on a busy machine


class Scripted:
    """The server: where it is, and what became of its requests. Its facts may be read from any thread."""

    def __init__(self, script: Script, port: int) -> None:
        self.port = port
        self.script = script
        self.asked: list[Asked] = []
        """Every well-formed request, in the order in which they came."""
        self.malformed: list[str] = []
        self.open = 0
        """Replies under way."""
        self.ended_by_client = 0
        """Replies that were under way when the client left."""
        self._changed = Condition()
        self._given = 0
        self._stopping: asyncio.Event | None = None

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes."""
        return f"http://127.0.0.1:{self.port}/v1"

    def play(self, script: Script) -> None:
        """Goes on with another script, and forgets what was; no reply may be under way."""
        self.wait_until(lambda server: server.open == 0)
        self.script, self._given = script, 0
        self.asked, self.malformed, self.ended_by_client = [], [], 0

    def settings(self, model: str = PLAIN, **more: Any) -> dict[str, Any]:
        """The fields of `Settings` with which the bot uses it."""
        return {"chat_model": f"openai:{model}", "chat_base_url": self.base_url, **more}

    def environment(self, model: str = PLAIN) -> dict[str, str]:
        """The same for another process."""
        return {"CSA_CHAT_MODEL": f"openai:{model}", "CSA_CHAT_BASE_URL": self.base_url}

    def wait_until(self, is_so: Callable[["Scripted"], bool]) -> None:
        """Waits for its facts to become so; fails when they do not. Blocks, so that a loop calls it in a thread."""
        with self._changed:
            assert self._changed.wait_for(lambda: is_so(self), _PATIENCE), (self.open, self.ended_by_client)

    async def settled(self) -> None:
        """Returns once no reply is under way."""
        await anyio.to_thread.run_sync(self.wait_until, lambda server: server.open == 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Replies to one request."""
        request = Request(scope, receive)
        asked = await self._read(request)
        if isinstance(asked, Response):
            await asked(scope, receive, send)
            return
        reply = self._next(asked)
        self._count(open_=1)
        is_over = False

        async def watch_client() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            if not is_over:
                self._count(ended=1)
                group.cancel_scope.cancel()

        async def watch_server() -> None:
            assert self._stopping is not None
            await self._stopping.wait()
            group.cancel_scope.cancel()

        try:
            async with anyio.create_task_group() as group:
                group.start_soon(watch_client)
                group.start_soon(watch_server)
                await self._reply(asked, reply, scope, receive, send)
                is_over = True
                group.cancel_scope.cancel()
        finally:
            self._count(open_=-1)

    async def serve(self, listening: socket.socket, started: Callable[[uvicorn.Server], None]) -> None:
        """Serves until told to exit."""
        self._stopping = asyncio.Event()
        routes = [Route("/v1/models", self._models), Route("/v1/chat/completions", self, methods=["POST"])]
        config = uvicorn.Config(
            Starlette(routes=routes), http="h11", ws="none", lifespan="off", log_config=None, loop="asyncio"
        )
        server = uvicorn.Server(config)
        started(server)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.should_exit:
            await asyncio.sleep(0.02)
        self._stopping.set()
        await serving

    async def _models(self, request: Request) -> Response:
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "script"} for name in (PLAIN, PROFILED)]
        return JSONResponse({"object": "list", "data": models})

    async def _read(self, request: Request) -> Asked | Response:
        """The request, or what is replied to one that is malformed."""
        try:
            body = json.loads(await request.body())
        except ValueError:
            body = None
        headers = {name.lower(): value for name, value in request.headers.items()}
        wrong = problem(body)
        if not headers.get("authorization", "").removeprefix("Bearer").strip():
            wrong = "no key"
        if not headers.get("content-type", "").startswith("application/json"):
            wrong = "content type"
        if wrong is None:
            return Asked(body, headers)
        self.malformed.append(wrong)
        return Response(refusal(wrong), 400, media_type="application/json")

    def _next(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if isinstance(self.script, Reply):
            return self.script
        if callable(self.script):
            return self.script(asked)
        self._given += 1
        if self._given > len(self.script):
            return Reply(status=400, raw=refusal("the script has ended"))
        return self.script[self._given - 1]

    async def _reply(self, asked: Asked, reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
        if reply.hangs:
            await anyio.sleep_forever()
        if reply.status != 200 or reply.raw is not None:
            body = refusal("as the script says") if reply.raw is None else reply.raw
            extra = {"Retry-After": reply.retry_after, "Content-Encoding": reply.encoding}
            headers = {name: value for name, value in extra.items() if value is not None}
            await Response(body, reply.status, headers, reply.content_type)(scope, receive, send)
        elif asked.body.get("stream"):
            await _stream(asked, reply, send)
        else:
            await anyio.sleep(reply.delay)
            await JSONResponse(whole(asked.model, reply))(scope, receive, send)

    def _count(self, *, open_: int = 0, ended: int = 0) -> None:
        with self._changed:
            self.open += open_
            self.ended_by_client += ended
            self._changed.notify_all()


async def _stream(asked: Asked, reply: Reply, send: Send) -> None:
    async def write(data: bytes, *, is_last: bool = False) -> None:
        await send({"type": "http.response.body", "body": data, "more_body": not is_last})

    headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await write(chunk(asked.model, {"role": "assistant", "content": ""}))
    await anyio.sleep(reply.delay)
    for number, delta in enumerate(deltas(reply)):
        if number == reply.cut_after:
            break
        if number == reply.fails_after:
            await write(event({"error": {"message": "as the script says", "type": "server_error", "code": None}}))
            await write(b"", is_last=True)
            return
        await write(chunk(asked.model, delta))
        # Even as fast as it can, it lets others run, and hears that the client has left.
        await anyio.sleep(1 / reply.tokens_per_second)
    if reply.cut_after is not None:
        if reply.cut == "ended":
            await write(b"", is_last=True)
        return  # without its end, uvicorn closes the connection
    await write(chunk(asked.model, {}, reply.why))
    wants_usage = asked.body.get("stream_options", {}).get("include_usage")
    if wants_usage and reply.usage is not None:
        await write(chunk(asked.model, None, usage=usage_of(reply)))
    await write(b"data: [DONE]\n\n", is_last=True)


@contextmanager
def scripted(script: Script) -> Iterator[Scripted]:
    """Serves a script from a thread for as long as the context lasts, for tests of either kind."""
    logging.getLogger("uvicorn.error").addFilter(_is_unforeseen)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        served = Scripted(script, listening.getsockname()[1])
        servers: list[uvicorn.Server] = []
        thread = Thread(target=lambda: asyncio.run(served.serve(listening, servers.append)), name="scripted")
        thread.start()
        try:
            _wait(lambda: bool(servers and servers[0].started))
            yield served
        finally:
            for server in servers:
                server.should_exit = True
            thread.join(_PATIENCE)
            assert not thread.is_alive()


@contextmanager
def refused() -> Iterator[str]:
    """The base URL of a port on which connections are refused for as long as the context lasts."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/v1"


def _is_unforeseen(record: logging.LogRecord) -> bool:
    """Whether what uvicorn complains of is not what the script says: a reply without its end."""
    return "without completing response" not in record.getMessage()


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < end, "the scripted server does not start"
        time.sleep(0.01)
