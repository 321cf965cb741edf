"""Slips are read as the words that were meant; names and unknown words stay as they are."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.spelling import Speller
from corpus.text import tokens

WORDS = ["retention", "accounts", "average", "gemiddelde", "klant", "verloop", "automatisering", "الإيرادات"]


@cache
def of_words() -> Speller:
    return Speller(token.form for word in WORDS for token in tokens(word))


@pytest.fixture
def speller() -> Speller:
    return of_words()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("avrage acounts?", "average accounts?"),
        ("Wat is het gemidelde?", "Wat is het gemiddelde?"),
        ("automatsering", "automatisering"),
        ("autmatsering", "automatisering"),
        ("acocunts", "accounts"),
        ("الايردات", "الايرادات"),
        ("accountsautomatisering", "accounts automatisering"),
        ("verloopsautomatisering", "verloop automatisering"),
    ],
)
def test_a_slip_is_mended(speller: Speller, written: str, meant: str) -> None:
    assert speller.mend(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "xyzzy qwert", "rete", "NRR NPS", "What about Acount?", "what is the retention", "retenti0n",
        "Accounts,\n\taverage…  (retention)", "كيف", "12345 67890",
    ],
)  # fmt: skip
def test_what_is_known_short_a_name_or_like_nothing_stays(speller: Speller, text: str) -> None:
    assert speller.mend(text) == text


@given(text=st.text(st.sampled_from("retniavgcoušن ?-\n1"), max_size=40))
def test_mending_twice_is_mending_once_and_spares_short_words(text: str) -> None:
    speller = of_words()
    mended = speller.mend(text)
    assert speller.mend(mended) == mended
    if all(len(token.form) < 5 for token in tokens(text)):
        assert mended == text


def test_every_sentence_of_the_articles_stays(catalog: Catalog) -> None:
    speller = Speller(catalog.vocabulary())
    for document in catalog.documents():
        for section in catalog.sections(document.id):
            for sentence in section.sentences:
                assert speller.mend(sentence.text) == sentence.text
