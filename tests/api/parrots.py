"""Scripts for a chat model that says what it is shown, and what a test wants to hear from it."""

import re
from collections.abc import Callable
from typing import Any

from tests.bot.model.scripted import Asked, Reply

_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_MOST = 6

Replies = Callable[[Asked], Reply]


def evidence(asked: Asked) -> list[tuple[str, str]]:
    """The numbered sentences that a model is shown: number and words."""
    return _NUMBERED.findall(asked.body["messages"][1]["content"])


def parrot(**more: Any) -> Replies:
    """Says the sentences that it is shown, in their order, each with its number; a perfect answer.

    Args:
        more: further fields of the reply.
    """

    def reply(asked: Asked) -> Reply:
        said = "".join(f"{words} [{n}]\n" for n, words in evidence(asked)[:_MOST])
        return Reply(text=said or "There is nothing to say.", **more)

    return reply


def in_turn(*scripts: Replies) -> Replies:
    """One script after another, the last of them for all further requests."""
    left = list(scripts)
    return lambda asked: (left.pop(0) if len(left) > 1 else left[0])(asked)


def beside_the_point(**more: Any) -> Replies:
    """Says a sentence on "What is a good NRR?" that is right, and answers nothing."""

    def reply(asked: Asked) -> Reply:
        number = next(n for n, words in evidence(asked) if "get better" in words)
        return Reply(text=f"We are all trying to get better. [{number}]\n", **more)

    return reply


def invents(**more: Any) -> Replies:
    """Says what no source does."""
    return lambda asked: Reply(text="The median NRR is 987%. [1]\n", **more)


def goes_on(**more: Any) -> Replies:
    """Says the shortest sentence that it is shown, and goes on with one that comes to no end."""

    def reply(asked: Asked) -> Reply:
        number, words = min(evidence(asked), key=lambda each: len(each[1]))
        return Reply(text=f"{words} [{number}]\n" + "a " * 480, **more)

    return reply
