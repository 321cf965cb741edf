"""What came of a chat model's sentences over a run."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.evaluate.run import Result


@dataclass(frozen=True, slots=True)
class Wordings:
    """Counts over the items for which a model was asked."""

    asked: int
    """Items."""
    worded: int
    """Items whose answer the model worded."""
    fallbacks: dict[str, int]
    """Items whose answer it did not word, by the reason."""
    written: int
    """Sentences."""
    held: int
    mended: int
    faults: dict[str, int]
    """Sentences held, by what is wrong with them."""
    tokens: int

    @property
    def dropped(self) -> int:
        """Sentences held and not mended."""
        return self.held - self.mended


def wordings(results: Iterable[Result]) -> Wordings | None:
    """What came of the sentences; None where no model was asked."""
    told = [result.wording for result in results if result.wording]
    if not told:
        return None
    fallbacks = Counter(each.fallback for each in told if each.fallback)
    faults: Counter[str] = Counter()
    for each in told:
        faults.update(each.faults)
    held, mended = sum(each.held for each in told), sum(each.mended for each in told)
    return Wordings(
        asked=len(told),
        worded=sum(each.generator not in ("extractive", "calculator") for each in told),
        fallbacks=dict(fallbacks.most_common()),
        written=sum(each.shown for each in told) - mended + held,
        held=held,
        mended=mended,
        faults=dict(faults.most_common()),
        tokens=sum(each.tokens for each in told),
    )
