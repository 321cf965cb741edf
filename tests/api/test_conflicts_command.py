"""`cs-answers conflicts` as a user meets it: what disagrees in the knowledge base, as a list and as JSON."""

import json
from pathlib import Path

import pytest

from tests.api.commands import Ran, run

_A = "# Benchmarks\n\nThe average NPS of software companies is 35.\n"
_B = "# Survey\n\nIn our survey the average NPS of software companies was 41.\n"


def test_the_shipped_articles_differ_in_four_figures(first: Ran, data_dir: Path) -> None:
    ran = run("conflicts", data_dir=data_dir)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("4 differences in figures between versions of one work:")
    assert "Dutch: honderd procent  |  Arabic: 106%" in ran.out
    assert "XNUMX% (unreadable)" in ran.out
    assert "different works" not in ran.out


def test_json_has_the_exact_words_of_both_sides(first: Ran, data_dir: Path) -> None:
    ran = run("conflicts", "--json", data_dir=data_dir)
    assert (ran.status, ran.err) == (0, "")
    listed = json.loads(ran.out)
    assert [each["sides"][0]["section"] for each in listed] == ["1", "5", "6"]
    for side in (side for each in listed for side in each["sides"]):
        assert side["end"] - side["start"] == len(side["text"])
        assert all(quantity in side["text"] for quantity in side["quantities"])


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (_B, "1 difference between different works, whose figures may be of different things:"),
        (_A, "0 differences in figures between versions of one work:"),
    ],
)
def test_different_works_are_listed_more_carefully(tmp_path: Path, second: str, says: str) -> None:
    (tmp_path / "a.txt").write_text(_A, encoding="utf-8")
    (tmp_path / "b.txt").write_text(second, encoding="utf-8")
    listing = tmp_path / "sources.yaml"
    listing.write_text(
        "sources:\n  - {file: a.txt, language: en, title: A}\n  - {file: b.txt, language: en, title: B}\n",
        encoding="utf-8",
    )
    ran = run("conflicts", data_dir=tmp_path / "data", env={"CSA_SOURCES": str(listing)})
    assert ran.status == 0
    assert says in ran.out
    assert ("On NPS\n  a: 35  |  b: 41" in ran.out) == (second is _B)
