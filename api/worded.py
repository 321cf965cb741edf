"""Says who worded an answer, and why the sources' own sentences stand where a chat model was to word it."""

from collections.abc import Mapping
from typing import Final

from bot.answer import Answer, Fallback

_WORDED: Final = {
    "en": "Worded by {generator}; every sentence is checked against its sources.",
    "nl": "Verwoord door {generator}; elke zin is getoetst aan de bronnen.",
    "ar": "صاغه {generator}، وروجعت كل جملة على مصادرها.",
}
_INSTEAD: Final = {
    "en": "These are the sources' own sentences: {why}",
    "nl": "Dit zijn de eigen zinnen van de bronnen: {why}",
    "ar": "هذه جمل المصادر نفسها: {why}",
}
_WHY: Final[Mapping[Fallback, Mapping[str, str]]] = {
    "timeout": {
        "en": "the chat model took too long.",
        "nl": "het taalmodel deed er te lang over.",
        "ar": "تأخر نموذج اللغة في الرد.",
    },
    "rate_limited": {
        "en": "the chat model is asked too much at the moment.",
        "nl": "het taalmodel krijgt op dit moment te veel vragen.",
        "ar": "يتلقى نموذج اللغة طلبات كثيرة في هذه اللحظة.",
    },
    "unavailable": {
        "en": "the chat model cannot be reached at the moment.",
        "nl": "het taalmodel is op dit moment niet bereikbaar.",
        "ar": "تعذّر الوصول إلى نموذج اللغة في هذه اللحظة.",
    },
    "rejected": {
        "en": "the chat model did not take the question.",
        "nl": "het taalmodel nam de vraag niet aan.",
        "ar": "لم يقبل نموذج اللغة السؤال.",
    },
    "garbled": {
        "en": "the chat model's reply could not be read.",
        "nl": "het antwoord van het taalmodel was niet te lezen.",
        "ar": "لم يكن رد نموذج اللغة مقروءًا.",
    },
    "cut": {
        "en": "the chat model's reply broke off.",
        "nl": "het antwoord van het taalmodel brak af.",
        "ar": "انقطع رد نموذج اللغة.",
    },
    "circuit_open": {
        "en": "the chat model kept failing, and is left alone for a moment.",
        "nl": "het taalmodel faalde steeds en wordt even met rust gelaten.",
        "ar": "تعطّل نموذج اللغة مرارًا، ولن يُسأل لبعض الوقت.",
    },
    "not_verified": {
        "en": "nothing that the chat model wrote could be verified.",
        "nl": "niets van wat het taalmodel schreef was te verifiëren.",
        "ar": "لم يمكن التحقق من شيء مما كتبه نموذج اللغة.",
    },
    "incomplete": {
        "en": "what could be verified of the chat model's answer does not answer the question.",
        "nl": "wat van het antwoord van het taalmodel te verifiëren was, beantwoordt de vraag niet.",
        "ar": "ما أمكن التحقق منه من رد نموذج اللغة لا يجيب عن السؤال.",
    },
}


def told_of_wording(answer: Answer) -> str | None:
    """A line in the answer's language, or in English where it has none; None where no chat model was asked."""
    if answer.fallback:
        return _in(answer.language, _INSTEAD).format(why=_in(answer.language, _WHY[answer.fallback]))
    if answer.generator in ("extractive", "calculator"):
        return None
    return _in(answer.language, _WORDED).format(generator=answer.generator)


def _in(language: str, wordings: Mapping[str, str]) -> str:
    return wordings.get(language, wordings["en"])
