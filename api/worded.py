"""Says who worded an answer, and why the sources' own sentences stand where a chat model was to word it."""

from collections.abc import Mapping
from typing import Final

from bot.answer import Answer, Fallback

_WORDED: Final = {
    "en": "Worded by {generator}; every sentence is checked against its sources.",
    "nl": "Verwoord door {generator}; elke zin is getoetst aan de bronnen.",
    "ar": "صاغه {generator}، وروجعت كل جملة على مصادرها.",
    "de": "Von {generator} formuliert; jeder Satz ist an den Quellen geprüft.",
    "fr": "Formulé par {generator} ; chaque phrase est vérifiée dans les sources.",
    "es": "Redactado por {generator}; cada frase se ha comprobado en las fuentes.",
}
_INSTEAD: Final = {
    "en": "These are the sources' own sentences: {why}",
    "nl": "Dit zijn de eigen zinnen van de bronnen: {why}",
    "ar": "هذه جمل المصادر نفسها: {why}",
    "de": "Dies sind die eigenen Sätze der Quellen: {why}",
    "fr": "Ce sont les phrases mêmes des sources : {why}",
    "es": "Estas son las propias frases de las fuentes: {why}",
}
_WHY: Final[Mapping[Fallback, Mapping[str, str]]] = {
    "timeout": {
        "en": "the chat model took too long.",
        "nl": "het taalmodel deed er te lang over.",
        "ar": "تأخر نموذج اللغة في الرد.",
        "de": "das Sprachmodell hat zu lange gebraucht.",
        "fr": "le modèle de langage a mis trop de temps.",
        "es": "el modelo de lenguaje tardó demasiado.",
    },
    "rate_limited": {
        "en": "the chat model is asked too much at the moment.",
        "nl": "het taalmodel krijgt op dit moment te veel vragen.",
        "ar": "يتلقى نموذج اللغة طلبات كثيرة في هذه اللحظة.",
        "de": "das Sprachmodell bekommt gerade zu viele Anfragen.",
        "fr": "le modèle de langage reçoit trop de demandes en ce moment.",
        "es": "el modelo de lenguaje recibe demasiadas peticiones en este momento.",
    },
    "unavailable": {
        "en": "the chat model cannot be reached at the moment.",
        "nl": "het taalmodel is op dit moment niet bereikbaar.",
        "ar": "تعذّر الوصول إلى نموذج اللغة في هذه اللحظة.",
        "de": "das Sprachmodell ist gerade nicht erreichbar.",
        "fr": "le modèle de langage est injoignable en ce moment.",
        "es": "no se puede acceder al modelo de lenguaje en este momento.",
    },
    "rejected": {
        "en": "the chat model did not take the question.",
        "nl": "het taalmodel nam de vraag niet aan.",
        "ar": "لم يقبل نموذج اللغة السؤال.",
        "de": "das Sprachmodell hat die Frage nicht angenommen.",
        "fr": "le modèle de langage n'a pas accepté la question.",
        "es": "el modelo de lenguaje no aceptó la pregunta.",
    },
    "garbled": {
        "en": "the chat model's reply could not be read.",
        "nl": "het antwoord van het taalmodel was niet te lezen.",
        "ar": "لم يكن رد نموذج اللغة مقروءًا.",
        "de": "die Antwort des Sprachmodells war nicht lesbar.",
        "fr": "la réponse du modèle de langage était illisible.",
        "es": "la respuesta del modelo de lenguaje no se podía leer.",
    },
    "cut": {
        "en": "the chat model's reply broke off.",
        "nl": "het antwoord van het taalmodel brak af.",
        "ar": "انقطع رد نموذج اللغة.",
        "de": "die Antwort des Sprachmodells brach ab.",
        "fr": "la réponse du modèle de langage s'est interrompue.",
        "es": "la respuesta del modelo de lenguaje se interrumpió.",
    },
    "circuit_open": {
        "en": "the chat model kept failing, and is left alone for a moment.",
        "nl": "het taalmodel faalde steeds en wordt even met rust gelaten.",
        "ar": "تعطّل نموذج اللغة مرارًا، ولن يُسأل لبعض الوقت.",
        "de": "das Sprachmodell ist immer wieder ausgefallen und wird eine Weile nicht gefragt.",
        "fr": "le modèle de langage a échoué plusieurs fois et n'est pas sollicité pour le moment.",
        "es": "el modelo de lenguaje falló varias veces y por ahora no se le pregunta.",
    },
    "not_verified": {
        "en": "nothing that the chat model wrote could be verified.",
        "nl": "niets van wat het taalmodel schreef was te verifiëren.",
        "ar": "لم يمكن التحقق من شيء مما كتبه نموذج اللغة.",
        "de": "nichts von dem, was das Sprachmodell schrieb, ließ sich belegen.",
        "fr": "rien de ce que le modèle de langage a écrit n'a pu être vérifié.",
        "es": "nada de lo que escribió el modelo de lenguaje se pudo verificar.",
    },
    "incomplete": {
        "en": "what could be verified of the chat model's answer does not answer the question.",
        "nl": "wat van het antwoord van het taalmodel te verifiëren was, beantwoordt de vraag niet.",
        "ar": "ما أمكن التحقق منه من رد نموذج اللغة لا يجيب عن السؤال.",
        "de": "was sich von der Antwort des Sprachmodells belegen ließ, beantwortet die Frage nicht.",
        "fr": "ce qui a pu être vérifié de la réponse du modèle de langage ne répond pas à la question.",
        "es": "lo que se pudo verificar de la respuesta del modelo de lenguaje no responde a la pregunta.",
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
