"""Bad input at the command line: one clear paragraph on standard error, a non-zero status, nothing half done."""

import os
from pathlib import Path

import pytest

from tests.api.commands import FIRST_QUESTION, Ran, run


def _one_paragraph(ran: Ran, *, notice: bool = False) -> str:
    """What standard error says, which must be a single line; `notice`: behind the one that ingestion starts."""
    assert ran.status == 1
    assert ran.out == ""
    assert "Traceback" not in ran.err
    lines = [line for line in ran.err.splitlines() if line]
    assert len(lines) == 1 + notice, ran.err
    assert lines[-1].startswith("cs-answers: ")
    assert lines[-1].endswith((".", "?"))
    return lines[-1]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("", "empty. Ask something", id="empty"),
        pytest.param(" \t\n ", "empty. Ask something", id="blank"),
        pytest.param("why " * 25_000, "99,999 characters; at most 2,000", id="long"),
        pytest.param("What is\x07 a good NPS?", "U+0007", id="control"),
        pytest.param(b"What is \xed\xa0\x80 a good NPS?", "not text", id="surrogate"),
        pytest.param(b"What is \xff a good NPS?", "not text", id="latin"),
    ],
)
def test_a_question_that_is_none(question: str | bytes, said: str, tmp_path: Path) -> None:
    ran = run("ask", question, data_dir=tmp_path / "data")
    assert said in _one_paragraph(ran)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("embedder", "said"),
    [
        pytest.param("no such model!", "no such model!", id="unknown"),
        pytest.param("{missing}/e5", "there is no such folder", id="missing-folder"),
    ],
)
def test_an_embedder_that_is_none(embedder: str, said: str, tmp_path: Path) -> None:
    named = embedder.format(missing=tmp_path / "missing")
    ran = run("ask", FIRST_QUESTION, data_dir=tmp_path / "data", env={"CSA_EMBEDDINGS": named})
    message = _one_paragraph(ran)
    assert said in message
    assert "CSA_EMBEDDINGS=bundled" in message
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    ran = run("ask", FIRST_QUESTION, data_dir=tmp_path / "file" / "data")
    message = _one_paragraph(ran, notice=True)
    assert str(tmp_path / "file" / "data") in message
    assert "CSA_DATA_DIR" in message
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_data_folder_that_is_read_only(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    ran = run("ask", FIRST_QUESTION, data_dir=tmp_path / "data")
    assert "CSA_DATA_DIR" in _one_paragraph(ran, notice=True)
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "cannot be read (No such file or directory)", id="missing"),
        pytest.param(b"sources: \xff\n", "not UTF-8 (byte 9 is 0xff)", id="not-utf8"),
    ],
)
def test_a_list_of_sources_that_is_none(content: bytes | None, said: str, tmp_path: Path) -> None:
    listing = tmp_path / "sources.yaml"
    if content is not None:
        listing.write_bytes(content)
    ran = run("ingest", data_dir=tmp_path / "data", env={"CSA_SOURCES": str(listing)})
    message = _one_paragraph(ran)
    assert said in message
    assert str(listing) in message
    assert not (tmp_path / "data").exists()


def test_a_bad_source_leaves_the_knowledge_base_as_it_was(notes: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    data_dir, _ = notes
    (tmp_path / "broken.txt").write_bytes(b"\xe9\xe8")
    listing = tmp_path / "sources.yaml"
    listing.write_text("sources:\n  - {file: broken.txt, language: fr, title: T}\n", encoding="utf-8")
    before = (data_dir / "catalog.sqlite3").read_bytes()
    ran = run("ingest", data_dir=data_dir, env={"CSA_SOURCES": str(listing)})
    assert "broken.txt is not UTF-8" in _one_paragraph(ran)
    assert (data_dir / "catalog.sqlite3").read_bytes() == before


def test_a_command_on_nothing_says_what_to_do_first(tmp_path: Path) -> None:
    for command in ("check", "rebuild"):
        ran = run(command, data_dir=tmp_path / "data")
        assert "cs-answers ingest" in _one_paragraph(ran)
    assert not (tmp_path / "data" / "catalog.sqlite3").exists()


def test_a_language_that_is_none(tmp_path: Path) -> None:
    ran = run("ask", "--language", "12", FIRST_QUESTION, data_dir=tmp_path / "data")
    assert ran.status == 2
    assert ran.out == ""
    assert "is not a language code" in " ".join(ran.err.replace("│", " ").split())
    assert "Traceback" not in ran.err
    assert not (tmp_path / "data").exists()
