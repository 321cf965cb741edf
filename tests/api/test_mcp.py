"""What assistants are offered is the same over each transport, and by both revisions of the protocol in use."""

import json
from collections.abc import AsyncIterator, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from bot.answer import Answer
from bot.tools import CALCULATORS, as_json, calculate, json_schema, result_schema
from tests.api.assistant import example_of, is_valid, over_stdio, text_of, untimed
from tests.api.serving import Served, serving

pytestmark = pytest.mark.anyio

_QUESTIONS = {"en": "What is a good NRR?", "nl": "Wat is een goede NRR?", "ar": "ما هو معدل NRR الجيد؟"}
_TURN = {"question": "What is a good NRR?", "answer": "..."}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def served(data_dir: Path) -> Iterator[Served]:
    with serving(data_dir) as served:
        yield served
        assert not served.attempts


@pytest.fixture(scope="module", params=["http", "http, by handshake", "stdio", "stdio, by handshake"])
async def assistant(
    request: pytest.FixtureRequest, served: Served, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """A client that is connected."""
    transport, _, by_handshake = request.param.partition(", ")
    mode = "legacy" if by_handshake else "auto"
    if transport == "http":
        async with Client(f"{served.url}/mcp", mode=mode, read_timeout_seconds=60) as client:
            yield client
        return
    folder = tmp_path_factory.mktemp("stdio")
    async with over_stdio(data_dir, folder, mode) as client:
        yield client
    assert not (folder / "attempts").exists()
    assert (folder / "err").read_text(encoding="utf-8") == ""


async def test_the_server_says_what_it_is(assistant: Client) -> None:
    assert assistant.server_info is not None
    assert assistant.server_info.name == "cs-answers"
    assert assistant.server_info.title == "CS Answers"
    assert assistant.server_info.version
    assert "`ask`" in (assistant.instructions or "")


async def test_both_revisions_are_spoken(assistant: Client, request: pytest.FixtureRequest) -> None:
    spoken = "2025-11-25" if "handshake" in request.node.name else "2026-07-28"
    assert assistant.protocol_version == spoken


async def test_the_tools_are_asking_searching_and_every_calculator(assistant: Client) -> None:
    listed = (await assistant.list_tools()).tools
    assert [tool.name for tool in listed] == ["ask", "search", *CALCULATORS]
    assert len({tool.description for tool in listed}) == len(listed)
    for tool in listed:
        assert tool.title and tool.description, tool.name
        assert tool.output_schema and tool.output_schema["type"] == "object", tool.name
        assert not is_valid(None, tool.input_schema), tool.name
        assert not is_valid(None, tool.output_schema), tool.name
        assert tool.input_schema["additionalProperties"] is False, tool.name


async def test_every_tool_only_reads(assistant: Client) -> None:
    for tool in (await assistant.list_tools()).tools:
        hints = tool.annotations
        assert hints, tool.name
        assert (hints.read_only_hint, hints.destructive_hint) == (True, False), tool.name
        assert (hints.idempotent_hint, hints.open_world_hint) == (True, False), tool.name


async def test_calculators_have_the_schemas_of_the_registry(assistant: Client) -> None:
    listed = {tool.name: tool for tool in (await assistant.list_tools()).tools}
    for name, calculator in CALCULATORS.items():
        assert listed[name].input_schema == json_schema(calculator)
        assert listed[name].output_schema == result_schema(calculator)


@pytest.mark.parametrize("language", _QUESTIONS)
async def test_an_answer_is_the_one_that_ask_gives(assistant: Client, served: Served, language: str) -> None:
    asked = {"question": _QUESTIONS[language]}
    result = await assistant.call_tool("ask", asked)
    assert not result.is_error
    assert untimed(result.structured_content) == untimed(_post(served, "/ask", asked))
    answer = Answer.model_validate(result.structured_content)
    assert answer.kind == "answer"
    assert answer.language == language
    told = text_of(result)
    for paragraph in answer.text.split("\n\n"):
        assert paragraph.replace("**", "") in told
    for citation in answer.citations:
        assert f"{citation.document_id}:{citation.start_char_index}-{citation.end_char_index}" in told
        assert citation.cited_text in told


async def test_an_answer_is_as_its_schema_has_it(assistant: Client) -> None:
    (schema,) = [tool.output_schema for tool in (await assistant.list_tools()).tools if tool.name == "ask"]
    assert schema
    for question in (*_QUESTIONS.values(), "NPS with 50 promoters, 30 passives, 20 detractors?", "Who won in 1998?"):
        result = await assistant.call_tool("ask", {"question": question})
        assert is_valid(result.structured_content, schema), question


async def test_a_follow_up_is_understood_by_what_was_asked_before(assistant: Client, served: Served) -> None:
    asked = {"question": "And GRR?", "history": [_TURN], "language": "nl", "top_k": 3}
    result = await assistant.call_tool("ask", asked)
    assert untimed(result.structured_content) == untimed(_post(served, "/ask", asked))
    assert result.structured_content["understood"] == "What is a good GRR?"
    assert result.structured_content["language"] == "nl"


async def test_a_refusal_is_a_result_and_no_error(assistant: Client) -> None:
    result = await assistant.call_tool("ask", {"question": "Who won the World Cup in 1998?"})
    assert not result.is_error
    assert result.structured_content["refusal"]["reason"] == "not_in_sources"
    assert not result.structured_content["citations"]
    assert result.structured_content["refusal"]["message"] in text_of(result)


@pytest.mark.parametrize(
    "query", ["quota for CSMs", "Wie betaalt voor CS?", "صافي الاحتفاظ بالإيرادات", "calculate 5 + 5"]
)
async def test_what_is_found_are_the_exact_words(assistant: Client, served: Served, query: str) -> None:
    result = await assistant.call_tool("search", {"query": query, "limit": 3})
    (schema,) = [tool.output_schema for tool in (await assistant.list_tools()).tools if tool.name == "search"]
    assert schema and is_valid(result.structured_content, schema)
    sections = result.structured_content["sections"]
    assert len(sections) == 3
    for section in sections:
        document = _get(served, f"/documents/{section['document_id']}")
        place = (section["start_char_index"], section["end_char_index"])
        assert document["text"][place[0] : place[1]] == section["text"]
        assert place in {
            (each["start"], each["end"]) for each in document["sections"] if each["number"] == section["section"]
        }
        assert document["language"] == section["document_language"]
        assert -1 <= section["similarity"] <= 1
        assert section["text"] in text_of(result)
    scores = [section["score"] for section in sections]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("language", "document_language"), [("nl", "nl"), ("ar", "ar"), ("en", "nl")])
