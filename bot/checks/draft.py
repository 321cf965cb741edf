"""A sentence that a chat model wrote, and what it is held against."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answer import Calculation
from bot.verify import Given


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of the evidence as the model sees it."""

    number: int
    text: str
    """In the answer's language where the document or the translation memory has it, else in its own."""
    language: str
    """ISO 639-1 code of `text`."""
    cited_text: str
    """The source's exact words."""
    cited_language: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence that a model wrote."""

    text: str
    """Without citation marks, one line."""
    sources: tuple[int, ...]
    """The numbers that it cites, as written; they may be wrong, and there may be none."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences of one answer are held against."""

    language: str
    """Of the answer."""
    sources: Mapping[int, Source]
    """All that the model was shown, by number."""
    given: tuple[Given, ...]
    """What the asker wrote, now and before."""
    calculations: tuple[Calculation, ...] = ()
    """What calculators made of this question."""
    names: frozenset[str] = frozenset()
    """Folded words of the titles and headings of the cited documents, which may be named."""
