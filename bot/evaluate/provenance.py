"""What a run was made with, so that a saved one says what it is about."""

import os
import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from bot.evaluate.items import Split
from bot.evaluate.run import Provenance, fingerprint
from bot.prompts import VERSION
from corpus.knowledge import KnowledgeBase

_PACKAGES = ("bot", "corpus", "ingest")
"""Those that decide what is answered."""


def provenance(
    knowledge: KnowledgeBase, splits: Sequence[Split], held_out: Sequence[str] = (), chat_model: str | None = None
) -> Provenance:
    """Of a run with the program as it is now.

    Args:
        knowledge: what was answered from.
        splits: the questions.
        held_out: names of those that nothing may be tuned on.
        chat_model: what worded the answers; None for the sources' own sentences.
    """
    return Provenance(
        version=version("cs-answers"),
        code=fingerprint(part for path in _program() for part in (path.name.encode(), path.read_bytes())),
        model=knowledge.embedder.fingerprint,
        chat_model=f"{chat_model}, prompts {VERSION}" if chat_model else None,
        knowledge=fingerprint(_searched(knowledge)),
        questions={split.name: split.sha256 for split in splits},
        held_out=tuple(held_out),
        made=datetime.now(UTC).date().isoformat(),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    )


def _searched(knowledge: KnowledgeBase) -> Iterator[bytes]:
    for document in knowledge.catalog.documents():
        for section in knowledge.catalog.sections(document.id):
            for passage in knowledge.catalog.passages_of(document.id, section.number):
                yield from (passage.id.encode(), passage.text.encode())


def _program() -> Iterator[Path]:
    """The files of the program and its data, the questions apart."""
    for package in _PACKAGES:
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root).parts
            if path.is_file() and "__pycache__" not in inside and "qa" not in inside:
                yield path
