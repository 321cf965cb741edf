"""What the tests of chat models share: asyncio, and no key or address of the developer's."""

import os
from collections.abc import Iterator

import pytest

from tests.bot.model.scripted import Reply, Scripted, scripted


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _no_provider_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("OPENAI_", "LANGSMITH_", "LANGCHAIN_", "ANTHROPIC_", "OTEL_")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def running_script() -> Iterator[Scripted]:
    with scripted(Reply()) as server:
        yield server


@pytest.fixture
def server(running_script: Scripted) -> Scripted:
    """A scripted server, which runs for all tests; each gives it a script of its own to play."""
    running_script.play(())
    return running_script
