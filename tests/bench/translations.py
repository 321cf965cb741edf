"""How often figures of faithful translations are taken to differ: XQuAD's paragraphs, by human translators.

    python -m tests.bench.translations FOLDER [--limit N]

FOLDER holds xquad.en.json, xquad.ar.json and xquad.de.json: their paragraphs become the sections of one work in three
versions. What is told to differ is printed, since some of it does: translators err, and convert currencies.
"""

import argparse
import json
import sys
from itertools import combinations
from pathlib import Path

from api.temporary import TemporaryKnowledge
from bot.conflicts import disagreements
from bot.evaluate.outside.sources import SourceText
from bot.evidence import SectionReader
from corpus.embeddings import load_embedder

_LANGUAGES = ("en", "de", "ar")


def _source(folder: Path, language: str, limit: int | None) -> SourceText:
    data = json.loads((folder / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
    texts = [paragraph["context"].strip() for article in data for paragraph in article["paragraphs"]]
    text = "\n".join(f"## Paragraph\n\n{each}\n" for each in texts[:limit])
    return SourceText(language, text, language, "XQuAD", work="xquad")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.translations", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, help="a quick look: only the first N paragraphs")
    arguments = parser.parse_args()
    sources = [_source(arguments.folder, language, arguments.limit) for language in _LANGUAGES]
    with TemporaryKnowledge(load_embedder("bundled"))(sources) as knowledge:
        reader = SectionReader(knowledge)
        for pair in combinations(_LANGUAGES, 2):
            aligned = told = 0
            for section in knowledge.catalog.sections(pair[0]):
                first, second = reader.versions(pair, section.number)
                pairs = reader.align(first, second)
                aligned += len(pairs)
                for found in disagreements(first, second, pairs):
                    told += 1
                    sys.stdout.write(f"  {' '.join(found.sides[0])}  |  {' '.join(found.sides[1])}\n")
            sys.stdout.write(f"{' and '.join(pair)}: {told} of {aligned} aligned sentences are told to differ\n")


if __name__ == "__main__":
    main()
