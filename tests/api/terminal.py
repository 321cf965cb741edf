"""A terminal of its own for a process: what a person sees of it, and types."""

import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_SECONDS = 300.0  # of patience, on a busy machine
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A process in a terminal."""

    def __init__(self, command: Sequence[str | Path], env: Mapping[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
        )
        os.close(theirs)
        self._shown = b""

    def interrupt(self) -> None:
        """What Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)

    def ends(self) -> int:
        """The exit status; what is still written is read until then, lest the process wait for it."""
        end = time.monotonic() + _SECONDS
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end: {self.screen!r}"
            self._read()
        self._read()
        return self.process.returncode

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def wait_for(self, words: str, *, after: int = 0) -> None:
        """Reads until the words stand on the screen, behind the first `after` characters of it."""
        end = time.monotonic() + _SECONDS
        while words not in self.screen[after:]:
            assert time.monotonic() < end, f"{words!r} did not come: {self.screen!r}"
            if not self._read():
                assert words in self.screen[after:], self.screen
                return

    def _read(self) -> bool:
        """Takes what there is to be read; whether the process still has its side open."""
        if select.select([self._ours], [], [], 0.1)[0]:
            try:
                self._shown += os.read(self._ours, 65_536)
            except OSError:
                return False
        return True

    @property
    def screen(self) -> str:
        return _ESCAPES.sub("", self._shown.decode("utf-8", errors="ignore")).replace("\r\n", "\n")

    @property
    def has_colour(self) -> bool:
        return b"\x1b[" in self._shown

    def close(self) -> None:
        os.close(self._ours)
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
