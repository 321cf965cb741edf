"""The questions with known answers, and the file format that holds them (described in `corpus/qa/README.md`)."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from bot.answer import Turn
from corpus.errors import EvaluationError
from corpus.phrases import SPOKEN
from corpus.quantities import Unit

Kind = Literal[
    "heading",
    "paraphrase",
    "detail",
    "keywords",
    "typo",
    "mixed",
    "unanswerable",
    "false_premise",
    "hostile",
    "calculation",
    "follow_up",
]
Expected = Literal["answer", "calculation", "refusal"]

OPEN_KINDS: frozenset[Kind] = frozenset()
"""Kinds that ask for an ability which the bot does not have yet: reported on their own, outside every headline."""

_Code = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Wordings = Annotated[tuple[_Words, ...], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StatedQuantity(_Strict):
    """A figure by its value and unit, however it is written."""

    value: Decimal
    unit: Unit = Unit.NONE


class Fact(_Strict):
    """What an answer must state, or must not: a figure, or one of several wordings in the answer's language."""

    quantity: StatedQuantity | None = None
    any: dict[_Code, _Wordings] | None = None
    """Wordings by language, each enough by itself; compared without case, accents and vowel marks."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.quantity is None) == (not self.any):
            raise ValueError("a fact is either a quantity or wordings by language (any): give one of the two")
        return self


class ExpectedConflict(_Strict):
    """Figures in which the versions of a section differ."""

    section: str
    quantities: dict[_Code, _Wordings] = Field(min_length=2)
    """By language of the version: a figure as it is written there; of several, one must be shown."""


class ExpectedTool(_Strict):
    """The calculator that a question asks for."""

    name: str
    inputs: dict[str, Decimal]
    """Arguments by name: `{"starting_arr": "2000000"}`."""
    value: Decimal | None = None
    """The result as it is shown, rounded half up to two decimals."""
    unit: Unit = Unit.NONE
    missing: tuple[str, ...] = ()
    """Arguments that the question does not give, and that the bot must ask for."""

    @model_validator(mode="after")
    def _has_a_value_or_lacks_an_input(self) -> Self:
        if (self.value is None) == (not self.missing):
            raise ValueError("a tool has either its value or the names of its missing arguments: give one of the two")
        return self


class Item(_Strict):
    """A question, and what is known of its answer."""

    id: _Words
    group: _Words
    """Items that ask one thing, in whatever words and language: they are sampled and split together."""
    question: _Words
    language: _Code
    kind: Kind
    work: str | None = None
    """The work that answers; None for a question that the sources do not answer."""
    sections: tuple[str, ...] = ()
    """Numbers of the sections of `work` that answer; empty for a question that the sources do not answer."""
    also: tuple[str, ...] = ()
    """Sections that answer as well: cited, they are right; missing, they are not missed."""
    facts: tuple[Fact, ...] = ()
    forbidden: tuple[Fact, ...] = ()
    conflict: ExpectedConflict | None = None
    tool: ExpectedTool | None = None
    history: tuple[Turn, ...] = ()
    """Earlier turns of the conversation, oldest first."""
    answer_language: _Code | None = None
    """The language to answer in; None for the question's own, or English where the bot does not speak that."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if bool(self.sections) != bool(self.work):
            raise ValueError("an answerable item names both its work and its sections, an unanswerable one neither")
        if (self.facts or self.conflict or self.also) and not self.sections:
            raise ValueError("facts, a conflict or further sections are given, but no sections that state them")
        if (self.tool is not None) != (self.kind == "calculation"):
            raise ValueError("an item has a tool if, and only if, its kind is calculation")
        if self.kind == "follow_up" and not self.history:
            raise ValueError("a follow_up needs the history that it follows")
        if self.kind == "unanswerable" and self.sections:
            raise ValueError("an unanswerable item names sections that answer it: give it another kind")
        wordings = [fact.any for fact in (*self.facts, *self.forbidden) if fact.any]
        if any(self.expected_language not in by_language for by_language in wordings):
            raise ValueError(
                f"the answer is expected in {self.expected_language}, and a fact has no wording in that language"
            )
        return self

    @property
    def expects(self) -> Expected:
        """What kind of answer is right."""
        if self.tool and not self.tool.missing:
            return "calculation"
        return "answer" if self.sections else "refusal"

    @property
    def expected_language(self) -> str:
        """The language to answer in."""
        if self.answer_language:
            return self.answer_language
        return self.language if self.language in SPOKEN else SPOKEN[0]

    @property
    def is_open(self) -> bool:
        """Whether it asks for an ability that the bot does not have yet."""
        return self.kind in OPEN_KINDS


class Split(_Strict):
    """The items of one file, and what identifies them."""

    name: str
    """The file's name without its ending: `dev` is what is tuned on, `test` what never is."""
    items: tuple[Item, ...]
    sha256: str
    """Of the file's bytes."""


def read_items(file: Path) -> Split:
    """Reads a file of questions with known answers: JSON lines, one item each.

    Raises:
        EvaluationError: the file cannot be read, is empty, repeats an id, or a line is no item; it names the line.
    """
    try:
        data = file.read_bytes()
        lines = data.decode("utf-8-sig").split("\n")  # other line breaks may stand inside a string
    except OSError as error:
        raise EvaluationError(
            f"The questions in {file} cannot be read ({error.strerror}). Name a readable file."
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{file} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    items = tuple(_read_line(file, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not items:
        raise EvaluationError(f"{file} holds no questions. Each line is one, as corpus/qa/README.md describes.")
    _refuse_repeated(file, items)
    return Split(name=file.stem, items=items, sha256=hashlib.sha256(data).hexdigest())


def _read_line(file: Path, number: int, line: str) -> Item:
    try:
        return Item.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the item"
        raise EvaluationError(
            f"{file}, line {number}: {place}: {first['msg']}. The format is described in corpus/qa/README.md."
        ) from error


def _refuse_repeated(file: Path, items: Sequence[Item]) -> None:
    repeated = [id_ for id_, count in Counter(item.id for item in items).items() if count > 1]
    if repeated:
        raise EvaluationError(f"{file} has more than one item {repeated[0]!r}. Give each an id of its own.")
