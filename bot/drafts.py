"""Reads what a chat model writes, as it comes: sentences, each with the numbers of the evidence that it cites.

The reading is lenient, since small models keep to no form: marks before or behind the full stop, in any brackets or
digits, several in one, at the end of a line for all its sentences. Whether a number exists is for the checks to say.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.checks.draft import Draft
from corpus.text import split_sentences

_MARK = re.compile(
    r"\s*[\[【(]\s*(?:(?:sentences?|sources?|zin(?:nen)?|bron(?:nen)?|الجمل[ةه]|المصدر|s|nr|no)\.?\s*)?#?"
    r"(\d{1,3}(?:\s*(?:[,;،-]|and|en|و)\s*#?\d{1,3})*)\s*[\]】)]",
    re.IGNORECASE,
)
_ROUND = re.compile(r"\s*\(")
_END = re.compile(r"[.!?؟…:]['\"”’»)]*$")
_BULLET = re.compile(r"\s*(?:[-*•–]\s+|(\d{1,2})[.)]\s+)")
_NUMBERS_IN_FRONT = re.compile(rf"^(?:{_MARK.pattern})+\s*[:.]?\s*", re.IGNORECASE)
_LONGEST = 600  # characters of a sentence that is waited for
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


@dataclass(frozen=True, slots=True)
class Piece:
    """A drafted sentence, and how it follows the one before."""

    before: str
    """White space, and a bullet or number where it is a line of a list."""
    draft: Draft


class Reader:
    """Takes pieces of text and gives the sentences that are complete by then."""

    def __init__(self) -> None:
        self._rest = ""
        self._gap = ""

    def feed(self, text: str) -> Iterator[Piece]:
        """The sentences that a further piece of text completes."""
        self._rest += text
        while (end := _complete(self._rest)) is not None:
            unit, self._rest = self._rest[:end], self._rest[end:]
            yield from self._read(unit)

    def end(self) -> Iterator[Piece]:
        """The sentences of what is left."""
        unit, self._rest = self._rest, ""
        yield from self._read(unit)

    @property
    def waiting(self) -> int:
        """Characters that make no sentence yet."""
        return len(self._rest)

    def _read(self, unit: str) -> Iterator[Piece]:
        """The sentences of one line, or of a part of it up to a mark; those without marks share the next one's."""
        self._gap += unit[: len(unit) - len(unit.lstrip())]
        stripped = unit.strip()
        if not stripped:
            return
        bullet = _BULLET.match(stripped)
        marker = (f"{bullet[1]}. " if bullet[1] else "- ") if bullet else ""
        line = stripped[bullet.end() :] if bullet else stripped
        breaks = self._gap.count("\n")
        before = "\n\n" if breaks > 1 and not marker else "\n" if breaks and marker else " "
        self._gap = unit[len(unit.rstrip()) :]
        for text, sources in _sentences(line):
            yield Piece(before + marker, Draft(text, sources))
            before, marker = " ", ""


def _complete(text: str) -> int | None:
    """Where the first unit of a text ends: at a line's end, or behind marks that end a sentence; None for not yet."""
    stop = text.find("\n", len(text) - len(text.lstrip()))
    line = text if stop < 0 else text[:stop]
    for mark in _MARK.finditer(line):
        behind = line[mark.end() :]
        if _MARK.match(behind) or not behind:
            continue  # another mark follows, or may yet
        is_ended = bool(_END.search(line[: mark.start()].rstrip()))
        closing = re.match(r"[.!?؟]['\"”’»)]*", behind)
        end = mark.end() + (closing.end() if closing else 0)
        if (is_ended or closing) and re.match(r"\s+\S", line[end:]) and line[: mark.start()].strip():
            return end
    return None if stop < 0 else stop


