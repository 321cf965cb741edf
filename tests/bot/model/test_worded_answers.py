"""Whole answers through a provider's real client: perfect ones are shown as they are; whatever fails is made good."""

import json
import re
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest

from bot.answer import Answer, Question
from bot.answering import Answered, Answering, Event, Told, Withdrawn
from bot.chat import AnswerChain
from bot.checks.sentence import SentenceChecker
from bot.marks import MARK
from bot.model.load import load_chat_model
from corpus.embeddings import Embedder
from corpus.knowledge import KnowledgeBase
from corpus.settings import Settings
from tests.bot.model.scripted import PLAIN, PROFILED, Asked, Reply, Scripted, refused

_PERFECT = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "checks/perfect.jsonl").read_text(encoding="utf-8").splitlines()
]
_NPS = "What is a good NPS?"
_LATE = 1.0
"""Seconds after its deadline in which an answer must be there."""


@pytest.fixture(scope="module")
def chain(knowledge: KnowledgeBase) -> AnswerChain:
    return AnswerChain(knowledge)


@pytest.fixture(scope="module")
def checker(bundled: Embedder) -> SentenceChecker:
    return SentenceChecker(bundled)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks a question of a chain whose answers a scripted model words."""

    chain: AnswerChain
    checker: SentenceChecker

    async def events(self, question: str, **settings: Any) -> AsyncGenerator[Event, None]:
        chosen = Settings(**settings)
        model = load_chat_model(chosen)
        assert model is not None
        answering = Answering(self.chain, model, self.checker, chosen.chat_timeout)
        try:
            async with aclosing(answering.events(Question(text=question), anyio.to_thread.run_sync)) as events:
                async for event in events:
                    yield event
        finally:
            await model.aclose()

    async def all(self, question: str, **settings: Any) -> tuple[list[Event], Answer]:
        events = [event async for event in self.events(question, **settings)]
        last = events[-1]
        assert isinstance(last, Answered)
        return events, last.answer


@pytest.fixture
def asking(chain: AnswerChain, checker: SentenceChecker) -> Iterator[_Asking]:
    yield _Asking(chain, checker)


def _number(prompt: str, quote: str) -> int:
    """The number under which a prompt has a sentence; 0 for none."""
    wanted = " ".join(quote.split())
    return next((int(n) for n, text in re.findall(r"^\[(\d+)\] (.*)$", prompt, re.MULTILINE) if text == wanted), 0)


def _perfect(case: dict[str, Any], asked: Asked) -> Reply:
    sentences = [
        {"text": part["text"], "sources": [n for quote in part["quotes"] if (n := _number(asked.prompt, quote))]}
        for part in case["answer"]
    ]
    if asked.schema:
        return Reply(object={"sentences": sentences})
    lines = [f"{each['text']} {''.join(f'[{n}]' for n in each['sources'])}" for each in sentences]
    return Reply(text="\n".join(lines))


def _words(text: str) -> str:
    return " ".join(MARK.sub("", text).split())


async def _are_shown_unchanged(asking: _Asking, server: Scripted, model: str) -> dict[str, bool]:
    """Of each perfect answer, by its id, whether it is shown as it is and nothing of it withdrawn."""
    unchanged = {}
    for case in _PERFECT:
        server.play(partial(_perfect, case))
        events, answer = await asking.all(case["question"], **server.settings(model))
        is_worded = answer.generator == f"openai:{model}" and not any(isinstance(each, Withdrawn) for each in events)
        told = _words(" ".join(part["text"] for part in case["answer"]))
        unchanged[case["id"]] = is_worded and _words(answer.text).startswith(told)
        assert is_worded or answer.generator == "extractive"
        assert answer.citations
        assert not server.malformed
    return unchanged


@pytest.mark.anyio
@pytest.mark.parametrize("model", [PLAIN, PROFILED], ids=["marks", "structured"])
async def test_perfect_answers_are_shown_unchanged(asking: _Asking, server: Scripted, model: str) -> None:
    unchanged = await _are_shown_unchanged(asking, server, model)
    assert len(unchanged) == 30
    assert sum(unchanged.values()) >= 26, [name for name, is_so in unchanged.items() if not is_so]


_FAILURES: dict[str, Reply] = {
    "silent": Reply(hangs=True),
    "slow to begin": Reply(text="The average", delay=30),
    "slow to end": Reply(text="The average NPS for SaaS companies is 35", tokens_per_second=0.5),
    "endless": Reply(text="The average NPS. ", is_endless=True, tokens_per_second=200),
    "too many requests": Reply(status=429, retry_after="1"),
    "broken inside": Reply(status=500),
    "away": Reply(status=503),
    "refusing": Reply(status=401),
    "garbage": Reply(raw=b"\x00\xff\x17 nothing to read"),
    "a page": Reply(raw=b"<html><body>Bad gateway</body></html>", content_type="text/html"),
    "cut at once": Reply(text="The average", cut_after=0),
    "cut midway": Reply(text="The average NPS for SaaS companies is 35.", cut_after=4),
    "closed midway": Reply(text="The average NPS for SaaS companies is 35.", cut_after=4, cut="broken"),
    "an error midway": Reply(text="The average NPS for SaaS companies is 35.", fails_after=4),
    "nothing": Reply(text=""),
    "no marks": Reply(text="The average NPS for SaaS companies is 35."),
}


@pytest.mark.anyio
@pytest.mark.parametrize("how", _FAILURES)
async def test_a_model_that_fails_still_leaves_a_cited_answer_in_time(
    asking: _Asking, server: Scripted, how: str
) -> None:
    server.play(lambda asked: _FAILURES[how])
    await asking.all(_NPS, **server.settings())  # warms up what is loaded at first use
    limits: dict[str, Any] = {"chat_timeout": 1.5, "chat_first_token_timeout": 1.0, "chat_connect_timeout": 0.5}
    started = time.monotonic()
    events, answer = await asking.all(_NPS, **server.settings(**limits))
    assert time.monotonic() - started < limits["chat_timeout"] + _LATE
    assert answer.kind == "answer"
    assert answer.generator == "extractive"
    assert answer.fallback
    assert answer.citations
    assert not any(isinstance(event, Told) for event in events)
    await server.settled()


@pytest.mark.anyio
async def test_a_server_that_is_not_there_costs_no_more_than_trying(asking: _Asking) -> None:
    with refused() as url:
        _, answer = await asking.all(_NPS, chat_model=f"openai:{PLAIN}", chat_base_url=url, chat_timeout=5)
    assert (answer.generator, answer.fallback) == ("extractive", "unavailable")
    assert answer.citations


@pytest.mark.anyio
async def test_whoever_leaves_ends_the_call(asking: _Asking, server: Scripted) -> None:
    server.play(Reply(text="The average NPS for SaaS companies is 35. [1]\n", is_endless=True, tokens_per_second=200))
    events = asking.events(_NPS, **server.settings())
    async for event in events:
        if isinstance(event, Told):
            break
    await events.aclose()
    await server.settled()
    assert server.ended_by_client == 1


@pytest.mark.anyio
async def test_no_word_of_a_document_reaches_a_model_that_may_call_tools(asking: _Asking, server: Scripted) -> None:
    server.play(lambda asked: Reply(text="none") if asked.tools else Reply(object={"sentences": []}))
    await asking.all("Is an NPS of 35 good if 60 of us said so?", **server.settings(PROFILED))
    with_tools = [asked for asked in server.asked if asked.tools]
    others = [asked for asked in server.asked if not asked.tools]
    assert all("<data-" not in asked.prompt for asked in with_tools)
    assert all("<data-" in asked.prompt for asked in others)
