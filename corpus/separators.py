"""What separates thousands and decimals in a figure: "1.500,5" and "1,500.5" are one value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

POINT_GROUPS = frozenset({"nl", "de", "fr", "es"})
"""Languages that group thousands with points."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How a text writes its figures."""

    language: str
    """One that writes them so."""
    is_shown: bool
    """Whether a figure of the text itself shows it."""


def read_usage(figures: Sequence[str], language: str) -> Usage:
    """What separates thousands and decimals in a text: as its clear figures show, else as its language has it."""
    decimals = {decimal for figure in figures if (decimal := _decimal_sign(figure))}
    if len(decimals) == 1:
        is_comma = decimals == {","}
        return Usage(language if (language in POINT_GROUPS) == is_comma else "nl" if is_comma else "en", True)
    return Usage(language, False)


def _decimal_sign(figure: str) -> str | None:
    """The sign before decimals that a figure shows its writer to use; None where it may be either."""
    points, commas = figure.count("."), figure.count(",")
    if points and commas:
        return max((figure.rfind(sign), sign) for sign in ".,")[1]
    if points > 1 or commas > 1:
        groups = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", figure)
        return ("," if points else ".") if groups else None
    decimal = re.fullmatch(r"\d+([.,])(\d+)", figure)
    return decimal[1] if decimal and (len(decimal[2]) != 3 or figure.startswith("0")) else None


def parse_figure(figure: str, language: str) -> Decimal | None:
    """The value of a figure such as "1.500,5" as it is meant in a language; None where it is no single number.

    A figure that is written as in English inside a Dutch text, or the other way round, is still read.
    """
    plain = "".join(figure.split()).replace("'", "")
    group, point = (".", ",") if language in POINT_GROUPS else (",", ".")
    for groups, decimals in ((group, point), (point, group)):
        if re.fullmatch(rf"\d{{1,3}}(?:\{groups}\d{{2,3}})*\{groups}\d{{3}}(?:\{decimals}\d+)?", plain) and (
            groups == group or plain.count(groups) > 1 or decimals in plain
        ):
            return Decimal(plain.replace(groups, "").replace(decimals, "."))
    if plain.count(".") + plain.count(",") > 1:
        return None  # a date, a version
    return Decimal(plain.replace(",", "."))
