"""Each attempt has a span by the conventions for generative AI; no span, log or error has words or keys in it."""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.semconv.attributes import error_attributes, server_attributes
from opentelemetry.trace import SpanKind, StatusCode, Tracer

from bot.model.spans import CAPTURE
from bot.model.usage import Usage
from tests.bot.model.calls import ASKED, loaded, stream, stream_objects
from tests.bot.model.scripted import PLAIN, PROFILED, Asked, Reply, Scripted
from tests.bot.model.strictness import refusal

pytestmark = pytest.mark.anyio

_KEY = "sk-proj-0123456789abcdef"
_TEXT = "The median is 106%."


class _Traced:
    """A tracer, and the spans that it made."""

    def __init__(self) -> None:
        self._exporter, self._provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
        self._provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.tracer: Tracer = self._provider.get_tracer("tests")

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()

    def close(self) -> None:
        self._provider.shutdown()


@pytest.fixture
def traced() -> Iterator[_Traced]:
    found = _Traced()
    yield found
    found.close()


def _attributes(span: ReadableSpan) -> Mapping[str, Any]:
    assert span.attributes is not None
    return span.attributes


async def test_a_span_has_what_the_conventions_ask_for(server: Scripted, traced: _Traced) -> None:
    server.play(Reply(text=_TEXT, usage=(120, 8)))
    async with loaded(server, tracer=traced.tracer) as model:
        await stream(model)
    (span,) = traced.spans
    assert span.name == f"chat {PLAIN}"
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    found = dict(_attributes(span))
    assert 0 < found.pop("gen_ai.response.time_to_first_chunk") < 60
    assert found == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": PLAIN,
        "gen_ai.request.stream": True,
        "gen_ai.output.type": "text",
        "gen_ai.response.model": PLAIN,
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 120,
        "gen_ai.usage.output_tokens": 8,
        "server.address": "127.0.0.1",
        "server.port": server.port,
    }


async def test_every_name_is_one_of_the_conventions(
    server: Scripted, traced: _Traced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CAPTURE, "true")
    server.play([Reply(text=_TEXT), Reply(status=400)])
    async with loaded(server, tracer=traced.tracer) as model:
        await stream(model)
        await stream(model)
    modules = (gen_ai_attributes, error_attributes, server_attributes)
    known = {value for module in modules for value in vars(module).values() if isinstance(value, str)}
    assert {name for span in traced.spans for name in _attributes(span)} <= known


async def test_each_attempt_has_its_span_and_says_how_it_failed(server: Scripted, traced: _Traced) -> None:
    server.play([Reply(status=503), Reply(text=_TEXT, cut_after=2)])
    async with loaded(server, tracer=traced.tracer) as model:
        with traced.tracer.start_as_current_span("answer") as parent:
            await stream(model)
    *attempts, _ = traced.spans
    assert [_attributes(span)["error.type"] for span in attempts] == ["unavailable", "cut"]
    assert [span.status.status_code for span in attempts] == [StatusCode.ERROR] * 2
    assert not any(span.events for span in attempts)
    for span in attempts:
        assert span.parent is not None
        assert span.parent.span_id == parent.get_span_context().span_id


async def test_a_stream_that_its_caller_leaves_has_a_span_that_ends(server: Scripted, traced: _Traced) -> None:
    server.play(Reply(text="a b c", is_endless=True, letters=1))
    async with loaded(server, tracer=traced.tracer) as model:
        async for _ in (texts := model.stream_text(ASKED, usage=Usage(), until=1e12)):
            break
        await texts.aclose()
    (span,) = traced.spans
    assert "error.type" not in _attributes(span)
    assert not span.events


async def test_objects_have_spans_as_texts_have(server: Scripted, traced: _Traced) -> None:
    server.play(Reply(object={"sentences": []}, usage=(120, 8)))
    async with loaded(server, PROFILED, tracer=traced.tracer) as model:
        await stream_objects(model)
    (span,) = traced.spans
    found = _attributes(span)
    assert found["gen_ai.output.type"] == "json"
    assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (120, 8)
    assert found["gen_ai.response.model"] == PROFILED
    assert found["gen_ai.response.finish_reasons"] == ("stop",)


def _echo(asked: Asked) -> Reply:
    """What the rudest of servers does: it repeats the question and the key in its error."""
    said = f"{asked.prompt} {asked.headers['authorization']} {_TEXT}"
    return Reply(status=401, raw=refusal(said, kind=said, code=_KEY))


def _break(asked: Asked) -> Reply:
    return Reply(raw=f"data: {asked.prompt} {_KEY}\n\n".encode(), content_type="text/event-stream")


@pytest.mark.parametrize("script", [_echo, _break, Reply(text=_TEXT, cut_after=3), Reply(text=_TEXT)])
async def test_nobody_s_words_and_no_key_are_told(
    server: Scripted, traced: _Traced, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, script: Any
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", _KEY)
    caplog.set_level(logging.INFO)
    server.play(script)
    async with loaded(server, tracer=traced.tracer) as model:
        outcome = await stream(model)
    told = [*(span.to_json() for span in traced.spans), caplog.text, *(str(vars(each)) for each in caplog.records)]
    if outcome.error is not None:
        told += ["".join(traceback.format_exception(outcome.error)), repr(outcome.error), outcome.error.detail]
        assert outcome.error.__cause__ is None
        assert outcome.error.__context__ is None
    everything = "\n".join(told)
    assert len(traced.spans) == 1
    for secret in (_KEY, ASKED[0].content, ASKED[1].content, "median"):
        assert secret not in everything


@pytest.mark.parametrize("value", ["true", "True", " TRUE "])
async def test_words_are_captured_where_that_is_asked_for(
    server: Scripted, traced: _Traced, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(CAPTURE, value)
    server.play(Reply(text=_TEXT))
    async with loaded(server, tracer=traced.tracer) as model:
        await stream(model)
    (span,) = traced.spans
    asked = json.loads(_attributes(span)["gen_ai.input.messages"])
    assert [(each["role"], each["parts"][0]["content"]) for each in asked] == [
        (each.role, each.content) for each in ASKED
    ]
    (replied,) = json.loads(_attributes(span)["gen_ai.output.messages"])
    assert replied == {"role": "assistant", "parts": [{"type": "text", "content": _TEXT}], "finish_reason": "stop"}


@pytest.mark.parametrize("value", ["", "false", "1", "no"])
async def test_words_are_not_captured_otherwise(
    server: Scripted, traced: _Traced, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(CAPTURE, value)
    server.play(Reply(text=_TEXT))
    async with loaded(server, tracer=traced.tracer) as model:
        await stream(model)
    assert "median" not in traced.spans[0].to_json()
