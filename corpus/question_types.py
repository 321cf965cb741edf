"""What kind of answer a question asks for, by its question words, in six languages: a time, an amount, or a name."""

import re
from enum import StrEnum

from corpus.text import fold


class AnswerType(StrEnum):
    """What an answer must state to be one."""

    TIME = "time"
    AMOUNT = "amount"
    NAME = "name"


_MEASURES = (
    "percentage|percent|share|number|average|rate|weight|height|length|size|cost|price|population|age|score|distance"
    "|speed|temperature|amount|total|median"
)
_ASKS = r"(?:what|which) (?:(?:is|are|was|were|s) )?(?:the |a )?(?:\w+ )?"
_TIME = (
    rf"when|{_ASKS}(?:year|dates?|month)|since when|in what year|wanneer|welk jaar|welke datum"
    r"|sinds wanneer|wann|seit wann|welche[ms] (?:jahr|datum)|quand|quelle (?:annee|date)|cuando|que (?:ano|fecha)"
)
_AMOUNT = (
    r"how (?:many|much|long|old|far|tall|high|big|large|deep|fast|often|heavy|wide)"
    rf"|{_ASKS}(?:{_MEASURES})s?"
    r"|hoeveel|hoe (?:lang|oud|ver|hoog|groot|vaak|snel|zwaar|diep)|welk (?:percentage|deel|aandeel|aantal|bedrag)"
    r"|gemiddelde?|wie ?viele?|wie (?:lange|alt|hoch|gross|weit|oft|schwer|tief|schnell)|combien"
    r"|quel (?:pourcentage|nombre|age)|cuant[oa]s?|que (?:porcentaje|edad)"
)
_NAME = r"who|whom|whose|wie|wer|wen|wem|qui|quien(?:es)?"
_ARABIC = {
    AnswerType.TIME: r"متي|(?:اي|ما) (?:عام|سنه|تاريخ)|ما هو تاريخ",
    AnswerType.AMOUNT: r"[وبل]?كم|(?:ما|كم) (?:هي |هو )?"
    r"(?:نسبه|عدد|مساحه|متوسط|معدل|طول|ارتفاع|عمر|سعر|حجم|قيمه|وزن)",
    AnswerType.NAME: r"من|لمن|ومن",
}
# In this order: German "wie viele" is an amount, Dutch "wie" a name.
_PATTERNS = {
    AnswerType.TIME: re.compile(rf"\b(?:{_TIME})\b|(?:^|\s)(?:{_ARABIC[AnswerType.TIME]})(?:\s|$)"),
    AnswerType.AMOUNT: re.compile(rf"\b(?:{_AMOUNT})\b|(?:^|\s)(?:{_ARABIC[AnswerType.AMOUNT]})(?:\s|$)"),
    AnswerType.NAME: re.compile(rf"^\W*(?:{_NAME})\b|^\s*(?:{_ARABIC[AnswerType.NAME]})\s"),
}


def asked_type(question: str) -> AnswerType | None:
    """The type of answer that a question asks for; None where its words do not tell."""
    words = fold(question).text
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(words)), None)
