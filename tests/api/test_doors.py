"""Every door gives the same answer to the same question, and a stream is the whole answer in pieces."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp.client import Client
from openai import OpenAI

from bot.answer import Question, Turn
from bot.chat import AnswerChain
from bot.runnable import AnswerRunnable
from corpus.embeddings import Embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from tests.api.commands import run
from tests.api.serving import Served, serving

_SECONDS = 30  # of patience
_ASKED: list[dict[str, Any]] = [
    {"question": "What is a good NRR?"},
    {"question": "Wat is een goede NPS?"},
    {"question": "كم عدد العملاء الذين يستطيع مدير نجاح العملاء خدمتهم؟"},
    {"question": "What is a good NRR?", "language": "ar"},
    {"question": "And GRR?", "history": [{"question": "What is a good NRR?", "answer": "Nick says 106%."}]},
    {"question": "We began with $2.0M, expanded 300k, lost 100k, shrank by 50k: what is our NRR, and is that good?"},
    {"question": "Our NRR is 1.500?"},
    {"question": "How tall is the Eiffel Tower?", "top_k": 2},
    {"question": "Wie hoch ist eine gute NRR?"},
]
_IDS = [f"{asked['question'][:24]}{asked.get('language', '')}" for asked in _ASKED]


@pytest.fixture(scope="module")
def served(shipped_folder: Path) -> Iterator[Served]:
    with serving(shipped_folder) as one:
        yield one


@pytest.fixture(scope="module")
def chain(shipped_folder: Path, bundled: Embedder) -> Iterator[AnswerChain]:
    knowledge = open_knowledge_base(Settings(data_dir=shipped_folder), bundled)
    yield AnswerChain(knowledge)
    knowledge.close()


def _untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


def _question(asked: dict[str, Any]) -> Question:
    turns = tuple(Turn(**turn) for turn in asked.get("history", ()))
    return Question(text=asked["question"], language=asked.get("language"), history=turns, top_k=asked.get("top_k", 5))


def _events(body: str) -> list[tuple[str, Any]]:
    blocks = (block.splitlines() for block in body.split("\n\n") if block.startswith("event: "))
    return [(block[0].removeprefix("event: "), json.loads(block[1].removeprefix("data: "))) for block in blocks]


def _completed(served: Served, asked: dict[str, Any]) -> dict[str, Any]:
    messages: list[Any] = []
    for turn in asked.get("history", ()):
        messages += [
            {"role": "user", "content": turn["question"]},
            {"role": "assistant", "content": turn["answer"]},
        ]
    messages.append({"role": "user", "content": asked["question"]})
    with OpenAI(base_url=f"{served.url}/v1", api_key="none") as client:
        completion = client.chat.completions.create(model="cs-answers", messages=messages)
    answer: dict[str, Any] = completion.model_extra["cs_answer"] if completion.model_extra else {}
    assert completion.choices[0].message.content == answer["text"]
    return answer


def _by_assistant(served: Served, asked: dict[str, Any]) -> dict[str, Any]:
    async def call() -> Any:
        async with Client(f"{served.url}/mcp", read_timeout_seconds=60) as client:
            return (await client.call_tool("ask", asked)).structured_content

    answer: dict[str, Any] = anyio.run(call)
    return answer


@pytest.mark.parametrize("asked", _ASKED, ids=_IDS)
def test_every_door_gives_the_same_answer(
    served: Served, chain: AnswerChain, shipped_folder: Path, asked: dict[str, Any]
) -> None:
    wanted = _untimed(chain.invoke(_question(asked)).model_dump(mode="json"))
    assert _untimed(AnswerRunnable(chain).invoke(_question(asked)).model_dump(mode="json")) == wanted
    assert _untimed(httpx.post(f"{served.url}/ask", json=asked, timeout=_SECONDS).json()) == wanted
    events = _events(httpx.post(f"{served.url}/chat", json=asked, timeout=_SECONDS).text)
    assert events[-1][0] == "answer"
    assert _untimed(events[-1][1]) == wanted
    assert _untimed(_by_assistant(served, asked)) == wanted
    if asked.keys() <= {"question", "history"}:
        assert _untimed(_completed(served, asked)) == wanted
    if asked.keys() == {"question"}:
        ran = run("ask", "--json", asked["question"], data_dir=shipped_folder)
        assert _untimed(json.loads(ran.out)) == wanted


@pytest.mark.parametrize("asked", _ASKED, ids=_IDS)
def test_a_stream_is_the_answer_in_pieces(served: Served, asked: dict[str, Any]) -> None:
    response = httpx.post(f"{served.url}/chat", json=asked, timeout=_SECONDS)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = _events(response.text)
    answer = events[-1][1]
    names = [name for name, _ in events]
    assert names[0] == "evidence"
    assert names.count("answer") == 1
    assert "".join(data["text"] for name, data in events if name == "delta") == answer["text"]
    told = [data for name, data in events if name == "citation"]
    assert sorted(told, key=lambda citation: citation["number"]) == answer["citations"]
    assert [data for name, data in events if name == "calculation"] == answer["calculations"]
    assert len(events[0][1]["sections"]) <= asked.get("top_k", 5)


def test_a_citation_follows_the_piece_that_has_its_mark(served: Served) -> None:
    events = _events(httpx.post(f"{served.url}/chat", json=_ASKED[0], timeout=_SECONDS).text)
    before = ""
    for name, data in events:
        if name == "delta":
            before += data["text"]
        if name == "citation" and f"[{data['number']}]" in events[-1][1]["text"]:
            assert f"[{data['number']}]" in before
    assert names_between(events)


def names_between(events: list[tuple[str, Any]]) -> bool:
    """Whether a citation comes before the last piece of text."""
    names = [name for name, _ in events]
    return names.index("citation") < len(names) - 1 - names[::-1].index("delta")


def test_what_goes_wrong_behind_the_first_byte_is_the_last_event(tmp_path: Path) -> None:
    with serving(tmp_path / "none", env={"CSA_SOURCES": str(tmp_path / "missing.yaml")}, until="/health/live") as empty:
        ((name, problem),) = _events(httpx.post(f"{empty.url}/chat", json=_ASKED[0], timeout=_SECONDS).text)
    assert name == "error"
    assert (problem["status"], problem["type"]) == (503, "urn:cs-answers:problem:not-ready")


def test_every_cited_text_stands_where_it_is_said_to(served: Served) -> None:
    for asked in _ASKED:
        for citation in httpx.post(f"{served.url}/ask", json=asked, timeout=_SECONDS).json()["citations"]:
            document = httpx.get(f"{served.url}/documents/{citation['document_id']}", timeout=_SECONDS).json()
            cited = document["text"][citation["start_char_index"] : citation["end_char_index"]]
            assert cited == citation["cited_text"]


def test_the_ten_questions_are_offered_in_each_language_and_answered(served: Served) -> None:
    offered = httpx.get(f"{served.url}/questions", timeout=_SECONDS).json()["questions"]
    assert {language: len(questions) for language, questions in offered.items()} == {"en": 10, "nl": 10, "ar": 10}
    for language, questions in offered.items():
        for each in questions:
            answer = httpx.post(f"{served.url}/ask", json={"question": each["question"]}, timeout=_SECONDS).json()
            assert (answer["kind"], answer["language"]) == ("answer", language), each
            assert each["section"] in {citation["section"] for citation in answer["citations"]}
