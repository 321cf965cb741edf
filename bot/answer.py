"""The shape of an answer: one everywhere, from the chain to every door."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Reason = Literal["not_in_sources", "not_understood", "missing_input", "ambiguous_input", "invalid_input", "unverified"]
"""Why a question is refused; see `Refusal.reason`."""

Fallback = Literal[
    "timeout",
    "rate_limited",
    "unavailable",
    "rejected",
    "garbled",
    "cut",
    "circuit_open",
    "not_verified",
    "incomplete",
]
"""Why a chat model's wording is not given: the model failed (the first seven), none of its sentences could be verified,
or what could be does not answer."""

TOP_K = 5
"""Sections that are used for a question, unless it says otherwise."""


class _Frozen(BaseModel):
    # The text under a field is its description in OpenAPI and in the schemas that assistants are given.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class CitedTranslation(_Frozen):
    """A quote in the answer's language, and who made it."""

    language: str
    """ISO 639-1 code."""
    text: str
    origin: str
    """Who translated: `editorial`, or a model's name."""


class Citation(_Frozen):
    """The exact words of a source: `document.text[start_char_index:end_char_index] == cited_text`, in code points."""

    type: Literal["char_location"] = "char_location"
    number: int
    """Of its mark `[n]` in the text; the first is 1."""
    document_id: str
    """For `GET /documents/{id}`, which has the exact text."""
    document_title: str
    document_language: str
    """ISO 639-1 code."""
    section: str
    """Its number in the document."""
    section_title: str
    """Its heading, in the document's language; empty for an introduction."""
    start_char_index: int
    """Code points before it in the document's text."""
    end_char_index: int
    """Exclusive, in code points."""
    cited_text: str
    """One sentence, in the document's language, letter for letter."""
    translation: CitedTranslation | None = None
    """None where the document is in the answer's language, or no translation is at hand."""


class Number(_Frozen):
    """A number in the answer's text, and what accounts for it."""

    text: str
    """As it is written there, such as `$2.0M`."""
    value: str
    """In plain decimals, such as `2000000`."""
    unit: str
    """`percent`, `points`, `USD`, `EUR`, `GBP`, `year` or `reference`; empty for a plain number."""
    origin: Literal["quoted", "computed", "given"]
    """`quoted` from a citation, `computed` by a calculator, or `given` by who asks, in this question or before."""
    citation: int | None = None
    """Number of the citation that states it; None unless `quoted`."""


class ConflictSide(_Frozen):
    """What one version states, as it is written there."""

    citation: int
    """Number of the citation that states it."""
    quantities: tuple[str, ...]
    """Figures as they are written; between versions, one that cannot be read is said to be unreadable."""


class Conflict(_Frozen):
    """Versions of one work, or different works, that state different figures on the same matter."""

    statement: str
    """What each side states, in the answer's language and with marks; it is a paragraph of the answer's text."""
    sides: tuple[ConflictSide, ...]
    """Two of them, in the order of the statement."""


class Calculation(_Frozen):
    """The result of a calculator, with all that it takes to check it."""

    metric: str
    """Name of the calculator; `POST /tools/{metric}` calculates it again."""
    value: str
    """In plain decimals: rounded half up to two, or up to the next whole where only whole ones make sense."""
    unit: str
    """`percent`, `points`, `months`, a currency's ISO 4217 code, or empty: a plain number, or an unknown currency."""
    formula: str
    """In English words."""
    substituted: str
    """The formula with the figures put in, and the value."""
    inputs: dict[str, str]
    """The calculator's arguments by name, in plain decimals; the figures of a list with ", " between them."""
    note: str = ""
    """Where conventions differ: which one this is."""
    benchmark: Citation | None = None
    """The first of the answer's citations, if they hold the result against the sources; None if they do not."""


class NearestSection(_Frozen):
    """A section that is near to a refused question: an offer, not evidence."""

    document_id: str
    section: str
    """Its number in the document."""
    title: str
    """Its heading, in the answer's language where there is a translation."""


class Refusal(_Frozen):
    """Why there is no answer."""

    reason: Reason
    """`missing_input`, `ambiguous_input` and `invalid_input` are a calculator's; `unverified`: an answer was found, and
    a number in it could not be accounted for."""
    message: str
    """The reason in a sentence or more, in the answer's language; the answer's text is the same."""
    nearest: tuple[NearestSection, ...] = ()
    """Three at most, best first; none unless the reason is `not_in_sources`."""


class Answer(_Frozen):
    """What the bot says, and everything it rests on."""

    kind: Literal["answer", "calculation", "refusal"]
    text: str
    """Markdown; `[n]` refers to `citations[n - 1]`."""
    language: str
    """ISO 639-1 code of the text's language: `en`, `nl` or `ar`."""
    citations: tuple[Citation, ...] = ()
    """In the order of their numbers."""
    numbers: tuple[Number, ...] = ()
    """Every number of the text, in order; marks and the numbers of list items are none."""
    conflicts: tuple[Conflict, ...] = ()
    """Where the sources contradict one another on what is answered."""
    calculations: tuple[Calculation, ...] = ()
    """Of a `calculation`."""
    refusal: Refusal | None = None
    """None unless this is a `refusal`."""
    notes: tuple[str, ...] = ()
    """Paragraphs of the text that are the bot's own words on the answer; no source states them."""
    understood: str | None = None
    """What a follow-up was taken to ask, as a question by itself; None for a message that is one."""
    generator: str = "extractive"
    """What wrote the text: `calculator` for a calculation, the chat model's name (such as `openai:gpt-5-mini`) where it
    worded the answer, else `extractive` (the sentences of the sources)."""
    fallback: Fallback | None = None
    """Why the sources' own sentences are given although a chat model is configured; None where none is, or none was
    needed."""
    timings_ms: dict[str, float] = {}
    """Milliseconds by stage, and in `total`; an answer that was remembered has `total` alone."""


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
    """Its number in the document."""
    title: str
    """In the answer's language where there is a translation; empty for an introduction."""
    score: float
    """In standard deviations above the average section found; comparable within one question only."""
    similarity: float
    """Cosine of the question and the nearest passage, in [-1, 1]."""


class Evidence(_Frozen):
    """What was found for a question, before it is answered."""

    language: str
    """ISO 639-1 code of the answer's language."""
    understood: str | None = None
    """What a follow-up was taken to ask; None for a message that is a question by itself."""
    sections: tuple[EvidenceSection, ...] = ()
    """Best first; none for a calculation."""


class Turn(_Frozen):
    """An earlier question of the same conversation, and what was answered."""

    question: str
    answer: str = ""
    """Its text; empty where it is not known."""


class Question(_Frozen):
    """What the chain takes."""

    text: str
    """As it is asked, in any language."""
    language: str | None = None
    """ISO 639-1 code of the answer wanted; None detects it."""
    history: tuple[Turn, ...] = ()
    """Earlier turns, oldest first."""
    top_k: int = Field(default=TOP_K, ge=1)
    """How many of the best sections are used: for what a refusal offers, and for what other works state."""
