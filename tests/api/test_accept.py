"""What a client accepts is read in one way, for pages and for everything else."""

import pytest

from api.accept import is_acceptable, prefers_page

_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "is_page", "is_json"),
    [
        ("", False, True),
        ("*/*", False, True),
        ("application/*", False, True),
        ("APPLICATION/JSON", False, True),
        (_BROWSER, True, True),
        ("text/html", True, False),
        ("text/html;q=0.5, application/json", False, True),
        ("text/html, application/json;q=0.5", True, True),
        ("text/html, application/json;q=0", True, False),
        ("application/json;q=0.000, */*", False, False),
        ("application/json;q=0, application/*;q=0.1", False, False),
        ("*/*;q=0", False, False),
        ("application/json; q=much", False, False),
        ("image/*, text/plain", False, False),
    ],
)
def test_the_narrowest_range_decides(accept: str, is_page: bool, is_json: bool) -> None:
    assert prefers_page(accept) is is_page
    assert is_acceptable(accept, ["application/json"]) is is_json


def test_one_of_several_is_enough() -> None:
    assert is_acceptable("text/event-stream", ["application/json", "text/event-stream"])
    assert not is_acceptable("text/event-stream;q=0", ["application/json", "text/event-stream"])
