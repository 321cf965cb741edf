"""What the bot itself says, in each language it speaks."""

from typing import Final

from corpus.calculator_phrases import CALCULATOR_PHRASES

SPOKEN: Final = ("en", "nl", "ar")
"""The languages that everything is given in; a question in another one is answered in the first."""

WORDED: Final = (*SPOKEN, "de", "fr", "es")
"""The languages that the bot has words of its own in, but for calculations: where the sources can be quoted in one of
them, a question in it is answered in it."""

_PHRASES: Final[dict[str, dict[str, str]]] = {
    "not_in_sources": {
        "en": "The sources do not answer this.",
        "nl": "De bronnen geven hier geen antwoord op.",
        "ar": "المصادر لا تجيب عن هذا السؤال.",
        "de": "Die Quellen geben darauf keine Antwort.",
        "fr": "Les sources ne répondent pas à cette question.",
        "es": "Las fuentes no responden a esto.",
    },
    "understood": {
        "en": "Understood as: {question}",
        "nl": "Opgevat als: {question}",
        "ar": "فُهم السؤال هكذا: {question}",
        "de": "Verstanden als: {question}",
        "fr": "Compris comme : {question}",
        "es": "Entendido como: {question}",
    },
    "not_mentioned": {
        "en": "They do not mention {terms}.",
        "nl": "Ze noemen {terms} niet.",
        "ar": "فهي لا تذكر {terms}.",
        "de": "{terms} kommt darin nicht vor.",
        "fr": "Elles ne mentionnent pas {terms}.",
        "es": "No mencionan {terms}.",
    },
    "not_understood": {
        "en": "This does not read as a question. Ask about Customer Success in a few words.",
        "nl": "Dit leest niet als een vraag. Stel in een paar woorden een vraag over Customer Success.",
        "ar": "هذا لا يبدو سؤالًا. اسأل عن نجاح العملاء بكلمات قليلة.",
        "de": "Das liest sich nicht wie eine Frage. Stellen Sie in wenigen Worten eine Frage zu Customer Success.",
        "fr": "Cela ne se lit pas comme une question. Posez en quelques mots une question sur le customer success.",
        "es": "Esto no se lee como una pregunta. Pregunte en pocas palabras sobre customer success.",
    },
    "unverified": {
        "en": "There is an answer, but a figure in it cannot be traced to the sources; so it is not given.",
        "nl": "Er is een antwoord, maar een cijfer erin is niet tot de bronnen te herleiden; het wordt niet gegeven.",
        "ar": "توجد إجابة، لكن رقمًا فيها لا يمكن إرجاعه إلى المصادر؛ لذلك لا نقدمها.",
        "de": "Es gibt eine Antwort, aber eine Zahl darin lässt sich nicht auf die Quellen zurückführen; deshalb wird "
        "sie nicht gegeben.",
        "fr": "Il y a une réponse, mais un chiffre qu'elle contient ne se retrouve pas dans les sources ; elle n'est "
        "donc pas donnée.",
        "es": "Hay una respuesta, pero una cifra que contiene no se encuentra en las fuentes; por eso no se da.",
    },
    "not_stated": {
        "en": "The sources do not state {figures} here. What they do say:",
        "nl": "De bronnen noemen hier geen {figures}. Wat ze wel zeggen:",
        "ar": "لا تذكر المصادر هنا {figures}. أما ما تقوله فهو:",
        "de": "Die Quellen nennen hier nicht {figures}. Was sie sagen:",
        "fr": "Les sources ne mentionnent pas ici {figures}. Ce qu'elles disent :",
        "es": "Las fuentes no mencionan aquí {figures}. Lo que sí dicen:",
    },
    "left_open": {
        "en": "The sources do not answer the other part: {parts}",
        "nl": "Op het andere deel geven de bronnen geen antwoord: {parts}",
        "ar": "لا تجيب المصادر عن الجزء الآخر: {parts}",
        "de": "Auf den anderen Teil geben die Quellen keine Antwort: {parts}",
        "fr": "Les sources ne répondent pas à l'autre partie : {parts}",
        "es": "Las fuentes no responden a la otra parte: {parts}",
    },
    "versions_differ": {
        "en": "The versions of the source differ here:",
        "nl": "De versies van de bron verschillen hier:",
        "ar": "تختلف نسخ المصدر هنا:",
        "de": "Die Fassungen der Quelle weichen hier voneinander ab:",
        "fr": "Les versions de la source diffèrent ici :",
        "es": "Las versiones de la fuente difieren aquí:",
    },
    "works_differ": {
        "en": "Different sources state different figures here, perhaps of different things: {first}; {second}.",
        "nl": "Verschillende bronnen noemen hier verschillende cijfers, misschien van verschillende dingen: "
        "{first}; {second}.",
        "ar": "تذكر مصادر مختلفة هنا أرقامًا مختلفة، وقد تكون عن أشياء مختلفة: {first}؛ {second}.",
        "de": "Verschiedene Quellen nennen hier verschiedene Zahlen, vielleicht zu verschiedenen Dingen: {first}; "
        "{second}.",
        "fr": "Des sources différentes donnent ici des chiffres différents, peut-être sur des choses différentes : "
        "{first} ; {second}.",
        "es": "Distintas fuentes dan aquí cifras distintas, quizá sobre cosas distintas: {first}; {second}.",
    },
    "unreadable": {
        "en": "{figure} (unreadable)",
        "nl": "{figure} (onleesbaar)",
        "ar": "{figure} (غير مقروء)",
        "de": "{figure} (unlesbar)",
        "fr": "{figure} (illisible)",
        "es": "{figure} (ilegible)",
    },
    "nearest": {
        "en": "What they do say is about:",
        "nl": "Wat ze wel zeggen, gaat over:",
        "ar": "ما تتناوله المصادر:",
        "de": "Wovon sie handeln:",
        "fr": "Ce dont elles parlent :",
        "es": "De lo que sí tratan:",
    },
    "sources": {
        "en": "Sources",
        "nl": "Bronnen",
        "ar": "المصادر",
        "de": "Quellen",
        "fr": "Sources",
        "es": "Fuentes",
    },
    "section": {
        "en": "section {number}",
        "nl": "sectie {number}",
        "ar": "القسم {number}",
        "de": "Abschnitt {number}",
        "fr": "section {number}",
        "es": "sección {number}",
    },
    "translated_by": {
        "en": "translation: {who}",
        "nl": "vertaling: {who}",
        "ar": "الترجمة: {who}",
        "de": "Übersetzung: {who}",
        "fr": "traduction : {who}",
        "es": "traducción: {who}",
    },
    "editorial": {
        "en": "the editors",
        "nl": "de redactie",
        "ar": "هيئة التحرير",
        "de": "die Redaktion",
        "fr": "la rédaction",
        "es": "la redacción",
    },
    "foreign": {
        "en": "The sources cannot be quoted in the language of your question; "
        "this is the answer in English, with the original words below.",
        "de": "Die Quellen lassen sich hier nicht auf Deutsch zitieren; "
        "dies ist die Antwort auf Englisch, mit den Originalstellen darunter.",
        "fr": "Les sources ne peuvent pas être citées ici en français ; "
        "voici la réponse en anglais, avec les passages originaux ci-dessous.",
        "es": "Las fuentes no se pueden citar aquí en español; "
        "esta es la respuesta en inglés, con los pasajes originales debajo.",
    },
    "computed": {
        "en": "Computed from the figures you give:",
        "nl": "Berekend uit de cijfers die u geeft:",
        "ar": "محسوب من الأرقام التي ذكرتها:",
        "de": "Berechnet aus den Zahlen, die Sie angeben:",
        "fr": "Calculé à partir des chiffres que vous donnez :",
        "es": "Calculado a partir de las cifras que usted da:",
    },
    "above": {
        "en": "{value} is above {statistic}: {figure} {marks}",
        "nl": "{value} ligt boven {statistic}: {figure} {marks}",
        "ar": "{value} أعلى من {statistic}: {figure} {marks}",
        "de": "{value} liegt über {statistic}: {figure} {marks}",
        "fr": "{value} est supérieur à {statistic} : {figure} {marks}",
        "es": "{value} es superior a {statistic}: {figure} {marks}",
    },
    "below": {
        "en": "{value} is below {statistic}: {figure} {marks}",
        "nl": "{value} ligt onder {statistic}: {figure} {marks}",
        "ar": "{value} أقل من {statistic}: {figure} {marks}",
        "de": "{value} liegt unter {statistic}: {figure} {marks}",
        "fr": "{value} est inférieur à {statistic} : {figure} {marks}",
        "es": "{value} es inferior a {statistic}: {figure} {marks}",
    },
    "equal": {
        "en": "{value} equals {statistic}: {figure} {marks}",
        "nl": "{value} is gelijk aan {statistic}: {figure} {marks}",
        "ar": "{value} يساوي {statistic}: {figure} {marks}",
        "de": "{value} entspricht {statistic}: {figure} {marks}",
        "fr": "{value} est égal à {statistic} : {figure} {marks}",
        "es": "{value} es igual a {statistic}: {figure} {marks}",
    },
    "sources_say": {
        "en": "The sources say:",
        "nl": "De bronnen zeggen:",
        "ar": "تقول المصادر:",
        "de": "Die Quellen sagen:",
        "fr": "Les sources disent :",
        "es": "Las fuentes dicen:",
    },
    "needs_input": {
        "en": "To compute {metric}, this is still needed: {missing}.",
        "nl": "Voor {metric} is nog nodig: {missing}.",
        "ar": "لحساب {metric} ما زلنا نحتاج إلى: {missing}.",
        "de": "Für {metric} fehlt noch: {missing}.",
        "fr": "Pour calculer {metric}, il manque encore : {missing}.",
        "es": "Para calcular {metric} falta todavía: {missing}.",
    },
    "say_none": {
        "en": "If there was none, say so.",
        "nl": "Was die er niet, zeg dan: geen.",
        "ar": "إن لم يوجد فقل: لا شيء.",
        "de": "Gab es das nicht, sagen Sie es bitte.",
        "fr": "S'il n'y en a pas eu, dites-le.",
        "es": "Si no hubo, dígalo.",
    },
    "which_number": {
        "en": "Is {written} ({argument}) to be read as {high} or as {low}?",
        "nl": "Moet {written} ({argument}) gelezen worden als {high} of als {low}?",
        "ar": "هل تُقرأ {written} ({argument}) على أنها {high} أم {low}؟",
        "de": "Ist {written} ({argument}) als {high} oder als {low} zu lesen?",
        "fr": "Faut-il lire {written} ({argument}) comme {high} ou comme {low} ?",
        "es": "¿Hay que leer {written} ({argument}) como {high} o como {low}?",
    },
    "unit_points": {
        "en": "points",
        "nl": "punten",
        "ar": "نقطة",
        "de": "Punkte",
        "fr": "points",
        "es": "puntos",
    },
    "unit_months": {
        "en": "months",
        "nl": "maanden",
        "ar": "شهرًا",
        "de": "Monate",
        "fr": "mois",
        "es": "meses",
    },
    "quoted_as_is": {
        "en": "Some of this is quoted in the original, since there is no translation of it.",
        "nl": "Een deel staat hier in de oorspronkelijke taal, omdat er geen vertaling van is.",
        "ar": "بعض ما يلي منقول بلغته الأصلية لعدم وجود ترجمة له.",
        "de": "Ein Teil ist im Original zitiert, weil es davon keine Übersetzung gibt.",
        "fr": "Une partie est citée dans la langue d'origine, faute de traduction.",
        "es": "Una parte se cita en el idioma original, porque no hay traducción de ella.",
    },
}  # fmt: skip

