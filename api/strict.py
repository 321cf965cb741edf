"""What the models of all requests have in common: they take nothing that is not described, and stay as they are."""

from typing import Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import PydanticCustomError

_MOST_FAULTS: Final = 200
"""Faults of a request that are looked at: pydantic tells each, in some 20 µs, while nobody else is served."""


class Strict(BaseModel):
    """A part of a request."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class StrictRequest(Strict):
    """A whole request; when hundreds of its parts are wrong, only their number is told."""

    @model_validator(mode="wrap")
    @classmethod
    def _count_faults(cls, given: Any, check: "ModelWrapValidatorHandler[StrictRequest]") -> "StrictRequest":
        try:
            return check(given)
        except ValidationError as error:
            if error.error_count() <= _MOST_FAULTS:
                raise
            count = error.error_count()
            raise PydanticCustomError("too_many_faults", "has {count} faults", {"count": count}) from None


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE: Final = BeforeValidator(_whole)
"""Takes 3.0 for 3: to JSON Schema, it is an integer."""
