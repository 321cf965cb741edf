"""Text tools that never lose their place: folding, tokens and sentences with offsets.

Offsets are Unicode code points into the text that was given, end exclusive, so that
`text[start:end]` is always the very words meant.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_ARABIC_LETTERS = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ى": "ي", "ئ": "ي", "ی": "ي", "ؤ": "و", "ة": "ه", "ک": "ك",
}  # fmt: skip
_TATWEEL = "\u0640"

# Stop words carry no topic. Kept short: questions are short, and a word too many here
# hides what a question asks for.
STOP_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "a an the of to in on at by for from with and or is are was were be been do does did has have had i we you he "
        "she it they me us my our your his her its their this that these those what which who whom whose when where "
        "why how much many should would could can may might must will shall if as so than then there here about into "
        "s t not no any some just also".split()
    ),
    "nl": frozenset(
        "de het een van te in op aan bij voor uit met en of is zijn was waren ben bent wordt worden doe doen doet heb "
        "hebt heeft hebben had ik we wij je jij u hij zij ze me mij ons mijn onze uw jouw hun haar dit dat deze die "
        "wat welke wie wiens wanneer waar waarom hoe hoeveel moet moeten zou zouden kan kunnen mag mogen zal zullen "
        "als zo dan er hier over om niet geen ook nog al".split()
    ),
    "ar": frozenset(
        "من في على الى عن مع و او هو هي هم هل ما ماذا متى اين لماذا كيف كم الذي التي الذين هذا هذه ذلك تلك ان كان كانت "
        "يكون تكون يجب يمكن ينبغي لا لم لن قد كل بعد قبل انا نحن انت لي لنا لك له لها اي عند بين ثم اذا ايضا".split()
    ),
    "de": frozenset(
        "der die das den dem des ein eine einen einem einer von zu in im auf an am bei für fur mit und oder ist sind "
        "war waren bin hat haben hatte ich wir du sie er es mich uns mein unser ihr ihre dies dieser diese was welche "
        "welcher wer wem wann wo warum wie viel viele soll sollte sollten kann konnen muss mussen wird als so dann "
        "nicht kein auch man".split()
    ),
    "fr": frozenset(
        "le la les un une des de du d l a au aux en dans sur par pour avec et ou est sont etait je nous vous il elle "
        "ils on me mon ma mes notre nos votre vos son sa ses leur ce cet cette ces que qu quoi quel quelle quels "
        "quelles qui quand ou pourquoi comment combien doit doivent devrait peut faut si comme ne pas plus y".split()
    ),
    "es": frozenset(
        "el la los las un una unos de del a al en por para con y o es son era yo nosotros tu usted ella ellos me mi "
        "mis nuestro su sus este esta estos estas eso que cual cuales quien cuando donde por como cuanto cuantos "
        "cuantas debe deben deberia puede hay si no mas se lo".split()
    ),
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text reduced for matching, with the way back.

    `offsets[i]` is the place in the original text of folded character `i`; one more entry, the
    original's length, closes it.
    """

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that folded span `[start, end)` came from, marks included."""
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its folded form and where it stands in the original text."""

    form: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if unicodedata.category(character) == "No":
        return character  # a raised or enclosed figure is no digit of the number before it
    parts = unicodedata.normalize("NFKD", character)
    return "".join(_ARABIC_LETTERS.get(part, part.lower()) for part in parts if not _is_invisible(part))


def _is_invisible(character: str) -> bool:
    return character == _TATWEEL or unicodedata.combining(character) > 0 or unicodedata.category(character) == "Cf"


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """Lower-cases; drops accents, vowel marks, tatweel and invisible characters; joins Arabic letter variants.

    A character may fold to none (a vowel mark) or several (a ligature); `Folded.offsets` keeps the
    original place of each.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        folded = _ARABIC_LETTERS.get(character) or _fold_character(character)
        characters.append(folded)
        offsets.extend([place] * len(folded))
    offsets.append(len(text))
    return Folded("".join(characters), tuple(offsets))


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text, folded, in order, with original offsets."""
    folded = fold(text)
    return tuple(Token(m.group(), *folded.original(m.start(), m.end())) for m in _WORD.finditer(folded.text))


_STEMMERS = {"en": "english", "nl": "dutch", "ar": "arabic", "de": "german", "fr": "french", "es": "spanish"}


@lru_cache(maxsize=16)
def _stem_word(language: str) -> Callable[[str], str] | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name).stemWord if name else None


