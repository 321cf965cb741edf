"""What is wrong with a sentence."""

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["citation", "number", "language", "support", "entity", "refusal", "form"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence may not be shown."""

    kind: FaultKind
    detail: str
    """In English, for logs and for the model that is asked once more."""
