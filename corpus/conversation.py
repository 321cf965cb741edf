"""The words by which a message leans on those before it: openings, pronouns, requests. In six languages, folded."""

import re
from itertools import dropwhile
from typing import Final

from corpus.glossary import Glossary
from corpus.text import STOP_WORDS, fold, tokens

_INTERJECTIONS: Final = frozenset(
    "ok oke okay sorry thanks thank hm hmm ah oh right great nice well yes no so then prima bedankt dank helder "
    "duidelijk ja nee dus gut danke merci gracias vale طيب حسنا شكرا تمام نعم لا اذن اوكي يعني طبعا والله بس".split()
)
_COLLOQUIAL: Final = frozenset("عندنا لدينا عندي لدي احنا اريد ابغي بدي لو".split())
_OPENINGS: Final = (
    *(
        "and",
        "but",
        "or",
        "also",
        "what about",
        "how about",
        "what of",
        "what if",
        "and if",
        "same for",
        "even",
        "only",
    ),
    *(
        "en",
        "maar",
        "of",
        "ook",
        "hoe zit het",
        "hoe zit dat",
        "wat dacht je van",
        "wat met",
        "en als",
        "zelfs",
        "alleen",
    ),
    *("und", "aber", "oder", "auch", "was ist mit", "wie ist es mit", "et", "mais", "ou", "aussi", "qu en est il"),
    *("y", "pero", "o", "tambien", "que tal", "que hay de", "ماذا عن", "لكن", "ايضا", "كذلك", "حتي", "فقط", "ماذا لو"),
)
_AFTER_WAW: Final = frozenset("ماذا كم هل ما من كيف لماذا متي اين اذا لو في عن علي مع اي ليش".split())
_PRONOUNS: Final = frozenset(
    "it its they them their theirs those these he she him his her hers hun hen ze zij hij hem ervan daarvan "
    "daarvoor daarmee daarbij daarin daar daarop erbij erin ermee ervoor hiervan eraan erover daarover daaraan "
    "ihm ihnen davon dafur damit dabei darin dazu daran ils elles ca cela leur lui eso ellos ellas ذلك تلك هذا "
    "هذه عنه عنها عنهم فيه فيها به بها له لها لهم منهم منه منها عليه عليها اليه اليها هولاء لديهم لديه لديها "
    "بذلك لذلك".split()
)
# Words that point back only at the edge of a message: inside, "that" and "die" mostly join clauses.
_AT_THE_EDGE: Final = frozenset(
    "that this one ones both same other others another else dat dit die deze beide andere anderen er das dies "
    "diese es andere otro otra otros هم".split()
)
_CLITICS: Final = re.compile(r"(?:[وف]?(?:ال|[بلك](?:ال)?|لل)?)(?P<bare>[\u0620-\u064a]{3,}?)(?:ها|هم|نا|ه|ك|ي)?")
_EDGE = 3  # words
_LEAST_LETTERS = 3  # of a word that names something; acronyms are the glossary's business
_REASONS: Final = frozenset(
    "why waarom hoezo warum wieso pourquoi لماذا ليش ولماذا السبب والسبب سبب reason reden because how hoe كيف "
    "وكيف".split()
)
_MORE: Final = frozenset(
    "more example examples explain elaborate detail details clarify continue meer voorbeeld voorbeelden uitleg "
    "uitleggen toelichting toelichten leg verder mehr beispiel genauer plus exemple mas ejemplo المزيد اكثر مثال "
    "امثله اشرح وضح تفاصيل توضيح tell me about that vertel zeg say give geef اعطني اخبرني قل".split()
)
_QUALIFIERS: Final = frozenset(
    "good bad big bigger small smaller large larger many few little better worse best worst important enough "
    "normal high higher low lower often common usual true right wrong difference different differ exactly "
    "really always ever never depend depends mean means happens apply applies goed slecht groot grote groter "
    "klein kleine kleiner weinig beter slechter belangrijk genoeg normaal hoog hoger laag lager vaak "
    "gebruikelijk waar juist klopt geldt verschil anders precies echt altijd ooit nooit maakt uit werkt جيد "
    "جيده سيء سيي كبير كبيره كبيرا صغير صغيره صغيرا كثير كثيرا كثيره قليل قليلا قليله افضل اسوا مهم كاف كافيا "
    "طبيعي عال عاليه عاليا منخفض منخفضه صحيح خطا فرق الفرق مختلف دائما ابدا فعلا حقا بالضبط تقريبا عاده".split()
)
_VERB: Final = re.compile(r"[يتن][\u0620-\u064a]{3,5}")  # an Arabic verb of the present, which names no thing
_LANGUAGES: Final = {
    code: frozenset(names.split())
    for code, names in {
        "en": "english engels englisch anglais ingles الانجليزيه بالانجليزيه انجليزي بالانجليزي الانكليزيه بالانكليزيه",
        "nl": "dutch nederlands niederlandisch hollandisch neerlandais holandes neerlandes الهولنديه بالهولنديه هولندي "
        "بالهولندي",
        "ar": "arabic arabisch arabe العربيه بالعربيه عربي بالعربي",
        "de": "german duits deutsch allemand aleman الالمانيه بالالمانيه",
        "fr": "french frans franzosisch francais frances الفرنسيه بالفرنسيه",
        "es": "spanish spaans spanisch espagnol espanol الاسبانيه بالاسبانيه",
    }.items()
}
_ASKING: Final = frozenset(
    "please pls plz translate translation translated translating answer again same say give put language "
    "version can could may i have you that it aub alsjeblieft graag vertaal vertalen vertaling vertaald "
    "antwoord antwoorden taal kan kun mag je u dat ook het opnieuw nog eens bitte ubersetzen auf antworte "
    "sprache traduire traduis svp stp en traducir favor por لو سمحت ممكن من فضلك ترجم ترجمه اجب اللغه باللغه "
    "رجاء هل يمكن يمكنك الي ذلك نفس الجواب الاجابه مره اخري show switch repeat herhaal zeg cela reponse too "
    "instead now nu eens maybe misschien even alsnog ما رايك الان اذا امكن ردا".split()
)
_COMPUTED: Final = re.compile(
    r"\bhow (?:was|is|did|do|were|have) (?:that|this|it|you|they)\b.*\b(?:comput|calculat|work|get|arriv|deriv)"
    r"|\bhow (?:was|is) (?:that|this|it)\b.*\bworked out|\bshow (?:me )?the (?:formula|math)"
    r"|\bwhat(?: is| s|) (?:the|that) formula|\bwhich formula|\bwhere does that (?:number|figure|result) come from"
    r"|\bhoe (?:is|werd|heb|kom|ben)\b.*\b(?:berekend|uitgerekend|uitgekomen|bij|aan|gerekend)|\bwelke formule"
    r"|\bwat is de formule|\bhoe bereken|كيف (?:تم |جري )?(?:حسب|حساب|احتسب|احتساب|يحسب|تحسب)"
    r"|ما (?:هي )?(?:الصيغه|المعادله)"
    r"|\bwie (?:wurde|hast|ist) .*berechnet"
)


