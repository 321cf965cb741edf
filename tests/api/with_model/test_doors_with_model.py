"""With a chat model, every door gives the same answer, and a stream shows nothing that is not in it at the end."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import anyio
import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp.client import Client
from openai import APIError, OpenAI
from openai.types.chat import ChatCompletion

from bot.answering import Answered, Answering, Told, Withdrawn
from tests.api.commands import run
from tests.api.inside import Inside
from tests.api.parrots import beside_the_point, evidence, invents, parrot
from tests.api.with_model.exchanges import BEFORE, NRR, SECONDS, ask, begin, joined, messages, read_until, stream
from tests.bot.model.scripted import PLAIN, Asked, Reply, Scripted

_ASKED = [
    NRR,
    "Wat is een goede NPS?",
    "كم عدد العملاء الذين يستطيع مدير نجاح العملاء خدمتهم؟",
    "How tall is the Eiffel Tower?",
    "We began with $2.0M, expanded 300k, lost 100k, shrank by 50k: what is our NRR, and is that good?",
]
_SCRIPTS = {"perfect": parrot(), "invented": invents(), "beside the point": beside_the_point()}


def _untimed(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def _client(inside: Inside) -> OpenAI:
    return OpenAI(base_url=f"{inside.url}/v1", api_key="none", max_retries=0, timeout=SECONDS)


def _complete(inside: Inside, question: str) -> ChatCompletion:
    with _client(inside) as client:
        return client.chat.completions.create(model="cs-answers", messages=cast(Any, messages(question)))


def _streamed(inside: Inside, question: str) -> tuple[list[str], dict[str, Any], int]:
    """The pieces of text, the answer, and the tokens told."""
    pieces: list[str] = []
    answer: dict[str, Any] = {}
    tokens = -1
    options: Any = {"include_usage": True}
    with _client(inside) as client:
        for chunk in client.chat.completions.create(
            model="cs-answers", messages=cast(Any, messages(question)), stream=True, stream_options=options
        ):
            pieces += [piece for choice in chunk.choices if (piece := choice.delta.content)]
            answer |= (chunk.model_extra or {}).get("cs_answer", {})
            tokens = chunk.usage.total_tokens if chunk.usage else tokens
    return pieces, answer, tokens


def _by_assistant(inside: Inside, asked: Mapping[str, Any]) -> dict[str, Any]:
    async def call() -> Any:
        async with Client(f"{inside.url}/mcp", read_timeout_seconds=SECONDS) as client:
            return (await client.call_tool("ask", dict(asked))).structured_content

    answer: dict[str, Any] = anyio.run(call)
    return answer


@pytest.mark.parametrize("question", _ASKED, ids=lambda question: question[:24])
def test_every_door_gives_the_same_answer(inside: Inside, model: Scripted, question: str) -> None:
    model.play(parrot())
    asked: dict[str, Any] = {"question": question, "history": BEFORE}
    wanted = _untimed(ask(inside, **asked))
    calls = len(model.asked)
    assert wanted["generator"] == {"refusal": "extractive", "calculation": "calculator"}.get(
        wanted["kind"], f"openai:{PLAIN}"
    )
    assert bool(calls) == (wanted["kind"] != "calculation")
    events = stream(inside, asked)
    assert _untimed(events[-1][1]) == wanted
    assert joined(events) == wanted["text"]
    completed = _complete(inside, question)
    assert completed.model_extra is not None
    assert _untimed(completed.model_extra["cs_answer"]) == wanted
    assert completed.choices[0].message.content == wanted["text"]
    pieces, answer, _ = _streamed(inside, question)
    assert _untimed(answer) == wanted
    assert "".join(pieces) == wanted["text"]
    assert _untimed(_by_assistant(inside, asked)) == wanted
    assert len(model.asked) == 5 * calls, "each door had its answer made"


def test_so_does_the_terminal(inside: Inside, model: Scripted, shipped_folder: Path) -> None:
    model.play(parrot())
    wanted = _untimed(ask(inside))
    assert wanted["generator"] == f"openai:{PLAIN}"
    ran = run("ask", "--json", NRR, data_dir=shipped_folder, env=model.environment())
    assert (ran.status, ran.err) == (0, "")
    assert _untimed(json.loads(ran.out)) == wanted


@pytest.mark.parametrize("script", _SCRIPTS)
def test_a_stream_is_the_answer_in_pieces(inside: Inside, model: Scripted, script: str) -> None:
    model.play(_SCRIPTS[script])
    events = stream(inside, {"question": NRR, "history": BEFORE})
    names = [name for name, _ in events]
    assert (names[0], names[-1]) == ("evidence", "answer")
    assert names.count("withdrawn") == (script == "beside the point")
    answer = events[-1][1]
    assert answer["fallback"] == {"perfect": None, "invented": "not_verified", "beside the point": "incomplete"}[script]
    assert joined(events) == answer["text"]
    last = events[names.index("withdrawn") + 1 if "withdrawn" in names else 0 :]
    told = [data for name, data in last if name == "citation"]
    assert sorted(told, key=lambda citation: citation["number"]) == answer["citations"]
    assert "987" not in json.dumps(events)
    if script == "beside the point":
        assert "get better" in next(data["text"] for name, data in events if name == "delta")
        assert "get better" not in answer["text"]


def test_a_citation_follows_the_piece_that_has_its_mark(inside: Inside, model: Scripted) -> None:
    model.play(parrot())
    before = ""
    for name, data in stream(inside, {"question": NRR, "history": BEFORE}):
        before += data["text"] if name == "delta" else ""
        assert name != "citation" or f"[{data['number']}]" in before, data["number"]


def test_every_event_is_as_described(inside: Inside, model: Scripted) -> None:
    described = httpx.get(f"{inside.url}/openapi.json", timeout=SECONDS).json()
    content = described["paths"]["/chat"]["post"]["responses"]["200"]["content"]["text/event-stream"]
    schemas = {each["properties"]["event"]["const"]: each for each in content["itemSchema"]["oneOf"]}
    model.play(beside_the_point())
    for name, data in stream(inside, {"question": NRR, "history": BEFORE}):
        schema = schemas[name]["properties"]["data"]["contentSchema"]
        Draft202012Validator({**schema, "components": described["components"]}).validate(data)


def test_what_could_be_withdrawn_is_not_sent_to_clients_that_cannot_take_it_back(
    inside: Inside, model: Scripted
) -> None:
    model.play(beside_the_point())
    pieces, answer, _ = _streamed(inside, NRR)
    assert answer["fallback"] == "incomplete"
    assert "".join(pieces) == answer["text"]
    assert "get better" not in answer["text"]


def test_what_was_held_back_is_sent_once_it_is_sure_to_stand(inside: Inside, model: Scripted) -> None:
    def last_first(asked: Asked) -> Reply:
        better = next(each for each in evidence(asked) if "get better" in each[1])
        return Reply(text="".join(f"{words} [{n}]\n" for n, words in [better, *evidence(asked)]))

    model.play(last_first)
    pieces, answer, _ = _streamed(inside, NRR)
    assert answer["fallback"] is None
    assert "get better" in pieces[0]
    assert "106%" in pieces[0], "the first that answers comes with those before it"
    told = [data["text"] for name, data in stream(inside, {"question": NRR, "history": BEFORE}) if name == "delta"]
    assert "106%" not in told[0]


@pytest.mark.parametrize("path", ["/chat", "/v1/chat/completions?stream"])
def test_text_comes_while_the_model_is_still_speaking(inside: Inside, model: Scripted, path: str) -> None:
    model.play(parrot(tokens_per_second=40))
    with begin(inside, path) as connection:
        read_until(connection, b"106%")
        assert model.open == 1
    model.wait_until(lambda server: server.open == 0)
    assert model.ended_by_client == 1


def test_tokens_are_told_as_openais_clients_count_them(inside: Inside, model: Scripted) -> None:
    model.play(parrot(usage=(210, 35)))
    usage = _complete(inside, NRR).usage
    assert usage is not None
    calls = len(model.asked)
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (210 * calls, 35 * calls, 245 * calls)
    assert _streamed(inside, NRR)[2] == 245 * calls


def test_an_answer_that_was_remembered_costs_no_tokens(inside: Inside, model: Scripted) -> None:
    model.play(parrot())
    question = "What is a good NRR for a young company?"
    first = ask(inside, question)
    assert first["generator"] == f"openai:{PLAIN}"
    calls = len(model.asked)
    assert _untimed(ask(inside, question)) == _untimed(first)
    with _client(inside) as client:
        usage = client.chat.completions.create(
            model="cs-answers", messages=[{"role": "user", "content": question}]
        ).usage
    assert usage is not None
    assert usage.total_tokens == 0
    assert len(model.asked) == calls


def test_text_that_does_not_stand_after_all_ends_the_stream_in_an_error(
    inside: Inside, model: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.play(parrot())
    real = Answering.events

    async def breaks_its_word(self: Answering, *given: Any) -> Any:
        async for event in real(self, *given):
            if isinstance(event, Answered):
                yield Withdrawn()
                yield Answered(event.answer.model_copy(update={"text": "Something else."}), event.report)
            else:
                assert not isinstance(event, Told) or event.answers
                yield event

    monkeypatch.setattr(Answering, "events", breaks_its_word)
    with pytest.raises(APIError, match="Something went wrong here"):
        _streamed(inside, NRR)
