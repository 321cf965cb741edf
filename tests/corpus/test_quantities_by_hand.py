"""Amounts as people write and say them, from `quantities.txt`: each is read whole, and nothing else is."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.quantities import Unit, find_quantities

_FILE = Path(__file__).parent / "quantities.txt"


def _cases() -> Iterator[tuple[str, str, list[tuple[str, Decimal, Unit]]]]:
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, text, expected = (part.strip() for part in line.split("|"))
            yield language, text, [_expected(each) for each in expected.split(" ; ") if each]


def _expected(written: str) -> tuple[str, Decimal, Unit]:
    words, meant = written.split(" = ")
    value, _, unit = meant.strip().partition(" ")
    return words.strip(), Decimal(value), Unit(unit)


@pytest.mark.parametrize(("language", "text", "expected"), list(_cases()))
def test_an_amount_is_read_as_it_is_meant(language: str, text: str, expected: list[tuple[str, Decimal, Unit]]) -> None:
    assert [(q.text, q.value, q.unit) for q in find_quantities(text, language)] == expected
