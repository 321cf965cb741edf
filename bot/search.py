"""Sections that are near to a question, whether they answer it or not, with their exact text."""

from pydantic import BaseModel, ConfigDict

from bot.evidence import SectionReader
from bot.question import check_question
from bot.retrieve import Retriever
from corpus.languages import detect_language
from corpus.phrases import SPOKEN
from corpus.text import tokens


class _Frozen(BaseModel):
    # The text under a field is its description in the schemas that assistants are given.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class FoundSection(_Frozen):
    """A section with its exact words: `document.text[start_char_index:end_char_index] == text`, in code points."""

    document_id: str
    document_title: str
    document_language: str
    """ISO 639-1 code."""
    section: str
    """Its number in the document."""
    title: str
    """Its heading, in the language asked for where it is translated; empty over an introduction."""
    score: float
    """In standard deviations above the average section found; comparable within one search only."""
    similarity: float
    """Cosine of the query and the section's nearest passage, in [-1, 1]."""
    start_char_index: int
    """Code points before it in the document's text."""
    end_char_index: int
    """Exclusive, in code points."""
    text: str
    """In the document's language, letter for letter."""


class SearchResult(_Frozen):
    """What was found; translations of one work count as one, and the one nearest to the reader's language is given."""

    language: str
    """Of the headings, where they are translated: `en`, `nl`, `ar`, or another that the sources have."""
    sections: tuple[FoundSection, ...]
    """Best first."""


def search(retriever: Retriever, reader: SectionReader, text: str, language: str | None, limit: int) -> SearchResult:
    """Searches for a text.

    Args:
        retriever: finds the sections.
        reader: reads them.
        text: what is looked for, in any language.
        language: of the reader; None for the text's own.
        limit: sections at most.

    Raises:
        QuestionError: the text is empty, too long, or holds characters that are no text.
    """
    text = check_question(text)
    asked_in = detect_language(text, default=language or SPOKEN[0])
    wanted = language or asked_in
    wanted = wanted if wanted in {*SPOKEN, *retriever.languages} else SPOKEN[0]
    hits = retriever.search(retriever.prepare(text, asked_in), limit) if tokens(text) else []
    sections = []
    for hit in hits:
        document_id, title = reader.headed(hit, wanted)
        (version,) = reader.versions([document_id], hit.number)
        document, section = version.document, version.section
        sections.append(
            FoundSection(
                document_id=document_id,
                document_title=document.title,
                document_language=document.language,
                section=section.number,
                title=title,
                score=round(hit.score, 3),
                similarity=round(hit.similarity, 3),
                start_char_index=section.start,
                end_char_index=section.end,
                text=document.text[section.start : section.end],
            )
        )
    return SearchResult(language=wanted, sections=tuple(sections))
