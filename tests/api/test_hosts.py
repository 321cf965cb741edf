"""A service for its own machine is not known by the names of other sites, unless a key is asked for."""

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from api.safety.hosts import Hosts


async def _answers(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"read"})


def _status(host: str, *, server: str = "127.0.0.1", key: str | None = None, allowed: tuple[str, ...] = ()) -> int:
    async def connected(scope: Scope, receive: Receive, send: Send) -> None:
        scope = {**scope, "server": (server, 8000), "state": {"key_id": key}}
        await Hosts(_answers, allowed)(scope, receive, send)

    response = TestClient(connected).get("/documents", headers={"Host": host})
    if response.status_code != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert "CSA_ALLOWED_HOSTS" in response.json()["detail"]
    return response.status_code


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.7", "localhost."]
)
def test_this_machine_and_addresses_are_known(host: str) -> None:
    assert _status(host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::1", "localhost.evil"]
)
def test_names_of_other_sites_are_not(host: str) -> None:
    assert _status(host) == 421


def test_names_can_be_allowed() -> None:
    assert _status("Answers.example.com:443", allowed=("answers.example.com",)) == 200


def test_a_key_is_guard_enough() -> None:
    assert _status("evil.example", key="0a1b2c3d") == 200


def test_a_service_for_the_network_goes_by_any_name() -> None:
    assert _status("answers.internal", server="10.0.0.7") == 200
