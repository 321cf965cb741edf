"""What can be watched: Prometheus metrics, and OpenTelemetry traces where an endpoint is set. Neither holds text."""

import os
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_fastapi_instrumentator import Instrumentator

from bot.answering import Answered
from bot.generate import Report
from bot.model.usage import Usage

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_SECONDS_OF_MODELS = (*_SECONDS, 10.0, 20.0, 40.0)
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
            "csa_answer_seconds",
            "Time to answer, waiting for a thread and for a chat model included.",
            buckets=_SECONDS_OF_MODELS,
            registry=registry,
        )
        self._model = _ModelMeter(registry)

    def answered(self, answered: Answered, seconds: float, *, was_remembered: bool) -> None:
        """Counts an answer.

        Args:
            answered: as given, with what became of a chat model's sentences.
            seconds: it took.
            was_remembered: whether it was one of the latest, and not made anew.
        """
        answer = answered.answer
        self._answers.labels(answer.kind, answer.generator, answer.language).inc()
        self._cache.labels("hit" if was_remembered else "miss").inc()
        self._whole.observe(seconds)
        if answer.refusal:
            self._refusals.labels(answer.refusal.reason).inc()
        if (retrieval := answer.timings_ms.get("retrieve")) is not None:
            self._retrieval.observe(retrieval / 1000)
        if answer.fallback:
            self._model.fallbacks.labels(answer.fallback).inc()
        if answered.report:
            self._model.reported(answered.report)

    def called(self, outcome: str, before: Usage, after: Usage) -> None:
        """Counts a call of the chat model, whatever became of the answer.

        Args:
            outcome: `ok`, how it failed, or `left`: nobody waited for all of the reply.
            before: what the answer's calls had come to.
            after: what they come to with this one.
        """
        self._model.called(outcome, before, after)


class _ModelMeter:
    """Counts what a chat model does."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._sentences = Counter(
            "csa_sentences",
            "Sentences of the chat model: shown, held back, mended (shown after they were held), dropped.",
            ("outcome",),
            registry=registry,
        )
        self._faults = Counter(
            "csa_faults", "Sentences held back, by the kind of their fault.", ("kind",), registry=registry
        )
        self.fallbacks = Counter(
            "csa_fallbacks",
            "Answers that fell back from the chat model to the sources' own sentences.",
            ("reason",),
            registry=registry,
        )
        self._calls = Counter(
            "csa_model_calls",
            "Requests to the chat model: ok, retried after a failure, left by who asked, or how they failed.",
            ("outcome",),
            registry=registry,
        )
        self._tokens = Counter(
            "csa_model_tokens", "Tokens of the chat model: input or output.", ("kind",), registry=registry
        )
        self._cost = Counter("csa_model_cost_usd", "What these tokens cost, where prices are set.", registry=registry)
        self._first_token = Histogram(
            "csa_model_first_token_seconds",
            "Time to the first token of an answer's first reply, retries included.",
            buckets=_SECONDS_OF_MODELS,
            registry=registry,
        )

    def reported(self, report: Report) -> None:
        """Counts the sentences of an answer."""
        outcomes = {"shown": report.shown, "held": report.held, "mended": report.mended, "dropped": report.dropped}
        for outcome, count in outcomes.items():
            self._sentences.labels(outcome).inc(count)
        for kind, count in report.faults.items():
            self._faults.labels(kind).inc(count)

    def called(self, outcome: str, before: Usage, after: Usage) -> None:
        """Counts a call, by what it adds to the usage."""
        self._calls.labels(outcome).inc()
        self._calls.labels("retried").inc(after.retries - before.retries)
        self._tokens.labels("input").inc(after.input_tokens - before.input_tokens)
        self._tokens.labels("output").inc(after.output_tokens - before.output_tokens)
        self._cost.inc((after.cost_usd or 0.0) - (before.cost_usd or 0.0))
        if before.first_token_s is None and after.first_token_s is not None:
            self._first_token.observe(after.first_token_s)


def measure(app: FastAPI, registry: CollectorRegistry) -> None:
    """Counts and times requests by route, and adds `GET /metrics`.

    With several workers, `PROMETHEUS_MULTIPROC_DIR` names the folder in which they add up their figures.
    """
    instrumentator = Instrumentator(registry=registry, excluded_handlers=list(_UNWATCHED))
    instrumentator.instrument(app)
    instrumentator.expose(app, tags=["operation"], response_class=PlainTextResponse)


def tracing() -> "TracerProvider | None":
    """Makes spans for the OTLP endpoint (HTTP) that the environment names; None without one.

    `OTEL_SERVICE_NAME`, `OTEL_EXPORTER_OTLP_HEADERS` and the others of the specification count. What is left to be sent
    is sent by its `shutdown`.
    """
    if not any(map(os.environ.get, _ENDPOINTS)):
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME", "cs-answers")
    provider = TracerProvider(resource=Resource.create({"service.name": name}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def trace(app: FastAPI, provider: "TracerProvider") -> None:
    """Has each request traced."""
    from starlette.middleware.opentelemetry import OpenTelemetryMiddleware

    app.add_middleware(OpenTelemetryMiddleware, tracer_provider=provider, excluded_urls=_UNWATCHED)
