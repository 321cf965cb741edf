"""The marks of citations in an answer's text: `[n]` stands for `citations[n - 1]`."""

import re
from collections.abc import Iterator
from typing import Final

from bot.answer import Answer, Citation

MARK: Final = re.compile(r"\[(\d+)\]")
"""One mark; its group is the number."""


def cited(text: str, answer: Answer) -> Iterator[tuple[re.Match[str], Citation]]:
    """Each mark in an answer's text, or in a piece of it, with what it stands for; a number that is none is no mark."""
    for mark in MARK.finditer(text):
        number = int(mark[1])
        if 0 < number <= len(answer.citations):
            yield mark, answer.citations[number - 1]
