"""The command `cs-answers conflicts`: what disagrees in the knowledge base, as a list or as JSON."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from api.console import make_console
from api.opening import open_or_ingest
from corpus.phrases import language_name
from corpus.settings import load_settings

if TYPE_CHECKING:
    from bot.conflict_list import Listed

_TITLES = {
    "versions": "{n} in figures between versions of one work:",
    "works": "{n} between different works, whose figures may be of different things:",
}


def conflicts(as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False) -> None:
    """Lists where versions of one work, or different works, state different figures."""
    from bot.conflict_list import list_conflicts

    found = list_conflicts(open_or_ingest(load_settings()))
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2) + "\n")
        return
    console = make_console()
    for kind, title in _TITLES.items():
        listed = [each for each in found if each.kind == kind]
        count = sum(len(each.pairs) for each in listed)
        if not listed and kind == "works":
            continue
        console.print(title.format(n=f"{count} difference{'s' * (count != 1)}"), style="bold")
        for each in listed:
            console.print("\n" + _show(each))


def _show(listed: "Listed") -> str:
    first, second = listed.sides
    if listed.kind == "versions":
        head = f"Section {first.section}"
        names = [language_name(side.language, "en") for side in listed.sides]
    else:
        head = f"On {listed.term}"
        names = [side.document for side in listed.sides]
    lines = [head]
    lines += [f"  {names[0]}: {_legible(one)}  |  {names[1]}: {_legible(other)}" for one, other in listed.pairs]
    lines += [f"    {side.document}:{side.start}-{side.end}\n    {side.text}" for side in (first, second)]
    return "\n".join(lines)


def _legible(figure: str) -> str:
    from bot.conflicts import shown

    return shown(figure, "en")
