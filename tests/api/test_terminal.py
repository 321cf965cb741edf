"""The chat in a terminal, through a pseudo-terminal: what a person sees and types."""

from pathlib import Path

from tests.api.commands import COMMAND, Ran, environment
from tests.api.terminal import Terminal


def test_a_conversation(first: Ran, data_dir: Path, tmp_path: Path) -> None:
    env = environment(data_dir, tmp_path / "attempts", TERM="xterm-256color", COLUMNS="100", LINES="40")
    terminal = Terminal([COMMAND, "chat"], env)
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
        assert terminal.ends() == 0
        assert terminal.has_colour
    finally:
        terminal.close()
