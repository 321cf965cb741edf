"""What sentences do for one another: point back, or announce a question. In six languages."""

import re

from corpus.text import fold, tokens

# Openings that mean nothing without the sentence before; folded.
_LEANING: dict[str, tuple[str, ...]] = {
    "en": ("this", "these", "that", "it", "they", "but", "and", "so", "or", "he", "she", "even then", "also", "such"),
    "nl": (
        *("dit", "deze", "die", "dat", "hierdoor", "daardoor", "maar", "en", "dus", "ook", "hij", "zij", "ze"),
        *("daarom", "toch", "echter", "het is", "het was", "het laat", "het toont", "het betekent", "het zorgt"),
    ),
    "ar": (
        *("ولهذا", "لهذا", "ولكن", "ولكنني", "لكن", "وهكذا", "وهذا", "هذا", "لذلك", "لذا", "ويظهر", "كما"),
        *("لانه", "لانها", "وهو", "وهي", "هذه", "ذلك", "وبالتالي", "ايضا"),
    ),
    "de": ("dies", "diese", "dieser", "das", "es", "aber", "und", "also", "er", "sie", "auch", "dadurch"),
    "fr": ("cela", "ceci", "ce", "cette", "ces", "mais", "et", "donc", "il", "elle", "ils", "aussi"),
    "es": ("esto", "este", "esta", "estos", "eso", "pero", "y", "asi", "tambien", "por eso"),
}
_ANNOUNCES = re.compile(
    r"\b(questions?|(top)?vraag|vragen|fragen?|preguntas?)\b|سوال|اسيله",
)
_GIVES_ANSWER = re.compile(
    r"\b(answers?|(be)?antwoord\w*|antwort\w*|reponses?|respuestas?)\b|اجاب|يجيب",
)


def leans_on_previous(sentence: str, language: str) -> bool:
    """Whether a sentence opens with a word that points back ("This …", "But …"), so that it does not stand alone."""
    opening = " ".join(token.form for token in tokens(sentence[:60]))
    return any(opening == word or opening.startswith(f"{word} ") for word in _LEANING.get(language, ()))


def gives_answer(sentence: str) -> bool:
    """Whether a sentence says of itself that it answers the question ("The answer is …", "One way people answer …")."""
    folded = fold(sentence).text
    return bool(_GIVES_ANSWER.search(folded)) and bool(_ANNOUNCES.search(folded))


def announces(sentence: str) -> bool:
    """Whether a sentence speaks of a question and gives no answer to it ("On to the next burning question.")."""
    folded = fold(sentence).text
    return bool(_ANNOUNCES.search(folded)) and not _GIVES_ANSWER.search(folded)
