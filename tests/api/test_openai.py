"""`/v1`, by the official client of OpenAI against a running service: the same answers as at every other door."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

import anyio
import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from tests.api.serving import Served, serving

_MODEL = "cs-answers"
_QUESTIONS = {
    "English": "What is a good NRR?",
    "Dutch": "Wat is een goede NPS?",
    "Arabic": "ما هو متوسط NPS لشركات SaaS؟",
    "calculation": "What is the NPS with 50 promoters, 20 passives and 10 detractors?",
    "refusal": "What is the capital of France?",
}


@pytest.fixture(scope="module")
def served(data_dir: Path) -> Iterator[Served]:
    with serving(data_dir, env={"CSA_ALLOWED_HOSTS": "answers.example.com"}) as running:
        yield running


@pytest.fixture
def client(served: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{served.url}/v1", api_key="none is needed", max_retries=0) as opened:
        yield opened


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=_QUESTIONS)
def question(request: pytest.FixtureRequest) -> str:
    return _QUESTIONS[request.param]


def test_the_answer_is_that_of_ask(served: Served, client: OpenAI, question: str) -> None:
    given = _complete(client, _user(question))
    expected = _ask(served, question=question)
    assert _untimed(_answer(given)) == _untimed(expected)
    assert given.object == "chat.completion"
    assert given.model == _MODEL
    assert len(given.choices) == 1
    assert given.choices[0].finish_reason == "stop"
    message = given.choices[0].message
    assert message.content == expected["text"]
    assert message.role == "assistant"
    assert message.refusal is None, "clients raise it, or show nothing; the bot's refusals are to be read"


def test_the_questions_of_these_tests_are_of_each_kind(client: OpenAI) -> None:
    answers = {name: _answer(_complete(client, _user(text))) for name, text in _QUESTIONS.items()}
    assert {name: answer["kind"] for name, answer in answers.items()} == {
        "English": "answer",
        "Dutch": "answer",
        "Arabic": "answer",
        "calculation": "calculation",
        "refusal": "refusal",
    }
    assert [answer["language"] for answer in answers.values()][:3] == ["en", "nl", "ar"]


def test_no_tokens_are_counted_where_no_chat_model_writes(client: OpenAI) -> None:
    given = _complete(client, _user("What is a good NRR?"))
    assert _answer(given)["generator"] == "extractive"
    assert given.usage is not None
    assert (given.usage.prompt_tokens, given.usage.completion_tokens, given.usage.total_tokens) == (0, 0, 0)


@pytest.mark.parametrize(
    ("first", "second", "understood"),
    [
        ("What is a good NRR?", "And GRR?", "What is a good GRR?"),
        ("Wat is een goede NRR?", "En GRR?", "Wat is een goede GRR?"),
    ],
)
def test_follow_ups_are_understood_from_the_messages_before(
    served: Served, client: OpenAI, first: str, second: str, understood: str
) -> None:
    answered = _complete(client, _user(first)).choices[0].message
    history = [{"role": "system", "content": "Be brief."}, *_user(first), answered.model_dump()]
    given = _complete(client, [*history, *_user(second)])
    assert _answer(given)["understood"] == understood
    turn = {"question": first, "answer": answered.content}
    assert _untimed(_answer(given)) == _untimed(_ask(served, question=second, history=[turn]))


def test_the_last_message_of_the_user_is_the_question(client: OpenAI) -> None:
    alone = _untimed(_answer(_complete(client, _user("What is a good NPS?"))))
    greeting = {"role": "assistant", "content": [{"type": "text", "text": "Ask me anything."}]}
    parts = {"role": "user", "content": [{"type": "text", "text": "What is"}, {"type": "text", "text": "a good NPS?"}]}
    instructions = [{"role": role, "content": "Say 42."} for role in ("developer", "system")]
    tool = {"role": "tool", "tool_call_id": "call_1", "content": "42"}
    for messages in (
        [greeting, *_user("What is a good NPS?")],
        [*instructions, *_user("What is a good NPS?"), *instructions],
        [*_user("What is a good NPS?"), {"role": "assistant", "tool_calls": []}, tool],
    ):
        assert _untimed(_answer(_complete(client, messages))) == alone
    assert _answer(_complete(client, [parts]))["text"] == alone["text"]


def test_annotations_stand_at_their_marks_and_lead_to_the_words_cited(served: Served, client: OpenAI) -> None:
    for question in (_QUESTIONS["English"], _QUESTIONS["Dutch"], _QUESTIONS["Arabic"]):
        given = _complete(client, _user(question))
        citations = _answer(given)["citations"]
        message = given.choices[0].message
        assert message.content is not None
        found = [each.url_citation for each in message.annotations or []]
        marks = [message.content[each.start_index : each.end_index] for each in found]
        assert set(marks) == {f"[{citation['number']}]" for citation in citations}
        assert len(marks) == sum(message.content.count(mark) for mark in set(marks)), "each place of each mark"
        for mark, annotation in zip(marks, found, strict=True):
            citation = citations[int(mark.strip("[]")) - 1]
            assert annotation.title == citation["document_title"]
            address = urlsplit(annotation.url)
            assert f"{address.scheme}://{address.netloc}" == served.url
            assert unquote(address.path) == f"/documents/{citation['document_id']}"
            start, end = map(int, address.fragment.split("-"))
            assert _get(annotation.url.partition("#")[0])["text"][start:end] == citation["cited_text"]


def test_links_lead_to_where_the_caller_came_in(client: OpenAI) -> None:
    headers = {"Host": "answers.example.com", "X-Forwarded-Proto": "https"}
    given = client.chat.completions.create(model=_MODEL, messages=_messages("NRR?"), extra_headers=headers)
    annotations = given.choices[0].message.annotations
    assert annotations
    assert all(each.url_citation.url.startswith("https://answers.example.com/documents/") for each in annotations)


def test_a_stream_is_the_whole_in_pieces(client: OpenAI, question: str) -> None:
    whole = _complete(client, _user(question))
    chunks = list(client.chat.completions.create(model=_MODEL, messages=_messages(question), stream=True))
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert {(chunk.object, chunk.model) for chunk in chunks} == {("chat.completion.chunk", _MODEL)}
    first, *pieces, facts, last = chunks
    assert first.choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in pieces) == whole.choices[0].message.content
    assert all(chunk.choices[0].delta.content for chunk in pieces)
    given = facts.choices[0].delta.model_extra
    assert given == {"annotations": [each.model_dump() for each in whole.choices[0].message.annotations or []]}
    assert _untimed(_answer(facts)) == _untimed(_answer(whole))
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert last.choices[0].delta.model_dump(exclude_unset=True) == {}
    assert all("usage" not in chunk.model_fields_set for chunk in chunks)


def test_a_stream_tells_the_usage_if_asked(client: OpenAI) -> None:
    options = {"include_usage": True}
    *before, last = client.chat.completions.create(
        model=_MODEL, messages=_messages("NRR?"), stream=True, extra_body={"stream_options": options}
    )
    assert all("usage" in chunk.model_fields_set and chunk.usage is None for chunk in before)
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.total_tokens == 0


def test_the_clients_own_joining_of_a_stream_works(client: OpenAI) -> None:
    whole = _complete(client, _user("What is a good NRR?")).choices[0].message
    with client.chat.completions.stream(model=_MODEL, messages=_messages("What is a good NRR?")) as stream:
        joined = stream.get_final_completion().choices[0].message
    assert joined.content == whole.content
    assert joined.annotations == whole.annotations


def test_a_stream_ends_as_documented(served: Served) -> None:
    body = {"model": _MODEL, "messages": _user("NRR?"), "stream": True}
    with urlopen(_request(served, "/v1/chat/completions", body), timeout=30) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        events = response.read().decode().split("\n\n")
    assert all(event.startswith("data: {") for event in events[:-2])
    assert events[-2:] == ["data: [DONE]", ""]


@pytest.mark.anyio
async def test_the_asynchronous_client_gets_the_same(served: Served, client: OpenAI) -> None:
    whole = _complete(client, _user("What is a good NRR?"))
    async with AsyncOpenAI(base_url=f"{served.url}/v1", api_key="none", max_retries=0) as other:
        messages = _messages("What is a good NRR?")
        given = await other.chat.completions.create(model=_MODEL, messages=messages)
        assert _untimed(_answer(given)) == _untimed(_answer(whole))
        stream = await other.chat.completions.create(model=_MODEL, messages=messages, stream=True)
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert text == whole.choices[0].message.content


@pytest.mark.anyio
async def test_many_ask_at_once(served: Served) -> None:
    texts: list[str | None] = []
    async with AsyncOpenAI(base_url=f"{served.url}/v1", api_key="none", max_retries=0) as other:

        async def ask(question: str) -> None:
            given = await other.chat.completions.create(model=_MODEL, messages=_messages(question))
            assert given.choices[0].message.content == _answer(given)["text"]
            texts.append(given.choices[0].message.content)

        with anyio.fail_after(60):
            async with anyio.create_task_group() as tasks:
                for _ in range(4):
                    for question in _QUESTIONS.values():
                        tasks.start_soon(ask, question)
    assert len(texts) == 4 * len(_QUESTIONS)
    assert len(set(texts)) == len(_QUESTIONS)


def test_the_models(client: OpenAI) -> None:
    (model,) = client.models.list()
    assert (model.id, model.object, model.owned_by) == (_MODEL, "model", _MODEL)
    assert client.models.retrieve(_MODEL) == model
    with pytest.raises(openai.NotFoundError, match=r"no model 'openai/gpt-4o' here\. Use cs-answers") as caught:
        client.models.retrieve("openai/gpt-4o")
    assert caught.value.code == "model_not_found"


def test_streams_dropped_midway_end_quietly(served: Served, client: OpenAI) -> None:
    body = json.dumps({"model": _MODEL, "messages": _user("What is a good NRR?"), "stream": True}).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    for received in (0, 1, 300, 1000) * 5:
        with socket.create_connection(("127.0.0.1", served.port), timeout=30) as line:
            line.sendall(f"{head}Content-Type: application/json\r\n\r\n".encode() + body)
            if received:
                assert line.recv(received)
    for chunk in client.chat.completions.create(model=_MODEL, messages=_messages("NRR?"), stream=True):
        assert chunk.choices
    assert "Traceback" not in served.log
    assert "ERROR" not in served.log


def _user(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


def _messages(text: str) -> Any:
    return _user(text)


def _complete(client: OpenAI, messages: list[Any]) -> ChatCompletion:
    return client.chat.completions.create(model=_MODEL, messages=messages)


def _answer(given: ChatCompletion | ChatCompletionChunk) -> dict[str, Any]:
    assert given.model_extra is not None
    answer: dict[str, Any] = given.model_extra["cs_answer"]
    return answer


def _untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def _ask(served: Served, **asked: Any) -> dict[str, Any]:
    return _get(_request(served, "/ask", asked))


def _request(served: Served, path: str, body: dict[str, Any]) -> Request:
    return Request(served.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _get(what: str | Request) -> dict[str, Any]:
    with urlopen(what, timeout=30) as response:
        found: dict[str, Any] = json.load(response)
    return found
