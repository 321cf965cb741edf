"""What a client accepts: its `Accept` header, read once and in one way."""

from collections.abc import Collection


def is_acceptable(accept: str, offered: Collection[str]) -> bool:
    """Whether an `Accept` header allows one of the media types offered; an empty one allows all."""
    weights = _weights(accept)
    return any(_weight(weights, each) > 0 for each in offered)


def prefers_page(accept: str) -> bool:
    """Whether an `Accept` header would rather have a page than JSON, as a browser does that follows a link.

    A header that names neither, such as `*/*`, gets JSON.
    """
    weights = _weights(accept)
    return weights.get("text/html", 0.0) > _weight(weights, "application/json")


def _weight(weights: dict[str, float], media_type: str) -> float:
    """How much a media type is wanted, from 0 to 1: the narrowest range that holds it decides."""
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((weights[each] for each in ranges if each in weights), 0.0)


def _weights(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for named in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in named.split(";"))
        found[media_range or "*/*"] = _quality(parameters)
    return found


def _quality(parameters: list[str]) -> float:
    given = next((each.removeprefix("q=") for each in parameters if each.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0
