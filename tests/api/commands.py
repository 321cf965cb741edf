"""Runs the installed `cs-answers` as a user does: in a process of its own, told nothing but what a test tells it.

Every process is guarded: it cannot reach another machine, and each attempt to is recorded. Ingesting the shipped
articles is by far the slowest thing in these tests, so it is done once, by the first question that is asked.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sysconfig.get_path("scripts")) / "cs-answers"
FIRST_QUESTION = "What is a good NPS?"

_GUARD = Path(__file__).with_name("guard")
_SECONDS = 300  # of patience: a first ingestion on a busy machine takes a minute


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process did."""

    status: int
    out: str
    """Standard output, which must be UTF-8."""
    err: str
    attempts: tuple[str, ...]
    """What it reached for beyond this machine, in vain."""


def environment(data_dir: Path, log: Path, **extra: str) -> dict[str, str]:
    """A user's environment, without any setting of ours but the data folder, guarded."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CSA_", "PYTHON", "HF_"))}
    ours = {"CSA_DATA_DIR": str(data_dir), "HF_HUB_OFFLINE": "1", "GUARD_LOG": str(log), "PYTHONPATH": str(_GUARD)}
    if "PYTHONPATH" in extra:
        extra["PYTHONPATH"] = os.pathsep.join((str(_GUARD), extra["PYTHONPATH"]))
    return kept | ours | extra


def run(
    *arguments: str | bytes,
    data_dir: Path,
    lines: str = "",
    env: Mapping[str, str] | None = None,
    program: Sequence[str | Path] = (COMMAND,),
) -> Ran:
    """Runs `cs-answers` with the arguments, from a folder outside the checkout.

    Args:
        arguments: of the command; bytes are passed as they are.
        data_dir: folder of the knowledge base.
        lines: standard input, empty by default.
        env: further environment variables.
        program: another program than the installed command.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "attempts"
        done = subprocess.run(
            [*program, *arguments],
            input=lines.encode(),
            capture_output=True,
            env=environment(data_dir, log, **dict(env or {})),
            cwd=folder,
            timeout=_SECONDS,
            check=False,
        )
        attempts = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), tuple(attempts))


def run_python(script: str, *arguments: str, data_dir: Path, env: Mapping[str, str] | None = None) -> Ran:
    """Runs a script in a fresh interpreter, as `run` does the command."""
    return run(*arguments, data_dir=data_dir, env=env, program=(sys.executable, "-c", script))


_first: list[tuple[Path, Ran]] = []


def first_ask(parent: Path) -> tuple[Path, Ran]:
    """The data folder that the first question of all made out of nothing, and how that went; asked once a session."""
    if not _first:
        data_dir = parent / "not yet there" / "data"
        _first.append((data_dir, run("ask", FIRST_QUESTION, data_dir=data_dir)))
    return _first[0]
