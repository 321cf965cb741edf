"""Tells sentences that order a reader or an assistant about from those that state something."""


def is_instruction(text: str, language: str) -> bool:
    """Whether a sentence of a source is an instruction."""
    return False
