"""Reads the files of outside benchmarks; what is missing or malformed is told with file, line and what is expected."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.question import check_question
from corpus.errors import EvaluationError, QuestionError

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class FromFile(BaseModel):
    """A part of a benchmark's file; what we have no use for is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("the text is empty")
    if _NO_TEXT.search(text):
        raise ValueError("the text holds NUL or half a character, which no text can")
    return text


def _question(text: str) -> str:
    try:
        return check_question(text)
    except QuestionError as error:
        raise ValueError(str(error).rstrip(".")) from None


Words = Annotated[str, AfterValidator(_words)]
"""A text that can be ingested."""
QuestionWords = Annotated[str, AfterValidator(_question)]
"""A question that can be asked."""
Code = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""An ISO 639 code."""

Model = TypeVar("Model", bound=BaseModel)
Item = TypeVar("Item")


def find_folder(folder: Path, files: str) -> Path:
    """The folder itself.

    Raises:
        EvaluationError: it is no folder; the message says which `files` it should hold.
    """
    if not folder.is_dir():
        raise EvaluationError(f"{folder} is not a folder. Name one that holds {files}.")
    return folder


def read_lines(file: Path, model: type[Model], expected: str) -> list[Model]:
    """The lines of a JSON Lines file; blank ones are skipped.

    Args:
        file: in UTF-8.
        model: of one line.
        expected: what a line holds, for the message.

    Raises:
        EvaluationError: the file cannot be read, holds no line, or a line is not as expected.
    """
    found = []
    # Not splitlines: texts may hold U+2028 and its like, which JSON does not escape and which end no line of it.
    for number, line in enumerate(_read(file, expected).split("\n"), 1):
        if line.strip():
            try:
                found.append(model.model_validate_json(line))
            except ValidationError as error:
                raise EvaluationError(f"{file}, line {number}: {_first(error)}. {expected}") from None
    if not found:
        raise EvaluationError(f"{file} is empty. {expected}")
    return found


def read_json(file: Path, kind: type[Item], expected: str) -> Item:
    """A JSON file as a whole; raises as `read_lines` does, naming the place inside the file."""
    try:
        return TypeAdapter(kind).validate_json(_read(file, expected))
    except ValidationError as error:
        raise EvaluationError(f"{file}: {_first(error)}. {expected}") from None


def first(items: Sequence[Item], limit: int | None) -> Sequence[Item]:
    """The first items; None takes all.

    Raises:
        EvaluationError: the limit is below 1.
    """
    if limit is not None and limit < 1:
        raise EvaluationError(f"The limit is {limit}; it must be 1 or more.")
    return items[:limit]


def _read(file: Path, expected: str) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise EvaluationError(f"{file} cannot be read ({error.strerror}). {expected}") from None
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{file} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from None


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False)[0]
    return f"{_place(found['loc'])}{found['msg'].removeprefix('Value error, ')}"


def _place(location: Iterable[int | str]) -> str:
    place = ".".join(map(str, location))
    return f"{place}: " if place else ""
