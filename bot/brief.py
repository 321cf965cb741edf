"""What a chat model is given to word an answer from: numbered sentences, and what an answer must not leave out."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.checks.draft import Context, Source
from bot.checks.instructions import is_instruction
from bot.citing import LIST_NUMBER, word
from bot.compose import without_marks
from bot.evidence import Version
from bot.extract import Aligner, Choice, choose, score
from bot.finding import Finding
from bot.rivals import asks_for
from corpus.quantities import Unit, find_quantities
from corpus.text import tokens
from corpus.types import Role

_MOST_SENTENCES = 20
_MOST_WORDS = 500  # of all sentences together: some 700 tokens, which a small model reads in a second or two
_OF_OTHERS = 3  # sentences of each further section

Figure = tuple[Decimal, Unit]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A numbered sentence, and where it stands."""

    source: Source
    choice: Choice
    row: int


@dataclass(frozen=True, slots=True)
class Needed:
    """What an answer to one question must have to be one."""

    numbers: frozenset[int]
    """The sentences that the extractive answer has."""
    figures: Mapping[int, frozenset[Figure]]
    """What each of them states, but for years and the numbers of list items."""
    asks_for_figure: bool

    def lacks(self, cited: Container[int], stated: Container[Figure], *, is_whole: bool) -> list[int]:
        """The sentences that an answer passes over, of which it should have more; none for one that is an answer.

        A model that said all it wanted chose what to leave out, and has only to answer at all. What is left of an
        answer of which sentences were dropped must have most of what the sources' own sentences would have.

        Args:
            cited: numbers of the sentences that it cites.
            stated: the figures that it states.
            is_whole: whether nothing of it was dropped.
        """
        passed_over = sorted(number for number in self.numbers if number not in cited)
        if is_whole:
            figures = [figure for each in self.figures.values() for figure in each]
            is_stated = not (self.asks_for_figure and figures) or any(figure in stated for figure in figures)
            return [] if is_stated and len(passed_over) < len(self.numbers) else sorted(self.numbers)
        without = sorted(n for n, figures in self.figures.items() if any(figure not in stated for figure in figures))
        is_half = 2 * len(passed_over) <= len(self.numbers)
        return without if is_half else sorted({*passed_over, *without})


@dataclass(frozen=True, slots=True)
class Brief:
    """Numbered evidence for a question."""

    question: str
    """As a question by itself."""
    earlier: tuple[str, ...]
    """The asker's messages before it, oldest first."""
    language: str
    """To answer in."""
    exhibits: Mapping[int, Exhibit]
    """By number, from 1."""
    needed: tuple[Needed, ...]
    """For each question that is asked."""
    context: Context
    """What the checks of a sentence hold it against."""


def make_brief(
    finding: Finding,
    questions: Sequence[Finding],
    related: Sequence[tuple[Version, ...]],
    aligner: Aligner,
) -> Brief | None:
    """The evidence for a question; None where none of it may be given to a model.

    Sentences that are instructions are left out: a model might take them for its own.

    Args:
        finding: what was found for the message.
        questions: those that are answered, each with the versions of its section.
        related: further sections that answer, in all their versions; fewer of their sentences are given.
        aligner: pairs the sentences of two versions.
    """
    collected = _Collected(finding.language)
    needed = []
    for question in questions:
        assert question.query is not None
        choice = choose(question.query, question.versions, finding.language, aligner)
        _, scores = score(question.query, question.versions, finding.language, aligner)
        core = {number: row for row in choice.rows if (number := collected.add(choice, row))}
        if not core:
            return None
        figures = {number: _figures(choice, row, finding.language) for number, row in core.items()}
        for row in sorted(choice.version.telling, key=lambda row: -scores[row]):
            collected.add(choice, row)
        needed.append(Needed(frozenset(core), figures, asks_for(question.query) is not None))
    first = questions[0].query
    for versions in related:
        assert first is not None
        choice = choose(first, versions, finding.language, aligner)
        for row in choice.rows[:_OF_OTHERS]:
            collected.add(choice, row)
    exhibits = collected.numbered()
    return Brief(
        question=finding.standalone,
        earlier=tuple(given.text for given in finding.given[1:]),
        language=finding.language,
        exhibits=exhibits,
        needed=tuple(needed),
        context=Context(
            language=finding.language,
            sources={number: exhibit.source for number, exhibit in exhibits.items()},
            given=finding.given,
            names=_names(exhibits),
        ),
    )


class _Collected:
    """Sentences in the order in which they were taken, each once, as long as there is room."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._exhibits: dict[tuple[str, int], Exhibit] = {}
        self._words = 0

    def add(self, choice: Choice, row: int) -> int:
        """Takes a sentence; its number, or 0 where it is not taken."""
        key = (choice.version.document.id, choice.version.section.sentences[row].start)
        if key in self._exhibits:
            return self._exhibits[key].source.number
        worded = word(choice, row, self._language)
        text = " ".join(without_marks(worded.text).split())
        sentence = worded.version.section.sentences[worded.row]
        own = worded.version.document.language
        length = len(text.split())
        is_full = len(self._exhibits) >= _MOST_SENTENCES or self._words + length > _MOST_WORDS
        if (is_full and self._exhibits) or is_instruction(text, worded.language) or is_instruction(sentence.text, own):
            return 0
        number = len(self._exhibits) + 1
        source = Source(number, text, worded.language, sentence.text, own)
        self._exhibits[key] = Exhibit(source, choice, row)
        self._words += length
        return number

    def numbered(self) -> dict[int, Exhibit]:
        return {exhibit.source.number: exhibit for exhibit in self._exhibits.values()}


def _figures(choice: Choice, row: int, language: str) -> frozenset[Figure]:
    worded = word(choice, row, language)
    text = LIST_NUMBER.sub("", worded.text) if choice.version.section.sentences[row].role is Role.ITEM else worded.text
    return frozenset(
        (quantity.value.normalize(), quantity.unit)
        for quantity in find_quantities(text, worded.language)
        if quantity.value is not None and quantity.unit not in (Unit.YEAR, Unit.REFERENCE)
    )


def _names(exhibits: Mapping[int, Exhibit]) -> frozenset[str]:
    """The words of the titles and headings that the sentences stand under."""
    versions = [exhibit.choice.version for exhibit in exhibits.values()]
    told = {part for version in versions for part in (version.document.title, version.section.title)}
    return frozenset(token.form for part in told for token in tokens(part))
