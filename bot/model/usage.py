"""What an answer cost."""

from dataclasses import dataclass


@dataclass(slots=True)
class Usage:
    """What the calls of one answer add up to, those that failed or were given up included."""

    calls: int = 0
    """Requests that were made."""
    retries: int = 0
    """How many of them were made because an earlier one had failed."""
    input_tokens: int = 0
    """As the server counts them; those of a reply that broke off are often not told."""
    output_tokens: int = 0
    cost_usd: float | None = None
    """Of the tokens above; None where no price is known."""
    first_token_s: float | None = None
    """Seconds from the beginning of the first call that was replied to, its retries included, to its first token; None
    where there was no reply."""
    seconds: float = 0.0
    """That the calls took, pauses between attempts included."""