async def test_sections_are_given_in_the_readers_language(
    assistant: Client, language: str, document_language: str
) -> None:
    result = await assistant.call_tool("search", {"query": "quota", "language": language, "limit": 1})
    (section,) = result.structured_content["sections"]
    assert section["document_language"] == document_language
    assert section["title"]
    assert result.structured_content["language"] == language


async def test_nothing_is_found_where_no_word_is_looked_for(assistant: Client) -> None:
    result = await assistant.call_tool("search", {"query": "?!"})
    assert result.structured_content["sections"] == []
    assert text_of(result) == "Nothing was found."


@pytest.mark.parametrize("name", CALCULATORS)
async def test_a_calculator_gives_what_the_registry_gives(assistant: Client, name: str) -> None:
    calculator = CALCULATORS[name]
    result = await assistant.call_tool(name, example_of(calculator))
    expected = as_json(calculate(name, example_of(calculator)))
    assert not result.is_error
    assert result.structured_content == expected
    assert is_valid(result.structured_content, result_schema(calculator))
    assert calculator.title in text_of(result)
    assert expected["substituted"] in text_of(result)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {}, "question is missing"),
        ("ask", {"question": ""}, "question must not be empty"),
        ("ask", {"question": " \n "}, "question must not be empty"),
        ("ask", {"question": "a" * 2001}, "at most 2,000 characters; given is a text of 2,001"),
        ("ask", {"question": "a\0b"}, "without the character U+0000"),
        ("ask", {"question": 5}, "question must be a text, in quotation marks; given is 5"),
        ("ask", {"question": "NRR?", "language": "xx"}, "two-letter code"),
        ("ask", {"question": "NRR?", "top_k": 0}, "top_k must be 1 or more; given is 0"),
        ("ask", {"question": "NRR?", "temperature": 1}, "temperature is not known here; leave it out"),
        (
            "ask",
            {"question": "NRR?", "history": [_TURN] * 101},
            "history must have at most 100 items; given is a list",
        ),
        ("ask", {"question": "NRR?", "history": [{"answer": "x"}]}, "history.0.question is missing"),
        ("search", {"query": "NRR", "limit": 21}, "limit must be 20 or less; given is 21"),
        ("search", {"question": "NRR"}, "query is missing"),
        ("nps", {}, "promoters is missing"),
        ("nps", {"promoters": -1, "passives": 0, "detractors": 0}, "promoters is -1"),
        ("nps", {"promoters": 1, "passives": 0, "detractors": 0, "mood": 1}, "nps has no argument mood"),
        ("nrr", {"starting_arr": 0, "expansion": 0, "contraction": 0, "churn": 0}, "starting_arr is 0"),
        ("nrr", {"starting_arr": [1], "expansion": 0, "contraction": 0, "churn": 0}, "starting_arr"),
    ],
)
async def test_what_is_wrong_is_told_in_a_sentence(
    assistant: Client, tool: str, arguments: dict[str, Any], said: str
) -> None:
    result = await assistant.call_tool(tool, arguments)
    assert result.is_error
    assert result.structured_content is None
    assert said in text_of(result)
    assert len(text_of(result)) < 500


async def test_an_unknown_tool_is_an_error_that_names_the_likely_one(assistant: Client) -> None:
    with pytest.raises(MCPError) as raised:
        await assistant.call_tool("nrrr")
    assert raised.value.code == INVALID_PARAMS
    assert "Did you mean nrr?" in raised.value.message


def _post(served: Served, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return _call(served, "POST", path, json.dumps(body))


def _get(served: Served, path: str) -> dict[str, Any]:
    return _call(served, "GET", path, None)


def _call(served: Served, method: str, path: str, body: str | None) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json", "Accept": "application/json"})
        response = connection.getresponse()
        assert response.status == 200
        content: dict[str, Any] = json.loads(response.read())
        return content
    finally:
        connection.close()
