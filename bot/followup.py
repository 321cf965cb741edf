"""Understands a message from the messages before it, without a model: what it asks, as a question by itself.

"And NPS?" behind "What is a good NRR?" is "What is a good NPS?"; "why?" is asked of the question before; a message that
stands by itself is left alone. Only the latest messages are looked at, so that a long conversation costs no more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.conversation import content_words, joins_on, looks_like_verb, points_back, wanted_language
from corpus.glossary import Glossary, Mention
from corpus.quantities import find_quantities
from corpus.text import tokens

RECALLED = 6
"""Messages that are looked back at."""

Known = Callable[[Sequence[str]], Sequence[str]]
"""Of some folded words, those that any source has in any form."""


_MOST = 1_000  # code points of what went before that a question is made of
_SHORT = 2  # content words, up to which a message without a term of its own is no question by itself
_SCRAP = 3  # words
_MIDDLING = 4  # up to which one without anything that points back may still be none
_LONG = 5  # above which a pronoun in it does not need the question before
_MOSTLY_KNOWN = 0.5  # share of the content words of such a message that the sources have
_LEAST_KNOWN = 1 / 3  # of the content words of a message without a pronoun, below which it speaks of something else
_REPLACED = frozenset({"metric", "role"})
_EXACT = frozenset({"metric", "name"})  # no other word stands for these
_TOPICS = frozenset({"metric", "role", "name", "concept"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as a question by itself."""

    text: str
    terms: frozenset[str] = frozenset()
    """Of the glossary: the section that answers must speak of one of these, if there are any."""
    is_doubtful: bool = False
    """Whether it counts only where the sources answer it beyond doubt."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message asks."""

    readings: tuple[Reading, ...]
    """The likeliest first: the next one counts where the sources do not answer this one."""
    language: str | None = None
    """The language that it asks the answer in, if it asks for one."""
    unknown: tuple[str, ...] = ()
    """What it narrows the question before down to, where no source knows a word of that ("and for banks?")."""


def understand(text: str, earlier: Sequence[str], known: Known) -> Understood:
    """What a message asks, behind the asker's earlier ones.

    Args:
        text: the message.
        earlier: the asker's messages before it, oldest first.
        known: tells which words the sources have.
    """
    before = ""
    for message in earlier[-RECALLED:]:
        before = _understand(message, before, known).readings[0].text
    return _understand(text, before, known)


def _understand(text: str, before: str, known: Known) -> Understood:
    alone = Reading(text)
    if not before:
        return Understood((alone,))
    if language := wanted_language(text):
        return Understood((Reading(before),), language)
    words = [token.form for token in tokens(text)]
    found = set(known(content_words(text)))
    content = [word for word in content_words(text) if word in found or not looks_like_verb(word)]
    mentions = _topics(text)
    share = len(found) / len(content) if content else 1.0
    joins, back = joins_on(words), points_back(_before_first_term(text))
    joined = Reading(f"{before[-_MOST:].rstrip()} {text}")
    own = frozenset(m.term_id for m in mentions) - {m.term_id for m in _topics(before)}
    exact = frozenset(term for term in own if Glossary.load().terms[term].kind in _EXACT)
    needed = exact if found else own  # "enterprise customers" are customers, which the sources know
    if own and (joins or back) and (not back or len(content) > _SHORT):
        if joins and (replaced := _replaced(before, text, mentions, content)):
            return Understood((Reading(replaced), alone))
        return Understood((alone, replace(joined, terms=needed)))
    is_scrap = len(words) <= _SCRAP and len(content) <= 1 and not mentions
    if joins or is_scrap or not content or (back and len(content) <= _LONG):
        is_unknown = joins and not mentions and not back and share < _LEAST_KNOWN
        return Understood((joined,), unknown=tuple(filter(str.isalpha, content)) if is_unknown else ())
    if own and not exact and len(content) <= _LONG:
        return Understood((alone, replace(joined, terms=needed)))
    if not mentions and share >= _MOSTLY_KNOWN and len(content) <= _MIDDLING and not _names_something_new(text, known):
        readings = (joined,) if len(content) <= _SHORT else (replace(alone, is_doubtful=True), joined)
        return Understood(readings)
    return Understood((alone,))


def _before_first_term(text: str) -> list[str]:
    """The folded words of a message up to its first term: a pronoun behind that stands for it, as "they" for "CS"."""
    first = min((mention.start for mention in Glossary.load().find(text)), default=len(text))
    return [token.form for token in tokens(text) if token.start < first]


def _names_something_new(text: str, known: Known) -> bool:
    """Whether a message has a name, by its capital inside the sentence, that no source has."""
    names = [token.form for token in tokens(text)[1:] if text[token.start].isupper()]
    return len(known(names)) < len(names)


def _topics(text: str) -> list[Mention]:
    """The terms in a text that a question may be about."""
    glossary = Glossary.load()
    return [mention for mention in glossary.find(text) if glossary.terms[mention.term_id].kind in _TOPICS]


def _replaced(before: str, text: str, mentions: Sequence[Mention], content: Sequence[str]) -> str | None:
    """The question before with its term replaced by the one that this message names, if it says nothing else.

    None where the terms are of different kinds, in words of different languages, or the question has figures of its
    own, which belong to its own term.
    """
    terms = Glossary.load().terms
    new = mentions[0]
    named = text[new.start : new.end]
    says_more = set(content) - {token.form for token in tokens(named)}
    if len(mentions) != 1 or says_more or not named.isascii() or find_quantities(before):
        return None
    kind = terms[new.term_id].kind
    if kind not in _REPLACED:
        return None
    old = next((m for m in _topics(before) if terms[m.term_id].kind == kind), None)
    is_alike = old is not None and (named.isupper() or before[old.start : old.end].isascii())
    return f"{before[: old.start]}{named}{before[old.end :]}" if old and is_alike else None