def _sentences(line: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The sentences of a line, without marks, each with the numbers of the marks in it or next behind it."""
    in_front: tuple[int, ...] = ()
    if (front := _NUMBERS_IN_FRONT.match(line)) and front[0].strip():
        in_front, line = _numbers(front[0]), line[front.end() :]
    marks = [mark for mark in _MARK.finditer(line) if _is_mark(mark)]
    bare = _without(line, marks)
    spans = [(start, end) for start, end in split_sentences(bare) if bare[start:end].strip()]
    places = [(_place(marks, mark), _numbers(mark[0])) for mark in marks]
    found: list[tuple[str, tuple[int, ...]]] = []
    for index, (start, end) in enumerate(spans):
        is_last = index + 1 == len(spans)
        following = spans[index + 1][0] if not is_last else len(bare) + 1
        own = [numbers for place, numbers in places if start < place <= following or (is_last and place >= start)]
        found.append((bare[start:end].strip(), tuple(dict.fromkeys(n for numbers in own for n in numbers))))
    behind: tuple[int, ...] = in_front
    for index in range(len(found) - 1, -1, -1):
        text, numbers = found[index]
        behind = numbers or behind
        found[index] = (text, behind)
    yield from found


def _is_mark(mark: re.Match[str]) -> bool:
    """Whether it cites: "(3)" may, "(2024)" does not."""
    return not _ROUND.match(mark[0]) or len(mark[1]) < len("100")


def _without(line: str, marks: list[re.Match[str]]) -> str:
    parts, start = [], 0
    for mark in marks:
        parts.append(line[start : mark.start()])
        start = mark.end()
    return "".join([*parts, line[start:]])


def _place(marks: list[re.Match[str]], mark: re.Match[str]) -> int:
    """Where a mark stood in a line from which all marks are taken."""
    return mark.start() - sum(len(other[0]) for other in marks if other.start() < mark.start())


def _numbers(marks: str) -> tuple[int, ...]:
    """The numbers of marks: "[1, 3]", "[1][3]", "[1-3]"."""
    numbers: list[int] = []
    for first, last in re.findall(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?", marks.translate(_DIGITS)):
        begin, end = int(first), int(last or first)
        numbers += range(begin, end + 1) if begin <= end < begin + 10 else (begin, end)
    return tuple(dict.fromkeys(numbers))


async def read_text(pieces: AsyncIterator[str]) -> AsyncGenerator[Piece, None]:
    """The sentences of a text that comes in pieces, each as soon as it is complete."""
    reader = Reader()
    async for piece in pieces:
        for each in reader.feed(piece):
            yield each
        if reader.waiting > _LONGEST:
            break  # no sentence is that long: a model that has lost its way
    for each in reader.end():
        yield each


SCHEMA: Mapping[str, Any] = {
    "title": "Answer",
    "description": "An answer, sentence by sentence.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {
                        "type": "string",
                        "description": "One sentence of the answer, without marks.",
                    },
                    "sources": {
                        "type": "array",
                        "items": {"type": "integer"},
                        "description": "The numbers of the sentences that it rests on.",
                    },
                },
                "required": ["text", "sources"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
"""Of what a model with structured output writes."""


async def read_objects(states: AsyncIterator[Mapping[str, Any]]) -> AsyncGenerator[Piece, None]:
    """The sentences of an object by `SCHEMA` that grows: each when the next one begins, the last at the end."""
    told = 0
    sentences: list[Any] = []
    async for state in states:
        found = state.get("sentences")
        sentences = found if isinstance(found, list) else []
        while told < len(sentences) - 1:
            for piece in _of_object(sentences[told]):
                yield piece
            told += 1
    for entry in sentences[told:]:
        for piece in _of_object(entry):
            yield piece


def _of_object(entry: Any) -> Iterator[Piece]:
    text = entry.get("text") if isinstance(entry, dict) else None
    sources = entry.get("sources") if isinstance(entry, dict) else None
    if not isinstance(text, str) or not text.strip():
        return
    numbers = tuple(n for n in sources if isinstance(n, int)) if isinstance(sources, list) else ()
    reader = Reader()
    for piece in (*reader.feed(text), *reader.end()):
        yield Piece(piece.before, Draft(piece.draft.text, numbers or piece.draft.sources))
