"""Writes the extractive answer: chosen sentences in the reader's language, each with the exact words it rests on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answer import Citation, CitedTranslation, Conflict
from bot.conflicts import disagreement, is_garbled, says_the_same, tell
from bot.evidence import Version, wording
from bot.extract import Choice
from bot.verify import states
from corpus.phrases import say
from corpus.quantities import find_quantities
from corpus.translations import TranslationMemory
from corpus.types import Role, Sentence

_LIST_NUMBER = re.compile(r"\d{1,2}[.)]\s")
_OWN_MARK = re.compile(r"\s?\[(\d+)\]")
"""A source's own note ("[1]"), which would read as a mark of the answer's."""
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


def cite(version: Version, row: int, number: int, language: str) -> Citation:
    """A sentence as the citation of a number, with its translation for readers of `language`."""
    sentence = version.section.sentences[row]
    found = None if version.document.language == language else TranslationMemory.load().find(sentence.text, language)
    return Citation(
        number=number,
        document_id=version.document.id,
        document_title=version.document.title,
        document_language=version.document.language,
        section=version.section.number,
        section_title=version.section.title,
        start_char_index=sentence.start,
        end_char_index=sentence.end,
        cited_text=sentence.text,
        translation=CitedTranslation(language=found.language, text=found.text, origin=found.origin) if found else None,
    )


class _Writer:
    """Collects citations and conflicts while the statements are written, in order."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.citations: list[Citation] = []
        self.conflicts: list[Conflict] = []
        self.lacks_translation = False

    def cite(self, version: Version, row: int) -> Citation:
        self.citations.append(cite(version, row, len(self.citations) + 1, self.language))
        return self.citations[-1]

    def state(self, choice: Choice, row: int) -> _Statement:
        """Writes one sentence, with its citation in every version that says the same.

        Where the version's own sentence has lost a figure and another version's has not, the clear one is written.
        """
        version = choice.version
        others = [(other, pairs) for other, pairs in choice.counterparts if row in pairs]
        places = [(version, row), *((other, pairs[row]) for other, pairs in others)]
        clear = next((place for place in places if not is_garbled(*place)), places[0])
        text, is_worded = self._word(*clear)
        self.lacks_translation |= not is_worded
        citation = self.cite(*clear)
        marks = f"[{citation.number}]"
        own = citation if clear == places[0] else None
        for other, pairs in others:
            found = disagreement(version, row, other, pairs)
            if found:
                own = own or self.cite(version, row)
                theirs = citation if clear[0] is other else self.cite(other, pairs[row])
                self.conflicts.append(tell(found, (own, theirs), self.language))
            elif own is citation and says_the_same(version, row, other, pairs[row]):
                marks += f"[{self.cite(other, pairs[row]).number}]"
        return _Statement(version.section.sentences[row], _without_marks(text), marks)

    def _word(self, version: Version, row: int) -> tuple[str, bool]:
        """A sentence in the reader's language, or as it is where there is no translation with the same figures."""
        sentence = version.section.sentences[row]
        found = wording(sentence, version.document, self.language)
        if found is None:
            return sentence.text, False
        if isinstance(found, str):
            return found, True
        stated = find_quantities(found.text, self.language)
        is_item = sentence.role is Role.ITEM and _LIST_NUMBER.match(found.text)
        if all(states(sentence.text, version.document.language, q) for q in stated[1 if is_item else 0 :]):
            return found.text, True
        return sentence.text, False


def compose(choice: Choice, language: str) -> Composed:
    """Writes the chosen sentences as an answer in `language`."""
    writer = _Writer(language)
    statements = [writer.state(choice, row) for row in choice.rows]
    paragraphs = list(_paragraphs(statements))
    notes = (say("quoted_as_is", language),) if writer.lacks_translation else ()
    paragraphs = [*notes, *paragraphs, *(conflict.statement for conflict in writer.conflicts)]
    return Composed("\n\n".join(paragraphs), tuple(writer.citations), tuple(writer.conflicts), notes)


def _without_marks(text: str) -> str:
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
