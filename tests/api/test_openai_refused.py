"""Requests to `/v1` that are refused, as the official client of OpenAI tells it; and those that are not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.api.serving import Served, serving

_ASKED: dict[str, Any] = {"model": "cs-answers", "messages": [{"role": "user", "content": "What is a good NPS?"}]}


@pytest.fixture(scope="module")
def served(data_dir: Path) -> Iterator[Served]:
    with serving(data_dir) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{served.url}/v1", api_key="none is needed", max_retries=0) as opened:
        yield opened


def _message(content: object, role: str = "user") -> dict[str, Any]:
    return {"messages": [{"role": role, "content": content}]}


@pytest.mark.parametrize(
    ("changed", "param", "told"),
    [
        ({"temperature": 3}, "temperature", "must be 2 or less; given is 3"),
        ({"temperature": "hot"}, "temperature", "must be a number; given is 'hot'"),
        ({"n": 2}, "n", "must be 1: a question has one answer; given is 2"),
        ({"n": True}, "n", "must be 1"),
        ({"max_tokens": 0}, "max_tokens", "must be 1 or more; given is 0"),
        ({"logprobs": True}, "logprobs", "must be false"),
        ({"logprobs": 0}, "logprobs", "must be false"),
        ({"top_logprobs": 5}, "top_logprobs", "must be 0"),
        ({"store": True}, "store", "must be false: completions are not stored here"),
        ({"stop": list("abcde")}, "stop", "at most 4 of them"),
        ({"tool_choice": "required"}, "tool_choice", 'must be "none" or "auto"'),
        ({"tool_choice": {"type": "function", "function": {"name": "nrr"}}}, "tool_choice", "calls no tools"),
        ({"function_call": {"name": "nrr"}}, "function_call", "calls no functions"),
        ({"response_format": {"type": "json_object"}}, "response_format", "in cs_answer"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "x"}}}, "response_format", "in cs_answer"),
        ({"modalities": ["text", "audio"]}, "modalities", 'must be ["text"]'),
        ({"audio": {"voice": "x", "format": "mp3"}}, "audio", "must be left out"),
        ({"moderation": {"model": "x"}}, "moderation", "nothing is moderated here"),
        ({"web_search_options": {}}, "web_search_options", "only the sources here are searched"),
        ({"top_k": 3}, "top_k", "is not known here; leave it out"),
        ({"stream": "yes"}, "stream", "must be true or false; given is 'yes'"),
        ({"stream_options": {"usage": True}}, "stream_options.usage", "is not known here"),
        ({"model": 4}, "model", "must be a text, in quotation marks; given is 4"),
        ({"messages": []}, "messages", "at least 1 item"),
        ({"messages": "NPS?"}, "messages", "must be a list"),
        ({"messages": _ASKED["messages"] * 1000}, "messages", "at most 201 items; given is a list of 1,000"),
        (_message("Hello!", "assistant"), "messages", 'must hold a message whose role is "user"'),
        (_message("Hello!", "system"), "messages", 'must hold a message whose role is "user"'),
        (_message("Hello!", "bot"), "messages.0", "must have as 'role' one of 'user', 'assistant'"),
        (_message(None), "messages.0.user.content.string", "must be a text"),
        (_message(""), "messages.0.user.content.string", "must not be empty"),
        (_message("a\x00b"), "messages.0.user.content.string", "without the character U+0000"),
        (_message("x" * 2001), "messages.0.user.content.string", "at most 2,000 characters"),
        (_message([]), "messages.0.user.content.parts", "at least 1 item"),
        (
            _message([{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]),
            "messages.0.user.content.parts.0.type",
            'must be "text": images, audio and files cannot be read here',
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_what_is_not_as_described_is_refused(
    client: OpenAI, changed: dict[str, Any], param: str, told: str, stream: bool
) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        _send(client, {"stream": stream} | changed)
    assert told in caught.value.message
    assert (caught.value.param, caught.value.code) == (param, "invalid")
    assert caught.value.type == "invalid_request_error"


def test_another_model_is_not_found(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match=r"no model 'gpt-4o' here\. Use cs-answers") as caught:
        _send(client, {"model": "gpt-4o", "stream": True})
    assert caught.value.code == "model_not_found"


def test_parts_that_are_too_long_together_are_refused(client: OpenAI) -> None:
    part = {"type": "text", "text": "x" * 1500}
    with pytest.raises(openai.UnprocessableEntityError, match="3,001 characters; at most 2,000 are allowed") as caught:
        _send(client, {"stream": True} | _message([part, part]))
    assert caught.value.code == "invalid_question"


def test_a_body_that_is_too_large_is_refused(client: OpenAI) -> None:
    with pytest.raises(openai.APIStatusError, match="The body is too large; at most 1048576 bytes") as caught:
        _send(client, _message("x" * 2**20))
    assert caught.value.status_code == 413


def test_what_is_unknown_below_v1_is_told(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="nothing at this address"):
        client.responses.create(model="cs-answers", input="What is a good NPS?")


def test_a_problem_is_still_one_and_elsewhere_nothing_more(client: OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        _send(client, {"n": 2})
    problem = caught.value.response.json()
    assert caught.value.response.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == 422
    assert problem["error"]["message"] == problem["detail"]
    assert problem["errors"][0]["where"] == "body.n"
    with pytest.raises(openai.UnprocessableEntityError) as elsewhere:
        client.post(str(client.base_url).removesuffix("v1/") + "ask", cast_to=object, body={})
    assert "error" not in elsewhere.value.response.json()


def test_parameters_without_effect_are_accepted(client: OpenAI) -> None:
    plain = client.chat.completions.create(model="cs-answers", messages=_messages())
    tool = {"type": "function", "function": {"name": "nrr", "parameters": {}}}
    given = _send(
        client,
        {
            "temperature": 0.7, "top_p": 1, "max_tokens": 5, "max_completion_tokens": 5.0, "n": 1, "seed": 7,
            "stop": ["NPS"], "user": "u", "safety_identifier": "u", "presence_penalty": -1, "frequency_penalty": 1,
            "logit_bias": {"50256": -100}, "logprobs": False, "top_logprobs": 0, "response_format": {"type": "text"},
            "modalities": ["text"], "store": False, "metadata": {"a": "b"}, "service_tier": "auto",
            "reasoning_effort": "low", "verbosity": "low", "prompt_cache_key": "k", "tools": [tool],
            "tool_choice": "auto", "parallel_tool_calls": True, "functions": [], "function_call": "none",
            "prediction": {"type": "content", "content": "NPS"}, "stream": None, "stream_options": None,
        },
    )  # fmt: skip
    assert given.choices[0].message == plain.choices[0].message


def test_a_service_that_is_not_ready_is_retried_by_the_client(notes: tuple[Path, dict[str, str]]) -> None:
    folder, env = notes
    with (
        serving(folder.with_name("not yet"), env=env, until="/health/live") as starting,
        OpenAI(base_url=f"{starting.url}/v1", api_key="none", max_retries=0) as client,
    ):
        with pytest.raises(openai.InternalServerError, match=r"knowledge base|are being read in") as caught:
            _send(client, {"stream": True})
        assert caught.value.status_code == 503
        assert (caught.value.type, caught.value.code) == ("server_error", "not_ready")
        patient = client.with_options(max_retries=60)
        answered = patient.chat.completions.create(
            model="cs-answers", messages=[{"role": "user", "content": "Who pays for training?"}]
        )
        assert "vendor pays" in (answered.choices[0].message.content or "")


def _messages() -> Any:
    return _ASKED["messages"]


def _send(client: OpenAI, changed: dict[str, Any]) -> Any:
    """Sends a request as it is, whatever the client's own types say of it."""
    return client.chat.completions.create(model="cs-answers", messages=_messages(), extra_body=changed)
