"""Whether a drafted sentence confirms a figure that only the asker gave."""

from collections.abc import Sequence

from bot.checks.draft import Context, Source
from bot.checks.figures import Sentence


def confirms_asker(draft: Sentence, cited: Sequence[Source], context: Context) -> str | None:
    """What is wrong where a sentence says yes to a question, or points at its figure, and no cited source has that."""
    return None