@lru_cache(maxsize=50_000)
def stem(form: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language that has no stemmer."""
    stem_word = _stem_word(language)
    return stem_word(form) if stem_word else form


def content_stems(text: str, language: str) -> tuple[str, ...]:
    """Stems of the words that carry topic, in order: stop words of the language are left out."""
    stops = STOP_WORDS.get(language, frozenset())
    return tuple(stem(t.form, language) for t in tokens(text) if t.form not in stops)


_HEADING_MARK = re.compile(r"^(?:#{1,6}|\d{1,3}[.)])\s+")


def heading_words(heading: str) -> str:
    """A heading without its number or Markdown mark, and without a closing colon."""
    return _HEADING_MARK.sub("", heading).strip().rstrip(":").rstrip()


# What a full stop does not end. Common ones of six languages; lower case, without the last stop.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st vs etc e.g i.e eg ie inc ltd co corp dept jr sr "
    "bijv bv d.w.z dwz o.a oa m.b.v mbv t.o.v m.a.w enz evt incl excl jl dhr mevr drs ir ing resp "
    "z.b zb bzw usw d.h dh u.a ua vgl ggf inkl bspw hr fr "
    "p.ex m mme mlle env cf sra sr ud uds p.ej ej "
    "د أ م أ.د".split()
)
_BEFORE_FIGURES = frozenset("no nr fig art est approx ca blz pag pág".split())  # "No. 5", but "The answer is no."
_ENDS_A_LIST_TOO = frozenset({"etc", "enz", "usw"})
_GERMAN_MONTHS = frozenset("januar februar märz april mai juni juli august september oktober november dezember".split())
_TERMINATOR = re.compile(r"[.!?؟…。！？]+(?:[\"”“»’‘')\]]|[ \u00a0\u202f]»)*(?=\s|$)")
_LIST_ITEM = re.compile(r"[ \t]*(?:\d{1,2}[.)]|[-*•–])[ \t]+\S")
_BREAK = re.compile(r"\n[^\S\n]*(?:\n\s*)?")
_BEFORE_WORD = " \t\r\n\u00a0\u202f([\"“„«'‘‚"
_LONGEST_ABBREVIATION = 8
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_NEXT_WORD = re.compile(r"[\s\"“„«'‘‚(\[\-–—]*([^\W_]*)")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences in `text[start:end]`, without surrounding white space, in order.

    A blank line and a list item always end a sentence; a single line break does so only when the
    line before it is finished. A full stop does not end one after an abbreviation, an initial or a
    list number, or before a lower-case word; decimals have no space and are never touched.

    Args:
        text: the whole text; spans are offsets into it.
        start: where to begin.
        end: where to stop, exclusive; None means the end of the text.

    Yields:
        `(start, end)` with `text[start:end]` neither empty nor padded.
    """
    stop = len(text) if end is None else end
    for block_start, block_end in _blocks(text, start, stop):
        yield from _split_block(text, block_start, block_end)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs and list items; lines of one broken sentence stay together."""
    begin = line_start = start
    for match in _BREAK.finditer(text, start, end):
        paragraph_ends = match.group().count("\n") > 1
        if (
            paragraph_ends
            or _line_is_finished(text, line_start, match.start())
            or _LIST_ITEM.match(text, match.end(), end)
        ):
            yield begin, match.start()
            begin = match.end()
        line_start = match.end()
    yield begin, end


def _line_is_finished(text: str, start: int, end: int) -> bool:
    line = text[start:end].rstrip()
    if not line or line[-1] in ":;；؛":
        return True
    *_, last = [None, *_TERMINATOR.finditer(line, max(0, len(line) - 2 * _LONGEST_ABBREVIATION))]
    return last is not None and last.end() == len(line) and not _is_abbreviated(line, 0, last, "")


def _split_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _TERMINATOR.finditer(text, start, end):
        if _ends_sentence(text, begin, match, end):
            yield from _trimmed(text, begin, match.end())
            begin = match.end()
    yield from _trimmed(text, begin, end)


def _ends_sentence(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    following = _NEXT_WORD.match(text, match.end(), end)
    word = following[1] if following else ""
    return not word[:1].islower() and not _is_abbreviated(text, begin, match, word)


def _is_abbreviated(text: str, begin: int, match: re.Match[str], following: str) -> bool:
    """Whether a terminator is the full stop of an abbreviation, an initial, a list number or a German date."""
    if match.group() != ".":
        return False
    stop = match.start()
    start = next((i for i in range(stop, begin, -1) if text[i - 1] in _BEFORE_WORD), begin)
    if stop - start > _LONGEST_ABBREVIATION or start == stop:
        return False
    word = text[start:stop]
    if word.isdigit():
        is_first = not text[begin:start].strip()
        return is_first or (len(word) <= 2 and following.lower() in _GERMAN_MONTHS)
    if word.lower() in _BEFORE_FIGURES:
        return following[:1].isdigit()
    if word.lower() in _ENDS_A_LIST_TOO:
        return not following
    return word.lower() in _ABBREVIATIONS or _INITIALS.fullmatch(word) is not None


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
