"""Ties what an answer says to the exact words that it rests on, in every version that says the same."""

import re
from dataclasses import dataclass

from bot.answer import Citation, CitedTranslation, Conflict
from bot.conflicts import disagreement, is_garbled, says_the_same, tell
from bot.evidence import Version
from bot.extract import Choice
from bot.verify import states
from corpus.quantities import find_quantities
from corpus.translations import Translation
from corpus.types import Role

LIST_NUMBER = re.compile(r"^\d{1,2}[.)]\s")
"""In front of a list item, whose number is no figure."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence as readers of a language get it."""

    version: Version
    row: int
    """Of the sentence that the words are of, in the section of `version`."""
    text: str
    language: str
    """Of the text: the reader's, or the document's own where there is no translation with the same figures."""


def cite(version: Version, row: int, number: int, language: str) -> Citation:
    """A sentence as the citation of a number, with its translation for readers of `language`."""
    sentence = version.section.sentences[row]
    found = version.wording(row, language)
    translation = None
    if isinstance(found, Translation):
        translation = CitedTranslation(language=found.language, text=found.text, origin=found.origin)
    return Citation(
        number=number,
        document_id=version.document.id,
        document_title=version.document.title,
        document_language=version.document.language,
        section=version.section.number,
        section_title=version.section.title,
        start_char_index=sentence.start,
        end_char_index=sentence.end,
        cited_text=sentence.text,
        translation=translation,
    )


def word(choice: Choice, row: int, language: str) -> Worded:
    """A chosen sentence in a language; where its own version has lost a figure, the version that has it is worded."""
    places = _places(choice, row)
    version, its_row = next((place for place in places if not is_garbled(*place)), places[0])
    text, worded_in = _wording(version, its_row, language)
    return Worded(version, its_row, text, worded_in)


class Citer:
    """Collects the citations and conflicts of an answer in order; each sentence of a source is cited once."""

    def __init__(self, language: str) -> None:
        """For readers of a language."""
        self.language = language
        self.citations: list[Citation] = []
        self.conflicts: list[Conflict] = []
        self._numbers: dict[tuple[str, int], int] = {}
        self._marked: dict[tuple[str, int], tuple[int, ...]] = {}

    def mark(self, choice: Choice, row: int) -> tuple[int, ...]:
        """The numbers of the citations of a chosen sentence: in every version that says the same.

        Where another version states other figures, that is taken down as a conflict.
        """
        version = choice.version
        key = (version.document.id, version.section.sentences[row].start)
        if key not in self._marked:
            self._marked[key] = self._mark(choice, row)
        return self._marked[key]

    def _mark(self, choice: Choice, row: int) -> tuple[int, ...]:
        version = choice.version
        worded = word(choice, row, self.language)
        citation = self._cite(worded.version, worded.row)
        marks = [citation.number]
        is_own = worded.version is version
        own = citation if is_own else None
        for other, pairs in _others(choice, row):
            found = disagreement(version, row, other, pairs)
            if found:
                own = own or self._cite(version, row)
                theirs = citation if worded.version is other else self._cite(other, pairs[row])
                self.conflicts.append(tell(found, (own, theirs), self.language))
            elif is_own and says_the_same(version, row, other, pairs[row]):
                marks.append(self._cite(other, pairs[row]).number)
        return tuple(marks)

    def _cite(self, version: Version, row: int) -> Citation:
        key = (version.document.id, version.section.sentences[row].start)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(cite(version, row, self._numbers[key], self.language))
        return self.citations[self._numbers[key] - 1]


def _others(choice: Choice, row: int) -> list[tuple[Version, dict[int, int]]]:
    return [(other, pairs) for other, pairs in choice.counterparts if row in pairs]


def _places(choice: Choice, row: int) -> list[tuple[Version, int]]:
    return [(choice.version, row), *((other, pairs[row]) for other, pairs in _others(choice, row))]


def _wording(version: Version, row: int, language: str) -> tuple[str, str]:
    """A sentence in the reader's language, or as it is where there is no translation with the same figures."""
    sentence = version.section.sentences[row]
    own = version.document.language
    found = version.wording(row, language)
    if found is None:
        return sentence.text, own
    if isinstance(found, str):
        return found, language
    stated = find_quantities(found.text, language)
    is_item = sentence.role is Role.ITEM and LIST_NUMBER.match(found.text)
    if all(states(sentence.text, own, q) for q in stated[1 if is_item else 0 :]):
        return found.text, language
    return sentence.text, own
