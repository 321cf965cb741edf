"""What an answer cost."""

from dataclasses import dataclass


@dataclass(slots=True)
class Usage:
    """What the calls of one answer add up to."""

    calls: int = 0
    retries: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    """None where no price is known."""
    first_token_s: float | None = None
    seconds: float = 0.0
