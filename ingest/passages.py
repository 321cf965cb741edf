"""What is embedded: each section in windows of whole sentences, its title, each sentence, and the questions it answers.

Where the translation memory has a section in another language, the same passages are made of the
translation too: a question in that language then meets its own language, not only a foreign one.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from corpus.questions import ExpectedQuestions
from corpus.text import heading_words
from corpus.translations import TranslationMemory
from corpus.types import INTRODUCTION, Document, Kind, Passage, Role, Section, Sentence, passage_id

_WINDOW = 1_500  # code points: under the 512 tokens after which embedding models truncate or average


def make_passages(
    document: Document, sections: Sequence[Section], memory: TranslationMemory, questions: ExpectedQuestions
) -> list[Passage]:
    """All passages of a document, in its own language and in each one that the memory has for it."""
    made: list[Passage] = []
    seen: Counter[tuple[str, Kind, str, str]] = Counter()

    def add(section: Section, kind: Kind, language: str, text: str, sentences: Sequence[Sentence]) -> None:
        key = (section.number, kind, language, text)
        id_ = passage_id(document.id, *key, seen[key])
        seen[key] += 1
        made.append(
            Passage(id_, document.id, section.number, kind, language, text, tuple(s.ordinal for s in sentences))
        )

    for section in sections:
        _add_language(section, document.language, lambda sentence: sentence.text, add)
        for language in sorted(memory.languages() - {document.language}):
            if not _has_most(section, memory, language):
                continue  # single sentences would be held against whole sections
            _add_language(section, language, _translator(memory, language), add)
        for sentence in section.sentences:
            for question in questions.find(sentence.text):
                add(section, Kind.QUESTION, question.language, question.text, [sentence])
    return made


_Add = Callable[[Section, Kind, str, str, Sequence[Sentence]], None]
_Wording = Callable[[Sentence], str | None]


def _has_most(section: Section, memory: TranslationMemory, language: str) -> bool:
    found = sum(memory.find(sentence.text, language) is not None for sentence in section.sentences)
    return 2 * found > len(section.sentences)


def _translator(memory: TranslationMemory, language: str) -> _Wording:
    def wording(sentence: Sentence) -> str | None:
        translation = memory.find(sentence.text, language)
        return translation.text if translation else None

    return wording


def _add_language(section: Section, language: str, wording: _Wording, add: _Add) -> None:
    worded = [
        (sentence, text)
        for sentence in section.sentences
        if not (section.number == INTRODUCTION and sentence.role is Role.QUESTION) and (text := wording(sentence))
    ]
    title = next((text for sentence, text in worded if sentence.role is Role.TITLE), "")
    for window in _windows(worded):
        sentences = [sentence for sentence, _ in window]
        text = " ".join(text for _, text in window)
        has_title = sentences[0].role is Role.TITLE
        add(section, Kind.SECTION, language, text if has_title or not title else f"{title} {text}", sentences)
    for sentence, text in worded:
        if sentence.role is Role.TITLE:
            add(section, Kind.TITLE, language, heading_words(text), [sentence])
        else:
            add(section, Kind.SENTENCE, language, text, [sentence])


def _windows(worded: Sequence[tuple[Sentence, str]]) -> Iterator[list[tuple[Sentence, str]]]:
    """Runs of whole sentences of at most `_WINDOW` code points; a longer sentence is a run of its own."""
    window: list[tuple[Sentence, str]] = []
    size = 0
    for sentence, text in worded:
        if window and size + len(text) > _WINDOW:
            yield window
            window, size = [], 0
        window.append((sentence, text))
        size += len(text)
    if window:
        yield window
