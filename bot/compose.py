"""Writes the extractive answer: chosen sentences in the reader's language, each with the exact words it rests on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.answer import Citation, CitedTranslation, Conflict, Number
from bot.conflicts import agree, figures, find_conflict
from bot.evidence import Version, wording
from bot.extract import Choice
from corpus.phrases import say
from corpus.quantities import Quantity, find_quantities
from corpus.translations import TranslationMemory
from corpus.types import Role, Sentence

_LIST_NUMBER = re.compile(r"\d{1,2}[.)]\s")
_PAIRS = {"“": "”", "«": "»"}


@dataclass(frozen=True, slots=True)
class Composed:
    """The parts of an answer that come from the evidence."""

    text: str
    citations: tuple[Citation, ...]
    numbers: tuple[Number, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class _Statement:
    sentence: Sentence
    text: str
    marks: str


class _Writer:
    """Collects citations and numbers while the statements are written, in order."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.citations: list[Citation] = []
        self.numbers: list[Number] = []
        self.conflicts: list[Conflict] = []
        self.lacks_translation = False

    def cite(self, version: Version, row: int) -> Citation:
        sentence = version.section.sentences[row]
        translation = None
        if version.document.language != self.language:
            found = TranslationMemory.load().find(sentence.text, self.language)
            translation = (
                CitedTranslation(language=found.language, text=found.text, origin=found.origin) if found else None
            )
        citation = Citation(
            number=len(self.citations) + 1,
            document_id=version.document.id,
            document_title=version.document.title,
            document_language=version.document.language,
            section=version.section.number,
            section_title=version.section.title,
            start_char_index=sentence.start,
            end_char_index=sentence.end,
            cited_text=sentence.text,
            translation=translation,
        )
        self.citations.append(citation)
        return citation

    def state(self, choice: Choice, row: int) -> _Statement:
        """Writes one sentence, with its citation in every version that says the same."""
        version = choice.version
        sentence = version.section.sentences[row]
        text, is_worded = self._word(sentence, version)
        self.lacks_translation |= not is_worded
        citation = self.cite(version, row)
        language = self.language if is_worded else version.document.language
        self._account(_stated(sentence, text, language), citation)
        marks = f"[{citation.number}]"
        for other, pairs in choice.counterparts:
            if row in pairs:
                counterpart = self.cite(other, pairs[row])
                conflict = find_conflict((citation, counterpart), self.language)
                if conflict:
                    self.conflicts.append(conflict)
                    for side in (citation, counterpart):
                        self._account(figures(side), side)
                elif agree(citation, counterpart):
                    marks += f"[{counterpart.number}]"
                else:
                    self.citations.pop()  # one states a figure and the other none: it does not say the same
        return _Statement(sentence, text, marks)

    def _word(self, sentence: Sentence, version: Version) -> tuple[str, bool]:
        """A sentence in the reader's language, or as it is where there is no translation with the same figures."""
        found = wording(sentence, version.document, self.language)
        if found is None:
            return sentence.text, False
        if isinstance(found, str):
            return found, True
        cited = _stated(sentence, sentence.text, version.document.language)
        stated = _stated(sentence, found.text, self.language)
        if all(q.value is None or any(q.same(c) for c in cited) for q in stated):
            return found.text, True
        return sentence.text, False

    def _account(self, quantities: Iterable[Quantity], citation: Citation) -> None:
        for quantity in quantities:
            if quantity.value is not None:
                value = f"{quantity.value.normalize():f}"
                number = Number(
                    text=quantity.text, value=value, unit=quantity.unit, origin="quoted", citation=citation.number
                )
                self.numbers.append(number)


def _stated(sentence: Sentence, text: str, language: str) -> list[Quantity]:
    """The quantities of a sentence's wording, but for the number of a list item."""
    numbered = sentence.role is Role.ITEM and _LIST_NUMBER.match(text)
    return [q for q in find_quantities(text, language) if not (numbered and q.start == 0)]


def compose(choice: Choice, language: str) -> Composed:
    """Writes the chosen sentences as an answer in `language`."""
    writer = _Writer(language)
    statements = [writer.state(choice, row) for row in choice.rows]
    paragraphs = list(_paragraphs(statements))
    if writer.lacks_translation:
        paragraphs.insert(0, say("quoted_as_is", language))
    paragraphs += [conflict.statement for conflict in writer.conflicts]
    return Composed("\n\n".join(paragraphs), tuple(writer.citations), tuple(writer.numbers), tuple(writer.conflicts))


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
