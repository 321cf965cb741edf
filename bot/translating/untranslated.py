"""Finds the sentences that lack a translation, and puts them into batches for a chat model."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.translating.names import Names, names_of
from corpus.catalog import Catalog
from corpus.translations import TranslationMemory
from corpus.types import Document, Role, Sentence

_BESIDE = 2  # sentences shown before and behind those that are to be translated
_SHOWN = 400  # code points of each of them
_MOST = 8  # sentences a call: longer lists lose their numbering sooner
_LONGEST = 2_000  # code points a call
_MARK = re.compile(r"(?:#{1,6}|\d{1,3}[.)]|[-*•–])\s+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A sentence that lacks a translation, with what it takes to translate it."""

    document: Document
    sentence: Sentence
    before: tuple[str, ...]
    """The sentences before it, in order, each on one line and without its mark."""
    after: tuple[str, ...]
    names: Names
    """The names in it."""

    @property
    def mark(self) -> str:
        """The number or sign of a heading or list item: not translated, and kept as it is."""
        return _mark(self.sentence)

    @property
    def words(self) -> str:
        """What is to be translated, on one line."""
        return " ".join(self.sentence.text[len(self.mark) :].split())


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do for a language."""

    lacking: tuple[Untranslated, ...]
    """In the order of the documents; of equal sentences, the first."""
    has: int
    """How many sentences have a translation."""


def find_untranslated(
    catalog: Catalog, memory: TranslationMemory, language: str, documents: Sequence[Document]
) -> Work:
    """The sentences of documents that lack a translation.

    Args:
        catalog: has their sections.
        memory: has what is translated already, whoever did it.
        language: to translate into; documents in it have nothing to be translated.
        documents: to look through.
    """
    lacking: dict[str, Untranslated] = {}
    has: set[str] = set()
    for document in documents:
        if document.language == language:
            continue
        for each in _of(document, catalog):
            if memory.find(each.sentence.text, language):
                has.add(each.sentence.text)
            elif _LETTER.search(each.words):
                lacking.setdefault(each.sentence.text, each)
    return Work(tuple(lacking.values()), len(has))


def _of(document: Document, catalog: Catalog) -> Iterator[Untranslated]:
    sentences = [sentence for section in catalog.sections(document.id) for sentence in section.sentences]
    texts = [" ".join(sentence.text[len(_mark(sentence)) :][:_SHOWN].split()) for sentence in sentences]
    names = names_of(sentences, document.language)
    for place, sentence in enumerate(sentences):
        before, after = texts[max(0, place - _BESIDE) : place], texts[place + 1 : place + 1 + _BESIDE]
        yield Untranslated(document, sentence, tuple(before), tuple(after), names[place])


def _mark(sentence: Sentence) -> str:
    found = _MARK.match(sentence.text) if sentence.role in (Role.TITLE, Role.ITEM) else None
    return found.group() if found else ""


def in_batches(lacking: Sequence[Untranslated]) -> Iterator[tuple[Untranslated, ...]]:
    """Runs of sentences of one document, each as many as a model is asked for at once."""
    batch: list[Untranslated] = []
    for each in lacking:
        length = sum(len(other.words) for other in batch) + len(each.words)
        is_other = batch and batch[-1].document is not each.document
        if batch and (is_other or len(batch) == _MOST or length > _LONGEST):
            yield tuple(batch)
            batch = []
        batch.append(each)
    if batch:
        yield tuple(batch)
