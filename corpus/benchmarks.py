"""What the sources say a metric is elsewhere.

The data are in `benchmarks.yaml`, whose first lines describe the format.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from corpus.quantities import Unit


@dataclass(frozen=True, slots=True)
class Stated:
    """Where one version of a work states a benchmark."""

    document: str
    """Id of the document."""
    words: str
    """Words of the sentence that states it, as they stand there."""
    value: Decimal | None
    """None for a figure that stands there and cannot be read."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A figure to hold a metric against."""

    id: str
    metrics: tuple[str, ...]
    """Names of calculators."""
    section: str
    unit: Unit
    statistic: Mapping[str, str]
    """By language: what it is; empty where the figure is not of the metric itself, and nothing can be compared."""
    stated: tuple[Stated, ...]


@cache
def load_benchmarks() -> tuple[Benchmark, ...]:
    """All benchmarks, in the order of the file."""
    entries = yaml.safe_load(files("corpus").joinpath("benchmarks.yaml").read_text(encoding="utf-8"))
    return tuple(
        Benchmark(
            entry["id"],
            tuple(entry["metrics"]),
            entry["section"],
            Unit(entry["unit"]),
            entry.get("statistic", {}),
            tuple(_stated(**each) for each in entry["stated"]),
        )
        for entry in entries
    )


def benchmarks_of(metric: str) -> tuple[Benchmark, ...]:
    """The benchmarks of a calculator by its name."""
    return tuple(benchmark for benchmark in load_benchmarks() if metric in benchmark.metrics)


def _stated(document: str, words: str, value: str | None) -> Stated:
    return Stated(document, words, None if value is None else Decimal(value))
