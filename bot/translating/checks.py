"""Checks one translated sentence against its source, by its words alone."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from bot.marks import MARK
from bot.translating.names import is_latin
from bot.translating.untranslated import Untranslated
from bot.verify import states
from corpus.languages import detect_language
from corpus.phrases import language_name
from corpus.quantities import Quantity, find_quantities
from corpus.text import tokens

Reason = Literal["too_long", "reply", "form", "length", "figures", "language", "names", "meaning"]
"""Why a translation is not stored; `too_long`: the sentence is; `reply`: the model gave none."""


@dataclass(frozen=True, slots=True)
class Objection:
    """What is wrong with a translation."""

    reason: Reason
    detail: str
    """In English: for whoever runs the command, and for the model that is asked once more."""


_MOST_TIMES = 3  # a translation is longer or shorter than its sentence; of human ones, 99% less than twice
_SLACK = 20  # letters, for short sentences
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_DENSE_COUNTS = 2.5  # letters that one of those stands for
_LINK = re.compile(r"\S*(?:://|www\.|@)\S*|(?<![\w.])(?:[\w-]{2,}\.)+[a-z]{2,}(?!\w)(?:/\S*)?", re.IGNORECASE)
_MARKUP = re.compile(r"[`*_#|<>\[\]{}\\~^=]")
_JOINERS = "\u200c\u200d"  # Persian and Hindi need them
_LABEL = re.compile(r"\w+(?:\s\w+)?\s?[:：]\s")
_QUOTES = "\"'“”„«»‘’"
_WORDS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_FEW = 3  # words that tell no language by themselves
_CLAUSE = re.compile(r"[,;:.!?،؛؟()–—]+\s")
_LONG_CLAUSE = 6  # words


def objection(source: Untranslated, text: str, language: str, *, is_last: bool = False) -> Objection | None:
    """What is wrong with a translation; None where nothing is to be seen by its words.

    Args:
        source: the sentence.
        text: its translation, without the mark of a heading or list item.
        language: that it is to be in.
        is_last: whether a model wrote it that was told of what is only likely to be wrong, and knows better.
    """
    for check in (_form, _length, _figures, _language, _names):
        if found := check(source, text, language):
            return found
    return None if is_last else _likely_names(source, text) or _unchanged(source, text, language)


def _form(source: Untranslated, text: str, language: str) -> Objection | None:
    words = source.words
    if not text.strip():
        return Objection("form", "it is empty")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Co") and c not in words + _JOINERS for c in text):
        return Objection("form", "it has characters that cannot be seen")
    if links := _links(text) - _links(words):
        return Objection("form", f"it has a link that the sentence lacks: {min(links)}")
    if Counter(MARK.findall(text)) - Counter(MARK.findall(words)):
        return Objection("form", "it has a number in brackets that the sentence lacks")
    if added := Counter(_MARKUP.findall(text)) - Counter(_MARKUP.findall(words)):
        return Objection("form", f"it has the sign {min(added)} which the sentence lacks")
    if (_LABEL.match(text) and ":" not in words) or (text[0] in _QUOTES and words[0] not in _QUOTES):
        return Objection("form", "it has something in front that the sentence lacks: write the translation alone")
    return None


def _links(text: str) -> set[str]:
    return {link.rstrip(".,;:!?)»”") for link in _LINK.findall(text)}


def _length(source: Untranslated, text: str, language: str) -> Objection | None:
    mine, theirs = _letters(text), _letters(source.words)
    if mine > _MOST_TIMES * theirs + _SLACK:
        return Objection("length", "it is much longer than the sentence")
    if theirs > _MOST_TIMES * mine + _SLACK:
        return Objection("length", "it is much shorter than the sentence")
    return None


def _letters(text: str) -> float:
    dense = len(_DENSE.findall(text))
    return len(text) - dense + _DENSE_COUNTS * dense


def _figures(source: Untranslated, text: str, language: str) -> Objection | None:
    words, own = source.words, source.document.language
    theirs, mine = find_quantities(words, own), find_quantities(text, language)
    missing = _figure_counts(theirs) - _figure_counts(mine)
    added = _figure_counts(mine) - _figure_counts(theirs)
    told = [f"lacks {', '.join(q.text for q in theirs if _figure(q) in missing)}"] if missing else []
    told += [f"has {', '.join(q.text for q in mine if _figure(q) in added)}, which the sentence lacks"] if added else []
    if not told and not all(states(words, own, quantity) for quantity in mine):
        told = ["changes an unreadable figure, which must stay as it is"]
    if not told and _rest(words, theirs) != _rest(text, mine):
        told = ["changes a number, a date or a version"]
    return (
        Objection("figures", f"it {' and '.join(told)}; write figures and units as the sentence does") if told else None
    )


_Figure = tuple[object, str]


def _figure(quantity: Quantity) -> _Figure:
    """What must be the same; of a figure that cannot be read, its letters."""
    value = "".join(filter(str.isalpha, quantity.text)) if quantity.value is None else quantity.value.normalize()
    return value, quantity.unit


def _figure_counts(quantities: tuple[Quantity, ...]) -> Counter[_Figure]:
    return Counter(map(_figure, quantities))


def _rest(text: str, quantities: tuple[Quantity, ...]) -> Counter[int]:
    """The digits that belong to no quantity: of dates, versions, names and ordinals."""
    for quantity in reversed(quantities):
        text = text[: quantity.start] + " " + text[quantity.end :]
    return Counter(map(int, _DIGITS.findall(text)))


def _language(source: Untranslated, text: str, language: str) -> Objection | None:
    own = source.document.language
    wrong = Objection("language", f"it is not in {language_name(language, 'en')}")
    words = [token.form for token in tokens(text) if not token.form.isdigit()]
    found = detect_language(text, default=language, prior=language)
    if found == own or (found != language and len(words) > _FEW):
        return wrong
    for clause in _CLAUSE.split(text):
        small = " ".join(word for word in clause.split() if not word[:1].isupper())  # a list of names is in no language
        if len(tokens(small)) >= _LONG_CLAUSE and detect_language(small, default=language) == own:
            return Objection("language", f"a part of it is not in {language_name(language, 'en')}")
    return None


def _names(source: Untranslated, text: str, language: str) -> Objection | None:
    lost = _lost(source.names.sure, text)
    return Objection("names", f"it must keep {', '.join(lost)} as written") if lost else None


def _likely_names(source: Untranslated, text: str) -> Objection | None:
    lost = _lost(source.names.likely, text)
    if not lost:
        return None
    return Objection(
        "names", f"it lacks {', '.join(lost)}; keep as written what names a person, a company or a product"
    )


def _unchanged(source: Untranslated, text: str, language: str) -> Objection | None:
    """A heading of a word or two may be the same in both languages; more words are not."""
    names = source.names.sure | source.names.likely
    if text != source.words or names.issuperset(_WORDS.findall(text)):
        return None
    target = language_name(language, "en")
    return Objection("language", f"it is the sentence unchanged; leave it so only where it is the same in {target}")


def _lost(names: frozenset[str], text: str) -> list[str]:
    """The names that a translation lacks; other scripts than the Latin one write names in their own letters."""
    if not is_latin(text):
        return []
    return [name for name in sorted(names) if not re.search(rf"(?<![^\W_]){re.escape(name)}(?![A-Z0-9])", text)]
