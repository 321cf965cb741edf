"""Spans of calls by OpenTelemetry's conventions for generative AI, without what was asked and replied.

The names are written out: the package of conventions marks them all as moved elsewhere.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from opentelemetry import trace

from bot.model.chat import Message
from bot.model.errors import Failure
from bot.model.watch import Watch

CAPTURE: Final = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
"""The environment variable that, being `true`, lets spans hold what was asked and replied."""

_PROVIDERS = {
    "azure_openai": "azure.ai.openai",
    "bedrock": "aws.bedrock",
    "bedrock_converse": "aws.bedrock",
    "google_genai": "gcp.gemini",
    "google_vertexai": "gcp.vertex_ai",
    "ibm": "ibm.watsonx.ai",
    "mistralai": "mistral_ai",
    "xai": "x_ai",
}
"""As the conventions name them, where LangChain names them otherwise."""
_PORTS = {"http": 80, "https": 443}


class ChatSpan:
    """The span of one attempt."""

    def __init__(self, span: trace.Span, *, captures: bool) -> None:
        self._span, self._captures = span, captures

    def replied(self, watch: Watch, began: float) -> None:
        """Notes what is known of the reply, whether or not it came to its end.

        Args:
            watch: that followed it.
            began: when the attempt did, on anyio's clock.
        """
        found = {
            "gen_ai.response.model": watch.model,
            "gen_ai.response.finish_reasons": [watch.finish] if watch.finish else None,
            "gen_ai.response.time_to_first_chunk": watch.begun - began if watch.begun is not None else None,
            "gen_ai.usage.input_tokens": watch.input_tokens or None,
            "gen_ai.usage.output_tokens": watch.output_tokens or None,
            "gen_ai.output.messages": _reply(watch) if self._captures else None,
        }
        self._span.set_attributes({name: value for name, value in found.items() if value is not None})

    def failed(self, failure: Failure, detail: str) -> None:
        """Notes how the attempt failed."""
        self._span.set_attribute("error.type", failure)
        self._span.set_status(trace.Status(trace.StatusCode.ERROR, detail))


class ChatSpans:
    """Makes the spans of one model."""

    def __init__(self, tracer: trace.Tracer | None, provider: str, model: str, address: str | None) -> None:
        """Takes what all spans have in common.

        Args:
            tracer: makes them; None for no spans.
            provider: as LangChain names it.
            model: that is asked for.
            address: the server's URL; None where it is not known.
        """
        self._tracer = tracer or trace.NoOpTracer()
        self._name = f"chat {model}"
        self._captures = os.environ.get(CAPTURE, "").strip().lower() == "true"
        self._attributes: dict[str, str | int | bool] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": _PROVIDERS.get(provider, provider),
            "gen_ai.request.model": model,
            "gen_ai.request.stream": True,
            **_server(address),
        }

    @contextmanager
    def attempt(self, messages: Sequence[Message], output: str) -> Iterator[ChatSpan]:
        """A span around one attempt, child of the current one.

        Args:
            messages: what is asked.
            output: `text` or `json`.
        """
        attributes = {**self._attributes, "gen_ai.output.type": output}
        if self._captures:
            attributes["gen_ai.input.messages"] = json.dumps(
                [{"role": each.role, "parts": [_part(each.content)]} for each in messages], ensure_ascii=False
            )
        # Exceptions are not recorded: those that pass here are cancellations, and others could hold what was asked.
        with self._tracer.start_as_current_span(
            self._name,
            kind=trace.SpanKind.CLIENT,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield ChatSpan(span, captures=self._captures)


def _server(address: str | None) -> dict[str, str | int]:
    parts = urlsplit(address or "")
    if not parts.hostname:
        return {}
    return {"server.address": parts.hostname, "server.port": parts.port or _PORTS.get(parts.scheme, 443)}


def _reply(watch: Watch) -> str:
    message = {"role": "assistant", "parts": [_part(watch.text)], "finish_reason": watch.finish or "error"}
    return json.dumps([message], ensure_ascii=False)


def _part(text: str) -> dict[str, str]:
    return {"type": "text", "content": text}
