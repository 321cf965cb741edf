"""What the tests of the terminal door share: one knowledge base of the articles, and one of a few lines."""

from pathlib import Path

import pytest

from tests.api.commands import Ran, first_ask, run

_NOTES = """Onboarding

1. How long does onboarding take?

Onboarding takes 30 days for most customers. A dedicated manager guides each of them.

2. Who pays for training?

The vendor pays for the first 5 training days.
"""
_LISTING = "sources:\n  - {file: notes.txt, language: en, title: Onboarding}\n"


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """How the first question on an empty knowledge base went."""
    return first_ask(tmp_path_factory.mktemp("articles"))[1]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the knowledge base that the first question made of the shipped articles."""
    return first_ask(tmp_path_factory.mktemp("articles"))[0]


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A data folder with a text of four sentences, ingested, and the environment that names it as the source."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "notes.txt").write_text(_NOTES, encoding="utf-8")
    (folder / "sources.yaml").write_text(_LISTING, encoding="utf-8")
    env = {"CSA_SOURCES": str(folder / "sources.yaml")}
    ran = run("ingest", data_dir=folder / "data", env=env)
    assert ran.status == 0, ran.err
    return folder / "data", env
