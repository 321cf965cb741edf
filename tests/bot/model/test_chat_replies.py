"""What a model is asked, as the server sees it, and what it replies: texts, growing objects, calls of tools, usage."""

from itertools import pairwise

import anyio
import pytest

from bot.model.chat import Message
from bot.model.errors import ModelFailedError
from bot.model.usage import Usage
from bot.tools import structured_tools
from tests.bot.model.calls import ASKED, SCHEMA, loaded, stream, stream_objects
from tests.bot.model.scripted import PLAIN, PROFILED, Called, Reply, Scripted

pytestmark = pytest.mark.anyio

_TEXT = "The median is 106% [1]. ما هو NRR؟ Één zin."
_OBJECT = {"sentences": [{"text": "The median is 106%.", "sources": [1, 2]}, {"text": "Één", "sources": []}]}


async def test_a_text_comes_in_pieces(server: Scripted) -> None:
    server.play(Reply(text=_TEXT))
    async with loaded(server) as model:
        outcome = await stream(model)
        assert model.name == f"openai:{PLAIN}"
        until = anyio.current_time() + 20
        assert await model.complete(ASKED, usage=Usage(), until=until) == _TEXT
    assert outcome.text == _TEXT
    assert len(outcome.pieces) > 5
    assert not server.malformed


async def test_messages_are_sent_as_they_are(server: Scripted) -> None:
    server.play(Reply(text=_TEXT))
    messages = [*ASKED, Message("assistant", "106%."), Message("tool", "NRR = 107.5%"), Message("user", "And then?")]
    async with loaded(server) as model:
        await model.complete(messages, usage=Usage(), until=anyio.current_time() + 20)
    (asked,) = server.asked
    assert [(each["role"], each["content"]) for each in asked.body["messages"]] == [
        *((each.role, each.content) for each in ASKED),
        ("assistant", "106%."),
        ("user", "NRR = 107.5%"),
        ("user", "And then?"),
    ]
    assert asked.model == PLAIN
    assert asked.body["stream"] is True


async def test_a_model_has_what_its_profile_declares(server: Scripted) -> None:
    async with loaded(server, PROFILED) as profiled, loaded(server, PLAIN) as plain:
        assert (profiled.has_structured_output, profiled.has_tools) == (True, True)
        assert (plain.has_structured_output, plain.has_tools) == (False, False)


async def test_an_object_grows_by_its_schema(server: Scripted) -> None:
    server.play(Reply(object=_OBJECT))
    async with loaded(server, PROFILED) as model:
        outcome = await stream_objects(model)
    assert outcome.error is None
    assert outcome.pieces[-1] == _OBJECT
    assert len(outcome.pieces) > 5
    texts = ["".join(each.get("text", "") for each in state.get("sentences", [])) for state in outcome.pieces]
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))
    (asked,) = server.asked
    given = asked.body["response_format"]["json_schema"]
    assert given["strict"] is True
    assert given["schema"]["properties"] == SCHEMA["properties"]
    assert not server.malformed


async def test_tools_are_asked_for_and_not_called(server: Scripted) -> None:
    calls = (
        Called.of("nps", promoters=50, passives=20, detractors=10),
        Called("nps", ""),
        Called("no_such_tool", '{"of": "the court"}'),
        *(Called("nps", bad) for bad in ("{", '{"promoters": 5', "[1]", "7", "promoters=5", '{"promoters": NaN}')),
        Called("nps", "[" * 5_000),
    )
    server.play(Reply(calls=calls, letters=100))
    tools = structured_tools()
    async with loaded(server, PROFILED) as model:
        found = await model.call_tools(ASKED, tools, usage=Usage(), until=anyio.current_time() + 20)
    assert [(call.name, call.arguments) for call in found] == [
        ("nps", {"promoters": 50, "passives": 20, "detractors": 10}),
        ("nps", {}),
        ("no_such_tool", {"of": "the court"}),
        *(("nps", None),) * 7,
    ]
    assert [call.id for call in found] == [f"call_{number}" for number in range(len(calls))]
    assert server.asked[0].tools == tuple(tool.name for tool in tools)
    assert not server.malformed


async def test_no_tool_need_be_called(server: Scripted) -> None:
    server.play([Reply(text="There is nothing to calculate."), Reply()])
    async with loaded(server, PROFILED) as model:
        for _ in range(2):
            until = anyio.current_time() + 20
            assert await model.call_tools(ASKED, structured_tools(), usage=Usage(), until=until) == ()


async def test_no_tool_is_of_use_from_a_reply_that_breaks_off(server: Scripted) -> None:
    server.play(Reply(calls=(Called.of("nps", promoters=50),), cut_after=3))
    async with loaded(server, PROFILED) as model:
        with pytest.raises(ModelFailedError, match="cut"):
            await model.call_tools(ASKED, structured_tools(), usage=Usage(), until=anyio.current_time() + 20)


async def test_usage_adds_up_over_calls_and_kinds(server: Scripted) -> None:
    server.play(
        [
            Reply(text=_TEXT, usage=(1_000, 50), delay=0.2),
            Reply(status=503),
            Reply(object=_OBJECT, usage=(2_000, 100)),
            Reply(calls=(Called("nps"),), usage=(3_000, 10)),
        ]
    )
    usage = Usage()
    async with loaded(server, PROFILED, chat_prices="0.25/2.00") as model:
        await stream(model, usage=usage)
        first = usage.first_token_s
        until = anyio.current_time() + 20
        assert [state async for state in model.stream_objects(ASKED, SCHEMA, usage=usage, until=until)][-1] == _OBJECT
        await model.call_tools(ASKED, structured_tools(), usage=usage, until=until)
    assert (usage.calls, usage.retries) == (4, 1)
    assert (usage.input_tokens, usage.output_tokens) == (6_000, 160)
    assert usage.cost_usd == pytest.approx(6_000 * 0.25e-6 + 160 * 2e-6)
    assert first is not None
    assert 0.2 <= first <= usage.seconds
    assert usage.first_token_s == first


async def test_cost_is_not_told_without_prices_and_tokens_not_without_counts(server: Scripted) -> None:
    server.play(Reply(text=_TEXT, usage=None))
    async with loaded(server) as model:
        outcome = await stream(model)
    assert outcome.error is None
    assert outcome.usage.cost_usd is None
    assert (outcome.usage.input_tokens, outcome.usage.output_tokens) == (0, 0)


async def test_tokens_of_replies_that_are_of_no_use_are_counted(server: Scripted) -> None:
    server.play(Reply(text="words", usage=(500, 5)))
    async with loaded(server, PROFILED, chat_prices="1/1") as model:
        outcome = await stream_objects(model)
    assert outcome.failure == "garbled"
    assert (outcome.usage.input_tokens, outcome.usage.output_tokens) == (500, 5)
    assert outcome.usage.cost_usd == pytest.approx(505e-6)


async def test_a_key_is_sent_where_there_is_one(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    server.play(Reply(text=_TEXT))
    async with loaded(server) as model:
        await stream(model)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-a-test")
    async with loaded(server) as model:
        await stream(model)
    without, with_key = (asked.headers["authorization"] for asked in server.asked)
    assert without == "Bearer none-is-needed"
    assert with_key == "Bearer sk-of-a-test"
