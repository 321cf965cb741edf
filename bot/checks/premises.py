"""Whether a drafted sentence confirms a figure that only the asker gave.

"Why is an NRR of 130% normal?" is answered with "Yes, an NRR that high is normal" by models that take what is asked for
what is so. Such a sentence states no figure of its own, so that it is found by how it points at the asker's.
"""

from collections.abc import Sequence

from bot.checks.figures import Sentence, read_sentence
from bot.checks.likeness import same
from bot.checks.measures import WordLists
from bot.verify import Given

_POINTS_AT = 2  # words from "that" to "level"


def confirms_asker(draft: Sentence, cited: Sequence[Sentence], given: Sequence[Given]) -> str | None:
    """What is wrong with a sentence that says yes to a figure of the asker's, or points at it, where no source has it.

    Args:
        draft: the sentence.
        cited: what it cites.
        given: what the asker wrote.
    """
    asked = (figure for each in given for figure in read_sentence(each.text, each.language).figures if figure.is_claim)
    unheard = next((figure for figure in asked if not same(figure, cited)), None)
    if unheard is None:
        return None
    found = WordLists.load("confirming", draft.language).find([word.form for word in draft.words])
    pointers = [each.place + each.length - 1 for each in found if each.name == "pointer"]
    levels = [each.place for each in found if each.name == "level"]
    points = any(0 < level - pointer <= _POINTS_AT for level in levels for pointer in pointers)
    if points or any(each.name == "agreed" for each in found):
        return f"it confirms the asker's {unheard.text}, which the sentences that it cites do not have"
    return None
