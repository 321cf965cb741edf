"""XQuAD with one peer more than the program itself can measure: the LangChain tutorial's pipeline, on the same weights.

    python -m tests.bench.xquad FOLDER [--limit N] [--json]

FOLDER holds xquad.en.json, xquad.ar.json and xquad.de.json. See `bot/evaluate/outside/xquad.py`.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress

from api.temporary import TemporaryKnowledge
from bot.evaluate.outside import xquad
from bot.evaluate.outside.report import show
from corpus.embeddings import load_embedder
from corpus.errors import EvaluationError
from corpus.unpack import unpack_bundled
from tests.bench.tutorial import TutorialPeer


def main() -> int:
    """Measures and prints; the exit status is 1 where a wanted figure is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.xquad", description="Retrieval on XQuAD, nine directions."
    )
    parser.add_argument("source", type=Path, help="folder with xquad.en.json, xquad.ar.json and xquad.de.json")
    parser.add_argument("--limit", type=int, metavar="N", help="a quick look: only the first N paragraphs a language")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    arguments = parser.parse_args()
    build = TemporaryKnowledge(load_embedder("bundled"))
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as temporary,
        Progress(console=Console(stderr=True), transient=True) as bar,
    ):
        folder = Path(temporary)
        peer = TutorialPeer(unpack_bundled(folder / "model"), folder / "stores")
        task = bar.add_task("XQuAD", total=None)
        try:
            directions, embedder = xquad.run(
                arguments.source,
                build,
                arguments.limit,
                lambda done, total: bar.update(task, completed=done, total=total),
                [peer],
            )
        except EvaluationError as error:
            parser.error(str(error))
    is_whole = arguments.limit is None
    report = xquad.report(directions, embedder, is_whole=is_whole)
    if arguments.json:
        sys.stdout.write(report.model_dump_json(indent=2) + "\n")
    else:
        show(Console(highlight=False), report)
    return int(is_whole and not all(direction.is_met for direction in directions))


if __name__ == "__main__":
    raise SystemExit(main())
