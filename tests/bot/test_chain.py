"""The chain as callers see it: a LangChain Runnable, its errors, and how it settles on a language."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableLambda

from bot.answer import Answer, Question, Turn
from bot.chat import AnswerChain
from bot.evaluate.reading import body
from bot.question import MAX_QUESTION, check_question
from bot.runnable import AnswerRunnable
from corpus.errors import QuestionError
from corpus.languages import detect_language
from corpus.phrases import say

_DUTCH = Turn(question="Wat is een goede NPS?", answer="35")
_ARABIC = Turn(question="ما هو NPS الجيد؟", answer="35")
_ENGLISH = Turn(question="What is a good NPS?", answer="35")


_WITHOUT_SOURCES = {
    "de": {
        "Was ist ein guter NPS für ein SaaS-Unternehmen?": "2",
        "An wen sollte Customer Success berichten?": "3",
        "Wie viel sollte man für einen CSM ausgeben?": "5",
        "Wie viele Accounts kann ein einzelner CSM betreuen?": "6",
        "Wie viele Kunden sollte ein Customer Success Manager betreuen?": "6",
        "Wie kann ich CS effizient skalieren?": "7",
    },
    "fr": {
        "Quel est un bon score NPS pour une entreprise SaaS ?": "2",
        "À qui l'équipe Customer Success doit-elle rendre compte ?": "3",
        "Quel est le ROI d'une équipe CS ?": "4",
        "Combien de comptes un CSM peut-il gérer ?": "6",
        "A-t-on vraiment besoin du customer success en 2024 ?": "10",
    },
    "es": {
        "¿Cuál es un buen NPS para una empresa SaaS?": "2",
        "¿Cuántas cuentas debe gestionar cada CSM?": "6",
        "¿Cómo puedo escalar Customer Success de forma eficiente?": "7",
        "¿Hay que ser experto en el producto para trabajar en customer success?": "9",
    },
}
"""Questions in languages that no source is in, each with the section that answers it."""
_LEAST_RIGHT = 0.9


def _untimed(answer: Answer) -> Answer:
    return answer.model_copy(update={"timings_ms": {}})


class _Recorder(BaseCallbackHandler):
    """Keeps what LangChain reports of a run."""

    def __init__(self) -> None:
        self.events: list[tuple[str, Any]] = []
        self.runs: set[UUID] = set()

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self.events.append(("start", inputs))
        self.runs.add(run_id)

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self.events.append(("end", outputs))
        self.runs.add(run_id)

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self.events.append(("error", error))
        self.runs.add(run_id)


@pytest.fixture
def runnable(chain: AnswerChain) -> AnswerRunnable:
    return AnswerRunnable(chain)


class TestRunnable:
    def test_invoke_is_repeatable(self, runnable: AnswerRunnable) -> None:
        assert isinstance(runnable, Runnable)
        question = Question(text="What is a good NPS?")
        first, second = runnable.invoke(question), runnable.invoke(question)
        assert _untimed(first) == _untimed(second)
        stages = ("understand", "retrieve", "decide", "compose")
        assert first.timings_ms.keys() == {*stages, "total"}
        assert 0 < first.timings_ms["retrieve"] <= first.timings_ms["total"]
        assert sum(first.timings_ms[stage] for stage in stages) == pytest.approx(first.timings_ms["total"], abs=0.5)

    def test_batch_in_threads_gives_what_invoke_gives(self, runnable: AnswerRunnable) -> None:
        questions = [
            Question(text=text)
            for text in (
                "What is a good NPS?",
                "Wat is de ROI van het CS-team?",
                "كيف يمكنني توسيع نطاق CS بكفاءة؟",
                "What is Gainsight's share price?",
                "Do we even need customer success in 2024?",
                "Wie viele Kunden kann ein CSM betreuen?",
            )
        ]
        together = runnable.batch(questions, config={"max_concurrency": 4})
        assert list(map(_untimed, together)) == [_untimed(runnable.invoke(question)) for question in questions]

    def test_composes_with_other_runnables(self, runnable: AnswerRunnable) -> None:
        ask: Runnable[str, Question] = RunnableLambda(lambda text: Question(text=text))
        speak: Runnable[Answer, str] = RunnableLambda(lambda answer: answer.text)
        said = (ask | runnable | speak).invoke("What is a good NPS?")
        assert said == runnable.invoke(Question(text="What is a good NPS?")).text
        assert "35" in said

    def test_a_callback_handler_sees_the_run(self, runnable: AnswerRunnable) -> None:
        recorder = _Recorder()
        question = Question(text="What is a good NPS?")
        answer = runnable.invoke(question, config={"callbacks": [recorder], "run_name": "asked"})
        assert recorder.events == [("start", question), ("end", answer)]
        assert len(recorder.runs) == 1

    def test_a_callback_handler_sees_an_error(self, runnable: AnswerRunnable) -> None:
        recorder = _Recorder()
        with pytest.raises(QuestionError) as raised:
            runnable.invoke(Question(text=" "), config={"callbacks": [recorder]})
        assert [name for name, _ in recorder.events] == ["start", "error"]
        assert recorder.events[1][1] is raised.value

    def test_works_in_an_event_loop(self, runnable: AnswerRunnable) -> None:
        question = Question(text="What is a good NPS?")
        assert _untimed(asyncio.run(runnable.ainvoke(question))) == _untimed(runnable.invoke(question))


class TestQuestion:
    @pytest.mark.parametrize("text", ["", " ", "\n\t \u00a0\u2003"])
    def test_an_empty_one_is_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(QuestionError, match=r"empty.*What is a good NPS"):
            check_question(text)

    def test_a_long_one_is_refused_with_both_lengths(self) -> None:
        assert check_question("a" * MAX_QUESTION) == "a" * MAX_QUESTION
        assert check_question(" " * 9_000 + "a" * MAX_QUESTION) == "a" * MAX_QUESTION
        with pytest.raises(QuestionError, match=r"2,001 characters.*2,000"):
            check_question("a" * (MAX_QUESTION + 1))

    @pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\udfff"])
    def test_what_is_no_text_is_refused_by_name(self, character: str) -> None:
        with pytest.raises(QuestionError, match=rf"U\+{ord(character):04X}"):
            check_question(f"What is{character} a good NPS?")

    @given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=MAX_QUESTION))
    @settings(deadline=None)
    def test_any_text_is_taken_whole(self, text: str) -> None:
        if text.strip():
            assert check_question(f" {text}\n") == text.strip()
        else:
            with pytest.raises(QuestionError):
                check_question(text)

    @given(st.text(max_size=60))
    @settings(deadline=None, max_examples=40)
    def test_any_input_is_answered_or_refused_and_nothing_else(self, text: str) -> None:
        """Through the language detector too, which must name a language for whatever passes the check."""
        try:
            checked = check_question(text)
        except QuestionError as error:
            assert str(error).endswith((".", "?"))
            return
        assert 2 <= len(detect_language(checked)) <= 3


class TestLanguage:
    @pytest.mark.parametrize(
        ("history", "language"),
        [
            ((), "en"),
            ((_DUTCH,), "nl"),
            ((_ARABIC,), "ar"),
            ((_ARABIC, _ENGLISH), "en"),
            ((_ENGLISH, _DUTCH), "nl"),
            ((_DUTCH, Turn(question="NPS?")), "nl"),
        ],
    )
    def test_of_a_bare_acronym_is_that_of_the_conversation(
        self, chain: AnswerChain, history: tuple[Turn, ...], language: str
    ) -> None:
        answer = chain.invoke(Question(text="NRR?", history=history))
        assert answer.kind == "answer"
        assert {citation.section for citation in answer.citations} == {"1"}
        assert answer.language == language
        assert detect_language(body(answer)) == language

    def test_of_a_whole_question_is_its_own_whatever_went_before(self, chain: AnswerChain) -> None:
        answer = chain.invoke(Question(text="What is a good NPS?", history=(_ARABIC, _DUTCH)))
        assert answer.language == "en"

    @pytest.mark.parametrize("language", ["nl", "ar", "en"])
    def test_can_be_chosen(self, chain: AnswerChain, language: str) -> None:
        asked = "What is a good NPS?" if language != "en" else "Wat is een goede NPS?"
        answer = chain.invoke(Question(text=asked, language=language))
        assert answer.kind == "answer"
        assert answer.language == language
        assert detect_language(body(answer)) == language
        assert {citation.section for citation in answer.citations} == {"2"}

    def test_one_without_sources_is_answered_in_english_which_is_said(self, chain: AnswerChain) -> None:
        right = []
        for language, asked in _WITHOUT_SOURCES.items():
            for question, section in asked.items():
                answer = chain.invoke(Question(text=question))
                assert answer.kind == "answer", question
                assert answer.language == "en"
                note, _, told = answer.text.partition("\n\n")
                assert note == say("foreign", language)
                assert detect_language(note) == language
                assert detect_language(told) == "en"
                assert {citation.document_language for citation in answer.citations} == {"nl", "ar"}
                assert all(citation.translation for citation in answer.citations)
                right.append({citation.section for citation in answer.citations} == {section})
        assert sum(right) >= _LEAST_RIGHT * len(right)
