"""Whether a question that a chat model made of a conversation may be searched for."""

from collections.abc import Sequence

from bot.question import MAX_QUESTION
from corpus.languages import detect_language
from corpus.quantities import find_quantities
from corpus.text import content_stems


def is_of_conversation(question: str, messages: Sequence[str], language: str) -> bool:
    """Whether a question says nothing that its conversation did not: no content word and no figure of its own.

    Args:
        question: as the model wrote it.
        messages: the asker's, the latest first.
        language: that is answered in.
    """
    if not question or len(question) > MAX_QUESTION:
        return False
    asked_in = detect_language(messages[0], default=language)
    said = {word for message in messages for word in content_stems(message, asked_in)}
    figures = {(q.value, q.unit) for message in messages for q in find_quantities(message, asked_in)}
    own = {(q.value, q.unit) for q in find_quantities(question, asked_in)}
    return said.issuperset(content_stems(question, asked_in)) and own <= figures
