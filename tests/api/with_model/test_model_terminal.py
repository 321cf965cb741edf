"""The chat in a terminal with a chat model: that it is waited for, who worded what, and that waiting can be ended."""

from pathlib import Path

from tests.api.commands import COMMAND, environment, run
from tests.api.parrots import parrot
from tests.api.terminal import Terminal
from tests.api.with_model.exchanges import NRR
from tests.bot.model.scripted import PLAIN, Reply, Scripted

_WAITS = f"openai:{PLAIN} is asked…"


def _env(folder: Path, tmp_path: Path, model: Scripted) -> dict[str, str]:
    terminal = {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    return environment(folder, tmp_path / "attempts", **terminal, **model.environment())


def test_a_conversation_whose_waiting_is_ended(shipped_folder: Path, tmp_path: Path, model: Scripted) -> None:
    model.play(Reply(hangs=True))
    terminal = Terminal([COMMAND, "chat"], _env(shipped_folder, tmp_path, model))
    try:
        terminal.wait_for("\n> ")
        terminal.type(f"{NRR}\n")
        model.wait_until(lambda server: server.open == 1)
        terminal.wait_for(_WAITS)
        terminal.interrupt()
        terminal.wait_for("Stopped. Ctrl-C once more ends the chat.\n> ")
        model.wait_until(lambda server: server.open == 0)
        assert model.ended_by_client == 1
        model.play(parrot())
        seen = len(terminal.screen)
        terminal.type(f"{NRR}\n")
        terminal.wait_for(f"Worded by openai:{PLAIN}; every sentence is checked against its sources.\n\n> ", after=seen)
        terminal.interrupt()
        terminal.wait_for("Goodbye.")
        assert terminal.ends() == 0
        assert "Traceback" not in terminal.screen
    finally:
        terminal.close()


def test_one_question_whose_waiting_is_ended(shipped_folder: Path, tmp_path: Path, model: Scripted) -> None:
    model.play(Reply(hangs=True))
    terminal = Terminal([COMMAND, "ask", NRR], _env(shipped_folder, tmp_path, model))
    try:
        model.wait_until(lambda server: server.open == 1)
        terminal.interrupt()
        assert terminal.ends() == 130, "as a shell has it for a process that Ctrl-C ended"
        assert "Traceback" not in terminal.screen
        assert "Error" not in terminal.screen
    finally:
        terminal.close()
    model.wait_until(lambda server: server.open == 0)
    assert model.ended_by_client == 1


def test_what_is_piped_holds_nothing_of_the_waiting(shipped_folder: Path, model: Scripted) -> None:
    model.play(parrot())
    ran = run("chat", data_dir=shipped_folder, lines=f"{NRR}\nWat is een goede NPS?\n", env=model.environment())
    assert (ran.status, ran.err) == (0, "")
    assert f"Worded by openai:{PLAIN};" in ran.out
    assert f"Verwoord door openai:{PLAIN};" in ran.out
    assert "is asked" not in ran.out
