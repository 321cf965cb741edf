"""Which language a question is in, and what the bot itself says in each language."""

import re
from collections import Counter

from corpus.text import STOP_WORDS, fold, tokens

# The languages that short questions are told apart in. More of them would only make two words of Dutch Afrikaans.
_CANDIDATES = ("en", "nl", "ar", "de", "fr", "es", "it", "pt", "sv", "da", "pl", "tr", "id", "fa", "ur", "ru", "el", "he", "hi", "zh", "ja", "ko")
_ARABIC_SCRIPT = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_ARABIC = re.compile(r"[پچژگٹڈڑےکی]")  # letters of Persian and Urdu
_SHARE_OF_ARABIC = 0.25  # a question in Arabic may hold several Latin acronyms; the reverse is rare
_LEAD = 2  # function words by which one language must be ahead to be taken without asking the model


def detect_language(text: str, default: str = "en") -> str:
    """The ISO 639-1 code of a text's language; `default` where nothing tells (an acronym, digits, nothing).

    Script decides first, then function words, which are what a short question has; py3langid is asked only when
    these are not decisive.
    """
    letters = _LETTER.findall(text)
    if not letters:
        return "ar" if "؟" in text else default
    arabic = len(_ARABIC_SCRIPT.findall(text))
    if arabic >= _SHARE_OF_ARABIC * len(letters) and not _NOT_ARABIC.search(text):
        return "ar"
    votes = _votes(text)
    if votes:
        (first, most), *rest = votes.most_common(2)
        if most - (rest[0][1] if rest else 0) >= _LEAD:
            return first
    return _ask_model(text, votes, default)


def _votes(text: str) -> Counter[str]:
    votes: Counter[str] = Counter()
    for token in tokens(text):
        for language, words in STOP_WORDS.items():
            votes[language] += token.form in words
    return +votes


def _ask_model(text: str, votes: Counter[str], default: str) -> str:
    # Acronyms and names in capitals say nothing of the language around them.
    words = " ".join(word for word in text.split() if not re.sub(r"\W", "", word).isupper() or not word.isascii())
    if not _LETTER.search(words):
        return votes.most_common(1)[0][0] if votes else default
    import py3langid  # 0.3 s and 70 MB: only for the questions that need it

    py3langid.set_languages(list(_CANDIDATES))
    ranked = py3langid.rank(words.lower())
    scores = {language: score + _VOTE * votes[language] + _HOME * (language in STOP_WORDS) for language, score in ranked}
    return max(scores, key=lambda language: (scores[language], language == default))


_VOTE = 6.0  # natural-log units a function word adds: about what two characteristic letter pairs are worth
_HOME = 8.0  # units ahead for the languages we know best: two English words are sooner English than Turkish

# Openings that mean nothing without the sentence before. Folded; a prefix of the sentence, up to a word's end.
_LEANING: dict[str, tuple[str, ...]] = {
    "en": ("this", "these", "that", "it", "they", "but", "and", "so", "or", "he", "she", "even then", "also", "such"),
    "nl": ("dit", "deze", "het laat", "het gaat", "hierdoor", "maar", "en", "dus", "daardoor", "die", "dat", "hij", "zij", "ook", "eigenlijk", "houd er", "je kunt", "wij hebben die"),
    "ar": ("ولهذا", "لهذا", "ولكن", "لكن", "وهكذا", "وهذا", "هذا", "لذلك", "لذا", "ويظهر", "كما", "قد يتم", "نحن لسنا", "لا يمكنك", "ويختلف", "والسبب", "وبينما"),
    "de": ("dies", "diese", "dieser", "das", "es", "aber", "und", "also", "er", "sie", "auch", "dadurch"),
    "fr": ("cela", "ceci", "ce", "cette", "ces", "mais", "et", "donc", "il", "elle", "ils", "aussi"),
    "es": ("esto", "este", "esta", "estos", "eso", "pero", "y", "asi", "tambien", "por eso"),
}  # fmt: skip

_FIGURE_QUESTION = re.compile(
    r"\b(how (many|much|high|large|big)|what (percentage|share|number|is an? (good|average|typical|ideal))|average|median|percent\w*|ratio|benchmark"
    r"|hoeveel|welk (percentage|deel|aandeel)|wat is (een|de) (goede?|gemiddelde|ideale?)|gemiddelde?|percentage|procent|hoe hoog"
    r"|wie ?viele?|wie hoch|welcher (prozentsatz|anteil)|durchschnitt\w*|combien|quel (pourcentage|taux|est un bon)|moyenne?|cuant[oa]s?|que porcentaje|promedio)\b"
    r"|كم\b|نسبه|متوسط|معدل|عدد|مقدار|المبلغ"
)


def leans_on_previous(sentence: str, language: str) -> bool:
    """Whether a sentence opens with a word that points back ("This …", "But …"), so that it does not stand alone."""
    opening = " ".join(token.form for token in tokens(sentence[:60]))
    return any(opening == word or opening.startswith(word + " ") for word in _LEANING.get(language, ()))


_QUESTION_WORDS = re.compile(r"\b(question|questions|vraag|vragen|topvraag|frage|fragen|pregunta|preguntas)\b|سوال|اسءله|اسيله|اسئله")
_ANSWER_WORDS = re.compile(r"\b(answer|answers|antwoord|antwoorden|beantwoord\w*|antwort\w*|reponse|respuesta)\b|اجاب|يجيب")


def announces(sentence: str) -> bool:
    """Whether a sentence speaks of a question and gives no answer to it ("On to the next burning question.")."""
    folded = fold(sentence).text
    return bool(_QUESTION_WORDS.search(folded)) and not _ANSWER_WORDS.search(folded)


def asks_for_figure(question: str) -> bool:
    """Whether a question asks how much or how many, in one of the six languages."""
    return _FIGURE_QUESTION.search(fold(question).text) is not None
