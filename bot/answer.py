"""The shape of an answer: one everywhere, from the chain to every door."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Reason = Literal["not_in_sources", "not_understood", "missing_input", "ambiguous_input", "invalid_input", "unverified"]
"""Why a question is refused; `unverified`: an answer was found, and a number in it could not be accounted for."""

TOP_K = 5
"""Sections that are used for a question, unless it says otherwise."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CitedTranslation(_Frozen):
    """A quote in the answer's language, and who made it (`editorial`, or a model's name)."""

    language: str
    text: str
    origin: str


class Citation(_Frozen):
    """The exact words of a source: `document.text[start_char_index:end_char_index] == cited_text`, in code points."""

    type: Literal["char_location"] = "char_location"
    number: int
    document_id: str
    document_title: str
    document_language: str
    section: str
    section_title: str
    start_char_index: int
    end_char_index: int
    cited_text: str
    translation: CitedTranslation | None = None


class Number(_Frozen):
    """A number in the answer's text, and what accounts for it."""

    text: str
    value: str
    unit: str
    origin: Literal["quoted", "computed", "given"]
    citation: int | None = None


class ConflictSide(_Frozen):
    """What one version states, as it is written there."""

    citation: int
    quantities: tuple[str, ...]


class Conflict(_Frozen):
    """Versions of one work that state different figures in the same place."""

    statement: str
    sides: tuple[ConflictSide, ...]


class Calculation(_Frozen):
    """The result of a calculator, with all that it takes to check it."""

    metric: str
    value: str
    unit: str
    formula: str
    substituted: str
    inputs: dict[str, str]
    note: str = ""
    """Where conventions differ: which one this is."""
    benchmark: Citation | None = None


class NearestSection(_Frozen):
    """A section that is near to a refused question: an offer, not evidence."""

    document_id: str
    section: str
    title: str


class Refusal(_Frozen):
    """Why there is no answer."""

    reason: Reason
    message: str
    nearest: tuple[NearestSection, ...] = ()


class Answer(_Frozen):
    """What the bot says, and everything it rests on."""

    kind: Literal["answer", "calculation", "refusal"]
    text: str
    """Markdown; `[n]` refers to `citations[n - 1]`."""
    language: str
    citations: tuple[Citation, ...] = ()
    numbers: tuple[Number, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    refusal: Refusal | None = None
    notes: tuple[str, ...] = ()
    """Paragraphs of the text that are the bot's own words on the answer; no source states them."""
    understood: str | None = None
    """What a follow-up was taken to ask, as a question by itself; None for a message that is one."""
    generator: str = "extractive"
    timings_ms: dict[str, float] = {}


def noted(answer: Answer, note: str, *, is_last: bool = False) -> Answer:
    """An answer with a note in front of it, or behind it; an empty note changes nothing."""
    if not note:
        return answer
    paragraphs = [answer.text, note] if is_last else [note, answer.text]
    return answer.model_copy(update={"text": "\n\n".join(paragraphs), "notes": (*answer.notes, note)})


class EvidenceSection(_Frozen):
    """A section that was found for a question."""

    document_id: str
    section: str
    title: str
    """In the answer's language where there is a translation; empty for an introduction."""
    score: float
    """In standard deviations above the average section found; comparable within one question only."""
    similarity: float
    """Cosine of the question and the nearest passage, in [-1, 1]."""


class Evidence(_Frozen):
    """What was found for a question, before it is answered."""

    language: str
    understood: str | None = None
    """What a follow-up was taken to ask; None for a message that is a question by itself."""
    sections: tuple[EvidenceSection, ...] = ()
    """Best first; none for a calculation."""


class Turn(_Frozen):
    """An earlier question of the same conversation, and what was answered."""

    question: str
    answer: str = ""


class Question(_Frozen):
    """What the chain takes."""

    text: str
    language: str | None = None
    """ISO 639-1 code of the answer wanted; None detects it."""
    history: tuple[Turn, ...] = ()
    """Earlier turns, oldest first."""
    top_k: int = Field(default=TOP_K, ge=1)
    """How many of the best sections are used: for what a refusal offers, and for what other works state."""
