"""How figures, metrics and arguments are written in a language."""

import re

from bot.metrics.calculator import Calculator, label
from corpus.phrases import say
from corpus.quantities import Unit
from corpus.vocabulary import Vocabulary

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SWAPPED = str.maketrans(",.", ".,")
_POINT_FOR_GROUPS = frozenset({"nl", "de", "fr", "es"})
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def in_language(figures: str, language: str) -> str:
    """Figures as in English, with the separators of another language."""
    if language not in _POINT_FOR_GROUPS:
        return figures
    return _NUMBER.sub(lambda match: match.group().translate(_SWAPPED), figures)


def with_unit(figure: str, unit: str, language: str) -> str:
    """A written figure with its unit, which may be a currency's code: "107.5%", "€ 90.000", "CHF 90"."""
    if unit in _SIGNS:
        return f"{_SIGNS[unit]}{' ' if language == 'nl' else ''}{figure}"
    if unit == Unit.PERCENT:
        return f"{figure}%"
    if unit in ("points", "months"):
        return f"{figure} {say('unit_' + unit, language)}"
    return f"{unit} {figure}".strip()


def title_of(calculator: Calculator, language: str) -> str:
    """What a metric is called in a language."""
    calculators = Vocabulary.load().calculators
    if calculator.name not in calculators:
        return calculator.title
    titles = calculators[calculator.name].titles
    return titles.get(language, titles["en"])


def label_of(argument: str, language: str) -> str:
    """What an argument is called in a language."""
    arguments = Vocabulary.load().arguments
    if argument not in arguments:
        return label(argument)
    labels = arguments[argument].labels
    return labels.get(language, labels["en"])


def labels(language: str) -> dict[str, str]:
    """What all arguments are called in a language, by name."""
    return {name: label_of(name, language) for name in Vocabulary.load().arguments}
