"""How long it takes to tell what a question asks for, and to compute it: `python -m tests.bench.router`."""

import json
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bot.calculate.reply import reply
from bot.calculate.route import Routed, route

_QUESTIONS = Path(__file__).parent.parent / "bot" / "figures" / "dev_more.jsonl"
_ROUNDS = 5


def main() -> None:
    """Prints the median and the longest of the questions' times, each the best of several rounds, in milliseconds."""
    entries = [json.loads(line) for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    best = [min(_timed(entry) for _ in range(_ROUNDS)) for entry in entries]
    sys.stdout.write(f"{len(best)} questions: median {1000 * median(best):.1f} ms, longest {1000 * max(best):.1f} ms\n")


def _timed(entry: dict[str, Any]) -> float:
    earlier = tuple(turn["question"] for turn in entry.get("history") or ())
    before = perf_counter()
    routed = route(entry["question"], entry["language"], earlier)
    if isinstance(routed, Routed):
        reply(routed, entry["language"])
    return perf_counter() - before


if __name__ == "__main__":
    main()
