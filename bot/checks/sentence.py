"""Holds one sentence of a chat model against the evidence: it may be shown, or there is a fault in it."""

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from bot.checks.form import check_form
from bot.checks.language import check_language
from bot.checks.numbers import check_numbers
from bot.checks.refusal import check_refusal
from bot.checks.similarity import Similarity
from bot.checks.support import check_support
from corpus.embeddings import Embedder

_CHECKS = (check_form, check_refusal, check_language, check_numbers, check_support)
"""In the order of what they cost; the first fault counts."""


class SentenceChecker:
    """Decides whether sentences may be shown; safe to be called from threads."""

    def __init__(self, embedder: Embedder) -> None:
        """Takes the model that similarity is measured with."""
        self._similarity = Similarity(embedder)

    def read(self, context: Context) -> None:
        """Looks at the evidence while the model still reads it, so that checking its first sentence takes no longer."""
        self._similarity.read(context)

    def check(self, draft: Draft, context: Context) -> Fault | None:
        """What is wrong with a sentence; None where it may be shown."""
        if not draft.sources:
            return Fault("citation", "it cites nothing")
        if unknown := [number for number in draft.sources if number not in context.sources]:
            return Fault("citation", f"there is no sentence {unknown[0]}")
        for check in _CHECKS:
            if fault := check(draft, context):
                return fault
        return self._similarity.check(draft, context)