_LANGUAGE_NAMES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "en": "English", "nl": "Dutch", "ar": "Arabic", "de": "German", "fr": "French", "es": "Spanish",
        "it": "Italian", "pt": "Portuguese", "sv": "Swedish", "da": "Danish", "pl": "Polish", "tr": "Turkish",
        "id": "Indonesian", "fa": "Persian", "ur": "Urdu", "ru": "Russian", "el": "Greek", "he": "Hebrew",
        "hi": "Hindi", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
    },
    "nl": {"en": "Engels", "nl": "Nederlands", "ar": "Arabisch", "de": "Duits", "fr": "Frans", "es": "Spaans"},
    "ar": {
        "en": "الإنجليزية", "nl": "الهولندية", "ar": "العربية", "de": "الألمانية", "fr": "الفرنسية", "es": "الإسبانية",
    },
    "de": {
        "en": "Englisch", "nl": "Niederländisch", "ar": "Arabisch", "de": "Deutsch", "fr": "Französisch",
        "es": "Spanisch",
    },
    "fr": {"en": "anglais", "nl": "néerlandais", "ar": "arabe", "de": "allemand", "fr": "français", "es": "espagnol"},
    "es": {"en": "inglés", "nl": "neerlandés", "ar": "árabe", "de": "alemán", "fr": "francés", "es": "español"},
}  # fmt: skip


def say(phrase: str, language: str, **parts: str) -> str:
    """A phrase in a language, or in English where the bot does not speak that language."""
    wordings = _PHRASES.get(phrase) or CALCULATOR_PHRASES[phrase]
    return wordings.get(language, wordings["en"]).format(**parts)


def language_name(code: str, language: str) -> str:
    """The name of a language in another; its code where there is no name for it."""
    return _LANGUAGE_NAMES.get(language, _LANGUAGE_NAMES["en"]).get(code, code)
