"""What the bot itself says, in each language it speaks."""

from typing import Final

from corpus.calculator_phrases import CALCULATOR_PHRASES

SPOKEN: Final = ("en", "nl", "ar")
"""The languages that answers and refusals are given in; a question in another one is answered in the first."""

_PHRASES: Final[dict[str, dict[str, str]]] = {
    "not_in_sources": {
        "en": "The sources do not answer this.",
        "nl": "De bronnen geven hier geen antwoord op.",
        "ar": "المصادر لا تجيب عن هذا السؤال.",
    },
    "understood": {
        "en": "Understood as: {question}",
        "nl": "Opgevat als: {question}",
        "ar": "فُهم السؤال هكذا: {question}",
    },
    "not_mentioned": {
        "en": "They do not mention {terms}.",
        "nl": "Ze noemen {terms} niet.",
        "ar": "فهي لا تذكر {terms}.",
    },
    "not_understood": {
        "en": "This does not read as a question. Ask about Customer Success in a few words.",
        "nl": "Dit leest niet als een vraag. Stel in een paar woorden een vraag over Customer Success.",
        "ar": "هذا لا يبدو سؤالًا. اسأل عن نجاح العملاء بكلمات قليلة.",
    },
    "unverified": {
        "en": "There is an answer, but a figure in it cannot be traced to the sources; so it is not given.",
        "nl": "Er is een antwoord, maar een cijfer erin is niet tot de bronnen te herleiden; het wordt niet gegeven.",
        "ar": "توجد إجابة، لكن رقمًا فيها لا يمكن إرجاعه إلى المصادر؛ لذلك لا نقدمها.",
    },
    "not_stated": {
        "en": "The sources do not state {figures} here. What they do say:",
        "nl": "De bronnen noemen hier geen {figures}. Wat ze wel zeggen:",
        "ar": "لا تذكر المصادر هنا {figures}. أما ما تقوله فهو:",
    },
    "left_open": {
        "en": "The sources do not answer the other part: {parts}",
        "nl": "Op het andere deel geven de bronnen geen antwoord: {parts}",
        "ar": "لا تجيب المصادر عن الجزء الآخر: {parts}",
    },
    "versions_differ": {
        "en": "The versions of the source differ here:",
        "nl": "De versies van de bron verschillen hier:",
        "ar": "تختلف نسخ المصدر هنا:",
    },
    "works_differ": {
        "en": "Different sources state different figures here, perhaps of different things: {first}; {second}.",
        "nl": "Verschillende bronnen noemen hier verschillende cijfers, misschien van verschillende dingen: "
        "{first}; {second}.",
        "ar": "تذكر مصادر مختلفة هنا أرقامًا مختلفة، وقد تكون عن أشياء مختلفة: {first}؛ {second}.",
    },
    "unreadable": {"en": "{figure} (unreadable)", "nl": "{figure} (onleesbaar)", "ar": "{figure} (غير مقروء)"},
    "nearest": {"en": "What they do say is about:", "nl": "Wat ze wel zeggen, gaat over:", "ar": "ما تتناوله المصادر:"},
    "sources": {"en": "Sources", "nl": "Bronnen", "ar": "المصادر"},
    "section": {"en": "section {number}", "nl": "sectie {number}", "ar": "القسم {number}"},
    "translated_by": {"en": "translation: {who}", "nl": "vertaling: {who}", "ar": "الترجمة: {who}"},
    "editorial": {"en": "the editors", "nl": "de redactie", "ar": "هيئة التحرير"},
    "foreign": {
        "en": "The sources cannot be quoted in the language of your question; "
        "this is the answer in English, with the original words below.",
        "de": "Auf Deutsch liegen die Quellen nicht vor; "
        "hier die Antwort auf Englisch, mit den Originalstellen darunter.",
        "fr": "Les sources n'existent pas en français ; "
        "voici la réponse en anglais, avec les passages originaux ci-dessous.",
        "es": "Las fuentes no existen en español; esta es la respuesta en inglés, con los pasajes originales debajo.",
    },
    "computed": {
        "en": "Computed from the figures you give:",
        "nl": "Berekend uit de cijfers die u geeft:",
        "ar": "محسوب من الأرقام التي ذكرتها:",
    },
    "above": {
        "en": "{value} is above {statistic}: {figure} {marks}",
        "nl": "{value} ligt boven {statistic}: {figure} {marks}",
        "ar": "{value} أعلى من {statistic}: {figure} {marks}",
    },
    "below": {
        "en": "{value} is below {statistic}: {figure} {marks}",
        "nl": "{value} ligt onder {statistic}: {figure} {marks}",
        "ar": "{value} أقل من {statistic}: {figure} {marks}",
    },
    "equal": {
        "en": "{value} equals {statistic}: {figure} {marks}",
        "nl": "{value} is gelijk aan {statistic}: {figure} {marks}",
        "ar": "{value} يساوي {statistic}: {figure} {marks}",
    },
    "sources_say": {"en": "The sources say:", "nl": "De bronnen zeggen:", "ar": "تقول المصادر:"},
    "needs_input": {
        "en": "To compute {metric}, this is still needed: {missing}.",
        "nl": "Voor {metric} is nog nodig: {missing}.",
        "ar": "لحساب {metric} ما زلنا نحتاج إلى: {missing}.",
    },
    "say_none": {
        "en": "If there was none, say so.",
        "nl": "Was die er niet, zeg dan: geen.",
        "ar": "إن لم يوجد فقل: لا شيء.",
    },
    "which_number": {
        "en": "Is {written} ({argument}) to be read as {high} or as {low}?",
        "nl": "Moet {written} ({argument}) gelezen worden als {high} of als {low}?",
        "ar": "هل تُقرأ {written} ({argument}) على أنها {high} أم {low}؟",
    },
    "unit_points": {"en": "points", "nl": "punten", "ar": "نقطة"},
    "unit_months": {"en": "months", "nl": "maanden", "ar": "شهرًا"},
    "quoted_as_is": {
        "en": "Some of this is quoted in the original, since there is no translation of it.",
        "nl": "Een deel staat hier in de oorspronkelijke taal, omdat er geen vertaling van is.",
        "ar": "بعض ما يلي منقول بلغته الأصلية لعدم وجود ترجمة له.",
    },
}  # fmt: skip

_LANGUAGE_NAMES: Final[dict[str, dict[str, str]]] = {
    "en": {"en": "English", "nl": "Dutch", "ar": "Arabic", "de": "German", "fr": "French", "es": "Spanish"},
    "nl": {"en": "Engels", "nl": "Nederlands", "ar": "Arabisch", "de": "Duits", "fr": "Frans", "es": "Spaans"},
    "ar": {
        "en": "الإنجليزية",
        "nl": "الهولندية",
        "ar": "العربية",
        "de": "الألمانية",
        "fr": "الفرنسية",
        "es": "الإسبانية",
    },
}


def say(phrase: str, language: str, **parts: str) -> str:
    """A phrase in a language, or in English where the bot does not speak that language."""
    wordings = _PHRASES.get(phrase) or CALCULATOR_PHRASES[phrase]
    return wordings.get(language, wordings["en"]).format(**parts)


def language_name(code: str, language: str) -> str:
    """The name of a language in another; its code where there is no name for it."""
    return _LANGUAGE_NAMES.get(language, _LANGUAGE_NAMES["en"]).get(code, code)
