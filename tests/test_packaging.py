"""A wheel built from the checkout works on its own: all code and data that answers is the installed one."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answer import Answer
from tests.api.commands import ROOT, first_ask, run, run_python

_PACKAGES = ("api", "bot", "corpus", "ingest", "seeds")
_DATA = {
    "api/examples.json",
    "bot/evaluate/outside/bipia_attacks.jsonl",
    "corpus/abstain.json",
    "corpus/alike/ar.txt",
    "corpus/alike/en.txt",
    "corpus/alike/nl.txt",
    "corpus/glossary.yaml",
    "corpus/meanings.yaml",
    "corpus/orders.yaml",
    "corpus/probes.yaml",
    "corpus/support.json",
    "corpus/talk.yaml",
    "corpus/translations.jsonl",
    "seeds/sources.yaml",
    "seeds/nick-mehta-jason-lemkin-cs-questions.ar.txt",
    "seeds/nick-mehta-jason-lemkin-cs-questions.nl.txt",
}
_READS_ITS_DATA = """
import json, sys
import api, bot, corpus, ingest, seeds
from bot.abstain import Decision
from corpus.glossary import Glossary
from corpus.translations import TranslationMemory
from ingest.read import read_sources, shipped_sources
found = {
    "files": [package.__file__ for package in (api, bot, corpus, ingest, seeds)],
    "sources": [len(source.document.text) for source in read_sources(shipped_sources())],
    "terms": len(Glossary.load().terms),
    "translations": len(TranslationMemory.load()),
    "threshold": Decision.load().threshold,
}
sys.stdout.write(json.dumps(found))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed: no build environment is fetched."""
    folder = tmp_path_factory.mktemp("dist")
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the wheel installed in it."""
    folder = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--quiet")
    _python("-m", "pip", "install", *options, "--target", str(folder), str(wheel))
    return folder


@pytest.fixture(scope="module")
def alone(installed: Path) -> dict[str, str]:
    """The environment in which the installed folder answers, and no file of the checkout can be opened."""
    environment = Path(sysconfig.get_path("purelib"))
    assert not environment.is_relative_to(ROOT / "api")
    guarded = {} if environment.is_relative_to(ROOT) else {"GUARD_FOLDER": f"{ROOT}{os.sep}"}
    return {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1", **guarded}


def test_the_wheel_holds_the_packages_and_their_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        metadata = next(archive.read(n).decode() for n in archive.namelist() if n.endswith("/METADATA"))
        for name in _DATA:
            assert archive.read(name) == (ROOT / name).read_bytes()
    assert names >= _DATA
    assert {name.partition("/")[0] for name in names} == set(_PACKAGES)
    modules = {str(path.relative_to(ROOT)) for package in _PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".sqlite3"))]
    requires = [line.partition(": ")[2] for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    core = [requirement for requirement in requires if "extra ==" not in requirement]
    assert {"langchain", "chromadb", "fastapi"} <= {requirement.split(">")[0].split("<")[0] for requirement in core}
    assert not [requirement for requirement in core if requirement.startswith(("torch", "sentence"))]
    assert "License-Expression: MIT" in metadata


def test_the_installed_packages_read_their_own_data(installed: Path, alone: dict[str, str], tmp_path: Path) -> None:
    ran = run_python(_READS_ITS_DATA, data_dir=tmp_path, env=alone)
    assert (ran.status, ran.attempts) == (0, ()), ran.err
    found = json.loads(ran.out)
    assert [Path(file) for file in found["files"]] == [installed / package / "__init__.py" for package in _PACKAGES]
    assert len(found["sources"]) == 2
    assert min(found["sources"]) > 5_000
    assert found["terms"] >= 40
    assert found["translations"] >= 150
    assert 0 < found["threshold"] < 1


def test_the_installed_command_answers(
    installed: Path, alone: dict[str, str], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made, first = first_ask(tmp_path_factory.mktemp("articles"))
    assert first.status == 0, first.err
    data_dir = tmp_path / "data"
    shutil.copytree(made, data_dir)
    command: Sequence[str | Path] = (sys.executable, installed / "bin" / "cs-answers")
    ingested = run("ingest", data_dir=data_dir, env=alone, program=command)
    assert (ingested.status, ingested.attempts) == (0, ()), ingested.err
    assert "0 added, 0 changed, 0 removed; 0 passages embedded" in ingested.out, "the same articles are inside"
    asked = run("ask", "--json", "Wat is een goede NPS?", data_dir=data_dir, env=alone, program=command)
    assert (asked.status, asked.attempts) == (0, ()), asked.err
    answer = Answer.model_validate_json(asked.out)
    assert answer.kind == "answer"
    assert "35" in answer.text


def test_the_installed_packages_ingest_by_themselves(alone: dict[str, str], tmp_path: Path) -> None:
    """Into nothing, so that the questions that come with the package are read too."""
    (tmp_path / "notes.txt").write_text("Onboarding takes 30 days.", encoding="utf-8")
    listing = tmp_path / "sources.yaml"
    listing.write_text("sources:\n  - {file: notes.txt, language: en, title: Onboarding}\n", encoding="utf-8")
    script = "import api.cli; api.cli.main()"
    env = {**alone, "CSA_SOURCES": str(listing)}
    ran = run("ingest", data_dir=tmp_path / "data", env=env, program=(sys.executable, "-c", script))
    assert (ran.status, ran.attempts) == (0, ()), ran.err
    assert ran.out.startswith("1 documents: 1 added, ")


def _python(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
