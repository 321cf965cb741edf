"""Numbers printed by Babel as their locale has them are read back: the same value, unit and words."""

from decimal import Decimal
from typing import Literal

import pytest
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.quantities import Unit, find_quantities

SENTENCES = {
    "en": "Our revenue was {} when the quarter ended.",
    "nl": "Onze omzet was {} toen het kwartaal eindigde.",
    "ar": "كان الإيراد {} عند نهاية الربع.",
    "de": "Unser Umsatz war {} als das Quartal endete.",
    "fr": "Notre chiffre était {} quand le trimestre finit.",
    "es": "Nuestro ingreso era {} cuando el trimestre termina.",
}
LOCALES = ["en", "en_GB", "nl", "nl_BE", "ar", "ar_EG", "ar_SA", "de", "fr", "es"]
_MARKS = "\u200e\u200f\u061c"  # of direction
CURRENCIES = {"USD": Unit.USD, "EUR": Unit.EUR, "GBP": Unit.GBP}

locales = st.sampled_from(LOCALES)
numbers = st.decimals(0, 10**12, places=2, allow_nan=False) | st.integers(0, 10**12).map(Decimal)


def _plain(printed: str, value: Decimal) -> Unit:
    """Four digits by themselves are a year."""
    return Unit.YEAR if printed.isdigit() and 1900 <= value <= 2100 else Unit.NONE


def _read_back(printed: str, locale: str, value: Decimal, unit: Unit) -> None:
    language = locale[:2]
    found = find_quantities(SENTENCES[language].format(printed), language)
    assert [(q.value, q.unit) for q in found] == [(value, unit)], printed
    assert found[0].text.strip(_MARKS) == printed.strip(_MARKS).rstrip(".")


@given(numbers, locales)
def test_decimals(value: Decimal, locale: str) -> None:
    printed = format_decimal(value, locale=locale, numbering_system="default")
    _read_back(printed, locale, value, _plain(printed, value))


@given(numbers, locales, st.sampled_from(sorted(CURRENCIES)))
def test_money(value: Decimal, locale: str, currency: str) -> None:
    printed = format_currency(value, currency, locale=locale, numbering_system="default")
    _read_back(printed, locale, value, CURRENCIES[currency])


@given(st.decimals(-1000, 1000, places=1, allow_nan=False), locales)
def test_percentages(value: Decimal, locale: str) -> None:
    printed = format_percent(value / 100, "#,##0.#%", locale=locale, numbering_system="default")
    _read_back(printed, locale, value, Unit.PERCENT)


@pytest.mark.parametrize("width", ["short", "long"])
@settings(max_examples=200)
@given(st.integers(1, 999), st.sampled_from([10**3, 10**6, 10**9]), locales)
def test_shortened_numbers(width: Literal["short", "long"], number: int, magnitude: int, locale: str) -> None:
    value = Decimal(number * magnitude)
    printed = format_compact_decimal(value, format_type=width, locale=locale)
    assume(any(map(str.isdigit, printed)))  # French prints 1,000 as "mille"
    _read_back(printed, locale, value, _plain(printed, value))
