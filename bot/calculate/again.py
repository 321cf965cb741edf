"""Shows a calculation again: how it was made, or in another language."""

from collections.abc import Sequence

from bot.calculate.route import Routed, route
from corpus.conversation import asks_how_computed, wanted_language
from corpus.glossary import Glossary
from corpus.languages import detect_language


def calculation_before(text: str, earlier: Sequence[str], language: str) -> Routed | None:
    """The calculation that a message asks to be shown again; None for a message that asks no such thing.

    Args:
        text: the message.
        earlier: the asker's messages before it, oldest first.
        language: ISO 639-1 code of the message.
    """
    glossary = Glossary.load()
    names_metric = any(glossary.terms[mention.term_id].kind == "metric" for mention in glossary.find(text))
    if wanted_language(text):
        places = [len(earlier) - 1] if earlier else []
    elif asks_how_computed(text) and not names_metric:
        places = list(reversed(range(len(earlier))))
    else:
        return None
    for place in places:
        before = earlier[place]
        routed = route(before, detect_language(before, language), earlier[:place])
        if isinstance(routed, Routed) and not any(each.missing for each in routed.assignments):
            return routed
    return None
