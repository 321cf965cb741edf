"""What two forms of one word have in common, in English, Dutch and Arabic: more than a stemmer for search gives.

Snowball's stems keep "loopt" and "lopen" apart, and Arabic derives inside the word ("عقد", "عقود").
"""

import re
from functools import lru_cache

from corpus.text import stem

_LEAST = 4  # letters of a stem that another may go on from
_SHARE_OF_LONG = 0.8
_LONG = 6  # letters that two long stems share
_ENDINGS = {
    "en": frozenset("ment ments ement er ers or ors ing ings ed d ly al ally ness ful ion ions ation s es e".split()),
    "nl": frozenset(
        "ing ingen er ers heid ster lijk lijke s e en n st te t d de je jes tie ties der dere elijk atie".split()
    ),
}
_IS_DONE_TO, _DOES = re.compile("ees?$"), re.compile("(?:er|or)s?$")  # an employee is no employer
_LETTER = "[\u0621-\u064a]"
_PROCLITICS = re.compile(
    rf"(?:[وف](?={_LETTER}{{3}}))?(?:(?:[بك]?ال|لل)(?={_LETTER}{{2}})|[بلك](?={_LETTER}{{3}})|س(?=[يتن]{_LETTER}{{2}}))?"
)
_CONJUNCTION = re.compile(rf"[وف](?={_LETTER}{{2}})")
_PRONOUNS = ("كما", "هما", "ها", "هم", "هن", "كم", "نا", "ه", "ك")
_ENDINGS_OF_ARABIC = ("تين", "تان", "يات", "ون", "ين", "ان", "ات", "وا", "تي", "ته", "يه", "ه", "ي", "ت", "ا", "ن")
_WEAK = re.compile("[اويءى]")
_VERBAL = re.compile(rf"[يتنا](?={_LETTER}{{3}})")
_LEAST_SKELETON = 3  # consonants that make a root
_DOUBLED = re.compile(r"(.)\1")


@lru_cache(maxsize=16384)
def surfaces(word: str, language: str) -> tuple[str, ...]:
    """A folded word, and in Arabic what it is without the particles written on to it."""
    if language != "ar":
        return (word,)
    found = [word]
    if _CONJUNCTION.match(word):
        found.append(word[1:])
    match = _PROCLITICS.match(word)
    if match and match.end():
        found.append(word[match.end() :])
    for form in tuple(found):
        if form.endswith("ا") and len(form) > _LEAST_SKELETON:
            found.append(form[:-1])  # an accusative: "غالبا"
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=32768)
def roots(word: str, language: str) -> frozenset[str]:
    """What a folded word is compared by: two words with any of these in common are forms of one."""
    if language == "ar":
        return _arabic(word)
    if language == "nl":
        return frozenset({word, stem(word, language), *_dutch(word)})
    return frozenset({word, stem(word, language)})


@lru_cache(maxsize=32768)
def kin(word: str, language: str) -> frozenset[str]:
    """What a folded word is looked up by in a list: as `roots`, without short Arabic roots, which many words share."""
    if language != "ar":
        return roots(word, language)
    light = {form for form in roots(word, language) if not form.startswith("~") or len(form) > _LEAST_SKELETON + 1}
    return frozenset(light | {_VERBAL.sub(first, form, count=1) for form in light for first in ("", "ا")})


@lru_cache(maxsize=65536)
def is_same(first: str, second: str, language: str) -> bool:
    """Whether two folded words are forms of one word, or one is derived from the other by an ending."""
    if first == second:
        return True
    if language == "en" and _are_opposed(first, second):
        return False
    if not roots(first, language).isdisjoint(roots(second, language)):
        return True
    if language == "ar" or not (first.isalpha() and second.isalpha()):
        return False
    one, other = stem(first, language), stem(second, language)
    short, long = sorted((one, other), key=len)
    if len(short) >= _LEAST and long.startswith(short) and long[len(short) :] in _ENDINGS.get(language, ()):
        return True
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(short))
    rest = long[shared:]
    return shared >= _LONG and shared >= _SHARE_OF_LONG * len(long) and not rest.startswith(("less", "loos"))


def _are_opposed(first: str, second: str) -> bool:
    pairs = ((first, second), (second, first))
    return any(_IS_DONE_TO.search(one) and _DOES.search(other) for one, other in pairs)


def _dutch(word: str) -> list[str]:
    """A Dutch word without its endings and double letters: "loopt", "lopen" and "gelopen" are all "lop"."""
    found = []
    for base in (word, word[2:]) if word.startswith("ge") and len(word) > 5 else (word,):
        for ending in ("den", "ten", "de", "te", "en", "t", "d", "e", "n", "s", ""):
            if base.endswith(ending) and len(base) - len(ending) >= 3:
                single = _DOUBLED.sub(r"\1", base.removesuffix(ending))
                found.append("~" + single.translate(_HARDENED) if len(single) >= 3 else base)
                if ending not in ("d", "t", "de", "te", "den", "ten") or not ending:
                    break
    return found


_HARDENED = str.maketrans("vz", "fs")


def _arabic(word: str) -> frozenset[str]:
    found = set(surfaces(word, "ar"))
    for base in tuple(found):
        is_definite = word.removeprefix("و").removeprefix("ب").startswith("ال") or word.startswith("لل")
        endings = _ENDINGS_OF_ARABIC if is_definite else (*_PRONOUNS, *_ENDINGS_OF_ARABIC)
        shorter = [base.removesuffix(end) for end in endings if base.endswith(end) and len(base) - len(end) > 2]
        for form in (base, *shorter[:2]):
            found.add(form)
            for bare in (form, _VERBAL.sub("", form, count=1)):
                skeleton = _DOUBLED.sub(r"\1", _WEAK.sub("", bare).removesuffix("ه"))
                if len(skeleton) >= _LEAST_SKELETON or skeleton == bare or bare == skeleton + skeleton[-1:]:
                    found.add("~" + skeleton)
    return frozenset(form for form in found if len(form) > 2 or form == word)
