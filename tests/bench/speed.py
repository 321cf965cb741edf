"""How fast and how large, beside the tutorial's pipeline, in one run.

    python -m tests.bench.speed [--json]

Measures a warm whole answer against the tutorial's warm retrieval alone, `cs-answers ask` from cold against the
tutorial's cold process, the peak memory of both, and the ingestion of unchanged sources. The two sides take turns, each
in a process of its own, and medians count. This process imports next to nothing: the peak memory that the system
reports of a child is at least that of the process that started it. Without torch only our own figures are measured.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
_SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
_PAIRS = 5
_MB = 1_000_000

# Ten of each language, on all ten sections, none in the words of a heading. The benchmark asks each once.
QUESTIONS = (
    "Which net revenue retention should a software company aim for?",
    "Is an NPS of 30 any good?",
    "Should the customer success team report to the CRO or to the CEO?",
    "How do I prove that customer success pays for itself?",
    "What does one customer success manager cost per million of revenue?",
    "How many customers can one CSM look after?",
    "What helps to grow customer success without hiring many more people?",
    "How large should the CS operations budget be?",
    "Do CSMs need deep knowledge of the product?",
    "Is customer success still necessary now that growth has slowed?",
    "Welk percentage netto-omzetbehoud is normaal voor jonge bedrijven?",
    "Hoe hoog moet onze Net Promoter Score zijn?",
    "Onder wie valt het CS-team, en krijgt het een verkoopdoel?",
    "Hoe bereken je wat klantsucces oplevert?",
    "Hoeveel van de omzet mag een CSM kosten?",
    "Hoeveel klanten kan één CSM aan?",
    "Hoe laat je het CS-team meegroeien met het bedrijf?",
    "Hoeveel mensen heb je nodig voor CS Ops?",
    "Moet een klantsuccesmanager het product door en door kennen?",
    "Waarom zou je in 2024 nog in klantsucces investeren?",
    "ما نسبة الاحتفاظ بصافي الإيرادات المناسبة لشركة ناشئة؟",
    "كم يجب أن تكون درجة صافي نقاط الترويج؟",
    "هل يتبع فريق نجاح العملاء المدير التنفيذي أم قسم المبيعات؟",
    "كيف أثبت للإدارة عائد الاستثمار في نجاح العملاء؟",
    "كم تكلفة مدير نجاح العملاء مقارنة بالإيرادات؟",
    "كم عميلا يستطيع مدير واحد أن يخدم؟",
    "كيف ينمو فريق نجاح العملاء دون زيادة كبيرة في التكاليف؟",
    "ما حجم الاستثمار المناسب في العمليات؟",
    "هل معرفة المنتج ضرورية لمن يعمل في نجاح العملاء؟",
    "هل ما زالت الشركات بحاجة إلى نجاح العملاء؟",
)
WARM_UP = ("What is churn?", "Wat is een klant?", "ما هو العميل؟")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result."""

    name: str
    unit: str
    ours: float
    peer: float | None
    """The tutorial's; None where it was not measured, or has none."""
    wanted: str
    is_met: bool | None
    """None where it takes the tutorial to tell."""

    @property
    def ratio(self) -> float | None:
        """The tutorial's figure in ours: above 1 where ours is smaller."""
        return None if self.peer is None else self.peer / self.ours


@dataclass(frozen=True, slots=True)
class Cold:
    """A process from start to end."""

    seconds: float
    peak: float
    """The most memory it held, in MB."""
    output: str


class Worker:
    """A process that keeps its model loaded and answers a line with a line."""

    def __init__(self, arguments: Sequence[str], environment: dict[str, str]) -> None:
        """Starts `python` with the arguments, and asks the warm-up questions."""
        self._told = TemporaryFile()
        self._process = Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdin=PIPE, stdout=PIPE, stderr=self._told
        )
        for question in WARM_UP:
            self.ask(question)

    def ask(self, question: str) -> tuple[float, str]:
        """Milliseconds that the process took for a question, and the kind of answer where it says so.

        Raises:
            RuntimeError: the process has ended; the message ends with what it wrote on standard error.
        """
        sent, received = self._pipes()
        sent.write(question.encode() + b"\n")
        sent.flush()
        milliseconds, _, kind = received.readline().decode().partition(" ")
        if not milliseconds:
            raise RuntimeError(f"a worker has ended: {_read(self._told)}")
        return float(milliseconds), kind.strip()

    def close(self) -> None:
        """Ends the process."""
        for pipe in self._pipes():
            pipe.close()
        self._process.wait()
        self._told.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the worker has no pipes")
        return self._process.stdin, self._process.stdout


def run_cold(arguments: Sequence[str], environment: dict[str, str]) -> Cold:
    """Runs `python` with the arguments and measures the process.

    Raises:
        RuntimeError: it failed; the message ends with what it wrote on standard error.
    """
    with TemporaryFile() as said, TemporaryFile() as told:
        started = perf_counter()
        process = Popen([sys.executable, *arguments], cwd=ROOT, env=environment, stdout=said, stderr=told)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)} failed: {_read(told)}")
        return Cold(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / _MB, _read(said))


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