_STOPS: Final = frozenset(fold(word).text for words in STOP_WORDS.values() for word in words)
_FUNCTION: Final = _STOPS | _INTERJECTIONS | _COLLOQUIAL
_NAMES_NOTHING: Final = _FUNCTION | _REASONS | _MORE | _QUALIFIERS | _PRONOUNS | _AT_THE_EDGE
_IN_A_REQUEST: Final = _FUNCTION.union(*_LANGUAGES.values()) | _ASKING


def joins_on(words: list[str]) -> bool:
    """Whether a message opens as a continuation: "and …", "ok, what about …", "و…"."""
    rest = list(dropwhile(_INTERJECTIONS.__contains__, words))
    start = " ".join(rest)
    return any(start == o or start.startswith(f"{o} ") for o in _OPENINGS) or bool(rest and _without_waw(rest[0]))


def _without_waw(word: str) -> str:
    """An Arabic word without the "and" that is written on to it; empty for one that has none."""
    rest = word[1:] if word.startswith("و") else ""
    return rest if rest.startswith("ال") or rest in STOP_WORDS["ar"] or rest in _AFTER_WAW else ""


def without_clitics(word: str) -> list[str]:
    """A folded word, and what may be left of an Arabic one without what is written on to it: "بحجم", "حجمها"."""
    match = _CLITICS.fullmatch(word)
    if not match:
        return [word]
    bare = match["bare"]
    return [word, bare, f"ال{bare}", bare.removesuffix("ا")]


def points_back(words: list[str]) -> bool:
    """Whether a message has a pronoun for something said before."""
    edges = {*words[:_EDGE], *words[-1:]}
    return not _PRONOUNS.isdisjoint(words) or not _AT_THE_EDGE.isdisjoint(edges)


def content_words(text: str) -> list[str]:
    """The folded words of a message that name something: no function words, no openings, no requests for more."""
    found = []
    for token in tokens(text):
        bare = _without_waw(token.form) or token.form
        names = bare.isalpha() and len(bare) >= _LEAST_LETTERS
        if names and bare not in _NAMES_NOTHING and token.form not in _NAMES_NOTHING:
            found.append(bare)
    return found


def is_no_question(text: str) -> bool:
    """Whether a message only says "ok", "thanks" and the like."""
    return _INTERJECTIONS.issuperset(token.form for token in tokens(text)) and "?" not in text and "؟" not in text


def looks_like_verb(word: str) -> bool:
    """Whether a folded word may be an Arabic verb: of a word that no source has, the likeliest to name no thing."""
    return _VERB.fullmatch(word) is not None


def wanted_language(text: str) -> str | None:
    """The language that a message asks to have the answer in, if it asks nothing else; its ISO 639-1 code."""
    words = [token.form for token in tokens(text)]
    named = [code for code, names in _LANGUAGES.items() if not names.isdisjoint(words)]
    rest = [word for word in words if word not in _IN_A_REQUEST and _without_waw(word) not in _IN_A_REQUEST]
    return named[0] if len(named) == 1 and len(rest) <= 1 and not Glossary.load().find(text) else None


def asks_how_computed(text: str) -> bool:
    """Whether a message asks how a result was computed ("how was that computed?")."""
    return bool(_COMPUTED.search(fold(text).text))
