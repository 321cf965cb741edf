"""Holds one sentence of a chat model against the evidence."""

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from corpus.embeddings import Embedder


class SentenceChecker:
    """Decides whether sentences may be shown."""

    def __init__(self, embedder: Embedder) -> None:
        """Takes the model that similarity is measured with."""
        self._embedder = embedder

    def check(self, draft: Draft, context: Context) -> Fault | None:
        """What is wrong with a sentence; None where it may be shown."""
        if not draft.sources or any(number not in context.sources for number in draft.sources):
            return Fault("citation", "it cites no sentence that exists")
        return None
