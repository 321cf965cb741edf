"""When a call that failed is made again: the only layer that does so, as the providers' own retries are off."""

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

ATTEMPTS: Final = 3
"""Of one call: the first, and two more."""

_BASE = 0.25
_CAP = 2.0


def pause(
    failures: int, asked: float | None, left: float, draw: Callable[[float, float], float] = random.uniform
) -> float | None:
    """Seconds to wait before the next attempt; None where they do not fit, and it is not to be made.

    Args:
        failures: attempts so far, 1 or more.
        asked: seconds that the server wants to be left alone; None where it does not say.
        left: seconds that there are.
        draw: a number between two; the whole range is drawn from, so that callers who failed together do not come back
            together.
    """
    wait = draw(0.0, min(_CAP, _BASE * 2 ** (failures - 1))) + (asked or 0.0)
    return wait if wait < left else None


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds by a `Retry-After` header, 0 or more; None for none, or one that cannot be read.

    Args:
        value: seconds, or a date.
        now: with its time zone; None for the present.
    """
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return None
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        seconds = (date - (now or datetime.now(UTC))).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None
