"""How often somebody may do something, counted in a window that slides."""

import logging
import math
import time
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, Protocol, cast

from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string
from starlette.types import Scope

from corpus.errors import SettingsError

_LOG = logging.getLogger(__name__)

_SHARED: Final = ("redis", "rediss", "redis+unix")
_TEST_CLIENT: Final = "testclient"
"""What Starlette's client for tests gives as its address."""
_SOCKET_SECONDS: Final = 0.5
_ALONE_SECONDS: Final = 10.0
"""How long each process counts by itself after the shared storage failed."""


class Limiter(Protocol):
    """Counts what somebody does."""

    async def hit(self, who: str) -> "Standing":
        """Counts once more for somebody, unless that is too often."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a rate."""

    is_within: bool
    limit: int
    """Of requests in a window."""
    window: int
    """Seconds."""
    remaining: int
    seconds: int
    """Until there is room for another one, at least 1."""


class Counts:
    """Where things are counted: in this process, or in a Redis server that several share."""

    def __init__(self, address: str) -> None:
        """Connects to nothing yet.

        Args:
            address: `memory://`, or `redis://`, `rediss://` or `redis+unix://` with what belongs behind it.

        Raises:
            SettingsError: another address, or the package `redis` is missing.
        """
        self._alone = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = None if address.startswith("memory://") else _connect(address)
        self._alone_until = -math.inf

    async def hit(self, item: RateLimitItem, who: str) -> Standing:
        """Counts once more, unless that is too often; without the shared storage, in this process for a while."""
        if self._shared is not None and time.monotonic() >= self._alone_until:
            try:
                return await _hit(self._shared, item, who)
            except StorageError as error:
                self._alone_until = time.monotonic() + _ALONE_SECONDS
                _LOG.warning("CSA_RATE_LIMIT_STORAGE fails (%s); each process counts by itself.", error.storage_error)
        return await _hit(self._alone, item, who)


class RateLimiter:
    """Keeps everybody to some rates."""

    def __init__(self, counts: Counts, rates: str) -> None:
        """Rates such as `60/minute`, or several with semicolons."""
        self._counts = counts
        self._items = parse_many(rates)

    async def hit(self, who: str) -> Standing:
        """Counts once more for somebody under each rate; the tightest is told, or the first that is exceeded."""
        standings = []
        for item in self._items:
            standing = await self._counts.hit(item, who)
            if not standing.is_within:
                return standing
            standings.append(standing)
        return min(standings, key=lambda each: each.remaining / each.limit)


def address_of(scope: Scope) -> str:
    """The address that a request came from, as one caller's: of IPv6, the 64 bits that one caller has."""
    address = _address(scope)
    if isinstance(address, IPv6Address):
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)


def is_from_this_machine(scope: Scope) -> bool:
    """Whether a request came from this machine; what comes through a socket file does, and a test in process."""
    address = _address(scope)
    return address in (None, _TEST_CLIENT) or (not isinstance(address, str) and address.is_loopback)


def _address(scope: Scope) -> IPv4Address | IPv6Address | str | None:
    if not scope.get("client"):
        return None
    host: str = scope["client"][0]
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host[:100]
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


async def _hit(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, who: str) -> Standing:
    is_within = await limiter.hit(item, who)
    stats = await limiter.get_window_stats(item, who)
    seconds = max(1, math.ceil(stats.reset_time - time.time()))
    return Standing(is_within, item.amount, item.get_expiry(), stats.remaining if is_within else 0, seconds)


def _connect(address: str) -> SlidingWindowCounterRateLimiter:
    scheme = address.partition("://")[0]  # what comes behind may hold a password
    if scheme not in _SHARED:
        raise SettingsError(
            f"CSA_RATE_LIMIT_STORAGE, which begins with {scheme[:20]!r}, must begin with memory:// or with "
            f"{', '.join(f'{each}://' for each in _SHARED)}."
        )
    try:
        storage = storage_from_string(
            f"async+{address}",
            implementation="redispy",
            wrap_exceptions=True,
            socket_timeout=_SOCKET_SECONDS,
            socket_connect_timeout=_SOCKET_SECONDS,
        )
    except ConfigurationError as error:
        raise SettingsError(
            f"CSA_RATE_LIMIT_STORAGE={scheme}://... needs the package `redis` ({error}). Install it with: pip install "
            "'cs-answers[redis]'; or unset CSA_RATE_LIMIT_STORAGE, to count in each process."
        ) from error
    return SlidingWindowCounterRateLimiter(cast(Storage, storage))
