"""How fast the service is beside the chain and the embedder that it rests on, as ratios in one run.

    python -m tests.bench.service [--requests 10000] [--json]

The sides take turns, each in a process of its own: `cs-answers serve` over loopback, the chain in process, and the
embedder alone, asked by as many threads as there are clients. Medians of the rounds count.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import psutil

from tests.api.commands import COMMAND, run
from tests.api.serving import Served, serving
from tests.bench.client import Asked, ask_all
from tests.bench.speed import ROOT, Worker

_CLIENTS = 16
_ROUNDS = 5
_A_ROUND = 150  # questions
_WARM_UP = 2_000  # requests, after which the memory is looked at: the answers kept have been filled by then
_QUESTIONS = ROOT / "corpus/qa/dev.jsonl"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result."""

    name: str
    ours: float
    beside: float | None
    """What the service is held against: the chain's milliseconds, the embedder's questions a second."""
    ratio: float
    wanted: str
    is_met: bool


def latency(served: Served, chain: Worker, questions: Sequence[str]) -> Figure:
    """The median time of distinct questions, asked one after another."""
    ours, beside = [], []
    for question in questions:
        beside.append(chain.ask(question)[0])
        ours += ask_all(served.port, [question]).milliseconds
    ratio = median(ours) / median(beside)
    return Figure(
        "POST /ask, ms, beside the chain in process", median(ours), median(beside), ratio, "<= 1.3", ratio <= 1.3
    )


def throughput(served: Served, embedder: Worker, rounds: Sequence[Sequence[str]]) -> Figure:
    """Answers a second with 16 clients, beside the embeddings a second that 16 threads get from the embedder alone."""
    ours, beside = [], []
    for questions in rounds:
        beside.append(len(questions) / embedder.ask(json.dumps(questions))[0] * 1000)
        ours.append(ask_all(served.port, questions, _CLIENTS).rate)
    ratio = median(ours) / median(beside)
    name = f"answers a second, {_CLIENTS} clients, beside the embedder alone"
    return Figure(name, median(ours), median(beside), ratio, ">= 0.9", ratio >= 0.9)


def repeated(served: Served, question: str) -> Figure:
    """The median time of a question that was asked before."""
    milliseconds = median(ask_all(served.port, [question] * 300).milliseconds)
    return Figure("a repeated question, ms", milliseconds, None, milliseconds, "< 3", milliseconds < 3)


def endurance(served: Served, questions: Sequence[str], requests: int) -> list[Figure]:
    """Many requests: how many fail on the service's side, and how much its memory grows after warm-up."""
    asked = cycle(questions)
    first = ask_all(served.port, list(islice(asked, _WARM_UP)), _CLIENTS)
    before = _memory(served)
    rest = ask_all(served.port, list(islice(asked, max(0, requests - _WARM_UP))), _CLIENTS)
    growth = _memory(served) / before - 1
    failed = _failed(first) + _failed(rest)
    return [
        Figure(f"5xx of {requests:,} requests", failed, None, failed, "0", failed == 0),
        Figure("memory growth after warm-up, %", 100 * growth, None, growth, "< 5 %", growth < 0.05),
    ]


def _failed(asked: Asked) -> int:
    return sum(status >= 500 for status in asked.statuses)


def _memory(served: Served) -> int:
    process = psutil.Process(served.process.pid)
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True)))


def serve_embedder() -> None:
    """Reads lists of questions from standard input, and answers each with the milliseconds it takes 16 threads."""
    from corpus.embeddings import BUNDLED, load_embedder

    embedder = load_embedder(BUNDLED)
    with ThreadPoolExecutor(_CLIENTS) as threads:
        for line in sys.stdin:
            questions = json.loads(line) if line.startswith("[") else [line]
            started = perf_counter()
            list(threads.map(embedder.embed_query, questions))
            sys.stdout.write(f"{1000 * (perf_counter() - started)}\n")
            sys.stdout.flush()


def _distinct() -> Iterator[str]:
    for line in _QUESTIONS.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["question"]


def measure(folder: Path, requests: int) -> list[Figure]:
    """All figures, over a knowledge base of the shipped articles made in `folder`."""
    ingested = run("ingest", data_dir=folder)
    if ingested.status:
        raise RuntimeError(ingested.err)
    questions = list(dict.fromkeys(_distinct()))
    environment = {**os.environ, "CSA_DATA_DIR": str(folder), "PYTHONIOENCODING": "utf-8"}
    # Without the tests' guard, whose hook sees every socket and file.
    with serving(folder, program=(COMMAND, "serve"), env={"GUARD_LOG": ""}) as served:
        chain = Worker(["-m", "tests.bench.ours", "serve"], environment)
        embedder = Worker(["-m", "tests.bench.service", "--embedder"], environment)
        figures = [latency(served, chain, questions[:_A_ROUND])]
        chain.close()
        rounds = [questions[_A_ROUND * n : _A_ROUND * (n + 1)] for n in range(1, _ROUNDS + 1)]
        figures.append(throughput(served, embedder, rounds))
        embedder.close()
        figures.append(repeated(served, questions[0]))
        if requests:
            figures += endurance(served, questions, requests)
    return figures


def show(figures: Sequence[Figure]) -> None:
    """Prints the figures as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="The service beside what it rests on")
    for name in ("", "service", "beside", "ratio", "wanted", "met"):
        table.add_column(name, justify="left" if name in ("", "wanted", "met") else "right", no_wrap=True)
    for figure in figures:
        beside, ratio = ("-", "-") if figure.beside is None else (f"{figure.beside:.4g}", f"{figure.ratio:.2f}")
        met = "yes" if figure.is_met else "NO"
        table.add_row(figure.name, f"{figure.ours:.4g}", beside, ratio, figure.wanted, met)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def main() -> int:
    """Measures and prints; the exit status is 1 where a wanted figure is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.service", description="The service's speed, as ratios."
    )
    parser.add_argument("--requests", type=int, default=10_000, help="of the endurance run; 0 leaves it out")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--embedder", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.embedder:
        serve_embedder()
        return 0
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        figures = measure(Path(folder), arguments.requests)
    if arguments.json:
        sys.stdout.write(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")
    else:
        show(figures)
    return int(not all(figure.is_met for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())
