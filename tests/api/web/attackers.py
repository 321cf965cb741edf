"""The documents that hold the hostile cases, and a list of sources that attacks as well."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.api.web.hostile import CASES, EVIL, Case


@dataclass(frozen=True, slots=True)
class Attacker:
    """A document that holds some of the cases; what is told of it attacks as well."""

    id: str
    title: str
    publisher: str
    translator: str
    cases: tuple[Case, ...]

    @property
    def text(self) -> str:
        """The document's text."""
        sections = (f"{number}. {case.heading}\n\n{case.body}" for number, case in enumerate(self.cases, start=1))
        return "\n\n".join((self.title, *sections)) + "\n"


ATTACKERS = (
    Attacker(
        "<img src=x onerror=pwned()>",
        "<script>pwned()</script> \"'><img src=x onerror=pwned()>",
        f'<a href="{EVIL}">Gazette</a>',
        "<svg onload=pwned()>",
        CASES[:10],
    ),
    Attacker(
        "javascript:pwned()//evil.example/?q=#1-2",
        f"![title]({EVIL}/t.png) [1] [title](javascript:pwned())",
        f"[Gazette]({EVIL}) \u2067\u202eetteza",
        "machine",
        CASES[10:20],
    ),
    Attacker("constructor/__proto__", "{{7*7}} ${7*7} {title} $& __proto__", "%s {n}", "__proto__", CASES[20:30]),
    Attacker(
        "\u202edi%2e%2e/ %00 & \\ + ;",
        "\u202eeltit \u2067and more",
        "\u202eetteza\u2067G",
        "human",
        CASES[30:],
    ),
)


def write_sources(folder: Path) -> Path:
    """Writes the documents and their list, and gives the list's path."""
    listed = list(_write_all(folder))
    path = folder / "sources.yaml"
    path.write_text(json.dumps({"sources": listed}), encoding="utf-8")  # which is YAML as well
    return path


def _write_all(folder: Path) -> Iterator[Mapping[str, str]]:
    for number, each in enumerate(ATTACKERS):
        name = f"attacker-{number}.txt"
        (folder / name).write_bytes(each.text.encode())
        yield {
            "file": name,
            "language": "en",
            "id": each.id,
            "work": each.id,
            "title": each.title,
            "publisher": each.publisher,
            "translator": each.translator,
            "date": "2024-05-01",
        }
