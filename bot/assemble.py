"""Puts an answer together from the sentences that passed, each with the exact words it rests on."""

from bot.answer import Answer, Citation
from bot.brief import Brief, Figure
from bot.citing import Citer
from bot.drafts import Piece
from corpus.quantities import find_quantities


class Assembly:
    """An answer that grows sentence by sentence; what it shows is never taken back."""

    def __init__(self, brief: Brief) -> None:
        """Begins without a sentence."""
        self._brief = brief
        self._citer = Citer(brief.language)
        self._cited: set[int] = set()
        self._stated: set[Figure] = set()
        self._text = ""

    def add(self, piece: Piece) -> tuple[str, tuple[Citation, ...]]:
        """Takes a sentence that passed.

        Returns:
            What it adds to the answer's text, its marks included, and the citations that come with it.
        """
        told = len(self._citer.citations)
        numbers: list[int] = []
        for source in piece.draft.sources:
            exhibit = self._brief.exhibits[source]
            numbers += self._citer.mark(exhibit.choice, exhibit.row)
        marks = "".join(f"[{number}]" for number in dict.fromkeys(numbers))
        before = piece.before if self._text else piece.before.lstrip()
        shown = f"{before}{piece.draft.text} {marks}"
        self._text += shown
        self._cited.update(piece.draft.sources)
        stated = find_quantities(piece.draft.text, self._brief.language)
        self._stated.update((q.value.normalize(), q.unit) for q in stated if q.value is not None)
        return shown, tuple(self._citer.citations[told:])

    def lacks(self, *, is_whole: bool) -> list[int]:
        """The sentences that the answer passes over, of which it should have more; none where it is one.

        Args:
            is_whole: whether nothing of it was dropped.
        """
        needed = self._brief.needed
        return [number for need in needed for number in need.lacks(self._cited, self._stated, is_whole=is_whole)]

    def answer(self, generator: str) -> Answer:
        """The answer; where versions of a work differ on what is cited, it says so."""
        conflicts = tuple(self._citer.conflicts)
        return Answer(
            kind="answer",
            text="\n\n".join([self._text, *(conflict.statement for conflict in conflicts)]),
            language=self._brief.language,
            citations=tuple(self._citer.citations),
            conflicts=conflicts,
            generator=generator,
        )
