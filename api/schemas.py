"""The requests and responses of the HTTP door that are not the answer's own shape."""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.strict import WHOLE, Strict, StrictRequest
from bot.answer import TOP_K, Question, Turn
from bot.question import MAX_QUESTION
from bot.starters import Starter
from corpus.languages import LANGUAGE_CODES
from corpus.types import Document, Section

MAX_TURNS: Final = 100
MAX_TOP_K: Final = 20
MAX_EARLIER_ANSWER: Final = 8_000

_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_TEXT = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"
"""At least one character that is no white space, and no control characters but line breaks and tabs."""
_NO_TEXT = re.compile(rf"[{_CONTROL}\ud800-\udfff]")


def _is_text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    # Not by the pattern, which goes over a long text again and again before it finds that it does not match.
    found = _NO_TEXT.search(value)
    if found:
        raise ValueError(f"must be without the character U+{ord(found.group()):04X}, which is no text")
    return value


def _is_language(value: str) -> str:
    if value not in LANGUAGE_CODES:
        raise ValueError("must be a two-letter code of ISO 639-1 in small letters, such as en, nl or ar")
    return value


QuestionText = Annotated[
    str,
    Field(max_length=MAX_QUESTION, json_schema_extra={"pattern": _TEXT, "minLength": 1}),
    AfterValidator(_is_text),
]
WholeNumber = Annotated[int, WHOLE]
Language = Annotated[str, Field(json_schema_extra={"enum": list(LANGUAGE_CODES)}), AfterValidator(_is_language)]


class TurnRequest(Strict):
    """An earlier question of the same conversation, and what was answered."""

    question: str = Field(max_length=MAX_QUESTION)
    answer: str = Field(default="", max_length=MAX_EARLIER_ANSWER)


class AskRequest(StrictRequest):
    """A question, in any language."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "What is a good NRR?"},
                {
                    "question": "En GRR?",
                    "language": "nl",
                    "history": [{"question": "Wat is een goede NRR?", "answer": "..."}],
                    "top_k": 3,
                },
            ]
        }
    )

    question: QuestionText
    language: Language | None = Field(default=None, description="Of the answer; the question's own when left out.")
    history: list[TurnRequest] = Field(default=[], max_length=MAX_TURNS, description="Earlier turns, oldest first.")
    top_k: WholeNumber = Field(
        default=TOP_K,
        ge=1,
        le=MAX_TOP_K,
        description="How many of the best sections are used: for the evidence shown, for what a refusal offers, and "
        "for what other works state.",
    )

    def as_question(self) -> Question:
        """The question as the chain takes it."""
        history = tuple(Turn(question=turn.question, answer=turn.answer) for turn in self.history)
        return Question(text=self.question, language=self.language, history=history, top_k=self.top_k)


class SearchRequest(StrictRequest):
    """What to look for in the sources, in any language."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "onboarding", "limit": 3}]})

    query: QuestionText
    language: Language | None = Field(default=None, description="Of the reader; the query's own when left out.")
    limit: WholeNumber = Field(default=TOP_K, ge=1, le=MAX_TOP_K, description="Sections at most.")


class SectionInfo(BaseModel):
    """A section of a document; offsets are code points into its text, end exclusive."""

    number: str
    title: str
    start: int
    end: int


class DocumentInfo(BaseModel):
    """A document: one language version of a work."""

    id: str
    work: str
    language: str
    title: str
    publisher: str
    date: str | None
    translator: str | None = Field(description="Who translated it from the work's own language, where that is known.")
    sha256: str = Field(description="Of the text in UTF-8, hexadecimal.")
    characters: int = Field(description="Length of the text in Unicode code points.")

    @classmethod
    def of(cls, document: Document) -> "DocumentInfo":
        """What is told of a document, without its text."""
        return cls(**_facts(document))


class DocumentText(DocumentInfo):
    """A document with its exact text, so that `text[start:end]` in code points checks any citation."""

    text: str
    sections: list[SectionInfo]

    @classmethod
    def whole(cls, document: Document, sections: list[Section]) -> "DocumentText":
        """All of a document."""
        found = [SectionInfo(number=s.number, title=s.title, start=s.start, end=s.end) for s in sections]
        return cls(**_facts(document), text=document.text, sections=found)


class Documents(BaseModel):
    """All documents, in the order of the sources."""

    documents: list[DocumentInfo]


class Questions(BaseModel):
    """What the sources answer, by language: their headings."""

    questions: dict[str, list[Starter]]


class Tool(BaseModel):
    """A calculator."""

    name: str
    title: str
    description: str
    group: str
    labels: dict[str, str] = Field(description="What each argument is called in the language asked for.")
    input_schema: dict[str, Any] = Field(description="JSON Schema, draft 2020-12.")
    output_schema: dict[str, Any] = Field(description="JSON Schema, draft 2020-12.")


class Tools(BaseModel):
    """All calculators."""

    tools: list[Tool]


class Health(BaseModel):
    """That the service is well."""

    status: str = Field(examples=["live", "ready"])


def _facts(document: Document) -> dict[str, Any]:
    fields = ("id", "work", "language", "title", "publisher", "date", "translator", "sha256")
    return {field: getattr(document, field) for field in fields} | {"characters": len(document.text)}
