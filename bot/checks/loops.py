"""Whether a sentence goes round in circles, as small models do when they do not find an end."""

import re
from collections import Counter
from typing import Final

from corpus.text import STOP_WORDS, tokens

_CLAUSES: Final = re.compile(r"[,;:.!?،؛؟](?=\s|$)|\s[–—-]\s")
_SAME_SIGN: Final = re.compile(r"([^\W\d_ـ])\1{4,}|([!?؟,،;])\2{2,}|\.{4,}")
_LONGEST: Final = 8  # words of a phrase that may come again at once
_TIMES: Final = {1: 3, 2: 3}  # that words stand one behind the other; longer phrases: twice
_WORDS: Final = 4  # of a phrase that comes again anywhere
_MOST: Final = 2  # times that it may
_OF_CLAUSE: Final = 3  # words of a clause that comes again
_LEAST: Final = 14  # words from which on most should differ
_DIFFERENT: Final = 0.5
_STOPS: Final = frozenset[str]().union(*STOP_WORDS.values())


def repeats(text: str) -> bool:
    """Whether words, phrases or clauses of a sentence come again and again."""
    if _SAME_SIGN.search(text):
        return True
    words = [token.form for token in tokens(text)]
    return _at_once(words) or _anywhere(words) or _clauses(text)


def _at_once(words: list[str]) -> bool:
    for length in range(1, _LONGEST + 1):
        times = _TIMES.get(length, 2)
        for place in range(len(words) - length * times + 1):
            phrase = words[place : place + length]
            if words[place : place + length * times] == phrase * times and not all(w.isdigit() for w in phrase):
                return True
    return False


def _anywhere(words: list[str]) -> bool:
    phrases = Counter(
        phrase
        for phrase in zip(*(words[n:] for n in range(_WORDS)), strict=False)
        if not _STOPS.issuperset(phrase) and not any(word.isdigit() for word in phrase)
    )
    is_poor = len(words) >= _LEAST and len(set(words)) < _DIFFERENT * len(words)
    return is_poor or max(phrases.values(), default=0) > _MOST


def _clauses(text: str) -> bool:
    clauses = Counter(tuple(token.form for token in tokens(part)) for part in _CLAUSES.split(text))
    return any(times > 1 and len(clause) >= _OF_CLAUSE for clause, times in clauses.items())
