"""What can be watched: Prometheus metrics of the answers. It counts and times, and holds no text."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.answer import Answer

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Meter:
    """Counts and times answers."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Registers the metrics, whose names begin with `csa_`."""
        self._answers = Counter(
            "csa_answers", "Answers given, by kind, generator and language.", ("kind", "generator", "language"),
            registry=registry,
        )  # fmt: skip
        self._refusals = Counter("csa_refusals", "Refusals, by reason.", ("reason",), registry=registry)
        self._cache = Counter(
            "csa_answer_cache", "Answers looked up, by result: hit or miss.", ("result",), registry=registry
        )
        self._retrieval = Histogram(
            "csa_retrieval_seconds", "Time to embed a question and search for it.", buckets=_SECONDS, registry=registry
        )
        self._whole = Histogram(
            "csa_answer_seconds", "Time to answer, waiting for a thread included.", buckets=_SECONDS, registry=registry
        )

    def answered(self, answer: Answer, seconds: float, *, was_remembered: bool) -> None:
        """Counts an answer.

        Args:
            answer: as given.
            seconds: it took.
            was_remembered: whether it was one of the latest, and not made anew.
        """
        self._answers.labels(answer.kind, answer.generator, answer.language).inc()
        self._cache.labels("hit" if was_remembered else "miss").inc()
        self._whole.observe(seconds)
        if answer.refusal:
            self._refusals.labels(answer.refusal.reason).inc()
        if (retrieval := answer.timings_ms.get("retrieve")) is not None:
            self._retrieval.observe(retrieval / 1000)
