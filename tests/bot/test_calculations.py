"""Questions with figures, in three languages: the right calculator with the right inputs, none for other questions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer, Question, Turn
from bot.calculate.reply import reply
from bot.calculate.route import Routed, route
from bot.chat import AnswerChain
from bot.evaluate.reading import unaccounted

_FOLDER = Path(__file__).parent / "figures"
_WANTED = 0.95


@dataclass(frozen=True, slots=True)
class Expected:
    """A question with figures, and what is to be calculated."""

    question: str
    language: str
    earlier: tuple[str, ...]
    tools: tuple[Mapping[str, Any], ...]


def _read(name: str) -> Iterator[Expected]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        earlier = tuple(turn["question"] for turn in entry.get("history") or ())
        yield Expected(entry["question"], entry["language"], earlier, tuple(entry.get("tools", ())))


def _is_right(expected: Expected) -> bool:
    """Whether exactly the calculations asked for are made, or asked back for by the arguments they lack."""
    routed = route(expected.question, expected.language, expected.earlier)
    if not isinstance(routed, Routed) or len(routed.assignments) != len(expected.tools):
        return False
    answer = reply(routed, expected.language)
    made = {each.metric: each for each in answer.calculations}
    lacking = {a.calculator.name: set(a.missing) for a in routed.assignments if a.missing}
    return all(
        lacking.get(tool["name"]) == set(tool["missing"])
        if tool.get("missing")
        else tool["name"] in made and _is_same(made[tool["name"]].model_dump(), tool)
        for tool in expected.tools
    )


def _is_same(made: Mapping[str, Any], tool: Mapping[str, Any]) -> bool:
    inputs = {name: _values(given) for name, given in made["inputs"].items()}
    wanted = {name: _values(given) for name, given in tool["inputs"].items()}
    left_out = {name: values for name, values in inputs.items() if name not in wanted}
    return (
        {name: inputs.get(name) for name in wanted} == wanted
        and all(values == [0] for values in left_out.values())  # an argument that may be left out
        and Decimal(made["value"]) == Decimal(tool["value"])
        and made["unit"] == tool["unit"]
    )


def _values(given: str | list[str]) -> list[Decimal]:
    return [Decimal(each) for each in (given if isinstance(given, list) else given.split(", "))]


@pytest.mark.parametrize("name", ["dev.jsonl", "dev_more.jsonl", "dev_third.jsonl"])
def test_the_questions_it_was_developed_on_are_calculated(name: str) -> None:
    questions = list(_read(name))
    assert len(questions) >= 90
    wrong = [q.question for q in questions if not _is_right(q)]
    assert len(wrong) <= len(questions) * (1 - _WANTED), wrong


@pytest.mark.xfail(strict=True, reason="90 and 86 % of the questions held out are right (2026-11-24); 95 % is wanted")
@pytest.mark.parametrize("name", ["unseen.jsonl", "unseen_more.jsonl"])
def test_questions_held_out_are_calculated(name: str) -> None:
    questions = list(_read(name))
    assert len(questions) == 120
    right = sum(map(_is_right, questions))  # a number alone: nothing is to be tuned on these
    assert right >= _WANTED * len(questions)


@pytest.mark.parametrize("name", ["ordinary_dev.jsonl", "ordinary_unseen.jsonl"])
def test_ordinary_questions_are_not(name: str) -> None:
    questions = list(_read(name))
    assert len(questions) >= 100
    assert not [q.question for q in questions if isinstance(route(q.question, q.language), Routed)]


def _ask(chain: AnswerChain, text: str, *earlier: str, language: str | None = None) -> Answer:
    return chain.invoke(Question(text=text, language=language, history=tuple(Turn(question=e) for e in earlier)))


def test_a_result_stands_with_its_formula_beside_the_cited_benchmark(chain: AnswerChain) -> None:
    question = "We began with $2.0M, expanded 300k, lost 100k, shrank by 50k: what is our NRR, and is that good?"
    answer = _ask(chain, question)
    assert answer.kind == "calculation"
    assert answer.generator == "calculator"
    [made] = answer.calculations
    assert (made.metric, made.value, made.unit) == ("nrr", "107.5", "percent")
    assert made.substituted == "(2,000,000 + 300,000 − 50,000 − 100,000) ÷ 2,000,000 × 100 = 107.5"
    assert "107.5% is above the median of the companies measured: 106%" in answer.text
    assert made.benchmark is not None
    assert made.benchmark.section == "1"
    assert answer.conflicts, "the versions state different figures"
    assert not unaccounted(answer, question)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("is 95 % NRR good?", "95% is below the median of the companies measured: 106%"),
        ("Is een NPS van 35 goed?", "35 is gelijk aan het gemiddelde van SaaS-bedrijven: 35"),
        ("هل معدل NRR بنسبة 110% جيد؟", "110% أعلى من وسيط الشركات المقيسة: 106%"),
    ],
)
def test_a_stated_value_is_held_against_the_benchmark(chain: AnswerChain, question: str, said: str) -> None:
    answer = _ask(chain, question)
    assert answer.kind == "answer"
    assert said in answer.text
    assert not answer.calculations
    assert not unaccounted(answer, question)


@pytest.mark.parametrize("question", ["What is a good NRR?", "How do I calculate NRR?", "Wat is een goede NPS?"])
def test_a_question_about_a_metric_goes_to_the_sources(chain: AnswerChain, question: str) -> None:
    assert not _ask(chain, question).calculations


@pytest.mark.parametrize(
    ("question", "asked", "completion", "value"),
    [
        ("80 promoters and 20 detractors, what is our nps?", "passives", "none", "60"),
        ("80 promoters and 20 detractors, what is our nps?", "passives", "100 passives", "30"),
        ("Churn 180k, downgrades 60k, bereken de GRR", "ARR aan het begin", "2,4 mln", "90"),
        ("خسرنا 40 ألفا من الإلغاءات و10 آلاف من التخفيضات، كم GRR؟", "الإيراد المتكرر في", "بدأنا بمليون", "95"),
    ],
)  # fmt: skip
def test_what_is_missing_is_asked_for_and_completes(
    chain: AnswerChain, question: str, asked: str, completion: str, value: str
) -> None:
    back = _ask(chain, question)
    assert back.refusal is not None
    assert back.refusal.reason == "missing_input"
    assert asked in back.text
    assert not back.citations
    [made] = _ask(chain, completion, question).calculations
    assert made.value == value


def test_a_figure_with_two_readings_is_asked_about(chain: AnswerChain) -> None:
    question = "Gross retention please: start 40,500, churn 1.500, no downgrades"
    # The first figure shows that its writer puts a comma between thousands, but a point may still be either.
    back = _ask(chain, question)
    assert back.refusal is not None
    assert back.refusal.reason == "ambiguous_input"
    assert "1,500" in back.text
    [made] = _ask(chain, "1500", question).calculations
    assert made.inputs["churn"] == "1500"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Lost 300 of our 240 customers last quarter. Logo churn?", "customers lost is 300"),
        ("Van onze 240 klanten zijn er 300 vertrokken. Wat is het klantverloop?", "verloren klanten is 300"),
        ("خسرنا 300 عميل من 240، كم نسبة فقدان العملاء؟", "عدد العملاء المفقودين هي 300"),
        ("NRR: start $2M, expansion €300k, contraction $50k, churn $100k", "expansion"),
    ],
)
def test_what_cannot_be_is_told_in_the_askers_language(chain: AnswerChain, question: str, said: str) -> None:
    answer = _ask(chain, question)
    assert answer.refusal is not None
    assert answer.refusal.reason == "invalid_input"
    assert said in answer.text
    assert not answer.calculations


@pytest.mark.parametrize(
    ("question", "metric", "inputs"),
    [
        (
            "Logo churn? customers at the start: 400 / cancellations during Q2: 10 / new: 80",
            "logo_churn",
            {"starting_customers": "400", "lost_customers": "10"},
        ),
        (
            "NRR: started at 10M ARR, +1.4M expansion, -350k contraction, -450k churned",
            "nrr",
            {"starting_arr": "10000000", "expansion": "1400000", "contraction": "350000", "churn": "450000"},
        ),
        (
            "Wat is de GRR? Begin 2 mln, klanten haken voor 100k af, krimp 50k",
            "grr",
            {"starting_arr": "2000000", "contraction": "50000", "churn": "100000"},
        ),
        (
            "GRR? Start 9.0 million, and 2.0 million churned, no downgrades",
            "grr",
            {"starting_arr": "9000000", "contraction": "0", "churn": "2000000"},
        ),
        (
            "36 accounts, 3 CSMs: how many accounts does one of them look after?",
            "accounts_per_csm",
            {"accounts": "36", "csms": "3"},
        ),
    ],
)
def test_figures_play_the_parts_that_their_words_give_them(
    chain: AnswerChain, question: str, metric: str, inputs: dict[str, str]
) -> None:
    [made] = _ask(chain, question).calculations
    assert (made.metric, made.inputs) == (metric, inputs)


def test_a_calculation_named_before_its_figures_is_begun(chain: AnswerChain) -> None:
    back = _ask(chain, "Start 2 million, expansion 200k, churn 50k", "Can you work out our NRR?")
    assert back.refusal is not None
    assert back.refusal.reason == "missing_input"
    assert "contraction" in back.text


def test_two_metrics_get_two_results(chain: AnswerChain) -> None:
    answer = _ask(chain, "Start 2M, expansion 300k, downgrades 50k, churn 100k. What are our NRR and GRR?")
    assert {each.metric: each.value for each in answer.calculations} == {"nrr": "107.5", "grr": "92.5"}


def test_customers_who_stayed_are_not_customers_lost(chain: AnswerChain) -> None:
    [made] = _ask(chain, "306 of our 320 customers stayed. What is our logo retention?").calculations
    assert made.value == "95.63"
    assert made.inputs == {"starting_customers": "320", "lost_customers": "14"}
