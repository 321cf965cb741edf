"""What the tests of the doors with a chat model share: a scripted server, and the service that asks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from corpus.settings import Settings
from tests.api.inside import Inside, running
from tests.api.parrots import parrot
from tests.bot.model.scripted import Scripted, scripted

PRICES = "0.25/2.00"


@pytest.fixture(scope="module")
def model() -> Iterator[Scripted]:
    """The server of the chat model; a test has it `play` what it needs."""
    with scripted(parrot()) as server:
        yield server


@pytest.fixture(scope="module")
def inside(shipped_folder: Path, model: Scripted) -> Iterator[Inside]:
    """The service in this process, with that model."""
    settings = Settings(data_dir=shipped_folder, **model.settings(chat_prices=PRICES))
    with running(create_app(settings)) as served:
        yield served
