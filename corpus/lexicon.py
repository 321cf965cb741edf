"""The words that the lexical leg indexes and searches: stems, and the glossary's terms whatever their language."""

from functools import lru_cache

from corpus.glossary import Glossary
from corpus.text import content_stems


def index_words(text: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a source's text is found by: the stems of its content words, and a word for each glossary term in it.

    The articles' own mistranslations count as the term they stand for.
    """
    mentions = Glossary.load().find(text, article=True)
    return content_stems(text, language), tuple(term_word(mention.term_id) for mention in mentions)


@lru_cache(maxsize=256)
def question_words(text: str, language: str) -> tuple[str, ...]:
    """What a question looks for in texts of `language`: its content stems and its glossary terms."""
    mentions = Glossary.load().find(text)
    return content_stems(text, language) + tuple(term_word(mention.term_id) for mention in mentions)


def term_word(term_id: str) -> str:
    """The word that stands for a glossary term in the index: letters and digits only, and in no language."""
    return "term0" + term_id.replace("_", "")
