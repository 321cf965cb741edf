"""Questions of several parts: each is asked by itself, and what was answered is joined, with what was not."""

import re
from collections.abc import Callable, Sequence

from bot.answer import Answer, Citation, Conflict
from bot.marks import MARK

_BETWEEN = re.compile(
    r"(?<=[?؟])\s+(?=\S)"
    r"|,?\s+(?:and|en|und|et|y)\s+(?=(?:what|how|who|when|where|why|which|wat|hoe|hoeveel|wie|wanneer|waar|waarom|welke?"
    r"|was|wie|wann|wo|warum|quel\w*|comment|qui|quand|combien|que|como|quien|cuando|cuanto)\b)"
    r"|،?\s+و(?=(?:ما|كم|من|كيف|متى|لماذا|ماذا|أين)\s)",
    re.IGNORECASE,
)
_LEAST = 3  # words of a part


def split(text: str) -> list[str]:
    """The questions that a message asks, in order; itself alone where it asks one."""
    # A part may be shown in the answer, where "[7]" would read as a mark.
    parts = [part.strip() for part in _BETWEEN.split(MARK.sub("", text)) if part and part.strip()]
    return parts if len(parts) > 1 and all(len(part.split()) >= _LEAST for part in parts) else [text]


def join(answers: Sequence[Answer]) -> Answer:
    """Several answers in one language as one, with the marks counted on."""
    citations: list[Citation] = []
    conflicts: list[Conflict] = []
    texts = []
    for answer in answers:
        shift = _shift(len(citations))
        texts.append(MARK.sub(shift, answer.text))
        conflicts += [
            Conflict(
                statement=MARK.sub(shift, conflict.statement),
                sides=tuple(s.model_copy(update={"citation": s.citation + len(citations)}) for s in conflict.sides),
            )
            for conflict in answer.conflicts
        ]
        start = len(citations)
        citations += [c.model_copy(update={"number": c.number + start}) for c in answer.citations]
    notes = tuple(dict.fromkeys(note for answer in answers for note in answer.notes))
    return answers[0].model_copy(
        update={
            "text": "\n\n".join(texts),
            "citations": tuple(citations),
            "conflicts": tuple(conflicts),
            "notes": notes,
        }
    )


def _shift(by: int) -> Callable[[re.Match[str]], str]:
    return lambda mark: f"[{int(mark[1]) + by}]"
