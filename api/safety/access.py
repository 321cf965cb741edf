"""Who may ask: the keys, on every door."""

import logging
from collections.abc import Mapping
from typing import Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.accept import prefers_page
from api.keys import KeyNeededError, KeyStore, WrongKeyError
from api.problems import RETRY_SECONDS, Problem, make_problem
from api.safety.limiter import Limiter, Standing, address_of
from api.safety.outgoing import Outgoing, header
from api.safety.watch import Watch
from corpus.errors import StoreBusyError, StoreError

_LOG = logging.getLogger(__name__)

WRONG_KEYS: Final = "10/minute"
"""From one address; right keys are let in all the same."""
_GONE: Final = WrongKeyError("The key was revoked. Ask whoever runs this service for another.")
_NEEDED_NOW: Final = KeyNeededError("Since this began, a key is needed here. Send one and ask again.")
_TRIES: Final = 20
_PAUSE: Final = 0.05  # seconds


def is_public(scope: Scope) -> bool:
    """Whether a request needs no key wherever it leads: the chat page, its files, and the two signs of health."""
    path = _path(scope)
    return scope["method"] in ("GET", "HEAD") and (
        path in ("/", "/health/live", "/health/ready") or path.startswith("/static/")
    )


def is_admitted(scope: Scope) -> bool:
    """Whether `Access` let a request in, with a key or where none is needed; a page may be given out without."""
    return "key_id" in scope.get("state", {})


class Access:
    """Lets requests pass that need no key or have one, and ends them when it is revoked meanwhile.

    Puts the key's id into `scope["state"]["key_id"]`; None when no key is asked for.
    """

    def __init__(self, app: ASGIApp, keys: KeyStore, limiter: Limiter) -> None:
        """Guards an application; `limiter` counts wrong keys."""
        self._app, self._keys, self._limiter = app, keys, limiter
        self._watch = Watch(keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] == "lifespan":
            try:
                await self._app(scope, receive, send)
            finally:
                self._keys.close()
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # no door of ours
        elif is_public(scope):
            await self._app(scope, receive, send)
        else:
            await self._admit(scope, receive, send)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        outgoing = Outgoing(scope, receive, send)
        try:
            identity = await self._holder(given_key(scope))
        except KeyNeededError as error:
            if _is_for_a_page(scope):
                await _Page(self._app, outgoing, _unauthorised(error)).run(scope, receive)
            else:
                await _refuse(outgoing, _unauthorised(error))
        except WrongKeyError as error:
            standing = await self._limiter.hit(f"wrong-key:{address_of(scope)}")
            await _refuse(outgoing, _unauthorised(error) if standing.is_within else _too_many(), standing)
        except StoreError as error:
            _LOG.error("%s", error)
            await outgoing.refuse(_unreadable(), {"Retry-After": str(RETRY_SECONDS)})
        else:
            scope.setdefault("state", {})["key_id"] = identity
            with self._watch.watching(identity) as going_on:
                await self._app(scope, receive, outgoing.send)
            if going_on.cancelled_caught:
                with anyio.move_on_after(_PAUSE):  # for a client that reads
                    await self._end(outgoing, identity)

    async def _end(self, outgoing: Outgoing, identity: str | None) -> None:
        """Says why a request that was let in is not answered after all."""
        try:
            self._keys.allows(identity)
        except StoreError as error:
            _LOG.error("%s", error)
            await outgoing.refuse(_unreadable(), {"Retry-After": str(RETRY_SECONDS)})
        else:
            await _refuse(outgoing, _unauthorised(_GONE if identity else _NEEDED_NOW))

    async def _holder(self, given: str | None) -> str | None:
        """The key's id, waiting up to a second for a file that somebody has locked."""
        for _ in range(_TRIES - 1):
            try:
                return self._keys.holder(given)
            except StoreBusyError:
                await anyio.sleep(_PAUSE)
        return self._keys.holder(given)


def given_key(scope: Scope) -> str | None:
    """The key of a request: `Authorization: Bearer KEY`, or else `X-API-Key: KEY`; None for none."""
    scheme, _, credentials = header(scope, b"authorization").partition(b" ")
    given = credentials.strip() if scheme.lower() == b"bearer" else header(scope, b"x-api-key").strip()
    return given.decode("latin-1") or None


class _Page:
    """Gives what may be given without a key where a key is needed: a page, which holds no text, and nothing else."""

    def __init__(self, app: ASGIApp, outgoing: Outgoing, problem: Problem) -> None:
        self._app, self._outgoing, self._problem = app, outgoing, problem
        self._is_page: bool | None = None

    async def run(self, scope: Scope, receive: Receive) -> None:
        await self._app(scope, receive, self._send)
        if not self._is_page:
            await _refuse(self._outgoing, self._problem)

    async def _send(self, message: Message) -> None:
        if self._is_page is None:
            self._is_page = header(message, b"content-type").startswith(b"text/html")
        if self._is_page:
            await self._outgoing.send(message)


def _is_for_a_page(scope: Scope) -> bool:
    return (
        scope["method"] in ("GET", "HEAD")
        and _path(scope).startswith("/documents/")
        and prefers_page(header(scope, b"accept").decode("latin-1"))
    )


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


async def _refuse(outgoing: Outgoing, problem: Problem, standing: Standing | None = None) -> None:
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="cs-answers"'}
    if problem.status == 429 and standing is not None:
        headers = {"Retry-After": str(standing.seconds)}
    await outgoing.refuse(problem, headers)


def _unauthorised(error: KeyNeededError | WrongKeyError) -> Problem:
    return make_problem(401, "key-needed" if isinstance(error, KeyNeededError) else "wrong-key", str(error))


def _too_many() -> Problem:
    return make_problem(429, "too-many-wrong-keys", "Too many wrong keys came from your address. Wait, or use yours.")


def _unreadable() -> Problem:
    detail = "The keys cannot be read at this moment, so nobody is let in. Try again; the service's log says why."
    return make_problem(503, "keys-unreadable", detail)
