"""What is wrong with a part of a request, in a sentence: pydantic's errors, put for whoever wrote the request."""

from collections.abc import Mapping
from typing import Any, Final

_LONGEST: Final = 80
"""Code points of what was given that a sentence repeats."""

_SENTENCES: Final = {
    "missing": "is missing; give it",
    "extra_forbidden": "is not known here; leave it out, or see GET /openapi.json for what there is",
    "string_type": "must be a text, in quotation marks",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number that is not infinite",
    "bool_type": "must be true or false",
    "list_type": "must be a list, in square brackets",
    "dict_type": "must be an object, in braces",
    "model_type": "must be an object, in braces",
    "model_attributes_type": "must be an object, in braces",
    "string_too_long": "must have at most {max_length:,} characters",
    "string_too_short": "must have at least {min_length:,} characters",
    "too_long": "must have at most {max_length:,} items",
    "too_short": "must have at least {min_length:,} items",
    "greater_than_equal": "must be {ge:g} or more",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be {le:g} or less",
    "less_than": "must be less than {lt:g}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "union_tag_invalid": "must have as {discriminator} one of {expected_tags}",
    "union_tag_not_found": "must have {discriminator}",
    "too_many_faults": "has {count:,} faults, too many to be named one by one",
    "value_error": "{error}",
}
_NOTHING_GIVEN: Final = frozenset(
    {"missing", "extra_forbidden", "union_tag_invalid", "union_tag_not_found", "too_many_faults"}
)


def where(error: Mapping[str, Any]) -> str:
    """The part of the request, such as `body.history.3.question`; long names are shortened."""
    return ".".join(_short(part if isinstance(part, int) else _printable(str(part))) for part in error["loc"])


def sentence(error: Mapping[str, Any]) -> str:
    """What is to be there and what is, to be read behind `where`: "must be 20 or less; given is 99"."""
    context = error.get("ctx", {})
    template = _SENTENCES.get(error["type"])
    told = template.format_map(context) if template else _from_pydantic(str(error["msg"]))
    return told if error["type"] in _NOTHING_GIVEN else f"{told}; given {_given(error.get('input'))}"


def shown(given: object) -> str:
    """What was given, as a problem repeats it: not too long, and without what cannot be seen."""
    written = repr(given) if isinstance(given, str) else str(given)
    return _short(_printable(written))


def _given(given: object) -> str:
    match given:
        case None:
            return "is null"
        case bool():
            return f"is {str(given).lower()}"
        case str() if len(given) > _LONGEST:
            return f"is a text of {len(given):,} characters"
        case str() | int() | float():
            return f"is {shown(given)}"
        case list() | tuple():
            return f"is a list of {len(given):,}"
        case bytes():
            return "is no JSON"
        case _:
            return "is an object"


def _from_pydantic(message: str) -> str:
    return message.replace("Input should be", "must be").replace("Input should", "must")


def _short(written: object) -> str:
    text = str(written)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
