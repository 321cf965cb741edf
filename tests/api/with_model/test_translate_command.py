"""`cs-answers translate` as a user runs it: what it stores, says and leaves, with a model on a server of its own."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.settings import Settings
from tests.api.commands import COMMAND, Ran, environment, run
from tests.api.terminal import Terminal
from tests.bot.model.scripted import PLAIN, Asked, Reply, Scripted
from tests.bot.translating.french import FRENCH, asked_for, in_french
from tests.ingest.small import GIDS, GUIDE, Sources

MODEL = f"openai:{PLAIN}"
LARGE = "Large customers get 4 calls."
_LACKING = 15  # sentences of the two small sources that are to be translated


class Command:
    """Runs `cs-answers` over small sources of the test's own."""

    def __init__(self, folder: Path, model: Scripted) -> None:
        self.data_dir = folder / "data"
        made = Sources(folder, Settings(data_dir=self.data_dir, sources=folder / "sources.yaml"))
        made.write(en=GUIDE, nl=GIDS)
        self.model = {"CSA_SOURCES": str(folder / "sources.yaml"), **model.environment()}

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
        return run(*arguments, data_dir=self.data_dir, env=self.model if env is None else env)

    def in_terminal(self, *arguments: str) -> Terminal:
        env = environment(self.data_dir, self.data_dir.parent / "attempts", TERM="xterm", COLUMNS="120", **self.model)
        return Terminal([COMMAND, *arguments], env)


@pytest.fixture
def command(tmp_path: Path, model: Scripted) -> Command:
    return Command(tmp_path, model)


def words_of(asked: Asked) -> list[str]:
    return asked_for(asked.body["messages"][1]["content"])


def faithful(asked: Asked) -> Reply:
    return Reply(text=in_french(words_of(asked)))


def altered(asked: Asked) -> Reply:
    return Reply(text=in_french(words_of(asked), {**FRENCH, LARGE: "Les grands clients reçoivent 6 appels."}))


def test_sources_are_translated_once_and_then_answer_in_the_language(command: Command, model: Scripted) -> None:
    model.play(faithful)
    first = command("translate", "--to", "fr")
    assert first.status == 0, first.err
    assert f"Into French: {_LACKING} sentences translated, 0 had a translation before, 0 left out;" in first.out
    assert model.malformed == []
    assert len(model.asked) == 3
    model.play(faithful)
    again = command("translate", "--to", "FR")
    assert again.status == 0, again.err
    assert f"Into French: 0 sentences translated, {_LACKING} had a translation before, 0 left out; 0 pass" in again.out
    assert model.asked == []
    answered = command("ask", "Combien d'appels reçoivent les grands clients ?", env={})
    assert "Les grands clients reçoivent 4 appels. [2][3]" in answered.out
    assert f"= Les grands clients reçoivent 4 appels. (traduction : {MODEL})" in answered.out
    checked = command("check", env={})
    assert (checked.status, " vectors in fr" in checked.out) == (0, True), checked.err


def test_what_is_left_out_is_listed_with_its_reason(command: Command, model: Scripted) -> None:
    model.play(altered)
    told = command("translate", "--to", "fr", "--document", "guide.en")
    assert told.status == 0, told.err
    assert "9 sentences translated, 0 had a translation before, 1 left out (figures 1);" in told.out
    assert (
        f"    {LARGE}\n    = [1] Les grands clients reçoivent 6 appels.\n    figures: it lacks 4 and has 6" in told.out
    )
    assert all("guide.nl" not in asked.prompt for asked in model.asked)
    model.play(altered)
    listed = json.loads(command("translate", "--to", "fr", "--json").out)
    assert (listed["language"], listed["model"], listed["stored"], listed["skipped"]) == ("fr", MODEL, 5, 9)
    assert (listed["calls"], listed["embedded"] > 0) == (len(model.asked), True)
    assert listed["input_tokens"] == 11 * len(model.asked)
    (refused,) = listed["refused"]
    assert GUIDE[refused["start"] : refused["end"]] == refused["text"] == LARGE
    assert (refused["document"], refused["section"], refused["reason"]) == ("guide.en", "1", "figures")
    stored = json.loads(command("ask", "Que vendons-nous ?", "--json", env={}).out)
    assert stored["language"] == "fr"


def test_ctrl_c_keeps_what_is_stored_and_the_next_run_goes_on(command: Command, model: Scripted) -> None:
    def hangs_at_the_third(asked: Asked) -> Reply:
        return faithful(asked) if len(model.asked) < 3 else Reply(hangs=True)

    assert command("ingest").status == 0
    model.play(hangs_at_the_third)
    terminal = command.in_terminal("translate", "--to", "fr")
    try:
        model.wait_until(lambda server: len(server.asked) == 3 and server.open == 1)
        busy = command("translate", "--to", "fr")
        assert busy.status == 1
        assert "Another process is writing to" in busy.err
        terminal.interrupt()
        terminal.wait_for("Stopped. What was translated is stored (10 sentences): run the command again to go on.")
        assert terminal.ends() == 130
        assert "Traceback" not in terminal.screen
    finally:
        terminal.close()
    model.play(faithful)
    again = command("translate", "--to", "fr")
    assert "Into French: 5 sentences translated, 10 had a translation before" in again.out
    assert [len(words_of(asked)) for asked in model.asked] == [5]


def test_a_model_that_is_given_up_is_told(command: Command, model: Scripted) -> None:
    model.play(lambda asked: faithful(asked) if len(model.asked) == 1 else Reply(status=401))
    told = command("translate", "--to", "fr")
    assert told.status == 1
    assert "8 sentences translated" in told.out
    assert f"cs-answers: {MODEL} was given up (" in told.err
    assert "run the command again to go on" in told.err
    assert len(model.asked) == 1 + 5
    assert command("check", env={}).status == 0, "what was translated is taken in"


@pytest.mark.parametrize(
    ("arguments", "env", "status", "said"),
    [
        (["--to", "fr"], {}, 1, "Set CSA_CHAT_MODEL, such as openai:gpt-5-mini"),
        (["--to", "fr"], {"CSA_CHAT_MODEL": "nobody:x"}, 1, "names a provider that is not known"),
        (["--to", "french"], {}, 2, "'french' is not one of the languages that can be told apart"),
        (["--to", "uk"], {}, 2, "Use one of ar, da, de, el, en, es, fa, fr,"),
        (["--to", "../"], {}, 2, "is not one of the languages"),
        ([], {}, 2, "--to"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_made(
    command: Command, arguments: list[str], env: dict[str, str], status: int, said: str
) -> None:
    ran = command("translate", *arguments, env=env)
    assert ran.status == status
    assert said in " ".join(ran.err.replace("│", " ").split())
    assert "Traceback" not in ran.err
    assert not command.data_dir.exists()


def test_a_document_that_is_not_there_is_named(command: Command, model: Scripted) -> None:
    model.play(faithful)
    ran = command("translate", "--to", "fr", "--document", "guide.de")
    assert ran.status == 2
    assert "there is no document 'guide.de'; there are guide.en, guide.nl." in " ".join(
        ran.err.replace("│", " ").split()
    )
    assert model.asked == []
