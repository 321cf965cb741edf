"""`cs-answers mcp` as a process: what it writes where, how it ends, and its first use."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import anyio
import pytest
from mcp.types import CallToolResult

from tests.api.assistant import over_stdio, text_of
from tests.api.commands import COMMAND, environment, run

_HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
_SECONDS = 120  # of patience, on a busy machine


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@contextmanager
def _started(data_dir: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command, greeted and answering; its standard error goes to the file `err`."""
    with (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [COMMAND, "mcp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=err,
            env=environment(data_dir, folder / "attempts"),
            cwd=folder,
        )
    with process:
        try:
            _write(process, {"id": 1, "method": "initialize", "params": _HELLO})
            assert _read(process.stdout)["result"]["serverInfo"]["name"] == "cs-answers"
            _write(process, {"method": "notifications/initialized"})
            yield process
        finally:
            process.kill()


def _write(process: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    assert process.stdin
    process.stdin.write(json.dumps({"jsonrpc": "2.0"} | message).encode() + b"\n")
    process.stdin.flush()


def _read(out: IO[bytes] | None) -> dict[str, Any]:
    assert out
    message: dict[str, Any] = json.loads(out.readline())
    return message


def test_it_ends_with_its_input(data_dir: Path, tmp_path: Path) -> None:
    with _started(data_dir, tmp_path) as process:
        assert process.stdin and process.stdout
        process.stdin.close()
        assert process.wait(_SECONDS) == 0
        assert process.stdout.read() == b""
    assert (tmp_path / "err").read_bytes() == b""
    assert not (tmp_path / "attempts").exists()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_while_it_waits(data_dir: Path, tmp_path: Path, told: signal.Signals) -> None:
    with _started(data_dir, tmp_path) as process:
        process.send_signal(told)
        assert process.wait(_SECONDS) == 0
    assert (tmp_path / "err").read_bytes() == b""


def test_it_ends_quietly_when_nobody_reads_any_more(data_dir: Path, tmp_path: Path) -> None:
    with _started(data_dir, tmp_path) as process:
        assert process.stdout
        process.stdout.close()
        _write(process, {"id": 2, "method": "tools/list"})
        assert process.wait(_SECONDS) == 0
    assert (tmp_path / "err").read_bytes() == b""


def test_a_line_that_is_no_message_is_passed_over(data_dir: Path, tmp_path: Path) -> None:
    with _started(data_dir, tmp_path) as process:
        assert process.stdin
        process.stdin.write(b"garbage\n\n\xff\xfe\n{}\n")
        _write(process, {"id": 2, "method": "tools/call", "params": {"name": "nps", "arguments": {"passives": 1}}})
        answer = _read(process.stdout)
        assert answer["id"] == 2
        assert answer["result"]["isError"]


def test_a_message_in_pieces_is_put_together(data_dir: Path, tmp_path: Path) -> None:
    question = "ما هو NPS الجيد؟"
    call = {"name": "ask", "arguments": {"question": question}}
    message = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call}
    written = json.dumps(message, ensure_ascii=False).encode() + b"\n"
    with _started(data_dir, tmp_path) as process:
        assert process.stdin
        for start in range(0, len(written), 7):  # in the middle of characters as well
            process.stdin.write(written[start : start + 7])
            process.stdin.flush()
        assert _read(process.stdout)["result"]["structuredContent"]["language"] == "ar"


def test_without_input_it_does_nothing(data_dir: Path) -> None:
    ran = run("mcp", data_dir=data_dir)
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_input_may_be_a_file(data_dir: Path, tmp_path: Path) -> None:
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": _HELLO}
    (tmp_path / "in").write_text(json.dumps(hello), encoding="utf-8")  # without a line's end
    with (tmp_path / "in").open("rb") as lines:
        out = subprocess.check_output(
            [COMMAND, "mcp"], stdin=lines, env=environment(data_dir, tmp_path / "attempts"), timeout=_SECONDS
        )
    assert json.loads(out)["id"] == 1


def test_a_setting_that_cannot_be_used_is_told_and_nothing_served(data_dir: Path) -> None:
    ran = run("mcp", data_dir=data_dir, env={"CSA_CHROMA_URL": "nowhere"})
    assert ran.status == 1
    assert ran.out == ""
    assert "CSA_CHROMA_URL" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.anyio
async def test_at_first_use_the_sources_are_read_in_behind(notes: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    _, env = notes
    async with over_stdio(tmp_path / "data", tmp_path, **env) as client:
        with anyio.fail_after(_SECONDS):
            while (result := await client.call_tool("ask", {"question": "How long does onboarding take?"})).is_error:
                assert _says_why(result)
                await anyio.sleep(0.2)
    assert result.structured_content["citations"][0]["cited_text"].startswith("Onboarding takes 30 days")


def _says_why(result: CallToolResult) -> bool:
    return "no knowledge base" in text_of(result) or "being read in" in text_of(result) or "opened" in text_of(result)
