"""What an answer says that nobody has said: neither its sources, nor the bot's own fixed phrases."""

import re
from collections.abc import Iterable, Iterator

from bot.answer import Answer
from corpus.phrases import say
from corpus.text import STOP_WORDS, split_sentences

_FIXED = ("not_in_sources", "not_understood", "unverified", "foreign", "quoted_as_is")
_LANGUAGES = tuple(STOP_WORDS)
_MARKS = re.compile(r"(?:\s*\[\d+\])+")
_ADDED_QUOTES = "“”«» "
"""What is added to a paragraph whose chosen sentences leave a quotation open."""


def unsupported(answer: Answer, question: str, sources: Iterable[str], quotes: Iterable[str] = ()) -> list[str]:
    """The sentences of an answer's text that stand nowhere word for word.

    Not counted: what stands in a source, in a translation that a citation shows, in the answer's notes, which only
    code writes, and the bot's fixed phrases, with words of the question where a refusal names what is not mentioned;
    nor `quotes`, where they stand as a whole.
    """
    known = [_squeezed(text) for text in (*sources, *_translations(answer))]
    told = answer.text
    for quote in quotes:
        told = re.sub(r"\s+".join(map(re.escape, quote.split())), "\n\n", told)
    notes = {*answer.notes, *(conflict.statement for conflict in answer.conflicts), *_fixed_phrases()}
    for note in sorted(notes, key=len, reverse=True):
        told = told.replace(note, "\n\n")
    told = _without_unmentioned(told, question)
    return [sentence for sentence in _sentences(told) if not any(_holds(text, sentence) for text in known)]


def _sentences(told: str) -> Iterator[str]:
    for paragraph in told.split("\n\n"):
        for piece in _MARKS.split(paragraph):
            for start, end in split_sentences(piece):
                if sentence := _squeezed(piece[start:end]).strip(_ADDED_QUOTES):
                    yield sentence


def _translations(answer: Answer) -> Iterator[str]:
    return (citation.translation.text for citation in answer.citations if citation.translation)


def _fixed_phrases() -> set[str]:
    return {say(phrase, language) for phrase in _FIXED for language in _LANGUAGES}


def _without_unmentioned(told: str, question: str) -> str:
    """Takes out "They do not mention …" where all that is named stands in the question."""
    for language in _LANGUAGES:
        before, after = say("not_mentioned", language, terms="\0").split("\0")
        pattern = rf"{re.escape(before)}([^\n]+){re.escape(after)}"
        told = re.sub(pattern, lambda m: "" if all(t in question for t in m[1].split(", ")) else m[0], told)
    return told


def _holds(text: str, sentence: str) -> bool:
    """Whether whole words of the text are the sentence."""
    return re.search(rf"(?<!\w){re.escape(sentence)}(?!\w)", text) is not None


def _squeezed(text: str) -> str:
    return " ".join(text.split())
