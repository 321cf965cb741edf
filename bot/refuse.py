"""Says that the sources do not answer: why, what is missing, and what is nearest; it cites nothing."""

from collections.abc import Sequence

from bot.answer import Answer, NearestSection, Reason, Refusal
from bot.evidence import SectionReader
from bot.retrieve import SectionHit
from corpus.glossary import Glossary
from corpus.knowledge import KnowledgeBase
from corpus.lexicon import term_word
from corpus.phrases import say

_NEAREST = 3


class Refuser:
    """Writes refusals over one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, reader: SectionReader) -> None:
        self._knowledge = knowledge
        self._reader = reader

    def refuse(self, text: str, hits: Sequence[SectionHit], missing: Sequence[str], language: str) -> Answer:
        """A refusal in `language`.

        Args:
            text: the question.
            hits: the sections that come nearest, best first.
            missing: what the question names and the sources do not, beside terms of the glossary, such as a year.
            language: one that the bot speaks.
        """
        message = say("not_in_sources", language)
        if unmentioned := [*self._unmentioned(text), *missing]:
            message = f"{message} {say('not_mentioned', language, terms=', '.join(unmentioned))}"
        nearest = [section for hit in hits if (section := self._nearest(hit, language))][:_NEAREST]
        return Answer(
            kind="refusal",
            text=message,
            language=language,
            refusal=Refusal(reason="not_in_sources", message=message, nearest=tuple(nearest)),
        )

    def _unmentioned(self, text: str) -> list[str]:
        """The glossary's terms in a question that no source mentions, in the question's words."""
        glossary, catalog = Glossary.load(), self._knowledge.catalog
        languages = list(catalog.counts())
        missing: dict[str, str] = {}
        for mention in glossary.find(text):
            is_everyday = glossary.terms[mention.term_id].kind == "everyday"
            words = [term_word(mention.term_id)]
            if not is_everyday and not any(catalog.search_words(words, code, 1)[0] for code in languages):
                missing.setdefault(mention.term_id, text[mention.start : mention.end])
        return list(dict.fromkeys(missing.values()))

    def _nearest(self, hit: SectionHit, language: str) -> NearestSection | None:
        """A section by its heading; None for one that has no heading, such as the introduction."""
        document_id, title = self._reader.headed(hit, language)
        return NearestSection(document_id=document_id, section=hit.number, title=title) if title else None


def refusal(reason: Reason, message: str, language: str, timings: dict[str, float] | None = None) -> Answer:
    """A refusal that offers nothing."""
    return Answer(
        kind="refusal",
        text=message,
        language=language,
        refusal=Refusal(reason=reason, message=message),
        timings_ms=timings or {},
    )
