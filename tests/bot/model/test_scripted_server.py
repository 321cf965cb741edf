"""The scripted server speaks as OpenAI's does, to its own clients, and takes nothing that is malformed."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from langchain_openai import ChatOpenAI
from openai import BadRequestError, OpenAI
from pydantic import SecretStr

from tests.bot.model.scripted import PLAIN, PROFILED, Asked, Called, Reply, Scripted, refused, scripted

_MESSAGES = [{"role": "user", "content": "Hello?"}]


@pytest.fixture
def client(server: Scripted) -> Iterator[OpenAI]:
    with OpenAI(base_url=server.base_url, api_key="none", max_retries=0) as opened:
        yield opened


def test_models_are_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [PLAIN, PROFILED]


def test_a_whole_reply_is_what_the_client_reads(server: Scripted, client: OpenAI) -> None:
    server.play(Reply(text="Hello there.", calls=(Called.of("nps", promoters=1),), usage=(3, 4)))
    given = client.chat.completions.create(model=PLAIN, messages=_MESSAGES)  # type: ignore[arg-type]
    message = given.choices[0].message
    assert message.content == "Hello there."
    assert message.tool_calls is not None
    assert message.tool_calls[0].to_dict()["function"] == {"name": "nps", "arguments": '{"promoters": 1}'}
    assert given.choices[0].finish_reason == "tool_calls"
    assert given.usage is not None
    assert given.usage.total_tokens == 7


def test_langchain_reads_it_whole_and_streamed(server: Scripted) -> None:
    server.play(Reply(text="Hello there.", usage=(3, 4)))
    for is_streaming in (False, True):
        model = ChatOpenAI(
            model=PLAIN,
            base_url=server.base_url,
            api_key=SecretStr("none"),
            max_retries=0,
            streaming=is_streaming,
            stream_usage=True,
        )
        message = model.invoke("Hello?")
        assert message.text == "Hello there."
        assert message.usage_metadata is not None
        assert message.usage_metadata["total_tokens"] == 7
        assert message.response_metadata["finish_reason"] == "stop"
    assert [asked.body.get("stream", False) for asked in server.asked] == [False, True]


def test_a_script_may_be_a_function_of_what_is_asked(server: Scripted, client: OpenAI) -> None:
    def repeat(asked: Asked) -> Reply:
        return Reply(text=asked.prompt.upper())

    server.play(repeat)
    given = client.chat.completions.create(model=PLAIN, messages=_MESSAGES)  # type: ignore[arg-type]
    assert given.choices[0].message.content == "HELLO?"


def test_a_script_that_has_ended_is_seen(server: Scripted, client: OpenAI) -> None:
    server.play([Reply(text="One.")])
    client.chat.completions.create(model=PLAIN, messages=_MESSAGES)  # type: ignore[arg-type]
    with pytest.raises(BadRequestError, match="the script has ended"):
        client.chat.completions.create(model=PLAIN, messages=_MESSAGES)  # type: ignore[arg-type]
    assert len(server.asked) == 2


_STRICT = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}


def _format(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


def _tool(name: str = "nps", kind: str = "object") -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": {"type": kind}}}


@pytest.mark.parametrize(
    "change",
    [
        {"model": ""},
        {"model": 7},
        {"messages": []},
        {"messages": "Hello?"},
        {"messages": [{"role": "wizard", "content": "Hello?"}]},
        {"messages": [{"role": "user"}]},
        {"messages": [{"role": "user", "content": 7}]},
        {"messages": [{"role": "tool", "content": "7", "tool_call_id": "call_0"}]},
        {"stream": "yes"},
        {"stream_options": {"include_usage": True}},
        {"n": 2},
        {"response_format": {"type": "json"}},
        {"response_format": {"type": "json_schema", "json_schema": {"schema": _STRICT}}},
        {"response_format": _format({**_STRICT, "additionalProperties": True})},
        {"response_format": _format({**_STRICT, "required": []})},
        {"response_format": _format({"type": "array", "items": {"type": "object", "properties": {}}})},
        {"tools": []},
        {"tools": [{"name": "nps"}]},
        {"tools": [_tool("")]},
        {"tools": [_tool(kind="array")]},
        {"tool_choice": "auto"},
        {"colour": "blue"},
    ],
    ids=json.dumps,
)
def test_what_is_malformed_is_refused(server: Scripted, change: dict[str, Any]) -> None:
    server.play(Reply(text="Never."))
    reply = _post(server, {"model": PLAIN, "messages": _MESSAGES, **change})
    assert reply.status_code == 400
    assert len(server.malformed) == 1
    assert reply.json()["error"]["message"] == server.malformed[0]
    assert not server.asked


def test_what_is_well_formed_is_not(server: Scripted) -> None:
    server.play(Reply(text="Always."))
    call = {"id": "call_0", "type": "function", "function": {"name": "nps", "arguments": "{}"}}
    results = [{"role": "assistant", "tool_calls": [call]}, {"role": "tool", "tool_call_id": "call_0", "content": "7"}]
    for more in ({"tools": [_tool()]}, {"response_format": _format(_STRICT)}, {"messages": [*_MESSAGES, *results]}):
        assert _post(server, {"model": PLAIN, "messages": _MESSAGES, **more}).status_code == 200
    assert not server.malformed


def test_a_key_and_json_are_asked_for(server: Scripted) -> None:
    server.play(Reply(text="Never."))
    assert _post(server, {"model": PLAIN, "messages": _MESSAGES}, authorization="Bearer").status_code == 400
    url = f"{server.base_url}/chat/completions"
    assert httpx.post(url, content="{", headers=_HEADERS).status_code == 400
    assert server.malformed == ["no key", "the body is no object"]


def test_a_server_can_be_had_for_one_test_alone() -> None:
    with scripted(Reply(text="Mine.")) as own:
        assert _post(own, {"model": PLAIN, "messages": _MESSAGES}).json()["choices"][0]["message"]["content"] == "Mine."
        assert own.environment() == {"CSA_CHAT_MODEL": f"openai:{PLAIN}", "CSA_CHAT_BASE_URL": own.base_url}
        assert own.settings(PROFILED)["chat_model"] == f"openai:{PROFILED}"
    with pytest.raises(httpx.ConnectError):
        _post(own, {})


def test_a_refused_connection_is_one() -> None:
    with refused() as url, pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/models")


_HEADERS = {"authorization": "Bearer none", "content-type": "application/json"}


def _post(server: Scripted, body: dict[str, Any], **headers: str) -> httpx.Response:
    return httpx.post(f"{server.base_url}/chat/completions", json=body, headers=_HEADERS | headers, timeout=30)
