"""How often one caller may ask, and what is told to those who ask too often."""

import asyncio
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from limits import parse_many
from limits.errors import StorageError

from api.app import create_app
from api.keys import FILE, KeyStore
from api.safety.limiter import Counts, address_of, is_from_this_machine
from corpus.errors import SettingsError
from corpus.settings import Settings

_HERE = "127.0.0.1"
_ELSEWHERE = "203.0.113.7"


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a minute: where one ends between two requests, there is room for one more."""
    monkeypatch.setattr("limits.aio.storage.memory.time", SimpleNamespace(time=lambda: 1_800_000_030.0))


@pytest.fixture
def small(shipped_folder: Path) -> Iterator[Settings]:
    """A data folder where nothing is ingested: what is asked here needs no knowledge base."""
    yield Settings(data_dir=shipped_folder, rate_limit="5/minute")
    for path in shipped_folder.glob(f"{FILE}*"):
        path.unlink()


def _statuses(
    settings: Settings, count: int, client: str = _HERE, path: str = "/tools", headers: dict[str, str] | None = None
) -> list[httpx.Response]:
    return _ask(settings, [(path, client, headers or {})] * count)


def _ask(settings: Settings, asked: Sequence[tuple[str, str, Mapping[str, str]]]) -> list[httpx.Response]:
    """One service, asked again and again: a path, an address to come from, and headers."""

    async def ask() -> list[httpx.Response]:
        app = create_app(settings)
        found = []
        for path, client, headers in asked:
            transport = httpx.ASGITransport(app, client=(client, 4000))
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as caller:
                found.append(await caller.get(path, headers=headers))
        return found

    return asyncio.run(ask())


def _codes(responses: list[httpx.Response]) -> list[int]:
    return [each.status_code for each in responses]


def test_who_asks_too_often_is_told_how_long_to_wait(small: Settings) -> None:
    responses = _statuses(small, 7)
    assert _codes(responses) == [200] * 5 + [429] * 2
    refused = responses[-1]
    assert refused.headers["content-type"] == "application/problem+json"
    wait = int(refused.headers["retry-after"])
    assert 1 <= wait <= 120
    assert f"At most 5 requests in 60 seconds are allowed to one caller. Wait {wait} seconds." in refused.text
    for left, response in zip([4, 3, 2, 1, 0, 0, 0], responses, strict=True):
        assert response.headers["ratelimit-policy"] == '"caller";q=5;w=60'
        assert re.fullmatch(rf'"caller";r={left};t=\d+', response.headers["ratelimit"])


def test_each_caller_is_counted_alone(small: Settings) -> None:
    clients = [_ELSEWHERE] * 6 + ["203.0.113.8"]
    clients += [f"2001:db8::{n}" for n in range(1, 7)]  # one caller has 64 bits of addresses
    clients += ["2001:db8:0:1::1", f"::ffff:{_ELSEWHERE}"]
    asked = [("/tools", client, dict[str, str]()) for client in clients]
    assert _codes(_ask(small, asked)) == [200] * 5 + [429, 200] + [200] * 5 + [429, 200, 429]


def test_several_rates_hold_together(small: Settings) -> None:
    responses = _statuses(small.model_copy(update={"rate_limit": "100/minute;3/hour"}), 4)
    assert _codes(responses) == [200] * 3 + [429]
    assert responses[-1].headers["ratelimit-policy"] == '"caller";q=3;w=3600'


def test_health_and_pages_are_never_limited(small: Settings) -> None:
    for path in ("/health/live", "/", "/static/nothing.js"):
        assert 429 not in _codes(_statuses(small, 8, path=path))


def test_without_a_setting_this_machine_is_not_limited_and_others_are(small: Settings) -> None:
    usual = small.model_copy(update={"rate_limit": None})
    here = _statuses(usual, 125)
    assert _codes(here) == [200] * 125
    assert "ratelimit" not in here[0].headers
    assert _codes(_statuses(usual, 121, _ELSEWHERE)) == [200] * 120 + [429]


def test_a_key_is_limited_wherever_it_comes_from(small: Settings) -> None:
    store = KeyStore.of(small)
    keys = [{"Authorization": f"Bearer {store.add(name)}"} for name in ("one", "two")]
    usual = small.model_copy(update={"rate_limit": None})
    asked = [("/tools", _HERE if n % 2 else f"198.51.100.{n}", keys[0]) for n in range(121)]
    assert _codes(_ask(usual, [*asked, ("/tools", _HERE, keys[1])])) == [200] * 120 + [429, 200]
    store.close()


def test_wrong_keys_are_limited_by_address_and_lock_nobody_out(small: Settings) -> None:
    store = KeyStore.of(small)
    right, wrong = {"X-API-Key": store.add("website")}, {"X-API-Key": "csa_guess"}
    asked = [("/tools", _ELSEWHERE, wrong)] * 11 + [("/tools", _ELSEWHERE, right), ("/tools", _HERE, wrong)]
    responses = _ask(small.model_copy(update={"rate_limit": None}), asked)
    assert _codes(responses) == [401] * 10 + [429, 200, 401]
    assert int(responses[10].headers["retry-after"]) >= 1
    store.close()


@pytest.mark.parametrize(
    ("host", "caller", "is_here"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::/64", True),
        ("::ffff:127.0.0.1", "127.0.0.1", True),
        ("203.0.113.7", "203.0.113.7", False),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", False),
        ("fe80::1%eth0", "fe80::/64", False),
        ("unknown", "unknown", False),
        ("testclient", "testclient", True),
    ],
)
def test_an_address_stands_for_a_caller(host: str, caller: str, is_here: bool) -> None:
    scope = {"type": "http", "client": (host, 1)}
    assert address_of(scope) == caller
    assert is_from_this_machine(scope) is is_here


def test_a_socket_file_is_on_this_machine() -> None:
    assert is_from_this_machine({"type": "http", "client": None})


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("redis://127.0.0.1:1", "pip install 'cs-answers[redis]'"),
        ("memcached://127.0.0.1:1", "must begin with memory:// or with redis://"),
        ("nonsense", "must begin with"),
    ],
)
def test_a_storage_that_cannot_be_used_is_told_at_the_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, address: str, told: str
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(SettingsError, match=re.escape(told)):
        create_app(settings.model_copy(update={"rate_limit_storage": address}))


def test_without_its_shared_storage_a_process_counts_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    counts = Counts("memory://")
    tried = []

    class Unreachable:
        async def hit(self, *_: object) -> bool:
            tried.append(True)
            raise StorageError(ConnectionError("refused"))

    counts._shared = Unreachable()  # type: ignore[assignment]
    [item] = parse_many("2/minute")

    async def hit() -> list[bool]:
        return [(await counts.hit(item, "somebody")).is_within for _ in range(3)]

    assert asyncio.run(hit()) == [True, True, False]
    assert len(tried) == 1, "it is tried again only after a while"
    assert "each process counts by itself" in caplog.text
