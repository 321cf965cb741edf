"""Figures for any calculator: its examples, and generated ones within its limits."""

from fractions import Fraction

from hypothesis import strategies as st

from bot.metrics.calculator import Calculator, Parameter, Value

_MOST = 10**9
_LIMITED = {
    "churn": ("starting_arr", 2),
    "contraction": ("starting_arr", 2),
    "lost_customers": ("starting_customers", 1),
    "renewed": ("up_for_renewal", 1),
    "satisfied": ("responses", 1),
    "csms_with_quota": ("csms", 1),
}
"""Figures that may not exceed another, or a part of it."""


def examples_of(calculator: Calculator) -> dict[str, str | list[str]]:
    """The example of each argument."""
    return {each.name: each.example.split(",") if each.is_list else each.example for each in calculator.parameters}


@st.composite
def figures_of(draw: st.DrawFn, calculator: Calculator) -> dict[str, Value]:
    """Figures that a calculator takes, as exact values."""
    drawn: dict[str, Value] = {each.name: draw(_figure(each)) for each in calculator.parameters}
    for part, (whole, parts) in _LIMITED.items():
        limit, value = drawn.get(whole), drawn.get(part)
        if isinstance(limit, Fraction) and isinstance(value, Fraction):
            drawn[part] = min(value, limit / parts if parts > 1 else limit)
    if {"promoters", "passives", "detractors"} <= drawn.keys() and not any(drawn.values()):
        drawn["passives"] = Fraction(1)
    if calculator.name == "quick_ratio" and not drawn["contraction"] and not drawn["churn"]:
        drawn["churn"] = Fraction(1, 3)
    return drawn


def _figure(parameter: Parameter) -> st.SearchStrategy[Value]:
    single = _single(parameter)
    return st.lists(single, min_size=1, max_size=50).map(tuple) if parameter.is_list else single


def _single(parameter: Parameter) -> st.SearchStrategy[Fraction]:
    low = parameter.minimum if parameter.minimum is not None else parameter.above
    low = -_MOST if low is None else low
    high = _MOST if parameter.maximum is None else parameter.maximum
    if parameter.whole:
        return st.integers(low + (parameter.above is not None), high).map(Fraction)
    written = st.integers(100 * low, 100 * high).map(lambda hundredths: Fraction(hundredths, 100))
    figures = written | st.fractions(low, high, max_denominator=1000)
    if parameter.above is not None:
        figures = figures.filter(lambda figure: figure > low)
    below = parameter.fraction_below
    return figures if below is None else figures.filter(lambda figure: figure == 0 or abs(figure) >= below)
