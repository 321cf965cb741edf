"""Decides whether the evidence answers the question, or the bot says that it does not know.

Several signals, weighed by a logistic regression that `python -m bot.calibrate` fits on the development questions and
writes to `corpus/abstain.json`: no threshold on one similarity, since those differ little between a question that the
sources answer and one that they do not.

Tried, and dropped for want of effect on the development questions or on NoMIRACL: whether the type of answer that is
asked for stands in the section or in its nearest sentences; the margin to the next sections; the rarity of the words
covered; the title's words; weights on the product of the vectors, learned where XQuAD's answers stand (better there,
worse elsewhere).
"""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files
from math import exp, isnan, log, nan

from bot.evidence import Version
from bot.retrieve import Query, SectionHit
from corpus.errors import SettingsError
from corpus.glossary import Glossary
from corpus.lexicon import term_word
from corpus.quantities import Unit, find_quantities
from corpus.text import STOP_WORDS, Token, stem, tokens
from corpus.types import Role

_FIELD = 4  # how many of the nearest sections the best one is held against


@dataclass(frozen=True, slots=True)
class Signals:
    """What the decision rests on; nan where there is nothing to measure, which counts as average."""

    similarity: float
    """Cosine of the question and the nearest passage."""
    heading: float
    """Cosine of the question and the nearest heading or question of the best section."""
    score: float
    """Of the best section, in standard deviations above the average section found."""
    covered: float
    """Share of the question's content words, terms included, that the section has; 0.5 for a question without any."""
    foreign_concepts: float
    """Concepts of the glossary that the question has and the section does not."""
    names: float
    """Names in the question (capitals inside the sentence) that no source has."""
    sentence: float
    """Cosine of the question, as it is embedded, and the nearest sentence of the best section."""
    length: float
    """Natural logarithm of the number of words: the more words, the less each may be asked to be covered."""


def read_signals(query: Query, hits: Sequence[SectionHit], versions: Sequence[Version], known: set[str]) -> Signals:
    """Measures the signals.

    Args:
        query: the question.
        hits: the sections found, best first, at least one; with fewer than four, their scores say nothing.
        versions: of the best section.
        known: those of the question's folded words that any source has.
    """
    words = frozenset(word for version in versions for row in version.words for word in row)
    words |= frozenset().union(*(version.topic for version in versions))
    asked = {mention.term_id: mention for mention in query.mentions}
    in_terms = {i for mention in asked.values() for i in range(mention.start, mention.end)}
    stops = frozenset().union(*STOP_WORDS.values()) if query.language not in STOP_WORDS else STOP_WORDS[query.language]
    content = [token for token in tokens(query.text) if token.form not in stops]
    loose = [token for token in content if token.start not in in_terms]
    has = [any(stem(token.form, language) in words for language in (query.language, "en")) for token in loose]
    has += [term_word(term) in words for term in asked]
    foreign = Counter(Glossary.load().terms[term].kind for term in asked if term_word(term) not in words)
    missing = [token for token in loose if token.form not in known]
    return Signals(
        similarity=hits[0].similarity,
        heading=_nearest_heading(query, versions),
        score=hits[0].score if len(hits) >= _FIELD else nan,
        covered=sum(has) / len(has) if has else 0.5,
        foreign_concepts=float(foreign["concept"]),
        names=float(sum(_is_name(token, query) for token in missing)),
        sentence=_nearest_sentence(query, versions),
        length=log(len(tokens(query.text)) + 1),
    )


def _nearest_heading(query: Query, versions: Sequence[Version]) -> float:
    """The greatest cosine of the question and a heading or question of the section, in any language; nan for none."""
    return max(
        (
            float(similarity)
            for version in versions
            for language, matrix in version.vectors.items()
            for sentence, similarity in zip(version.section.sentences, matrix @ query.vectors[language], strict=True)
            if sentence.role in (Role.TITLE, Role.QUESTION)
        ),
        default=nan,
    )


def _nearest_sentence(query: Query, versions: Sequence[Version]) -> float:
    return max(
        (float((matrix @ query.raw).max()) for v in versions for matrix in v.vectors.values() if len(matrix)),
        default=nan,
    )


def _is_name(token: Token, query: Query) -> bool:
    """Capitals inside the sentence; in German every noun has one, which says nothing."""
    return (
        query.language != "de"
        and any(c.isalnum() for c in query.text[: token.start])
        and query.text[token.start].isupper()
    )


def speak_of(versions: Sequence[Version], terms: Collection[str]) -> bool:
    """Whether a section speaks of one of some terms of the glossary; True for none."""
    words = frozenset(word for version in versions for row in version.words for word in row)
    return not terms or any(term_word(term) in words for term in terms)


def foreign_years(text: str, language: str, versions: Sequence[Version]) -> list[str]:
    """The years that a question names and a section does not, as they are written: no figure of it is about them."""
    stated = {
        quantity.value
        for version in versions
        for sentence in version.section.sentences
        for quantity in find_quantities(sentence.text, version.document.language)
    }
    asked = find_quantities(text, language)
    return [q.text for q in asked if q.unit is Unit.YEAR and q.value not in stated]


@dataclass(frozen=True, slots=True)
class Decision:
    """A fitted logistic regression over `Signals`, with the probability below which the bot abstains."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    bias: float
    threshold: float

    @classmethod
    @cache
    def load(cls) -> "Decision":
        """The decision that ships with the project."""
        fitted = json.loads(files("corpus").joinpath("abstain.json").read_text(encoding="utf-8"))
        if fitted["signals"] != [field.name for field in fields(Signals)]:
            raise SettingsError(
                f"corpus/abstain.json was fitted for other signals ({', '.join(fitted['signals'])}). "
                "Fit it anew: python -m bot.calibrate corpus/qa/dev.jsonl"
            )
        return cls(
            tuple(fitted["weights"]),
            tuple(fitted["means"]),
            tuple(fitted["spreads"]),
            fitted["bias"],
            fitted["threshold"],
        )

    def probability(self, signals: Signals) -> float:
        """The estimated chance, in (0, 1), that the evidence answers the question."""
        values = zip(astuple(signals), self.means, self.spreads, self.weights, strict=True)
        return 1 / (
            1
            + exp(
                -(
                    self.bias
                    + sum(
                        weight * (value - mean) / spread for value, mean, spread, weight in values if not isnan(value)
                    )
                )
            )
        )

    def answers(self, signals: Signals) -> bool:
        """Whether to answer."""
        return self.probability(signals) >= self.threshold
