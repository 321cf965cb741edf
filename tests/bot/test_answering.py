"""How an answer comes about with a chat model: what is told, what is withdrawn, when the sources' own words stand."""

import re
from collections.abc import Sequence
from typing import Any

import anyio.to_thread
import pytest

from bot.answer import Answer, Question, Turn
from bot.answering import Answered, Answering, Event, Found, Told, Withdrawn
from bot.chat import AnswerChain
from bot.checks.sentence import SentenceChecker
from bot.model.chat import Message, ToolCall
from corpus.embeddings import Embedder
from tests.bot.speaking import Reply, Speaker

_NPS = "What is a good NPS?"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def _events(chain: AnswerChain, embedder: Embedder, model: Speaker | None, question: Question) -> list[Event]:
    answering = Answering(chain, model, SentenceChecker(embedder), timeout=5.0)
    return [event async for event in answering.events(question, anyio.to_thread.run_sync)]


def _answer(events: Sequence[Event]) -> Answer:
    assert isinstance(events[-1], Answered)
    return events[-1].answer


def _number(messages: Sequence[Message], words: str) -> int:
    """The number of the sentence that has some words."""
    found = re.search(rf"\[(\d+)\] [^\n]*{re.escape(words)}", messages[1].content)
    assert found, messages[1].content
    return int(found[1])


def _says(text: str, words: str) -> Reply:
    return lambda messages: f"{text} [{_number(messages, words)}]\n"


@pytest.mark.anyio
async def test_a_verified_answer_is_told_as_it_is_and_cited(chain: AnswerChain, bundled: Embedder) -> None:
    model = Speaker(_says("The average NPS for SaaS companies is 35.", "35"))
    events = await _events(chain, bundled, model, Question(text=_NPS))
    answer = _answer(events)
    assert answer.generator == "fake:speaker"
    assert answer.fallback is None
    assert answer.text.startswith("The average NPS for SaaS companies is 35. [1]")
    assert {citation.document_language for citation in answer.citations} == {"nl", "ar"}
    assert [number.origin for number in answer.numbers] == ["quoted"]
    first, told, _ = events
    assert isinstance(first, Found)
    assert isinstance(told, Told)
    assert told.answers
    assert answer.text.startswith(told.text)
    assert told.citations == answer.citations[: len(told.citations)]


@pytest.mark.anyio
async def test_without_a_model_the_chain_answers(chain: AnswerChain, bundled: Embedder) -> None:
    events = await _events(chain, bundled, None, Question(text=_NPS))
    assert [type(event) for event in events] == [Found, Answered]
    assert _answer(events).generator == "extractive"


@pytest.mark.anyio
async def test_what_fails_is_asked_for_once_more_with_the_reason(chain: AnswerChain, bundled: Embedder) -> None:
    model = Speaker(
        _says("The average NPS for SaaS companies is 53.", "35"),
        _says("The average NPS for SaaS companies is 35.", "35"),
    )
    events = await _events(chain, bundled, model, Question(text=_NPS))
    assert "35" in _answer(events).text
    assert "53" not in "".join(event.text for event in events if isinstance(event, Told))
    assert isinstance(events[-1], Answered)
    assert events[-1].report is not None
    assert (events[-1].report.held, events[-1].report.mended, events[-1].report.dropped) == (1, 1, 0)
    assert events[-1].report.faults == {"number": 1}
    assert "53" in model.asked[1][-1].content
    assert "figure" in model.asked[1][-1].content


@pytest.mark.anyio
async def test_what_fails_twice_is_never_shown(chain: AnswerChain, bundled: Embedder) -> None:
    wrong = _says("The average NPS for SaaS companies is 53.", "35")
    model = Speaker(wrong, wrong)
    events = await _events(chain, bundled, model, Question(text=_NPS))
    assert [type(event) for event in events] == [Found, Answered]
    answer = _answer(events)
    assert (answer.generator, answer.fallback) == ("extractive", "not_verified")
    assert answer.citations
    assert "53" not in answer.text


@pytest.mark.anyio
async def test_what_is_right_and_does_not_answer_is_withdrawn(chain: AnswerChain, bundled: Embedder) -> None:
    question = Question(text="What is a good NRR?")
    model = Speaker(_says("We are all trying to get better.", "get better"), "I have nothing to add.")
    events = await _events(chain, bundled, model, question)
    assert [type(event) for event in events] == [Found, Told, Withdrawn, Answered]
    assert (_answer(events).generator, _answer(events).fallback) == ("extractive", "incomplete")
    assert "106%" in _answer(events).text


@pytest.mark.anyio
@pytest.mark.parametrize("failure", ["timeout", "rate_limited", "unavailable", "rejected", "garbled", "circuit_open"])
async def test_a_model_that_fails_leaves_the_sources_own_words(
    chain: AnswerChain, bundled: Embedder, failure: Any
) -> None:
    events = await _events(chain, bundled, Speaker(failure), Question(text=_NPS))
    answer = _answer(events)
    assert (answer.generator, answer.fallback) == ("extractive", failure)
    assert answer.citations


