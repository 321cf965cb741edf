"""Different works that state different figures for what is asked: told, more carefully than versions of one work."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from api.temporary import TemporaryKnowledge
from bot.answer import Answer, Question
from bot.chat import AnswerChain
from bot.conflict_list import list_conflicts
from bot.evaluate.outside.sources import SourceText
from bot.evaluate.reading import unaccounted
from corpus.knowledge import KnowledgeBase
from tests.conftest import RememberingEmbedder

_SAYS_35 = "The Net Promoter Score asks customers one thing. The average NPS of software companies is 35. It varies."
_SAYS_41 = "Many teams measure loyalty. In this survey the average NPS of software companies was 41 on the whole."
_AGREES = "Benchmarks differ by industry. For software companies, the average NPS is thirty-five."
_NO_FIGURE = "The average NPS of software companies is hard to know. Nobody has measured it well."
_QUESTION = "What is the average NPS of software companies?"


@pytest.fixture
def opened(counting: RememberingEmbedder) -> Iterator[Callable[..., KnowledgeBase]]:
    contexts = []

    def _open(texts: Sequence[str], language: str = "en") -> KnowledgeBase:
        sources = [SourceText(f"s{n}", text, language, f"Report {n} of 2019") for n, text in enumerate(texts, 1)]
        contexts.append(TemporaryKnowledge(counting)(sources))
        return contexts[-1].__enter__()

    yield _open
    for context in contexts:
        context.__exit__(None, None, None)


def _ask(knowledge: KnowledgeBase, question: str = _QUESTION) -> Answer:
    answer = AnswerChain(knowledge).invoke(Question(text=question))
    assert unaccounted(answer, question) == []
    return answer


@pytest.mark.parametrize(
    ("question", "careful"),
    [
        (_QUESTION, "perhaps of different things"),
        ("Wat is de gemiddelde NPS van softwarebedrijven?", "misschien van verschillende dingen"),
        ("ما هو متوسط NPS لشركات البرمجيات؟", "وقد تكون عن أشياء مختلفة"),
    ],
)
def test_what_another_work_states_is_told_beside_the_answer(
    opened: Callable[..., KnowledgeBase], question: str, careful: str
) -> None:
    answer = _ask(opened([_SAYS_35, _SAYS_41]), question)
    (conflict,) = answer.conflicts
    shown = {answer.citations[side.citation - 1].document_id: side.quantities for side in conflict.sides}
    assert shown == {"s1": ("35",), "s2": ("41",)}
    assert careful in conflict.statement
    assert conflict.statement in answer.text
    assert {number.value for number in answer.numbers} == {"35", "41"}


@pytest.mark.parametrize("other", [_AGREES, _NO_FIGURE])
def test_works_that_agree_or_state_no_figure_are_no_conflict(opened: Callable[..., KnowledgeBase], other: str) -> None:
    assert _ask(opened([_SAYS_35, other])).conflicts == ()


def test_a_question_that_asks_for_no_figure_is_not_held_against_others(opened: Callable[..., KnowledgeBase]) -> None:
    assert _ask(opened([_SAYS_35, _SAYS_41]), "Who asks customers one thing?").conflicts == ()


def test_the_list_names_the_term_and_both_works(opened: Callable[..., KnowledgeBase]) -> None:
    (listed,) = list_conflicts(opened([_SAYS_35, _SAYS_41, _NO_FIGURE]))
    assert (listed.kind, listed.term, listed.pairs) == ("works", "NPS", (("35", "41"),))
    assert [side.document for side in listed.sides] == ["s1", "s2"]
    assert list_conflicts(opened([_SAYS_35, _AGREES])) == []


def test_the_shipped_articles_differ_in_four_figures_and_in_nothing_else(knowledge: KnowledgeBase) -> None:
    listed = list_conflicts(knowledge)
    assert {each.kind for each in listed} == {"versions"}
    assert [(each.sides[0].section, each.pairs) for each in listed] == [
        ("1", (("honderd procent", "106%"), ("106%", "XNUMX%"))),
        ("5", (("$5-$10", "5 و10 آلاف دولار"),)),
        ("6", (("€25", "25 ألف دولار"),)),
    ]
    documents = {document.id: document.text for document in knowledge.catalog.documents()}
    for side in (side for each in listed for side in each.sides):
        assert documents[side.document][side.start : side.end] == side.text
