"""Several processes count together in a Redis server, and each by itself when it has gone."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.api.exchange import Response, send
from tests.api.serving import Served, free_port, serving

_SECONDS = 60  # of patience: on a busy machine


@dataclass(frozen=True, slots=True)
class _Redis:
    port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(_SECONDS)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[_Redis]:
    """A Redis server of the test's own, which keeps nothing."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail("redis-server is missing, which this test starts. Install it: apt install redis-server")
    with _listening(program, tmp_path) as started:
        yield started


@contextmanager
def _listening(program: str, folder: Path) -> Iterator[_Redis]:
    port = free_port()
    options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder))
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen([program, "--port", str(port), *options], stdout=log, stderr=subprocess.STDOUT)
    started = _Redis(port, process)
    try:
        end = time.monotonic() + _SECONDS
        while not _is_open(port):
            assert process.poll() is None and time.monotonic() < end, (folder / "redis.log").read_text()
            time.sleep(0.05)
        yield started
    finally:
        started.stop()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_applications_share_one_count_until_its_server_has_gone(redis: _Redis, tmp_path: Path) -> None:
    # A day, so that no window ends meanwhile.
    env = {"CSA_RATE_LIMIT": "5/day", "CSA_RATE_LIMIT_STORAGE": f"redis://127.0.0.1:{redis.port}"}
    env["CSA_SOURCES"] = str(tmp_path / "none.yaml")  # what is asked here needs no knowledge base
    with (
        serving(tmp_path / "one", env=env, until="/health/live") as one,
        serving(tmp_path / "two", env=env, until="/health/live") as two,
    ):
        asked = [_tools(served) for served in (one, one, one, two, two, one, two)]
        assert [each.status for each in asked] == [200] * 5 + [429] * 2
        left = [each.headers["ratelimit"].partition(";r=")[2].partition(";")[0] for each in asked]
        assert left == ["4", "3", "2", "1", "0", "0", "0"]
        assert "counts by itself" not in one.log + two.log
        redis.stop()
        for served in (one, two):
            assert [_tools(served).status for _ in range(6)] == [200] * 5 + [429]
            assert served.log.count("CSA_RATE_LIMIT_STORAGE fails") == 1, "it is tried again only after a while"
            assert "each process counts by itself" in served.log
            assert "Traceback" not in served.log


def _tools(served: Served) -> Response:
    return send(served, "GET", "/tools")
