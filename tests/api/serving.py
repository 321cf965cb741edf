"""Starts the service as its users do: a process of its own on a free port of this machine, guarded as in `commands`."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.api.commands import environment

_UVICORN = (sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app")
_SECONDS_TO_START = 300  # of patience: on a busy machine
_SECONDS_TO_STOP = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A service that runs."""

    port: int
    process: subprocess.Popen[bytes]
    _folder: Path

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that it has written, to either of its outputs."""
        return (self._folder / "log").read_text(encoding="utf-8")

    @property
    def attempts(self) -> tuple[str, ...]:
        """What it reached for beyond this machine, in vain."""
        found = self._folder / "attempts"
        return tuple(found.read_text(encoding="utf-8").splitlines()) if found.exists() else ()

    def is_answering(self, path: str = "/health/ready") -> bool:
        """Whether a GET of the path is answered with 200 within half a minute."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def serving(
    data_dir: Path,
    *options: str,
    env: Mapping[str, str] | None = None,
    program: Sequence[str | Path] = _UVICORN,
    until: str = "/health/ready",
) -> Iterator[Served]:
    """A service for as long as the context lasts; it is entered when the service is ready.

    Args:
        data_dir: folder of the knowledge base.
        options: further ones of the program, such as `--workers 2`; host and port are given already.
        env: further environment variables.
        program: another one than uvicorn with the application's factory; it takes `--host` and `--port`.
        until: the path that answers 200 once the service is ready enough for the test.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*program, "--host", "127.0.0.1", "--port", str(port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment(data_dir, folder / "attempts", **dict(env or {})),
                cwd=folder,
                start_new_session=True,  # so that its workers can be found, should it not stop them itself
            )
        served = Served(port, process, folder)
        try:
            _wait(served, until)
            yield served
        finally:
            stop(served)


def stop(served: Served) -> int:
    """Stops a service as an operator does, if it still runs, and returns its exit status; it may take its time."""
    if served.process.poll() is None:
        served.process.terminate()
        try:
            served.process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(served.process.pid, signal.SIGKILL)
            served.process.wait()
            raise AssertionError(f"the service did not stop:\n{served.log}") from None
    return served.process.returncode


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(served: Served, path: str) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while not served.is_answering(path):
        if served.process.poll() is not None:
            raise AssertionError(f"the service ended with {served.process.returncode}:\n{served.log}")
        if time.monotonic() > end:
            raise AssertionError(f"the service is not ready:\n{served.log}")
        time.sleep(0.1)
