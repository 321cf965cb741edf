"""Requests that go on while their key is revoked: long answers and streams."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import anyio

from api.keys import KeyStore
from corpus.errors import StoreError

_LOOKS_EVERY: Final = 0.5
"""Seconds; a request that is shorter is seldom looked at, and costs an entry in a dictionary."""


class Watch:
    """Looks each key up while a request with it is going on, and ends the request when the key opens no more."""

    def __init__(self, keys: KeyStore) -> None:
        """Watches nothing yet."""
        self._keys = keys
        self._going_on: dict[anyio.CancelScope, str | None] = {}
        self._next: asyncio.TimerHandle | None = None
        self._failures = 0

    @contextmanager
    def watching(self, identity: str | None) -> Iterator[anyio.CancelScope]:
        """Runs what is inside until its end, or until the key with this id is revoked.

        Yields:
            The scope that is cancelled then; None as identity: when there is a first key.
        """
        with anyio.CancelScope() as scope:
            self._going_on[scope] = identity
            if self._next is None:
                self._look_later()
            try:
                yield scope
            finally:
                del self._going_on[scope]
                if not self._going_on and self._next is not None:
                    self._next.cancel()
                    self._next = None

    def _look_later(self) -> None:
        self._next = asyncio.get_running_loop().call_later(_LOOKS_EVERY, self._look)

    def _look(self) -> None:
        closed = self._closed(set(self._going_on.values()))
        for scope, identity in list(self._going_on.items()):
            if identity in closed:
                scope.cancel()
        self._look_later()

    def _closed(self, identities: set[str | None]) -> set[str | None]:
        """Which keys open no more; a file that cannot be read for once is no reason to end what has begun."""
        try:
            closed = {identity for identity in identities if not self._keys.allows(identity)}
        except StoreError:
            self._failures += 1
            return identities if self._failures > 1 else set()
        self._failures = 0
        return closed
