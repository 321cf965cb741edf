"""Reads a question's unknown words as the words of the knowledge base that were meant: slips and compounds."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.glossary import Glossary
from corpus.text import STOP_WORDS, Token, tokens

_SHORTEST_SLIP = 5  # letters; a shorter word is one slip away from too many others
_TWO_SLIPS = 9
_SHORTEST_PART = 4
_LINKS = ("", "s", "e", "en", "n")  # what Dutch and German put between the parts of a compound


class Speller:
    """Knows the words of the sources and of the glossary."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Takes the folded words of the sources."""
        glossary = Glossary.load()
        forms = (form for term_id in glossary.terms for form in glossary.forms(term_id))
        terms = {token.form for form in forms for token in tokens(form)}
        self._known = set(vocabulary) | terms | frozenset().union(*STOP_WORDS.values())
        self._sorted = sorted(word for word in self._known if len(word) >= _SHORTEST_SLIP and word.isalpha())
        self._slip = lru_cache(maxsize=4096)(self._find_slip)  # people misspell the same words

    def mend(self, text: str) -> str:
        """The text with slips corrected and compounds taken apart; words that resemble nothing stay.

        A capitalised word inside a sentence is a name and stays.
        """
        mended = text
        for token in reversed(tokens(text)):
            word = text[token.start : token.end]
            is_name = word[:1].isupper() and token.start > 0
            if token.form not in self._known and not is_name and (meant := self._meant(token)):
                mended = mended[: token.start] + meant + mended[token.end :]
        return mended

    def _meant(self, token: Token) -> str | None:
        form = token.form
        if len(form) < _SHORTEST_SLIP or not form.isalpha():
            return None
        return self._slip(form) or self._compound(form)

    def _find_slip(self, form: str) -> str | None:
        allowed = 2 if len(form) >= _TWO_SLIPS else 1
        found = process.extractOne(form, self._sorted, scorer=OSA.distance, score_cutoff=allowed)
        return str(found[0]) if found and found[0][0] == form[0] else None

    def _compound(self, form: str) -> str | None:
        for size in range(len(form) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            head, rest = form[:size], form[size:]
            if head in self._known:
                tail = next(
                    (rest.removeprefix(link) for link in _LINKS if rest.removeprefix(link) in self._known), rest
                )
                return f"{head} {tail}"
        return None
