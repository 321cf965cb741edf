"""Finds what may answer a question, and decides whether it does: the half of the chain before anything is worded."""

from collections.abc import Container, Sequence
from dataclasses import replace

from bot.abstain import Decision, foreign_years, read_signals, speak_of
from bot.answer import Question
from bot.calculate.again import calculation_before
from bot.calculate.route import Routed, route
from bot.citing import word
from bot.evidence import SectionReader, Version
from bot.extract import choose
from bot.finding import Clock, Finding
from bot.followup import Reading, Understood, understand
from bot.parts import split
from bot.question import check_question, earlier_messages, language_so_far
from bot.retrieve import Query, Retriever, SectionHit
from bot.rivals import asks_for
from bot.verify import Given
from corpus.conversation import is_no_question, without_clitics
from corpus.knowledge import KnowledgeBase
from corpus.languages import detect_language
from corpus.phrases import SPOKEN
from corpus.text import stem, tokens

_CONSIDERED = 5
"""Sections that the decision to answer looks at."""

_RELATED = 4
"""Sections that are looked at for more than one of them to answer."""

_BEYOND_DOUBT = 0.85
"""The chance that evidence answers, from which a message that may be a follow-up is taken as its own question."""


class Finder:
    """Finds in one state of a knowledge base."""

    def __init__(
        self, knowledge: KnowledgeBase, retriever: Retriever, reader: SectionReader, decision: Decision
    ) -> None:
        """Reads from the knowledge base what every question needs.

        Args:
            knowledge: what is searched.
            retriever: finds sections in it.
            reader: reads them.
            decision: whether they answer.
        """
        self._knowledge, self._retriever, self._reader, self._decision = knowledge, retriever, reader, decision
        forms = knowledge.catalog.vocabulary()
        self._stems = {code: {stem(form, code) for form in forms} for code in knowledge.catalog.counts()}

    def find(self, question: Question, standalone: str | None = None) -> Finding:
        """Finds what may answer a question, and decides whether it does.

        Args:
            question: with what was asked before it.
            standalone: what it asks as a question by itself, where that is known; None: it is understood here.

        Raises:
            QuestionError: the question is empty, too long, or holds characters that are no text.
        """
        clock = Clock()
        text = check_question(question.text)
        earlier = earlier_messages(question)
        so_far = language_so_far(earlier)
        asked_in = detect_language(text, default=question.language or so_far or SPOKEN[0], prior=so_far)
        understood = Understood((Reading(standalone),)) if standalone else understand(text, earlier, self._known)
        wanted = understood.language or question.language or asked_in
        given = tuple(Given(message, asked_in) for message in (text, *earlier))
        has_language = wanted in self._retriever.languages
        finding = Finding(text, wanted, clock, given, question.top_k, is_quotable=has_language)
        if not tokens(text):
            return finding
        asked = calculation_before(text, earlier, asked_in) or route(text, asked_in, earlier)
        clock.lap("understand")
        if isinstance(asked, Routed):
            return replace(finding, calculations=asked)
        if is_no_question(text):
            return finding
        finding = replace(finding, comparison=asked)
        whole = self._find_any(finding, understood, asked_in)
        parts = split(text) if whole.understood is None else [text]
        if len(parts) < 2:
            return whole
        found: list[Finding] = []
        for place, part in enumerate(parts):
            found.append(self._find_any(finding, understand(part, parts[:place], self._known), asked_in))
        is_quotable = all(each.is_quotable for each in (whole, *found))  # an answer is in one language
        told = [replace(each, text=part, is_quotable=is_quotable) for each, part in zip(found, parts, strict=True)]
        return replace(whole, parts=tuple(told), is_quotable=is_quotable)

    def _find_any(self, finding: Finding, understood: Understood, asked_in: str) -> Finding:
        """What is found for the likeliest reading of a message that the sources answer, else for the likeliest."""
        finding = replace(finding, unknown=understood.unknown)
        readings = (self._find(finding, reading, asked_in) for reading in understood.readings)
        first = next(readings)
        return first if first.answers else next((each for each in readings if each.answers), first)

    def _find(self, finding: Finding, reading: Reading, asked_in: str) -> Finding:
        """What is found for a message in one of its readings."""
        if reading.text != finding.text:
            asked_in = detect_language(reading.text, default=asked_in)
        query = self._retriever.prepare(reading.text, asked_in)
        found = self._retriever.find(query)
        hits = self._retriever.rank(found)
        finding.clock.lap("retrieve")
        finding = replace(finding, standalone=reading.text, query=query, found=found, hits=hits)
        if not hits:
            return finding
        versions = self._reader.read(hits[0])
        years = foreign_years(reading.text, asked_in, versions)
        known = self._knowledge.catalog.known_words({token.form for token in tokens(query.text)})
        signals = read_signals(query, hits[:_CONSIDERED], versions, known)
        is_left_out = bool(years or finding.unknown) or not speak_of(versions, reading.terms)
        chance = self._decision.probability(signals)
        answers = not is_left_out and chance >= (_BEYOND_DOUBT if reading.is_doubtful else self._decision.threshold)
        rivals = self._rivals(query, hits[: finding.top_k], known) if answers and asks_for(query) else ()
        finding.clock.lap("decide")
        finding = replace(
            finding, versions=versions, foreign_years=years, signals=signals, answers=answers, rivals=rivals
        )
        return replace(finding, is_quotable=self._is_quotable(finding)) if answers else finding

    def _is_quotable(self, finding: Finding) -> bool:
        """Whether most of the sentences that answer can be quoted in the language wanted."""
        if not finding.is_quotable or finding.wanted in SPOKEN:
            return finding.is_quotable  # where nothing is in the language, or all is given in it anyway
        assert finding.query is not None
        choice = choose(finding.query, finding.versions, finding.wanted, self._reader.align)
        worded = [word(choice, row, finding.wanted).language == finding.wanted for row in choice.rows]
        return 2 * sum(worded) > len(worded)

    def related(self, finding: Finding) -> list[tuple[Version, ...]]:
        """Further sections that answer a question as well, best first, in all their versions."""
        if finding.query is None:
            return []
        known = self._knowledge.catalog.known_words({token.form for token in tokens(finding.query.text)})
        related = []
        for place, hit in enumerate(finding.hits[: finding.top_k][1:_RELATED], 1):
            versions = self._reader.read(hit)
            if self._decision.answers(read_signals(finding.query, finding.hits[place:], versions, known)):
                related.append(versions)
        return related

    def _rivals(self, query: Query, hits: Sequence[SectionHit], known: set[str]) -> tuple[tuple[Version, ...], ...]:
        """The best section of each other work, if it answers as well."""
        rivals = []
        works = {hits[0].work}
        for place, hit in enumerate(hits):
            if hit.work not in works:
                works.add(hit.work)
                versions = self._reader.read(hit)
                if self._decision.answers(read_signals(query, hits[place:], versions, known)):
                    rivals.append(versions)
        return tuple(rivals)

    def rank(self, finding: Finding, among: Container[str]) -> list[SectionHit]:
        """The sections of the documents with these ids alone, best first, in what was found for a question."""
        return self._retriever.rank(finding.found, among)

    def _known(self, words: Sequence[str]) -> list[str]:
        """Those of some folded words that any source has in any form."""
        return [
            word
            for word in words
            if any(stem(form, code) in stems for code, stems in self._stems.items() for form in without_clitics(word))
        ]
