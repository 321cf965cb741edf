"""Known questions with a small chat model: what of the promises is broken, and whether facts are lost.

`python -m tests.bench.small_model [EVERY]`: each EVERYth question of the three shipped files (1, all of them, by
default) is asked of the chain, and of the chain with SmolLM2-135M behind llama.cpp on loopback. The model is weak; what
counts is that nothing wrong of it is shown, and that no fact is lost beside the sources' own sentences.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

from api.asking import answering_with
from bot.chat import AnswerChain
from bot.evaluate.items import Split, read_items
from bot.evaluate.run import Result, evaluate
from bot.evaluate.system import InProcess
from bot.evaluate.wording import wordings
from corpus.embeddings import BUNDLED, load_embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from ingest.build import ingest
from tests.bot.model.small import small_model

_QUESTIONS = Path(__file__).parents[2] / "corpus/qa"


def _splits(every: int) -> list[Split]:
    splits = [read_items(_QUESTIONS / f"{name}.jsonl") for name in ("dev", "test", "promises")]
    return [Split(name=split.name, items=split.items[::every], sha256=split.sha256) for split in splits]


def _mean(results: list[Result], figure: str) -> float:
    return float(np.mean([result.figures[figure] for result in results if figure in result.figures]))


def main(every: int) -> None:
    """Asks, and prints the figures of both."""
    splits = _splits(every)
    with tempfile.TemporaryDirectory() as folder, small_model(Path(folder) / "model.log", keeps_prompts=True) as model:
        settings = Settings(data_dir=Path(folder), **model.settings())
        embedder = load_embedder(BUNDLED)
        ingest(settings, embedder)
        knowledge = open_knowledge_base(settings, embedder)
        chain = AnswerChain(knowledge)
        plain = evaluate(splits, InProcess(knowledge, chain))

        with answering_with(settings, chain, embedder) as answering:
            worded = evaluate(splits, InProcess(knowledge, chain, answering), _tell)
        knowledge.close()
    sys.stdout.write(f"\n{len(plain)} questions, each {every}. of the shipped ones\n")
    for figure in ("numbers", "citations", "language", "facts", "decided"):
        sys.stdout.write(f"{figure:10s} extractive {_mean(plain, figure):.4f}  worded {_mean(worded, figure):.4f}\n")
    wrong = {
        figure: [after.id for before, after in zip(plain, worded, strict=True) if _is_worse(before, after, figure)]
        for figure in ("numbers", "citations", "language", "facts")
    }
    sys.stdout.write(f"worse than extractive: {wrong}\n{wordings(worded)}\n")


def _is_worse(before: Result, after: Result, figure: str) -> bool:
    return after.figures.get(figure, 1.0) < before.figures.get(figure, 1.0)


def _tell(done: int) -> None:
    sys.stderr.write(f"\r{done}")
    sys.stderr.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
