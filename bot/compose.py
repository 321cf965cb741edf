"""Writes the extractive answer: chosen sentences in the reader's language, each with the exact words it rests on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answer import Citation, Conflict
from bot.citing import Citer, word
from bot.extract import Choice
from corpus.phrases import say
from corpus.types import Role, Sentence

_OWN_MARK = re.compile(r"\s?\[(\d+)\]")
_PAIRS = {"“": "”", "«": "»"}


@dataclass(frozen=True, slots=True)
class Composed:
    """The parts of an answer that come from the evidence."""

    text: str
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Statement:
    sentence: Sentence
    text: str
    marks: str


class _Writer:
    """Writes statements, in order."""

    def __init__(self, language: str) -> None:
        self.citer = Citer(language)
        self.lacks_translation = False

    def state(self, choice: Choice, row: int) -> _Statement:
        """Writes one sentence, with its citation in every version that says the same."""
        worded = word(choice, row, self.citer.language)
        self.lacks_translation |= worded.language != self.citer.language
        marks = "".join(f"[{number}]" for number in self.citer.mark(choice, row))
        return _Statement(choice.version.section.sentences[row], without_marks(worded.text), marks)


def compose(choice: Choice, language: str) -> Composed:
    """Writes the chosen sentences as an answer in `language`."""
    writer = _Writer(language)
    statements = [writer.state(choice, row) for row in choice.rows]
    paragraphs = list(_paragraphs(statements))
    notes = (say("quoted_as_is", language),) if writer.lacks_translation else ()
    paragraphs = [*notes, *paragraphs, *(conflict.statement for conflict in writer.citer.conflicts)]
    return Composed("\n\n".join(paragraphs), tuple(writer.citer.citations), tuple(writer.citer.conflicts), notes)


def without_marks(text: str) -> str:
    """A source's sentence without its own notes, which would read as marks of the answer's."""
    # What is left of "[[1]1]" looks like a mark again, which a source could forge.
    return _OWN_MARK.sub(r" (\1)", _OWN_MARK.sub("", text))


def _paragraphs(statements: list[_Statement]) -> Iterator[str]:
    """The source's own paragraphs; a list keeps its lines and its lead."""
    lines: list[str] = []
    last: _Statement | None = None
    for statement in statements:
        is_item = statement.sentence.role is Role.ITEM
        follows_lead = is_item and last is not None and last.sentence.role in (Role.LEAD, Role.ITEM)
        if (
            last is not None
            and not follows_lead
            and (statement.sentence.paragraph != last.sentence.paragraph or is_item)
        ):
            yield _balanced("".join(lines))
            lines = []
        separator = "\n" if is_item else " "
        lines.append((separator if lines else "") + f"{statement.text} {statement.marks}")
        last = statement
    if lines:
        yield _balanced("".join(lines))


def _balanced(paragraph: str) -> str:
    """Closes a quotation that its chosen sentences leave open, and opens one that they only close."""
    for opening, closing in _PAIRS.items():
        depth = paragraph.count(opening) - paragraph.count(closing)
        if depth > 0:
            mark = re.search(r"( (?:\[\d+\])+)$", paragraph)
            at = mark.start() if mark else len(paragraph)
            paragraph = paragraph[:at] + closing * depth + paragraph[at:]
        elif depth < 0:
            paragraph = opening * -depth + paragraph
    return paragraph
