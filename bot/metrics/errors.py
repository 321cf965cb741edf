"""What is wrong with a figure that a calculator was given."""

from collections.abc import Mapping

from corpus.errors import CSAnswersError
from corpus.phrases import say

_CONTRADICTIONS = frozenset(
    {"beyond", "beyond_together", "mixed_currencies", "no_answers", "no_losses", "too_far_apart"}
)


class InputError(CSAnswersError):
    """An argument that cannot be calculated with; it can be told in any language that the bot speaks."""

    def __init__(self, rule: str, argument: str, **parts: str) -> None:
        """Says which rule an argument breaks.

        Args:
            rule: key of the sentence in `corpus.phrases` that states it.
            argument: name of the argument.
            parts: what the sentence names beside it: what was given, what is allowed.
        """
        self.rule, self.argument, self.parts = rule, argument, parts
        super().__init__(self.told("en", {}))

    @property
    def is_contradiction(self) -> bool:
        """Whether each argument is allowed by itself, and only together they are not."""
        return self.rule in _CONTRADICTIONS

    def told(self, language: str, labels: Mapping[str, str]) -> str:
        """The sentence in a language, with arguments called by their `labels`, or their names where these lack them."""
        parts = {key: labels.get(words, words) for key, words in self.parts.items()}
        return say(self.rule, language, argument=labels.get(self.argument, self.argument), **parts)
