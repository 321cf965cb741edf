"""What chat models write, in all the forms they write it in, read as sentences with their numbers."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.drafts import Piece, Reader, read_objects


def _read(text: str, size: int | None = None) -> list[Piece]:
    reader = Reader()
    pieces = [text] if size is None else [text[at : at + size] for at in range(0, len(text), size)]
    return [found for piece in pieces for found in reader.feed(piece)] + list(reader.end())


def _told(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(piece.draft.text, piece.draft.sources) for piece in _read(text)]


_FORMS = {
    "a mark behind the full stop": ("It is 35. [2]\n", [("It is 35.", (2,))]),
    "a mark before the full stop": ("It is 35 [2].\n", [("It is 35.", (2,))]),
    "several marks": ("It is 35 [2][4].", [("It is 35.", (2, 4))]),
    "several in one": ("It is 35. [2, 4]", [("It is 35.", (2, 4))]),
    "a range": ("It is 35. [2-4]", [("It is 35.", (2, 3, 4))]),
    "with a word": ("It is 35 (sentence 2).", [("It is 35.", (2,))]),
    "round": ("It is 35 (2).", [("It is 35.", (2,))]),
    "a year is no mark": ("It was 35 (2024). [2]", [("It was 35 (2024).", (2,))]),
    "in other brackets": ("It is 35.【2】", [("It is 35.", (2,))]),
    "in Arabic digits": ("النتيجة 35. [٢]", [("النتيجة 35.", (2,))]),
    "in front": ("[2] It is 35.\n[3] It rose.", [("It is 35.", (2,)), ("It rose.", (3,))]),
    "two on a line": ("It is 35. [1] It rose. [2]", [("It is 35.", (1,)), ("It rose.", (2,))]),
    "marks before both stops": ("It is 35 [1]. It rose [2].", [("It is 35.", (1,)), ("It rose.", (2,))]),
    "the last mark for all": ("It is 35. It rose. [2]", [("It is 35.", (2,)), ("It rose.", (2,))]),
    "in the middle": ("It is 35 [1] and rises [2].", [("It is 35 and rises.", (1, 2))]),
    "none": ("It is 35.", [("It is 35.", ())]),
    "a question": ("ما هو؟ [1]", [("ما هو؟", (1,))]),
    "decimals and abbreviations": ("It is 3.5, e.g. here. [1]", [("It is 3.5, e.g. here.", (1,))]),
    "nothing": ("\n \n", []),
}


@pytest.mark.parametrize("form", _FORMS)
def test_forms(form: str) -> None:
    text, expected = _FORMS[form]
    assert _told(text) == expected


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_what_comes_in_pieces_is_read_as_a_whole(form: str, size: int) -> None:
    text, _ = _FORMS[form]
    assert _read(text, size) == _read(text)


def test_a_sentence_is_given_when_the_next_one_begins() -> None:
    reader = Reader()
    assert not list(reader.feed("It is 35. [1]"))  # a second mark may follow
    assert [piece.draft.text for piece in reader.feed(" I")] == ["It is 35."]
    assert [piece.draft.text for piece in reader.feed("t rose. [2]\n")] == ["It rose."]


def test_lists_and_paragraphs_keep_their_shape() -> None:
    pieces = _read("Two ways: [1]\n- ask [2]\n* listen [3]\n2. wait [3]\n\nThat is all. [1]")
    assert [piece.before + piece.draft.text for piece in pieces] == [
        " Two ways:",
        "\n- ask",
        "\n- listen",
        "\n2. wait",
        "\n\nThat is all.",
    ]


@given(st.text(st.sampled_from("ab .!?\n[]()12,-*؟٣"), max_size=60), st.integers(1, 5))
def test_nothing_that_a_model_writes_is_lost_or_fails(text: str, size: int) -> None:
    letters = "".join(piece.draft.text for piece in _read(text, size))
    assert [c for c in letters if c in "ab"] == [c for c in text if c in "ab"]


async def _growing(states: Sequence[Any]) -> AsyncIterator[Any]:
    for state in states:
        yield state


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
async def test_objects_give_each_sentence_when_the_next_begins() -> None:
    first, second = {"text": "It is 35. [9]", "sources": [2]}, {"text": "It rose.", "sources": [3, 4]}
    states = [{}, {"sentences": [{"text": "It"}]}, {"sentences": [first]}, {"sentences": [first, {}]}]
    found = [piece async for piece in read_objects(_growing(states))]
    assert [(piece.draft.text, piece.draft.sources) for piece in found] == [("It is 35.", (2,))]
    found = [piece async for piece in read_objects(_growing([*states, {"sentences": [first, second]}]))]
    assert [piece.draft.sources for piece in found] == [(2,), (3, 4)]


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", [{"sentences": "It is 35."}, {"sentences": [7, None, {"text": 3}]}, {"other": []}])
async def test_objects_of_another_shape_give_nothing(wrong: Any) -> None:
    assert not [piece async for piece in read_objects(_growing([wrong]))]
