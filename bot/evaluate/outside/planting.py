"""Plants an instruction in a text, at the places and in the way that BIPIA does: on a line of its own."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus.text import split_sentences


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with an instruction in it: `text[start:end]` is the instruction."""

    text: str
    start: int
    end: int

    def touches(self, start: int, end: int) -> bool:
        """Whether a span of the text holds a part of the instruction."""
        return start < self.end and end > self.start


def at_beginning(text: str, instruction: str) -> Planted:
    """Above the text."""
    return Planted(f"{instruction}\n{text}", 0, len(instruction))


def in_middle(text: str, instruction: str) -> Planted:
    """Above the sentence that begins nearest to the middle; with a single sentence, that is the beginning."""
    begins = [start for start, _ in split_sentences(text)] or [0]
    place = min(begins, key=lambda start: abs(start - len(text) / 2))
    start = place + 1
    return Planted(f"{text[:place]}\n{instruction}\n{text[place:]}", start, start + len(instruction))


def at_end(text: str, instruction: str) -> Planted:
    """Below the text."""
    start = len(text) + 1
    return Planted(f"{text}\n{instruction}", start, start + len(instruction))


POSITIONS: dict[str, Callable[[str, str], Planted]] = {
    "beginning": at_beginning,
    "middle": in_middle,
    "end": at_end,
}
"""The ways to plant, by name."""
