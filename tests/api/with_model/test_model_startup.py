"""A chat model that cannot be used stops a command with one clear paragraph; one that is merely down stops nothing."""

from pathlib import Path

import httpx
import pytest

from tests.api.commands import COMMAND, Ran, run
from tests.api.serving import serving
from tests.api.with_model.exchanges import NRR, SECONDS
from tests.bot.model.scripted import refused

_WRONG = {
    "no package": ({"CSA_CHAT_MODEL": "anthropic:claude-sonnet-4-5"}, "pip install 'cs-answers[anthropic]'"),
    "no such provider": ({"CSA_CHAT_MODEL": "openia:gpt-5-mini"}, "names a provider that is not known"),
    "no key": ({"CSA_CHAT_MODEL": "openai:gpt-5-mini", "OPENAI_API_KEY": ""}, "OPENAI_API_KEY"),
    "not a model": ({"CSA_CHAT_MODEL": "gpt-5-mini"}, "CSA_CHAT_MODEL"),
    "no address": ({"CSA_CHAT_MODEL": "openai:x", "CSA_CHAT_BASE_URL": "127.0.0.1:80"}, "CSA_CHAT_BASE_URL"),
}


def _is_one_paragraph(ran: Ran, words: str) -> None:
    assert ran.status == 1
    assert ran.err.startswith("cs-answers: ")
    assert len(ran.err.splitlines()) == 1, ran.err
    assert words in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("wrong", _WRONG)
def test_the_service_does_not_start(tmp_path: Path, wrong: str) -> None:
    env, words = _WRONG[wrong]
    _is_one_paragraph(run("serve", "--port", "8123", data_dir=tmp_path / "data", env=env), words)
    assert not (tmp_path / "data").exists(), "nothing is ingested for it"


@pytest.mark.parametrize("command", [("mcp",), ("ask", NRR), ("chat",)], ids=" ".join)
def test_no_command_starts(tmp_path: Path, command: tuple[str, ...]) -> None:
    env, words = _WRONG["no package"]
    _is_one_paragraph(run(*command, data_dir=tmp_path / "data", env=env), words)
    assert not (tmp_path / "data").exists(), "nothing is ingested for it"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_model_that_is_down_does_not_stop_the_service(shipped_folder: Path, workers: str) -> None:
    with refused() as address:
        env = {"CSA_CHAT_MODEL": "openai:any", "CSA_CHAT_BASE_URL": address}
        program = (COMMAND, "serve", "--workers", workers)
        with serving(shipped_folder, program=program, env=env) as served:
            answered = httpx.post(f"{served.url}/ask", json={"question": NRR}, timeout=SECONDS).json()
            log = served.log
    assert (answered["generator"], answered["fallback"]) == ("extractive", "unavailable")
    assert answered["citations"]
    assert "Traceback" not in log


def test_the_terminal_answers_without_a_model_that_is_down(shipped_folder: Path) -> None:
    with refused() as address:
        env = {"CSA_CHAT_MODEL": "openai:any", "CSA_CHAT_BASE_URL": address}
        ran = run("ask", NRR, data_dir=shipped_folder, env=env)
    assert ran.status == 0
    assert ran.out.rstrip().endswith(
        "These are the sources' own sentences: the chat model cannot be reached at the moment."
    )
