"""The words for calculators and their figures: complete, and found in the spellings people use."""

import pytest

from bot.tools import CALCULATORS
from corpus.phrases import SPOKEN
from corpus.text import fold
from corpus.vocabulary import Phrases, Strength, Vocabulary


def _arguments(words: str, language: str) -> set[str]:
    found = Vocabulary.load().find_arguments(fold(words).text.split(), language)
    return {cue.name for cue in found}


def test_every_calculator_and_every_argument_is_named_in_every_language() -> None:
    vocabulary = Vocabulary.load()
    assert vocabulary.calculators.keys() == CALCULATORS.keys()
    for calculator in CALCULATORS.values():
        assert vocabulary.calculators[calculator.name].titles.keys() == set(SPOKEN)
        for parameter in calculator.parameters:
            assert vocabulary.arguments[parameter.name].labels.keys() == set(SPOKEN), parameter.name


@pytest.mark.parametrize(
    ("words", "language", "name"),
    [
        ("downgraded", "en", "contraction"),
        ("opgezegde", "nl", "churn"),
        ("والإلغاءات", "ar", "churn"),
        ("المروّجين", "ar", "promoters"),
        ("churn", "ar", "churn"),
    ],
)
def test_inflections_and_prefixes_are_found(words: str, language: str, name: str) -> None:
    assert name in _arguments(words, language)


def test_a_name_inside_a_longer_name_is_none() -> None:
    found = Vocabulary.load().find_calculators(["ltv", "to", "cac"], "en")
    assert [cue.name for cue in found if cue.strength is Strength.NAME] == ["ltv_to_cac"]


def test_a_slip_of_the_pen_is_read_as_it_was_meant() -> None:
    vocabulary = Vocabulary.load()
    assert vocabulary.meant("acounts") == "accounts"
    assert vocabulary.meant("quarterly") == "quarterly"


def test_phrases_count_in_english_everywhere() -> None:
    phrases = Phrases(en="out of", nl="van de")
    assert [cue.first for cue in phrases.find(["9", "out", "of", "240"], "nl")] == [1]
    assert not phrases.find(["9", "van", "de", "240"], "en")
