"""The real small model, through the client that the bot uses: what it streams, what it counts, and how it is left."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import anyio
import psutil
import pytest

from bot.model.chat import Message
from bot.model.errors import ModelFailedError
from bot.model.usage import Usage
from corpus.settings import Settings
from tests.api.commands import ROOT
from tests.bot.model.calls import loaded
from tests.bot.model.small import SmallModel, small_model

_PATIENCE = 60.0
_SHORT = (Message("user", "What is the capital of France? Answer in one word."),)
_LONG = (Message("user", "Count from one to ten thousand, each number in words on a line of its own."),)

_STARTS_AND_DIES = """
import os, sys
from pathlib import Path
from tests.bot.model.small import small_model
with small_model(Path(sys.argv[1])) as model:
    print(model.pid, flush=True)
    os._exit(1)
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallModel]:
    with small_model(tmp_path_factory.mktemp("small") / "server.log") as model:
        yield model


async def _read(
    small: SmallModel, messages: tuple[Message, ...], usage: Usage, *, most: int | None = None
) -> list[str]:
    """The pieces of a reply, at most so many; then the stream is closed."""
    pieces: list[str] = []
    async with loaded(small.base_url, small.name) as model:
        texts = model.stream_text(messages, usage=usage, until=anyio.current_time() + _PATIENCE)
        async with aclosing(texts):
            async for piece in texts:
                pieces.append(piece)
                if len(pieces) == most:
                    break
    return pieces


def test_its_settings_are_those_of_its_environment(small: SmallModel, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in small.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == Settings(**small.settings())


@pytest.mark.anyio
async def test_it_streams_through_the_real_client_and_its_tokens_are_counted(small: SmallModel) -> None:
    usage = Usage()
    pieces = await _read(small, _SHORT, usage)
    assert len(pieces) > 2
    assert "Paris" in "".join(pieces)
    assert (usage.calls, usage.retries) == (1, 0)
    assert usage.input_tokens > 20
    assert usage.output_tokens >= len(pieces)
    assert usage.first_token_s is not None


@pytest.mark.anyio
async def test_a_stream_that_is_left_is_ended_on_the_server(small: SmallModel) -> None:
    before = small.log.read_text(encoding="utf-8").count("cancel task")
    left = await _read(small, _LONG, Usage(), most=3)
    assert len(left) == 3
    # It takes one request at a time: the next is not answered before the first has ended.
    await _read(small, _SHORT, Usage())
    log = small.log.read_text(encoding="utf-8")
    assert log.count("cancel task") == before + 1
    released = [
        int(line.partition("n_tokens = ")[2].partition(",")[0]) for line in log.splitlines() if "release" in line
    ]
    assert released[-2] < 500, "of some ten thousand"


@pytest.mark.anyio
async def test_the_same_request_has_the_same_reply_whatever_was_asked_before(small: SmallModel) -> None:
    story = (Message("user", "Write one sentence about a lighthouse."),)
    first = await _read(small, story, Usage())
    await _read(small, _SHORT, Usage())
    assert await _read(small, story, Usage()) == first


@pytest.mark.anyio
async def test_a_prompt_that_is_too_long_for_it_is_rejected(small: SmallModel) -> None:
    with pytest.raises(ModelFailedError) as raised:
        await _read(small, (Message("user", "long " * 10_000),), Usage())
    assert raised.value.failure == "rejected"


def test_its_process_ends_with_its_context(tmp_path: Path) -> None:
    with small_model(tmp_path / "server.log") as model:
        process = psutil.Process(model.pid)
        assert process.is_running()
        assert {connection.laddr.ip for connection in process.net_connections() if connection.laddr} == {"127.0.0.1"}
    assert not process.is_running()


def test_its_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _STARTS_AND_DIES, str(tmp_path / "server.log")]
    died = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False, timeout=_PATIENCE)
    assert died.returncode == 1
    _, alive = psutil.wait_procs(_found(int(died.stdout)), timeout=_PATIENCE)
    assert not alive


def _found(pid: int) -> list[psutil.Process]:
    try:
        return [psutil.Process(pid)]
    except psutil.NoSuchProcess:
        return []


def test_a_server_that_does_not_start_is_told_with_what_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model")
    monkeypatch.setattr("tests.bot.model.small.weights", lambda: broken)
    with pytest.raises(RuntimeError, match=r"(?s)did not start: .*broken\.gguf"), small_model(tmp_path / "server.log"):
        pass
