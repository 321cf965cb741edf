"""What the knowledge base can be asked: the headings of its works."""

from pydantic import BaseModel, ConfigDict

from bot.evidence import heading
from corpus.knowledge import KnowledgeBase
from corpus.types import Document, Role


class Starter(BaseModel):
    """A question that a section of the sources answers."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    document_id: str
    section: str
    """Its number in the document."""
    question: str
    """Its heading, in the language asked for where it is translated."""


def starters(knowledge: KnowledgeBase, language: str) -> list[Starter]:
    """The headings of each work once, in order: from the version of a language, else translated into it."""
    versions: dict[str, Document] = {}
    for document in knowledge.catalog.documents():
        if document.work not in versions or document.language == language:
            versions[document.work] = document
    return [starter for document in versions.values() for starter in _of(document, knowledge, language)]


def _of(document: Document, knowledge: KnowledgeBase, language: str) -> list[Starter]:
    memory = knowledge.memory
    return [
        Starter(document_id=document.id, section=section.number, question=heading(sentence, document, language, memory))
        for section in knowledge.catalog.sections(document.id)
        for sentence in section.sentences
        if sentence.role is Role.TITLE
    ]
