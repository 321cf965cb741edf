"""Reads what a chat model wrote for numbered sentences."""

import re

_LINE = re.compile(r"\s*\[(\d+)\][.:)]?\s*(.*?)\s*")
_AT_THE_ENDS = " \t\u200b\u200e\u200f\ufeff"  # models begin a line in Arabic with a mark of direction


def read_reply(reply: str, count: int) -> list[str] | None:
    """The translations of sentences 1 to `count`, in order; None where the lines do not match them one by one.

    The line of a single sentence may lack its number.
    """
    lines = [line.strip(_AT_THE_ENDS) for line in reply.strip().splitlines() if line.strip(_AT_THE_ENDS)]
    matches = [_LINE.fullmatch(line) for line in lines]
    if count == 1 and len(lines) == 1 and matches[0] is None:
        return lines
    numbers = [int(match[1]) for match in matches if match]
    if len(numbers) != len(lines) or numbers != list(range(1, count + 1)):
        return None
    return [match[2].strip(_AT_THE_ENDS) for match in matches if match]
