"""Which words of a drafted sentence the sources that it cites have, in whatever form."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from bot.checks.draft import Draft, Source
from bot.checks.meanings import Meanings
from corpus.conversation import without_clitics
from corpus.glossary import Glossary
from corpus.lexicon import index_words, term_word
from corpus.text import STOP_WORDS, stem, tokens

_LEAST_STEM = 4  # letters that two words of one root begin with
_SHARE_OF_STEM = 0.6  # of the shorter word
_ALIKE_ARABIC = 75.0  # per cent; Arabic derives inside the word
_LEAST_PART = 4  # letters of a part of a Dutch compound


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence."""

    form: str
    """Folded."""
    written: str
    place: int
    """Among the words of its sentence."""
    is_content: bool
    """Whether it says something by itself."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence as its words."""

    words: tuple[Word, ...]
    language: str

    @property
    def content(self) -> tuple[Word, ...]:
        """Those that say something."""
        return tuple(word for word in self.words if word.is_content)

    @property
    def forms(self) -> list[str]:
        """All of them, folded."""
        return [word.form for word in self.words]


@lru_cache(maxsize=2048)
def read(text: str, language: str) -> Text:
    """The words of a sentence."""
    meanings, stops = Meanings.load(language), STOP_WORDS.get(language, frozenset())
    words = []
    for place, token in enumerate(tokens(text)):
        bare = without_clitics(token.form)
        is_empty = not stops.isdisjoint(bare) or meanings.free.has(token.form) or len(token.form) == 1
        words.append(Word(token.form, text[token.start : token.end], place, not is_empty or token.form.isdigit()))
    return Text(tuple(words), language)


@lru_cache(maxsize=16384)
def _forms(word: str, language: str) -> frozenset[str]:
    bare = without_clitics(word)
    return frozenset({*bare, *(stem(form, language) for form in bare)})


@lru_cache(maxsize=65536)
def is_same(first: str, second: str, language: str) -> bool:
    """Whether two folded words are forms of one word, or made of one."""
    if first == second or not _forms(first, language).isdisjoint(_forms(second, language)):
        return True
    if first.isdigit() or second.isdigit():
        return False
    one, other = stem(first, language), stem(second, language)
    if language == "ar":
        return min(len(one), len(other)) > 2 and ratio(one, other) >= _ALIKE_ARABIC
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if shared >= _LEAST_STEM and shared >= _SHARE_OF_STEM * min(len(one), len(other)):
        return True
    long, short = sorted((first, second), key=len, reverse=True)
    return language in ("nl", "de") and len(short) >= _LEAST_PART and (long.startswith(short) or long.endswith(short))


def stands_for(first: str, second: str, language: str) -> bool:
    """Whether a folded word says what another says: it is a form of it, or one of those that stand for it."""
    if is_same(first, second, language):
        return True
    return not _says(first, language).isdisjoint(_says(second, language))


@lru_cache(maxsize=16384)
def _says(word: str, language: str) -> frozenset[object]:
    """The groups of words that stand for one another, and the sides of fields, that a folded word is of."""
    meanings = Meanings.load(language)
    return frozenset({*meanings.groups(word), *meanings.sides([word])})


def unsupported(draft: Draft, sources: Sequence[Source], language: str) -> list[Word]:
    """The content words of a draft that no source has, nor a word that stands for it, nor its term of the glossary.

    Args:
        draft: what is looked at.
        sources: that it cites and that are in its language.
        language: of both.
    """
    theirs = [read(source.text, language) for source in sources]
    known = {word.form for text in theirs for word in text.words}
    terms = {term for source in sources for term in index_words(source.text, language)[1]}
    covered = {
        token.form
        for mention in Glossary.load().find(draft.text)
        if term_word(mention.term_id) in terms
        for token in tokens(draft.text[mention.start : mention.end])
    }
    return [
        word
        for word in read(draft.text, language).content
        if word.form not in covered
        and not word.form.isdigit()
        and not any(stands_for(word.form, other, language) for other in known)
    ]