class Bench:
    """The two sides, each with its store of the shipped articles."""

    def __init__(self, folder: Path, *, with_tutorial: bool) -> None:
        """Ingests the articles on both sides; the tutorial's model is unpacked to `folder` first."""
        self._environment = {
            **os.environ,
            "CSA_DATA_DIR": str(folder / "ours"),
            "HF_HUB_OFFLINE": "1",
            "ANONYMIZED_TELEMETRY": "False",
            "PYTHONIOENCODING": "utf-8",
        }
        for name in ("CSA_EMBEDDINGS", "CSA_CHROMA_URL", "CSA_SOURCES"):
            self._environment.pop(name, None)
        self._stores = (str(folder / "model"), str(folder / "tutorial"))
        self._with_tutorial = with_tutorial
        self._cold(["-m", "api.cli", "ingest"])
        if with_tutorial:
            self._cold(["-m", "api.cli", "unpack-model", self._stores[0]])
            self._cold(["-m", "tests.bench.tutorial", "ingest", *self._stores, *map(str, _SEEDS)])

    def warm(self) -> list[Figure]:
        """A whole answer in a warm process, against the tutorial's retrieval."""
        ours = Worker(["-m", "tests.bench.ours", "serve"], self._environment)
        peer = None
        if self._with_tutorial:
            peer = Worker(["-m", "tests.bench.tutorial", "serve", *self._stores], self._environment)
        own_times, peer_times = [], []
        refused = 0
        for question in QUESTIONS:
            milliseconds, kind = ours.ask(question)
            own_times.append(milliseconds)
            refused += kind == "refusal"
            if peer:
                peer_times.append(peer.ask(question)[0])
        for worker in filter(None, (ours, peer)):
            worker.close()
        name = f"warm answer, median of {len(QUESTIONS)} ({refused} refused)"
        return [_faster(name, "ms", own_times, peer_times, 1.5)]

    def cold(self) -> list[Figure]:
        """`cs-answers ask` as a process of its own, against the tutorial's: time and peak memory."""
        questions = QUESTIONS[:: len(QUESTIONS) // _PAIRS][:_PAIRS]
        ours, peer = [], []
        for question in (WARM_UP[0], *questions):
            ours.append(self._cold(["-m", "api.cli", "ask", question]))
            if self._with_tutorial:
                peer.append(self._cold(["-m", "tests.bench.tutorial", "ask", *self._stores, question]))
        del ours[0], peer[:1]  # the first pair read the files into the system's cache
        own_peak, peer_peak = max(run.peak for run in ours), max((run.peak for run in peer), default=None)
        return [
            _faster(f"cold ask, median of {_PAIRS}", "s", _seconds(ours), _seconds(peer), 4.0),
            Figure("cold ask, peak memory", "MB", own_peak, peer_peak, "< 400 MB", own_peak < 400),
        ]

    def reingest(self) -> list[Figure]:
        """The ingestion of unchanged sources, which the tutorial does not have."""
        measured = json.loads(self._cold(["-m", "tests.bench.ours", "reingest"]).output)
        warm, embedded = median(measured["seconds"]), measured["embedded"]
        cold = median(self._cold(["-m", "api.cli", "ingest"]).seconds for _ in range(3))
        return [
            Figure("re-ingest unchanged, warm", "s", warm, None, "< 1 s", warm < 1),
            Figure("re-ingest unchanged, texts embedded", "", embedded, None, "0", embedded == 0),
            Figure("re-ingest unchanged, cold command", "s", cold, None, "< 1 s", cold < 1),
        ]

    def _cold(self, arguments: Sequence[str]) -> Cold:
        return run_cold(arguments, self._environment)


def _seconds(runs: Iterable[Cold]) -> list[float]:
    return [run.seconds for run in runs]


def _faster(name: str, unit: str, ours: Sequence[float], peer: Sequence[float], wanted: float) -> Figure:
    own, other = median(ours), median(peer) if peer else None
    return Figure(name, unit, own, other, f">= {wanted:g} x", None if other is None else other / own >= wanted)


def has_tutorial() -> bool:
    """Whether all that the tutorial's pipeline needs is installed."""
    needed = ("torch", "sentence_transformers", "langchain_huggingface", "langchain_chroma", "langchain_text_splitters")
    return all(find_spec(name) for name in needed)


def show(figures: Sequence[Figure]) -> None:
    """Prints the figures as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Speed and memory beside the tutorial's pipeline")
    for name in ("", "ours", "tutorial", "ratio", "wanted", "met"):
        table.add_column(name, justify="left" if name in ("", "wanted", "met") else "right", no_wrap=True)
    for figure in figures:
        peer = "-" if figure.peer is None else f"{figure.peer:.4g} {figure.unit}"
        ratio = "-" if figure.ratio is None else f"{figure.ratio:.2f} x"
        met = {None: "not measured", True: "yes", False: "NO"}[figure.is_met]
        table.add_row(figure.name, f"{figure.ours:.4g} {figure.unit}".strip(), peer, ratio, figure.wanted, met)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def main() -> int:
    """Measures and prints; the exit status is 1 where a wanted figure is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed", description="Speed and memory, as ratios.")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    with_tutorial = has_tutorial()
    if not with_tutorial:
        sys.stderr.write("torch or another part of the tutorial's pipeline is not installed: only our own figures.\n")
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), with_tutorial=with_tutorial)
        figures = [*bench.warm(), *bench.cold(), *bench.reingest()]
    if arguments.json:
        sys.stdout.write(json.dumps([{**asdict(f), "ratio": f.ratio} for f in figures], indent=2) + "\n")
    else:
        show(figures)
    return int(any(figure.is_met is False for figure in figures))


if __name__ == "__main__":
    raise SystemExit(main())