@pytest.mark.anyio
async def test_what_came_before_a_cut_stands_if_it_answers(chain: AnswerChain, bundled: Embedder) -> None:
    def cut(messages: Sequence[Message]) -> str:
        return f"The average NPS for SaaS companies is 35. [{_number(messages, '35')}]\nInterest…cut"

    events = await _events(chain, bundled, Speaker(cut), Question(text=_NPS))
    assert _answer(events).generator == "fake:speaker"
    assert "Interest" not in _answer(events).text


@pytest.mark.anyio
async def test_a_model_with_structured_output_fills_in_an_object(chain: AnswerChain, bundled: Embedder) -> None:
    sentences = [{"text": "The average NPS for SaaS companies is 35.", "sources": [1]}]
    model = Speaker(sentences, has_structured_output=True)
    answer = _answer(await _events(chain, bundled, model, Question(text=_NPS)))
    assert answer.text.startswith("The average NPS for SaaS companies is 35. [1]")


@pytest.mark.anyio
async def test_where_versions_differ_a_worded_answer_says_so(chain: AnswerChain, bundled: Embedder) -> None:
    model = Speaker(_says("The median NRR is 106%.", "106%"))
    answer = _answer(await _events(chain, bundled, model, Question(text="What is a good NRR?")))
    assert answer.generator == "fake:speaker"
    assert answer.conflicts
    assert answer.conflicts[0].statement in answer.text


@pytest.mark.anyio
async def test_a_refusal_asks_no_model(chain: AnswerChain, bundled: Embedder) -> None:
    model = Speaker()
    answer = _answer(await _events(chain, bundled, model, Question(text="What is the capital of Brazil?")))
    assert answer.kind == "refusal"
    assert not model.asked


@pytest.mark.anyio
async def test_a_follow_up_that_no_rule_understands_is_put_into_words(chain: AnswerChain, bundled: Embedder) -> None:
    history = (Turn(question="Tell me about the average NPS of SaaS companies", answer="35"),)
    question = Question(text="Could you go over the zebra again?", history=history)
    alone = chain.invoke(question)
    model = Speaker("What is the average NPS of SaaS companies?", _says("The average NPS is 35.", "35"))
    answer = _answer(await _events(chain, bundled, model, question))
    assert alone.kind == "refusal"
    assert answer.understood == "What is the average NPS of SaaS companies?"
    assert answer.text.startswith("The average NPS is 35.")


@pytest.mark.anyio
async def test_a_question_that_the_model_made_up_is_not_searched_for(chain: AnswerChain, bundled: Embedder) -> None:
    history = (Turn(question="Tell me about zebras", answer=""),)
    model = Speaker("What is a good NPS for software companies?")
    answer = _answer(await _events(chain, bundled, model, Question(text="And lions in Brazil?", history=history)))
    assert answer.kind == "refusal"


_CALL = ToolCall("1", "nps", {"promoters": 60, "passives": 25, "detractors": 15})


@pytest.mark.anyio
async def test_a_model_calls_calculators_with_the_askers_figures_alone(chain: AnswerChain, bundled: Embedder) -> None:
    text = "60 loved us, 25 shrugged, 15 would warn their friends off. Our score, please?"
    assert chain.invoke(Question(text=text)).kind != "calculation", "a rule understands this by now: ask otherwise"
    model = Speaker(calls=[_CALL], has_tools=True)
    answer = _answer(await _events(chain, bundled, model, Question(text=text)))
    assert answer.kind == "calculation"
    assert [calculation.metric for calculation in answer.calculations] == ["nps"]
    assert "nps" in model.tools
    told = " ".join(message.content for messages in model.asked for message in messages)
    assert "Nick" not in told, "no document's words are shown to a model that may call tools"


@pytest.mark.anyio
@pytest.mark.parametrize(
    "call",
    [
        ToolCall("1", "nps", {"promoters": 61, "passives": 25, "detractors": 15}),
        ToolCall("1", "nps", {"promoters": "many", "passives": 25, "detractors": 15}),
        ToolCall("1", "send_mail", {"to": "someone"}),
        ToolCall("1", "nps", None),
    ],
    ids=["a figure nobody gave", "no figure", "no such tool", "no arguments"],
)
async def test_a_call_that_is_not_valid_computes_nothing(chain: AnswerChain, bundled: Embedder, call: ToolCall) -> None:
    text = "60 loved us, 25 shrugged, 15 would warn their friends off. Our score, please?"
    model = Speaker("timeout", calls=[call], has_tools=True)
    answer = _answer(await _events(chain, bundled, model, Question(text=text)))
    assert not answer.calculations


@pytest.mark.anyio
async def test_leaving_early_closes_the_models_stream(chain: AnswerChain, bundled: Embedder) -> None:
    model = Speaker(_says("The average NPS for SaaS companies is 35.", "35"))
    answering = Answering(chain, model, SentenceChecker(bundled), timeout=5.0)
    events = answering.events(Question(text=_NPS), anyio.to_thread.run_sync)
    async for event in events:
        if isinstance(event, Told):
            break
    await events.aclose()
    assert model.open == 0
