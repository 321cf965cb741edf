"""What sentences do for one another: point back, announce a question, ask for a figure. In six languages."""

import re

from corpus.text import fold, tokens

# Openings that mean nothing without the sentence before; folded.
_LEANING: dict[str, tuple[str, ...]] = {
    "en": ("this", "these", "that", "it", "they", "but", "and", "so", "or", "he", "she", "even then", "also", "such"),
    "nl": (
        *("dit", "deze", "die", "dat", "het laat", "het gaat", "hierdoor", "daardoor", "maar", "en", "dus", "ook"),
        *("hij", "zij", "ze", "eigenlijk", "houd er"),
    ),
    "ar": (
        *("ولهذا", "لهذا", "ولكن", "ولكنني", "لكن", "وهكذا", "وهذا", "هذا", "لذلك", "لذا", "ويظهر", "كما"),
        *("ويختلف", "والسبب", "وبينما", "في الواقع"),
    ),
    "de": ("dies", "diese", "dieser", "das", "es", "aber", "und", "also", "er", "sie", "auch", "dadurch"),
    "fr": ("cela", "ceci", "ce", "cette", "ces", "mais", "et", "donc", "il", "elle", "ils", "aussi"),
    "es": ("esto", "este", "esta", "estos", "eso", "pero", "y", "asi", "tambien", "por eso"),
}
_ASKS_FOR_FIGURE = re.compile(
    r"\b("
    r"how (many|much|high|large|big)|what (percentage|share|number)|what is an? (good|average|typical|ideal)|average"
    r"|median|percent\w*|ratio|benchmark"
    r"|hoeveel|welk (percentage|deel|aandeel)|wat is (een|de) (goede?|gemiddelde|ideale?)|gemiddelde?|procent|hoe hoog"
    r"|wie ?viele?|wie hoch|welcher (prozentsatz|anteil)|was ist ein guter?|durchschnitt\w*"
    r"|combien|quel (pourcentage|taux|est un bon)|moyenne?"
    r"|cuant[oa]s?|que porcentaje|cual es un buen|promedio"
    r")\b"
    r"|كم\b|نسبه|متوسط|معدل|عدد|مقدار|المبلغ|^ما (هو|هي) .*الجيده?"
)
_ANNOUNCES = re.compile(
    r"\b(questions?|(top)?vraag|vragen|fragen?|preguntas?)\b|سوال|اسءله|اسيله|اسئله",
)
_GIVES_ANSWER = re.compile(
    r"\b(answers?|(be)?antwoord\w*|antwort\w*|reponses?|respuestas?)\b|اجاب|يجيب",
)


def leans_on_previous(sentence: str, language: str) -> bool:
    """Whether a sentence opens with a word that points back ("This …", "But …"), so that it does not stand alone."""
    opening = " ".join(token.form for token in tokens(sentence[:60]))
    return any(opening == word or opening.startswith(f"{word} ") for word in _LEANING.get(language, ()))


def asks_for_figure(question: str) -> bool:
    """Whether a question asks how much or how many."""
    return _ASKS_FOR_FIGURE.search(fold(question).text) is not None


def announces(sentence: str) -> bool:
    """Whether a sentence speaks of a question and gives no answer to it ("On to the next burning question.")."""
    folded = fold(sentence).text
    return bool(_ANNOUNCES.search(folded)) and not _GIVES_ANSWER.search(folded)
