"""What customers say in surveys: NPS, CSAT, CES."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

from bot.metrics.calculator import Measure, Parameter, calculator
from bot.metrics.errors import InputError
from bot.metrics.exact import write
from corpus.quantities import Unit

_PROMOTER = 9
_DETRACTOR = 6
_SATISFIED = 4


def _nps_groups(scores: tuple[Fraction, ...]) -> Mapping[str, Fraction]:
    return {
        "promoters": Fraction(sum(score >= _PROMOTER for score in scores)),
        "detractors": Fraction(sum(score <= _DETRACTOR for score in scores)),
        "answers": Fraction(len(scores)),
    }


def _satisfied(scores: tuple[Fraction, ...]) -> Mapping[str, Fraction]:
    return {
        "satisfied": Fraction(sum(score >= _SATISFIED for score in scores)),
        "answers": Fraction(len(scores)),
    }


def _total(scores: tuple[Fraction, ...]) -> Mapping[str, Fraction]:
    return {"sum_of_scores": Fraction(sum(scores)), "answers": Fraction(len(scores))}


@calculator(
    Unit.POINTS,
    "({promoters} − {detractors}) ÷ ({promoters} + {passives} + {detractors}) × 100",
    "Points between −100 and 100, not percent. Passives count among the answers only.",
)
def nps(
    promoters: Annotated[
        Fraction, Parameter(Measure.COUNT, "Answers of 9 or 10.", minimum=0, whole=True, example="120")
    ],
    passives: Annotated[Fraction, Parameter(Measure.COUNT, "Answers of 7 or 8.", minimum=0, whole=True, example="50")],
    detractors: Annotated[
        Fraction, Parameter(Measure.COUNT, "Answers of 0 to 6.", minimum=0, whole=True, example="30")
    ],
) -> Fraction:
    """Net Promoter Score: the percentage of promoters less that of detractors, among all answers, from counts.

    Promoters answer 9 or 10 when asked how likely they are to recommend the company, detractors 0 to 6.

    Range: -100 to 100. Unit: points.

    Source: Frederick F. Reichheld, "The One Number You Need to Grow" (Harvard Business Review, December 2003).

    Raises:
        InputError: a count is negative or not whole, or all are zero.
    """
    answers = promoters + passives + detractors
    if answers == 0:
        raise InputError("no_answers", "promoters", second="passives", third="detractors", given="0")
    return (promoters - detractors) / answers * 100


@calculator(
    Unit.POINTS,
    "({promoters} − {detractors}) ÷ {answers} × 100",
    "Points between −100 and 100, not percent. 9 and 10 are promoters, 0 to 6 detractors, on a scale from 0 to 10.",
    figures=_nps_groups,
)
def nps_from_scores(
    scores: Annotated[
        tuple[Fraction, ...],
        Parameter(
            Measure.SCORE,
            "Answers from 0 to 10 to how likely someone is to recommend the company.",
            minimum=0,
            maximum=10,
            whole=True,
            example="9, 10, 7, 6, 8",
        ),
    ],
) -> Fraction:
    """Net Promoter Score: the percentage of promoters less that of detractors, among all answers, from scores.

    Range: -100 to 100. Unit: points.

    Source: Frederick F. Reichheld, "The One Number You Need to Grow" (Harvard Business Review, December 2003).

    Raises:
        InputError: there are no scores, or one is not a whole number from 0 to 10.
    """
    groups = _nps_groups(scores)
    return (groups["promoters"] - groups["detractors"]) / groups["answers"] * 100


@calculator(
    Unit.PERCENT,
    "{satisfied} ÷ {responses} × 100",
    "The share of satisfied answers (4 and 5 on a scale of five). Others report the mean score.",
)
def csat(
    satisfied: Annotated[
        Fraction,
        Parameter(Measure.COUNT, "Answers that say satisfied or very satisfied.", minimum=0, whole=True, example="170"),
    ],
    responses: Annotated[Fraction, Parameter(Measure.COUNT, "All answers.", above=0, whole=True, example="200")],
) -> Fraction:
    """Customer satisfaction score: the share of answers that say satisfied or very satisfied, from counts.

    Range: 0 % to 100 %. Unit: percent.

    Source: Farris, Bendle, Pfeifer and Reibstein, "Marketing Metrics" (2010), on customer satisfaction as the
    share of the highest answers, the "top two boxes".

    Raises:
        InputError: there are no answers, a count is negative or not whole, or more are satisfied than answered.
    """
    if satisfied > responses:
        raise InputError("beyond", "satisfied", given=write(satisfied), other="responses", limit=write(responses))
    return satisfied / responses * 100


@calculator(
    Unit.PERCENT,
    "{satisfied} ÷ {answers} × 100",
    "4 and 5 are satisfied, on a scale from 1 to 5. Others report the mean score.",
    figures=_satisfied,
)
def csat_from_scores(
    scores: Annotated[
        tuple[Fraction, ...],
        Parameter(
            Measure.SCORE,
            "Answers from 1 (very dissatisfied) to 5 (very satisfied).",
            minimum=1,
            maximum=5,
            whole=True,
            example="5, 4, 3, 5, 2",
        ),
    ],
) -> Fraction:
    """Customer satisfaction score: the share of answers of 4 or 5 on a scale from 1 to 5, from scores.

    Range: 0 % to 100 %. Unit: percent.

    Source: Farris, Bendle, Pfeifer and Reibstein, "Marketing Metrics" (2010), on customer satisfaction as the
    share of the highest answers, the "top two boxes".

    Raises:
        InputError: there are no scores, or one is not a whole number from 1 to 5.
    """
    counts = _satisfied(scores)
    return counts["satisfied"] / counts["answers"] * 100


@calculator(
    Unit.NONE,
    "{sum_of_scores} ÷ {answers}",
    "The mean on the scale of CES 2.0, from 1 to 7, where more is easier. The first version ran from 1 to 5, and more "
    "was harder; others report the share of answers from 5 up.",
    figures=_total,
)
def ces(
    scores: Annotated[
        tuple[Fraction, ...],
        Parameter(
            Measure.SCORE,
            'Answers from 1 (strongly disagree) to 7 (strongly agree) to "the company made it easy".',
            minimum=1,
            maximum=7,
            whole=True,
            example="6, 7, 5, 4, 6",
        ),
    ],
) -> Fraction:
    """Customer Effort Score: the mean answer, from 1 to 7, to whether the company made it easy to get things done.

    Range: 1 to 7; more is easier. Unit: none, a score.

    Source: Dixon, Freeman and Toman, "Stop Trying to Delight Your Customers" (Harvard Business Review, July 2010),
    for the metric; Dixon, Toman and DeLisi, "The Effortless Experience" (2013), for this question and scale.

    Raises:
        InputError: there are no scores, or one is not a whole number from 1 to 7.
    """
    return Fraction(sum(scores)) / len(scores)
