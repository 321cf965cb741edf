"""The chat in a terminal, through a pseudo-terminal: what a person sees and types."""

import os
import pty
import re
import select
import signal
import subprocess
import time
from pathlib import Path

from tests.api.commands import COMMAND, Ran, environment

_SECONDS = 300.0  # of patience, on a busy machine
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class _Terminal:
    """A process in a terminal of its own."""

    def __init__(self, command: list[str | Path], env: dict[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
        )
        os.close(theirs)
        self.raw = ""
        self._shown = b""

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def wait_for(self, words: str, *, after: int = 0) -> None:
        """Reads until the words stand on the screen, behind the first `after` characters of it."""
        end = time.monotonic() + _SECONDS
        while words not in self.screen[after:]:
            assert time.monotonic() < end, f"{words!r} did not come: {self.screen!r}"
            if select.select([self._ours], [], [], 0.5)[0]:
                try:
                    self._shown += os.read(self._ours, 65_536)
                except OSError:  # the process has closed its side
                    assert words in self.screen[after:], self.screen
                    return

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


def test_a_conversation(first: Ran, data_dir: Path, tmp_path: Path) -> None:
    env = environment(data_dir, tmp_path / "attempts", TERM="xterm-256color", COLUMNS="100", LINES="40")
    terminal = _Terminal([COMMAND, "chat"], env)
    try:
        terminal.wait_for("Ctrl-D ends the chat.")
        terminal.wait_for("\n> ")
        seen = len(terminal.screen)
        terminal.type("What is a good NPS?\n")
        terminal.wait_for("Sources", after=seen)
        terminal.wait_for("\n> ", after=seen)
        answer = terminal.screen[seen:]
        assert "average NPS for SaaS companies is 35" in answer
        assert "Nick deelt dat de gemiddelde NPS voor SaaS-bedrijven 35 is" in answer
        seen = len(terminal.screen)
        terminal.type("what \x01 is\n")
        terminal.wait_for("U+0001", after=seen)
        terminal.wait_for("\n> ", after=seen)
        assert "Traceback" not in terminal.screen
        terminal.type("\x04")
        terminal.wait_for("Goodbye.", after=seen)
        assert terminal.process.wait(timeout=_SECONDS) == 0
        assert terminal.has_colour
    finally:
        terminal.close()
