"""The frozen types that cross every boundary of the project.

Offsets are Unicode code points into `Document.text`, end exclusive.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Role(StrEnum):
    """What a sentence does in its section; only statements, leads and items can be evidence."""

    TITLE = "title"
    QUESTION = "question"
    STATEMENT = "statement"
    LEAD = "lead"  # introduces a list and is incomplete without it
    ITEM = "item"


INTRODUCTION = "0"
"""Number of the section that stands before the first heading."""


class Kind(StrEnum):
    """What a passage covers."""

    SECTION = "section"
    TITLE = "title"
    SENTENCE = "sentence"
    QUESTION = "question"
    """One that its sentence answers, written by an editor: searched, never shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """One language version of a work, its text exactly as read."""

    id: str
    work: str
    language: str
    title: str
    publisher: str
    date: str | None
    translator: str | None
    position: int
    """Place in the list of sources, from 0: earlier is preferred when none is in the reader's language."""
    text: str

    @property
    def sha256(self) -> str:
        """Of the text in UTF-8, hexadecimal."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a section, heading included."""

    document_id: str
    section: str
    ordinal: int
    """Place in the document, from 0."""
    start: int
    end: int
    role: Role
    paragraph: int
    """Number of its paragraph within the document, from 0."""
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it. Section "0" is the introduction."""

    document_id: str
    number: str
    title: str
    start: int
    end: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded: a section's text, its title, or one sentence, in the source's words or translated.

    The id is a hash of the content, so that ingesting unchanged text again costs no embedding.
    """

    id: str
    document_id: str
    section: str
    kind: Kind
    language: str
    """Of `text`: the document's own, or the language of its translation."""
    text: str
    sentences: tuple[int, ...]
    """Ordinals of the sentences it covers."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands."""

    document_id: str
    section: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a query found, with the cosine similarity of the two vectors, in [-1, 1]."""

    passage_id: str
    similarity: float


def passage_id(document_id: str, section: str, kind: Kind, language: str, text: str, occurrence: int = 0) -> str:
    """The content hash that names a passage; `occurrence` tells equal texts of one section apart."""
    key = "\x1f".join((document_id, section, kind, language, str(occurrence), text))
    return sha256(key.encode()).hexdigest()[:32]
