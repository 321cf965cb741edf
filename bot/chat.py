"""The chain: a question and its history in, an Answer out. Read this first.

question -> language -> retrieve sections -> choose sentences -> answer or abstain -> compose with exact citations
"""

import unicodedata
from time import perf_counter
from typing import Literal

from bot.abstain import Decision, foreign_years, read_signals
from bot.answer import Answer, NearestSection, Number, Question, Refusal
from bot.compose import compose
from bot.evidence import SectionReader, wording
from bot.extract import choose
from bot.retrieve import Retriever, SectionHit
from corpus.errors import QuestionError
from corpus.glossary import Glossary
from corpus.knowledge import KnowledgeBase
from corpus.languages import detect_language
from corpus.lexicon import term_word
from corpus.phrases import SPOKEN, say
from corpus.quantities import find_quantities
from corpus.text import heading_words, tokens
from corpus.translations import Translation
from corpus.types import Role

MAX_QUESTION = 2_000
"""Code points of a question; what is longer is refused rather than cut."""
_NEAREST = 3


class AnswerChain:
    """Answers from one knowledge base, by extraction alone: no model is called but the embedder.

    `bot.runnable.AnswerRunnable` makes a LangChain `Runnable` of it.
    """

    def __init__(self, knowledge: KnowledgeBase) -> None:
        """Reads from the knowledge base what every answer needs."""
        self._knowledge = knowledge
        self._decision = Decision.load()
        self._read_again()

    def _read_again(self) -> None:
        self._version = self._knowledge.catalog.version()
        self._retriever = Retriever(self._knowledge)
        self._reader = SectionReader(self._knowledge)

    def invoke(self, question: Question) -> Answer:
        """Answers a question.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        started = perf_counter()
        text = check_question(question.text)
        if self._knowledge.catalog.version() != self._version:
            self._read_again()  # another process has ingested
        asked_in = detect_language(text, default=question.language or _language_so_far(question))
        wanted = question.language or asked_in
        language = wanted if wanted in SPOKEN else SPOKEN[0]
        if not tokens(text):
            return _refusal("not_understood", say("not_understood", language), language, started)
        query = self._retriever.prepare(text, asked_in)
        hits = self._retriever.search(query)
        retrieved = perf_counter()
        if not hits:
            return _refusal("not_in_sources", say("not_in_sources", language), language, started)
        versions = self._reader.read(hits[0])
        known = self._knowledge.catalog.known_words({token.form for token in tokens(query.text)})
        years = foreign_years(text, asked_in, versions)
        if years or not self._decision.answers(read_signals(query, hits, versions, known)):
            return self._refuse(text, hits, years, language, started)
        composed = compose(choose(query, versions, language, self._reader.align), language)
        note = "" if wanted == language else say("foreign", wanted) + "\n\n"
        timings = {"retrieve": _ms(started, retrieved), "total": _ms(started, perf_counter())}
        return Answer(
            kind="answer",
            text=note + composed.text,
            language=language,
            citations=composed.citations,
            numbers=composed.numbers,
            conflicts=composed.conflicts,
            timings_ms=timings,
        )

    def _refuse(self, text: str, hits: list[SectionHit], years: list[str], language: str, started: float) -> Answer:
        message = say("not_in_sources", language)
        if unmentioned := self._unmentioned(text) + years:
            message = f"{message} {say('not_mentioned', language, terms=', '.join(unmentioned))}"
        nearest = [section for hit in hits if (section := self._nearest(hit, language))][:_NEAREST]
        given = (q for term in unmentioned for q in find_quantities(term, language) if q.value is not None)
        numbers = [Number(text=q.text, value=f"{q.value:f}", unit=q.unit, origin="given") for q in given]
        return _refusal("not_in_sources", message, language, started, tuple(nearest), tuple(numbers))

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
        versions = self._reader.read(hit)
        version = next((v for v in versions if v.document.language == language), versions[0])
        title = next((s for s in version.section.sentences if s.role is Role.TITLE), None)
        if title is None:
            return None
        words = wording(title, version.document, language)
        shown = words.text if isinstance(words, Translation) else words or title.text
        return NearestSection(document_id=version.document.id, section=hit.number, title=heading_words(shown))


def check_question(text: str) -> str:
    """The question without surrounding white space.

    Raises:
        QuestionError: it is empty, longer than `MAX_QUESTION`, or holds control characters or lone surrogates.
    """
    stripped = text.strip()
    if not stripped:
        raise QuestionError("The question is empty. Ask something, such as: What is a good NPS?")
    if len(stripped) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(stripped):,} characters; at most {MAX_QUESTION:,} are allowed. "
            "Ask it in fewer words."
        )
    bad = next((c for c in stripped if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t"), None)
    if bad:
        raise QuestionError(
            f"The question holds the character U+{ord(bad):04X}, which is not text. Remove it and ask again."
        )
    return stripped


def _language_so_far(question: Question) -> str:
    """The language of the conversation: of its latest question that has one to be seen."""
    language: str = SPOKEN[0]
    for turn in question.history:
        language = detect_language(turn.question, default=language)
    return language


def _refusal(
    reason: Literal["not_in_sources", "not_understood"],
    message: str,
    language: str,
    started: float,
    nearest: tuple[NearestSection, ...] = (),
    numbers: tuple[Number, ...] = (),
) -> Answer:
    return Answer(
        kind="refusal",
        text=message,
        language=language,
        numbers=numbers,
        refusal=Refusal(reason=reason, message=message, nearest=nearest),
        timings_ms={"total": _ms(started, perf_counter())},
    )


def _ms(start: float, end: float) -> float:
    return round(1000 * (end - start), 1)
