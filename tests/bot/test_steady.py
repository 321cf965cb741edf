"""What is read while another process writes is read again, and never of two states."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.steady import of_one_state
from corpus.catalog import Catalog
from corpus.errors import StoreBusyError, StoreDamagedError


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    opened = Catalog(tmp_path / "catalog.sqlite3", create=True)
    yield opened
    opened.close()


@pytest.fixture
def writer(catalog: Catalog) -> Iterator[Catalog]:
    """The same file as another process has it."""
    opened = Catalog(catalog.path)
    yield opened
    opened.close()


def test_what_is_not_disturbed_is_done_once(catalog: Catalog) -> None:
    calls = iter(["done", "again"])
    assert of_one_state(catalog, lambda: next(calls)) == "done"
    assert next(calls) == "again"


def test_what_is_disturbed_is_done_again(catalog: Catalog, writer: Catalog) -> None:
    calls: list[str | None] = []

    def work() -> str | None:
        if not calls:
            writer.set_meta(state="new")
        calls.append(catalog.meta("state"))
        return calls[-1]

    assert of_one_state(catalog, work) == "new"
    assert len(calls) == 2


@pytest.mark.parametrize("error", [KeyError("a passage"), StoreDamagedError("a section is gone")])
def test_an_error_of_a_disturbed_reading_is_none(catalog: Catalog, writer: Catalog, error: Exception) -> None:
    calls: list[int] = []

    def work() -> str:
        calls.append(1)
        if len(calls) == 1:
            writer.set_meta(state="new")
            raise error
        return "done"

    assert of_one_state(catalog, work) == "done"


def test_an_error_without_a_disturbance_is_one(catalog: Catalog) -> None:
    def work() -> None:
        raise StoreDamagedError("it is gone")

    with pytest.raises(StoreDamagedError, match="it is gone"):
        of_one_state(catalog, work)


def test_endless_disturbance_is_told(catalog: Catalog, writer: Catalog) -> None:
    counted: list[int] = []

    def work() -> None:
        counted.append(1)
        writer.set_meta(state=str(len(counted)))

    with pytest.raises(StoreBusyError, match="Ask again"):
        of_one_state(catalog, work)
    assert len(counted) == 5
