"""Reads a request's JSON strictly: one reading only, of UTF-8, of a depth and in numbers that can be worked with."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.responses import StreamingResponse

from api.accept import is_acceptable

MAX_VALUES: Final = 20_000
"""Values and names in a body; the most that are of use are 10,000 scores."""
_DEEPEST: Final = 20  # levels; the deepest request described has five
_BEFORE_VALUES: Final = ",:[{"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class NotJSONError(HTTPException):
    """A body that is not one JSON text."""

    def __init__(self, detail: str) -> None:
        """Says what is wrong with it, in one or two sentences."""
        super().__init__(400, detail)


class JSONRoute(APIRoute):
    """A route whose body, where it has one, is JSON read by `read_json`, and which answers in what a client accepts."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Handles a request.

        Raises:
            HTTPException: 406 or 415, or as `read_json` raises.
        """
        handle = super().get_route_handler()
        has_body = self.body_field is not None
        offered = _media_types(self)

        async def handle_strictly(request: Request) -> Response:
            _check_accept(request.headers.get("accept", "*/*"), offered)
            if has_body:
                check_content_type(request.headers.get("content-type"))
                request = _StrictRequest(request.scope, request.receive)
            return await handle(request)

        return handle_strictly


class _StrictRequest(Request):
    async def json(self) -> Any:
        return read_json(await self.body())


def read_json(body: bytes) -> Any:
    """What a body of JSON says.

    Raises:
        NotJSONError: it is not one JSON text in UTF-8; or it says what readers take in different ways (RFC 8259): a
            name twice in one object, half a surrogate pair, NaN; or it is nested too deeply, has too many values, or
            a number is too long.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise NotJSONError(f"The body is not UTF-8: byte {error.start + 1} begins no character. Send UTF-8.") from None
    check_count(text)
    if text.startswith("\ufeff"):
        raise NotJSONError("The body begins with a byte order mark (U+FEFF), which is no JSON. Send it without.")
    if "\0" in text:
        raise NotJSONError("The body has NUL bytes, as UTF-16 has; that is no JSON. Send UTF-8.")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        told = f"{_lower(error.msg).removesuffix(' at')} at line {error.lineno:,}, column {error.colno:,}"
        raise NotJSONError(f"The body is not JSON: {told}. Send one JSON object.") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise NotJSONError("The body has a number of thousands of digits. Send one of at most 16.") from None
    _check_values(value)
    return value


def check_count(text: str) -> None:
    """Whether a JSON text has few enough values to be read at once while others wait; of no JSON it says nothing.

    Raises:
        NotJSONError: it has more than `MAX_VALUES`, names included.
    """
    if sum(map(text.count, _BEFORE_VALUES)) < MAX_VALUES:
        return  # even if none of these stands inside a text
    outside = text.replace(r"\\", "").replace(r"\"", "").split('"')[::2]
    bare = "".join("".join(outside).split())
    if 1 + sum(map(bare.count, _BEFORE_VALUES)) - bare.count("[]") - bare.count("{}") > MAX_VALUES:
        raise NotJSONError(f"The body has more than {MAX_VALUES:,} values, names included. Send fewer.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise NotJSONError(f"The body has {twice[:40]!a} more than once in one object. Give each name once.")
    return found


def _refuse_constant(word: str) -> None:
    raise NotJSONError(f"The body has {word}, which is no JSON. Send a number, or leave it out.")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise NotJSONError(f"The body has the number {digits[:40]}, which is too large to be read. Send a smaller one.")
    return number


def _check_values(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        if any(isinstance(each, str) and _LONE_SURROGATE.search(each) for each in level):
            raise NotJSONError("The body has half a surrogate pair, such as \\ud800; that is no character. Send both.")
        lists = [each for each in level if isinstance(each, list)]
        objects = [each for each in level if isinstance(each, dict)]
        level = [item for each in lists for item in each]
        level += [item for each in objects for pair in each.items() for item in pair]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> NotJSONError:
    return NotJSONError(f"The body is nested too deeply; at most {_DEEPEST} levels are allowed.")


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def check_content_type(content_type: str | None) -> None:
    """Whether a body is said to be JSON.

    Raises:
        HTTPException: 415, it is not.
    """
    media_type = (content_type or "").partition(";")[0].strip()
    if media_type.lower() != "application/json":
        given = f"is {media_type[:80]!a}" if media_type else "has no content type"
        raise HTTPException(
            415, f"The body {given}; JSON is needed. Send it with the header Content-Type: application/json."
        )


def _media_types(route: APIRoute) -> tuple[str, ...]:
    """What a route answers in."""
    content = route.responses.get(200, {}).get("content", {})
    if route.response_class is StreamingResponse:  # which has no type by itself: it is in what is described
        return tuple(content)
    return tuple(dict.fromkeys(("application/json", *content)))


def _check_accept(accept: str, offered: tuple[str, ...]) -> None:
    if not is_acceptable(accept, offered):
        raise HTTPException(
            406,
            f"The header Accept allows {accept[:80]!a}, and this address answers in {' or '.join(offered)}. "
            "Accept that.",
        )
