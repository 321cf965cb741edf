"""Slips are read as the words that were meant; names and unknown words stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import Catalog
from corpus.spelling import Speller
from corpus.text import tokens

WORDS = ["retention", "accounts", "average", "gemiddelde", "klant", "verloop", "automatisering", "الإيرادات"]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(token.form for word in WORDS for token in tokens(word))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("avrage acounts?", "average accounts?"),
        ("Wat is het gemidelde?", "Wat is het gemiddelde?"),
        ("automatsering", "automatisering"),
        ("autmatsering", "automatisering"),
        ("acocunts", "accounts"),
        ("الايردات", "الايرادات"),
        ("klantverloop", "klant verloop"),
        ("klantenverloop", "klant verloop"),
    ],
)
def test_a_slip_is_mended(speller: Speller, written: str, meant: str) -> None:
    assert speller.mend(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "xyzzy qwert", "reten", "NRR NPS", "What about Acount?", "what is the retention", "retenti0n",
        "Accounts,\n\taverage…  (retention)", "كيف", "12345 67890",
    ],
)  # fmt: skip
def test_what_is_known_short_a_name_or_like_nothing_stays(speller: Speller, text: str) -> None:
    assert speller.mend(text) == text


@given(st.text(st.characters(codec=None), max_size=60))
def test_mending_is_done_once_and_leaves_what_is_between_the_words(text: str) -> None:
    speller = Speller(["retention", "accounts"])
    mended = speller.mend(text)
    assert speller.mend(mended) == mended
    assert [c for c in mended if not (c.isalnum() or c.isspace())] == [
        c for c in text if not (c.isalnum() or c.isspace())
    ] or len(tokens(text)) > 0


def test_every_word_of_the_articles_is_known(catalog: Catalog) -> None:
    speller = Speller(catalog.vocabulary())
    for document in catalog.documents():
        assert speller.mend(document.text) == document.text
