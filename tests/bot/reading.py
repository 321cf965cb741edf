"""Reads an answer as a critical reader does: its words without marks, lists and notes, and its numbers."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answer import Answer
from corpus.quantities import find_quantities

MARK = re.compile(r"\[(\d+)\]")
_QUESTIONS = Path(__file__).parents[2] / "corpus/qa/dev.jsonl"
_ITEM = re.compile(r"^\d{1,2}[.)]\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A development question, what is known of its answer, and the answer it got."""

    id: str
    kind: str
    question: str
    language: str
    sections: tuple[str, ...]
    """Where the answer stands; empty for a question that the sources do not answer."""
    facts: tuple[tuple[str, ...], ...]
    """What an answer must hold: of each fact, one of the wordings."""
    answer: Answer


def development_questions() -> list[dict[str, Any]]:
    """The questions with known answers that the project was developed on."""
    lines = _QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def body(answer: Answer) -> str:
    """What the answer says, without its notes on conflicts."""
    told = answer.text
    for conflict in answer.conflicts:
        assert conflict.statement in told, f"a conflict is listed and not told: {conflict.statement}"
        told = told.replace(conflict.statement, "")
    return told.strip()


def items(answer: Answer) -> list[str]:
    """The lines of the answer's list, without marks."""
    return [MARK.sub("", line).strip() for line in body(answer).split("\n") if _ITEM.match(line)]


def words_outside_lists(answer: Answer) -> int:
    """How many words the answer has, but for marks, lists and notes on conflicts."""
    lines = [line for line in body(answer).split("\n") if not _ITEM.match(line)]
    return sum(len(MARK.sub(" ", line).split()) for line in lines)


def figures(answer: Answer) -> Counter[tuple[str, str]]:
    """Value and unit of each number that the answer states: not its marks, nor the numbers of list items.

    What a note on a disagreement states is read side by side, each in the language of its source.
    """
    lines = [_ITEM.sub("", MARK.sub("", line)) for line in body(answer).split("\n")]
    stated = list(find_quantities("\n".join(lines), answer.language))
    for conflict in answer.conflicts:
        for side in conflict.sides:
            cited = answer.citations[side.citation - 1]
            read = find_quantities(cited.cited_text, cited.document_language)
            stated += [q for q in read if any(q.text in told for told in side.quantities)]
    return Counter((f"{q.value.normalize():f}", str(q.unit)) for q in stated if q.value is not None)


def squeezed(words: str) -> str:
    """The words in lower case with single spaces, to look one text up in another."""
    return " ".join(words.lower().split())
