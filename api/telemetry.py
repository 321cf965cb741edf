"""What can be watched: Prometheus metrics, and OpenTelemetry traces where an endpoint is set. Neither holds text."""

import os
from contextlib import AbstractContextManager, ExitStack, nullcontext

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_fastapi_instrumentator import Instrumentator

from bot.answer import Answer

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_UNWATCHED = ("/health/live", "/health/ready", "/metrics", "/static")
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Meter:
    """Counts and times answers."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Registers the metrics, whose names begin with `csa_`."""
        self._answers = Counter(
            "csa_answers",
            "Answers given, by kind, generator and language.",
            ("kind", "generator", "language"),
            registry=registry,
        )
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


def measure(app: FastAPI, registry: CollectorRegistry) -> None:
    """Counts and times requests by route, and adds `GET /metrics`.

    With several workers, `PROMETHEUS_MULTIPROC_DIR` names the folder in which they add up their figures.
    """
    instrumentator = Instrumentator(registry=registry, excluded_handlers=list(_UNWATCHED))
    instrumentator.instrument(app)
    instrumentator.expose(app, tags=["operation"], response_class=PlainTextResponse)


def trace(app: FastAPI) -> AbstractContextManager[object]:
    """Has each request traced to the OTLP endpoint (HTTP) that the environment names; without one, does nothing.

    `OTEL_SERVICE_NAME`, `OTEL_EXPORTER_OTLP_HEADERS` and the others of the specification count.

    Returns:
        What the application runs in: what is left to be sent is sent when it ends.
    """
    if not any(map(os.environ.get, _ENDPOINTS)):
        return nullcontext()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from starlette.middleware.opentelemetry import OpenTelemetryMiddleware

    name = os.environ.get("OTEL_SERVICE_NAME", "cs-answers")
    provider = TracerProvider(resource=Resource.create({"service.name": name}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    app.add_middleware(OpenTelemetryMiddleware, tracer_provider=provider, excluded_urls=_UNWATCHED)
    stack = ExitStack()
    stack.callback(provider.shutdown)
    return stack
