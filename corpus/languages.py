"""Which language a question is in."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from corpus.glossary import Glossary
from corpus.text import STOP_WORDS, fold, tokens

DETECTED = (
    "en",
    "nl",
    "ar",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "sv",
    "da",
    "pl",
    "tr",
    "id",
    "fa",
    "ur",
    "ru",
    "el",
    "he",
    "hi",
    "zh",
    "ja",
    "ko",
)
"""The languages that are told apart. More of them would only make two words of Dutch Afrikaans."""
LANGUAGE_CODES = tuple(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu""".split()
)
"""The two-letter codes of ISO 639-1, in order."""

_OTHER_SCRIPTS = frozenset({"ar", "fa", "ur", "ru", "el", "he", "hi", "zh", "ja", "ko"})
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
_ARABIC_SCRIPT = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_LETTER = re.compile(r"[^\W\d_]")
_NOT_ARABIC = re.compile(r"[پچژگٹڈڑےکی]")  # letters of Persian and Urdu
_SHARE_OF_ARABIC = 0.25  # a question in Arabic may hold several Latin acronyms; the reverse is rare
_VOTE = 6.0  # natural-log units a function word adds: about what two characteristic letter pairs are worth
_HOME = 8.0  # units ahead for the languages we know best: two English words are sooner English than Turkish
_FEW = 3  # words that tell no language by themselves
_LEAD = 2  # function words by which one language must be ahead to be taken without asking the model


def detect_language(text: str, default: str = "en", prior: str | None = None) -> str:
    """The ISO 639-1 code of a text's language; `default` where nothing tells (an acronym, digits, nothing).

    `prior` is the language that it is likely in, from what was said before: "en NRR?" may be Dutch, French or Spanish.

    Script decides first, then function words, which are what a short question has; py3langid is asked only when
    these are not decisive.
    """
    letters = _LETTER.findall(text)
    arabic = len(_ARABIC_SCRIPT.findall(text))
    is_arabic = arabic >= _SHARE_OF_ARABIC * len(letters) if letters else False
    if (is_arabic or "؟" in text) and not _NOT_ARABIC.search(text):
        return "ar"
    if not letters:
        return default
    votes = _votes(text)
    if votes:
        (first, most), *rest = votes.most_common(2)
        if most - (rest[0][1] if rest else 0) >= _LEAD:
            return first
    if prior and votes[prior] == max(votes.values(), default=0) and len(tokens(text)) <= _FEW:
        return prior
    return _ask_model(text, votes, default)


@cache
def _ranker() -> Callable[[str], list[tuple[str, float]]]:
    import py3langid  # 0.3 s and 70 MB: only for the questions that need it

    py3langid.set_languages(list(DETECTED))
    rank: Callable[[str], list[tuple[str, float]]] = py3langid.rank
    return rank


def _votes(text: str) -> Counter[str]:
    votes: Counter[str] = Counter()
    for token in tokens(text):
        for language, words in STOP_WORDS.items():
            votes[language] += token.form in words
    return +votes


@cache
def _languages_of_forms() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for term in Glossary.load().terms.values():
        for language, forms in term.forms.items():
            for form in forms:
                key = fold(form).text
                found[key] = found.get(key, frozenset()) | {language}
    return found


def _term_languages(text: str) -> Iterator[frozenset[str]]:
    """Of each glossary term in a text, the languages that have it in this form; none for an acronym."""
    for mention in Glossary.load().find(text):
        yield _languages_of_forms().get(fold(text[mention.start : mention.end]).text, frozenset())


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(acronym.lower() for term in Glossary.load().terms.values() for acronym in term.acronyms)


def _is_acronym(word: str) -> bool:
    lower = word.lower()
    return (word.isupper() and word.isascii()) or not _acronyms().isdisjoint({lower, lower.removesuffix("s")})


def _ask_model(text: str, votes: Counter[str], default: str) -> str:
    # Acronyms and names in capitals say nothing of the language around them.
    words = " ".join(word for word in text.split() if not _is_acronym(re.sub(r"\W", "", word)))
    if not _LETTER.search(words):
        return votes.most_common(1)[0][0] if votes else default
    for languages in _term_languages(text):  # "net revenue retention" is English
        votes.update(languages)
    # The model tells one short word's language by chance: "and" is Arabic to it.
    is_latin = all(map(_LATIN.match, _LETTER.findall(words)))
    ranked = [(code, score) for code, score in _ranker()(words.lower()) if not (is_latin and code in _OTHER_SCRIPTS)]
    scores: dict[str, float] = {
        language: score + _VOTE * votes[language] + _HOME * (language in STOP_WORDS) for language, score in ranked
    }
    return max(scores, key=lambda language: scores[language])
