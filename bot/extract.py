"""Chooses the sentences of a section that answer a question, so that they read as one answer.

A question about the section as a whole gets its main statements; a question about one point gets that point, with
what it needs to be understood. Headings and rhetorical questions are never chosen; a list is given whole or not at all.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.evidence import Version, align, similarities
from bot.retrieve import Query
from corpus.discourse import leans_on_previous
from corpus.types import Role, Sentence

Aligner = Callable[[Version, Version], dict[int, int]]

_WORDS_BROAD = 105  # words an answer has at most, about; a list may go beyond
_WORDS_NARROW = 90
_WORDS_LEAST = 20
_MOST_FIGURES = 2
_LIST = 0.5  # standard deviations that a list is ahead of its best line
_NARROW_MARGIN = 2.6  # standard deviations below the best that a narrow answer still takes


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts in a sentence beside its similarity to the question, all in standard deviations of that."""

    words: float = 0.7
    """Of the words that it shares with the question."""
    figure: float = 1.0
    """Of each figure that it states, up to two: it is what a reader most often came for."""
    answering: float = 2.5
    """Of saying "the answer is"."""
    follows: float = 0.5
    """Of standing behind a question inside the text: the share of that question's own score."""


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Choice:
    """Sentences of one version, and their counterparts in the others."""

    version: Version
    rows: tuple[int, ...]
    """Chosen sentences of the section, in order."""
    counterparts: tuple[tuple[Version, dict[int, int]], ...]
    """Every other version, with its row for each row of `version` that it also has."""


def choose(
    query: Query, versions: Sequence[Version], language: str, aligner: Aligner = align, weights: Weights = WEIGHTS
) -> Choice:
    """The sentences that answer, from the version in `language` if there is one, else from the first."""
    version, counterparts = _paired(versions, language, aligner)
    near, scores = _score(query, version, counterparts, weights)
    # A question nearest to a heading, or to a question inside the text, is about all that stands there.
    is_broad = version.section.sentences[int(near.argmax())].role in (Role.TITLE, Role.QUESTION)
    telling = _telling(version, counterparts)
    rows = _select(version, scores, telling, is_broad=is_broad) if telling else set()
    return Choice(version, tuple(sorted(rows)), counterparts)


def score(
    query: Query, versions: Sequence[Version], language: str, aligner: Aligner = align, weights: Weights = WEIGHTS
) -> tuple[Version, NDArray[np.float64]]:
    """The version to quote, and the score of each of its sentences, (n,), in standard deviations."""
    version, counterparts = _paired(versions, language, aligner)
    return version, _score(query, version, counterparts, weights)[1]


def _paired(
    versions: Sequence[Version], language: str, aligner: Aligner
) -> tuple[Version, tuple[tuple[Version, dict[int, int]], ...]]:
    """The version in `language` if there is one, else the first; and every other one with its pairs of rows."""
    version = next((v for v in versions if v.document.language == language), versions[0])
    return version, tuple((other, aligner(version, other)) for other in versions if other is not version)


def _telling(version: Version, counterparts: Sequence[tuple[Version, dict[int, int]]]) -> list[int]:
    """Rows that say something in this version, and in every other one that has them."""
    rows = [
        row
        for row in version.telling
        if all(row not in pairs or pairs[row] in other.telling for other, pairs in counterparts)
    ]
    return rows or list(version.telling)


def _score(
    query: Query, version: Version, counterparts: Sequence[tuple[Version, dict[int, int]]], weights: Weights
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each sentence's similarity to the question, and its score with all that counts beside it."""
    near = similarities(version, query)
    matched = _matches(query, version)
    for other, pairs in counterparts:
        theirs = similarities(other, query)
        words = _matches(query, other)
        for mine, their in pairs.items():
            near[mine] = (near[mine] + theirs[their]) / 2
            matched[mine] = (matched[mine] + words[their]) / 2
    scores: NDArray[np.float64] = near + weights.words * matched
    scores += weights.figure * np.minimum(version.figures, _MOST_FIGURES) + weights.answering * version.answering
    return near, _pass_on(version.section.sentences, scores, weights.follows)


def _matches(query: Query, version: Version) -> NDArray[np.float64]:
    """Shared words, weighed by how rare they are in this section, in standard deviations."""
    rows = version.words
    spread = Counter(word for words in rows for word in words)
    asked = {word for language in version.vectors for word in query.words[language]}
    weights = {word: log(1 + len(rows) / spread[word]) for word in asked if word in spread}
    values = np.array([sum(weight for word, weight in weights.items() if word in words) for words in rows])
    centred: NDArray[np.float64] = values - values.mean()
    return centred / max(float(values.std()), 1.0)


def _pass_on(sentences: Sequence[Sentence], scores: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """A question inside the text lends its score to what stands behind it, up to the next question."""
    passed = scores.copy()
    lent = 0.0
    for row, sentence in enumerate(sentences):
        if sentence.role is Role.QUESTION:
            lent = share * max(0.0, scores[row])
        elif sentence.role is not Role.TITLE:
            passed[row] += lent
    return passed


def _select(version: Version, scores: NDArray[np.float64], telling: Sequence[int], *, is_broad: bool) -> set[int]:
    """The best rows that fit the length, each with what it needs, in no order."""
    sentences = version.section.sentences
    worth = _list_as_one(sentences, scores)
    ranked = sorted(telling, key=lambda row: -worth[row])
    least = -np.inf if is_broad else worth[ranked[0]] - _NARROW_MARGIN
    budget = _WORDS_BROAD if is_broad else _WORDS_NARROW
    chosen: set[int] = set()
    for row in ranked:
        if worth[row] < least and _length(sentences, chosen) >= _WORDS_LEAST:
            break
        group = _with_what_it_needs(version, row)
        if not chosen or _length(sentences, chosen | group) <= budget:
            chosen |= group
    return chosen


def _list_as_one(sentences: Sequence[Sentence], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """A list is worth what its best line is, and more: it is what its author chose to single out."""
    worth = scores.copy()
    for row, sentence in enumerate(sentences):
        if sentence.role is Role.LEAD:
            rows = sorted(_whole_list(sentences, row))
            worth[rows] = scores[rows].max() + _LIST
    return worth


def _with_what_it_needs(version: Version, row: int) -> set[int]:
    """A list with its lead; a sentence with the one it leans on ("This …", "But …"), within the paragraph."""
    sentences = version.section.sentences
    if _in_list(sentences[row]):
        return _whole_list(sentences, row)
    group = {row}
    while row > 0 and leans_on_previous(sentences[row].text, version.document.language):
        before = sentences[row - 1]
        if before.role is not Role.STATEMENT or before.paragraph != sentences[row].paragraph:
            break
        row -= 1
        group.add(row)
    return group


def _in_list(sentence: Sentence) -> bool:
    return sentence.role in (Role.ITEM, Role.LEAD)


def _whole_list(sentences: Sequence[Sentence], row: int) -> set[int]:
    first = last = row
    while first > 0 and sentences[first].role is Role.ITEM and _in_list(sentences[first - 1]):
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1].role is Role.ITEM:
        last += 1
    return set(range(first, last + 1))


def _length(sentences: Sequence[Sentence], rows: set[int]) -> int:
    return sum(len(sentences[row].text.split()) for row in rows)
