"""Questions with figures that are told by ranges of scores, over several messages, or only look like calculations."""

import pytest

from bot.answer import Answer, Question, Turn
from bot.calculate.route import Routed, route
from bot.chat import AnswerChain


def _ask(chain: AnswerChain, text: str, *earlier: str) -> Answer:
    return chain.invoke(Question(text=text, history=tuple(Turn(question=e) for e in earlier)))


@pytest.mark.parametrize(
    "question",
    [
        "90 people gave us a 9 or 10, 40 a 7 or 8 and 20 anything from 0 to 6. What is our NPS?",
        "NPS? 9-10: 90, 7-8: 40, 0-6: 20",
        "90 klanten gaven een 9 of hoger, 40 een 7 of 8, 20 een 6 of lager. nps?",
        "٩٠ أعطوا ٩ أو ١٠ و ٤٠ أعطوا ٧ أو ٨ و ٢٠ أعطوا ٦ أو أقل. كم NPS؟",
    ],
)
def test_groups_are_told_by_their_scores(chain: AnswerChain, question: str) -> None:
    [made] = _ask(chain, question).calculations
    assert made.inputs == {"promoters": "90", "passives": "40", "detractors": "20"}


@pytest.mark.parametrize(
    ("question", "made"),
    [
        ("310 customers rated us 4 or higher out of 400. CSAT?", "77.5"),
        ("40 scored 9-10, 30 scored 7-8, 25 scored 6 or lower. NPS?", "15.79"),
        ("We started with 1M ARR, minus fifty thousand churn, minus 20,000 contraction. GRR?", "93"),
    ],
)
def test_scores_and_losses_in_other_words(chain: AnswerChain, question: str, made: str) -> None:
    [result] = _ask(chain, question).calculations
    assert result.value == made


def test_four_or_five_customers_are_no_score() -> None:
    routed = route("What is our logo churn? We began with 300, lost 4 to 5.", "en")
    assert isinstance(routed, Routed)
    [assignment] = routed.assignments
    assert assignment.figures["starting_customers"].quantity.value == 300
    assert assignment.figures["lost_customers"].quantity.value in (4, 5)


def test_a_count_beside_other_words_is_no_score(chain: AnswerChain) -> None:
    question = "NPS: promoters 9 and upbeat, passives 4 and upset, detractors 6 and underwhelmed"
    [made] = _ask(chain, question).calculations
    assert made.inputs == {"promoters": "9", "passives": "4", "detractors": "6"}


def test_a_figure_of_the_message_before_counts(chain: AnswerChain) -> None:
    before = "We spend $1.2M on customer success."
    [made] = _ask(chain, "Our ARR is $30M. What share of ARR is that?", before).calculations
    assert (made.metric, made.value) == ("cs_spend_share", "4")


def test_a_calculation_that_is_only_named_takes_its_figures_one_by_one(chain: AnswerChain) -> None:
    earlier = ("Can you work out our Rule of 40 number?", "Revenue's growing 24% a year.")
    [made] = _ask(chain, "and our EBITDA margin is minus 3%", *earlier).calculations
    assert (made.metric, made.value) == ("rule_of_40", "21")


@pytest.mark.parametrize(
    "question",
    [
        "What % of logos did we retain in Q3? 96 at the start, 6 gone.",
        "Hoeveel % van de klanten is weggelopen? 96 aan het begin, 6 opgezegd.",
    ],
)
def test_a_sign_of_percent_asks_as_its_word_does(chain: AnswerChain, question: str) -> None:
    [made] = _ask(chain, question).calculations
    assert made.inputs == {"starting_customers": "96", "lost_customers": "6"}


@pytest.mark.parametrize(
    ("question", "earlier"),
    [
        ("What share of ARR should we spend on CS at $20M ARR?", ()),
        ("How big a team do 300 accounts and $20M ARR take?", ()),
        ("Hoe groot is een team bij 500 klanten en 10 CSM's meestal?", ()),
        ("what is a good churn rate?", ("We have 50 customers and lost 5.",)),
        ("What is customer churn?", ("We had 240 customers and lost 9.",)),
        ("How long does onboarding take?", ("We have 240 accounts and 4 CSMs.",)),
        ("Who owns NPS?", ("120 promoters, 40 passives and 30 detractors",)),
        ("What rate do good companies have?", ("What is our logo churn with 240 customers, of which we lost 9?",)),
        ("Tell me how 3 CSMs can cover 240 accounts", ()),
    ],
)
def test_what_is_usual_is_asked_of_the_sources(question: str, earlier: tuple[str, ...]) -> None:
    assert not isinstance(route(question, "nl" if "Hoe" in question else "en", earlier), Routed)
