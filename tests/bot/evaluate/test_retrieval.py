"""Retrieval by ir-measures: places of the section that answers, and what is not told counts as not found."""

from typing import Any

import pytest

from bot.evaluate.items import Item
from bot.evaluate.retrieval import MEASURES, measure_retrieval
from bot.evaluate.system import ALL, Outcome, Ranking
from bot.refuse import refusal


def _item(**changes: Any) -> Item:
    fields: dict[str, Any] = {"id": "a", "group": "a", "question": "Why?", "language": "en", "kind": "detail"}
    return Item.model_validate(fields | {"work": "w", "sections": ["2"]} | changes)


def _outcome(**rankings: Ranking) -> Outcome:
    return Outcome(refusal("not_in_sources", "No.", "en"), rankings=rankings)


def _ranked(*numbers: str, work: str = "w") -> Ranking:
    return tuple((work, number) for number in numbers)


@pytest.mark.parametrize(
    ("ranking", "figures"),
    [
        (_ranked("2", "1", "3"), (1, 1, 1, 1)),
        (_ranked("1", "2", "3"), (0, 1, 1 / 2, 0.631)),
        (_ranked("1", "3", "4", "2"), (0, 0, 1 / 4, 0.431)),
        (_ranked("1", "3"), (0, 0, 0, 0)),
        (_ranked("2", work="another"), (0, 0, 0, 0)),
        ((), (0, 0, 0, 0)),
    ],
)
def test_the_place_decides(ranking: Ranking, figures: tuple[float, ...]) -> None:
    (found,) = measure_retrieval([_item()], [_outcome(all=ranking)])
    assert found[ALL] == pytest.approx(dict(zip(MEASURES, figures, strict=True)), abs=0.001)


def test_any_section_that_answers_is_right() -> None:
    (found,) = measure_retrieval([_item(also=["5"])], [_outcome(all=_ranked("5", "1"))])
    assert found[ALL]["recall@1"] == 1


def test_each_language_has_figures_of_its_own() -> None:
    (found,) = measure_retrieval([_item()], [_outcome(all=_ranked("2"), nl=_ranked("1", "2"))])
    assert (found[ALL]["recall@1"], found["nl"]["recall@1"]) == (1, 0)


def test_what_is_not_told_is_not_found() -> None:
    told, silent = measure_retrieval([_item(), _item(id="b")], [_outcome(all=_ranked("2")), _outcome()])
    assert (told[ALL]["recall@1"], silent[ALL]["recall@1"]) == (1, 0)


def test_what_nothing_answers_has_no_figure_and_neither_has_a_system_that_tells_nothing() -> None:
    nowhere = _item(kind="unanswerable", work=None, sections=[])
    assert measure_retrieval([nowhere], [_outcome(all=_ranked("2"))]) == [{}]
    assert measure_retrieval([_item()], [_outcome()]) == [{}]
