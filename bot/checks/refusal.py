"""Whether a drafted sentence refuses, speaks of the task, of itself or to the reader, instead of answering."""

import re
from collections.abc import Sequence

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from bot.checks.talk import Patterns
from corpus.conversation import without_clitics
from corpus.text import STOP_WORDS, stem, tokens

_DOES = {
    "refuses": "it refuses to answer, or says what the sources lack",
    "itself": "it speaks of itself or of what it was told to do",
    "offers": "it offers or asks for something",
    "task": "it speaks of the question or the answer",
    "speaks_of_sources": "it speaks of the sources, instead of saying what they say",
    "speaks_to_reader": "it speaks to the reader",
}
_THAT_IS = re.compile(r"\bi\.\s?e\b\.?", re.IGNORECASE)  # no "I"
_PATTERNS = ("en", "nl", "ar")
_LEAST_PART = 5  # letters of a word inside another: "bekend" in "onbekend"


def check_refusal(draft: Draft, context: Context) -> Fault | None:
    """A refusal in disguise, an offer, or talk of the task.

    What a source says just so is its own, such as "we do not need that person"; of what often has another meaning, it
    is enough that its words stand there.
    """
    language = context.language if context.language in _PATTERNS else "en"
    forms = [token.form for token in tokens(_THAT_IS.sub("", draft.text))]
    cited = [context.sources[number] for number in draft.sources if number in context.sources]
    texts = [[token.form for token in tokens(text)] for each in cited for text in (each.text, each.cited_text)]
    for name, words in Patterns.load("talk", "never", language).find(forms):
        if not any(f" {' '.join(words)} " in f" {' '.join(text)} " for text in texts):
            return _fault(name, words)
    said = {form for text in texts for form in text}
    for name, words in Patterns.load("talk", "unless_said", language).find(forms):
        if not _is_said(words, said, language):
            return _fault(name, words)
    return None


def _fault(name: str, words: Sequence[str]) -> Fault:
    return Fault("refusal", f"{_DOES[name]} (“{' '.join(words)}”)")


def _is_said(words: Sequence[str], said: set[str], language: str) -> bool:
    """Whether what some words say stands in the sources."""
    content = [word for word in words if word not in STOP_WORDS.get(language, frozenset())]
    if not content:
        return said.issuperset(words)
    stems = {each for form in said for each in _stems(form, language)}
    return all(not stems.isdisjoint(_stems(word, language)) or _is_part(word, said) for word in content)


def _stems(word: str, language: str) -> frozenset[str]:
    return frozenset(stem(form, language) for form in without_clitics(word))


def _is_part(word: str, said: set[str]) -> bool:
    return len(word) >= _LEAST_PART and any(word in form for form in said)
