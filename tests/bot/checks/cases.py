"""Sentences as chat models write them, right ones and planted faults, with the evidence that they cite."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.checks.draft import Context, Draft, Source
from bot.verify import Given


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence, and whether it may be shown."""

    id: str
    language: str
    fault: str | None
    """Kind of the planted fault; None for a sentence that is right."""
    draft: Draft
    context: Context


def read_cases(file: Path) -> Iterator[Case]:
    """The cases of a file of JSON lines."""
    for line in file.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        sources = {source["number"]: Source(**source) for source in entry["sources"]}
        context = Context(entry["language"], sources, (Given(entry["question"], entry["language"]),))
        for fault, sentence in [(None, each) for each in entry["good"]] + [(e["kind"], e) for e in entry["faults"]]:
            draft = Draft(sentence["text"], tuple(sentence["sources"]))
            yield Case(entry["id"], entry["language"], fault, draft, context)
