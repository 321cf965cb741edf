"""The language of drafted sentences, whole and in part."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.draft import Context, Draft, Source
from bot.checks.language import check_language
from tests.bot.checks.cases import read_cases

_MILL = {
    "en": "The Halden mill was built in 1871 by an engineer, and since 1990 it has been open to visitors on Sundays.",
    "nl": "De molen van Halden werd in 1871 gebouwd door een ingenieur en is sinds 1990 op zondag open voor bezoekers.",
    "ar": "بُنيت طاحونة هالدن عام 1871 على يد مهندسة، وهي مفتوحة للزوار أيام الأحد منذ عام 1990.",
    "de": "Die Mühle in Halden wurde 1871 von einer Ingenieurin gebaut und ist seit 1990 sonntags für Besucher offen.",
    "fr": "Le moulin de Halden a été construit en 1871 par une ingénieure et il est ouvert le dimanche depuis 1990.",
}


def _detail(text: str, language: str, source: str | None = None, source_language: str | None = None) -> str | None:
    said, spoken = source or _MILL[language], source_language or language
    context = Context(language, {1: Source(1, said, spoken, said, spoken)}, ())
    fault = check_language(Draft(text, (1,)), context)
    assert fault is None or fault.kind == "language"
    return fault.detail if fault else None


def test_known_sentences() -> None:
    cases = list(read_cases(Path(__file__).with_name("dev.jsonl")))
    passing = [case for case in cases if check_language(case.draft, case.context) is None]
    assert not [case.draft.text for case in passing if (case.fault or "").startswith("language-")]
    assert all(case in passing for case in cases if case.fault is None)


@pytest.mark.parametrize("language", _MILL)
@pytest.mark.parametrize("answer", ["en", "nl", "ar"])
def test_whole_sentences(answer: str, language: str) -> None:
    detail = _detail(_MILL[language], answer, _MILL[language], language)
    assert (detail is None) is (language == answer)


@pytest.mark.parametrize("joint", [", ", " ", " – ", " ("])
@pytest.mark.parametrize("language", _MILL)
@pytest.mark.parametrize("answer", ["en", "nl", "ar"])
def test_sentences_that_change_language(answer: str, language: str, joint: str) -> None:
    own, other = _MILL[answer].split(), _MILL[language].split()
    text = " ".join(own[:8]).rstrip(",") + joint + " ".join(other[-8:])
    assert (_detail(text, answer) is None) is (language == answer)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ha mельница was built in 1871 on a Sunday."),
        ("en", "The mіll was built in 1871 on a Sunday."),
        ("en", "The 𝐦𝐢𝐥𝐥 was built in 1871 on a Sunday."),
        ("nl", "Δe molen werd in 1871 gebouwd."),
        ("ar", "buniyat al-tahuna fi 3am 1871 3ala yad muhandisa."),
        ("ar", "بُنيت طاحونة هالدن by an engineer who came from the north عام 1871."),
        ("ar", "آسیاب هالدن در سال ۱۸۷۱ ساخته شد و پنج کارگر گچ آوردند."),
    ],
)
def test_scripts(language: str, text: str) -> None:
    assert _detail(text, language) is not None


@pytest.mark.parametrize(
    ("language", "text", "source"),
    [
        ("en", "Tenants pay £850 per month.", "Tenants pay £850 per month from May on."),
        ("en", "CCOs own NRR, GRR and the renewals.", "The CCO owns the renewals, NRR and GRR."),
        ("nl", "Customer Success is meer dan CSM's aannemen.", "Customer Success gaat over meer dan CSM's."),
        ("nl", "In SaaS is een NRR van 106% gebruikelijk.", "Een NRR van 106% is gebruikelijk in SaaS."),
        ("ar", "صافي الاحتفاظ (net revenue retention) شائع لدى شركات SaaS.", "صافي الاحتفاظ شائع لدى شركات SaaS."),
        ("ar", "يستخدم نيك أداة Gainsight لدى Salesforce وOracle.", "لدى نيك أداة من Gainsight."),
        ("en", "The word κτείς means comb.", "The Greek word κτείς means comb."),
        ("en", "A distance of 5 µm is small at the mill.", "The distance at the mill is small."),
    ],
)
def test_foreign_words_in_a_sentence(language: str, text: str, source: str) -> None:
    assert _detail(text, language, source) is None


def test_quoted_words_of_the_source_stay_in_their_language() -> None:
    source = 'Nick zegt: "Voel je niet slecht over honderd procent behoud".'
    quoted = 'Nick says in the workshop: "Voel je niet slecht over honderd procent behoud".'
    assert _detail(quoted, "en", source, "nl") is None
    assert _detail(quoted.replace('"', ""), "en", source, "nl") is not None
    assert _detail(quoted, "en", "Nick zegt iets heel anders over behoud.", "nl") is not None


@given(st.text(max_size=120), st.sampled_from(["en", "nl", "ar", "de"]))
def test_any_text_is_read(text: str, language: str) -> None:
    _detail(text, language)
