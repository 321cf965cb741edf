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


_ATTRIBUTES = re.compile(
    r"\b(say|says|said|claims?|insists?|states?|writes?|wrote|argues?|calls?|article|piece|source|according|read|right"
    r"|correct|true|since|why|how come|arrive|noemt|zegt|zei|volgens|artikel|schrij\w+|beweert|klopt|gelezen|las|dus"
    r"|waarom|hoezo|sagt|laut|artikel|warum|selon|pourquoi|segun|por que)\b"
    r"|يقول|قال|قول|حسب|المقال|المصدر|قرات|ذكر|تذكر|كلام|لماذا|ليش|بما ان|صحيح|صح\b"
)
_OWN = re.compile(
    r"\b(we|we re|we ve|i|i ve|us) (?:\w+ ){0,3}?(have|has|had|are|am|spend|manage|run|got|lost|sell|pay|do|hired?)\b"
    r"|\b(our|my|ons|onze|mijn|unser\w*|mein\w*|notre|nos|mon|nuestr\w+|mi)\b"
    r"|\b(wij|we|ik) (hebben|heb|zijn|zitten|geven)\b"
    r"|عندنا|لدينا|عندي|لدي|شركتنا|فريقنا|عملاونا"
)


def attributes(text: str) -> bool:
    """Whether a question takes something for said, or asks for its reason: "why does the article say …", "… right?"."""
    return _ATTRIBUTES.search(fold(text).text) is not None


def speaks_of_own(text: str) -> bool:
    """Whether a question tells of the asker's own: "we have …", "our …"."""
    return _OWN.search(fold(text).text) is not None
