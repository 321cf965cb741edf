"""What the bot itself says: in each of its languages, with the same places to fill, and without a figure of its own."""

import re

import pytest

from corpus.languages import DETECTED, detect_language
from corpus.phrases import _PHRASES, SPOKEN, WORDED, language_name, say
from corpus.quantities import find_quantities

_PLACE = re.compile(r"\{(\w+)\}")
_FEWEST_WORDS = 6


def test_every_phrase_is_worded_in_every_language() -> None:
    assert WORDED[: len(SPOKEN)] == SPOKEN
    for phrase, wordings in _PHRASES.items():
        expected = {"en", *WORDED} - set(SPOKEN[1:] if phrase == "foreign" else ())
        assert wordings.keys() == expected, phrase


@pytest.mark.parametrize("phrase", _PHRASES)
def test_all_wordings_have_the_same_places_and_no_figure(phrase: str) -> None:
    wordings = _PHRASES[phrase]
    for language, wording in wordings.items():
        assert sorted(_PLACE.findall(wording)) == sorted(_PLACE.findall(wordings["en"])), language
        assert find_quantities(_PLACE.sub("", wording), language) == ()
        assert wording == " ".join(wording.split())


def test_a_wording_is_in_its_language() -> None:
    for phrase, wordings in _PHRASES.items():
        for language, wording in wordings.items():
            words = " ".join(_PLACE.sub("", wording).split())
            if len(words.split()) >= _FEWEST_WORDS:
                assert detect_language(words) == language, (phrase, words)


def test_another_language_gets_english() -> None:
    assert say("not_in_sources", "it") == say("not_in_sources", "en")
    assert say("not_in_sources", "fr") != say("not_in_sources", "en")


def test_languages_have_names() -> None:
    for code in DETECTED:
        assert language_name(code, "en")[0].isupper(), code
    for inside in WORDED:
        names = [language_name(code, inside) for code in WORDED]
        assert len(set(names)) == len(WORDED)
        assert not set(names) & set(WORDED)
    assert language_name("fr", "it") == "French"
    assert language_name("xx", "en") == "xx"
