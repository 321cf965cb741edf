"""Has a chat model translate what lacks a translation, sentence by sentence, and stores none that is not checked.

A few sentences a call, with those around them. A reply that does not match line for line is asked for again sentence
by sentence; a translation that fails a check is asked for once more, with the reason; what fails again is left out.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import anyio

from bot.model.chat import ChatModel
from bot.model.errors import Failure, ModelFailedError
from bot.model.usage import Usage
from bot.translating.checks import Objection, objection
from bot.translating.meaning import Meaning
from bot.translating.reply import read_reply
from bot.translating.untranslated import Untranslated, in_batches
from bot.translation_prompt import translation_messages
from corpus.embeddings import Embedder
from corpus.translations import Translation

_LOG = logging.getLogger(__name__)

_LONGEST = 4_000  # code points of a sentence: more is a table or a text without full stops
_PASSING: frozenset[Failure] = frozenset({"timeout", "rate_limited", "unavailable", "circuit_open"})
_KEPT = 1_000  # code points of a reply that is of no use
_PAUSES = (2.0, 10.0, 30.0, 30.0)  # seconds after each failed call in a row; one more ends the run

Store = Callable[[Sequence[tuple[str, Translation]]], None]
"""Takes sentences with their translations."""
Progress = Callable[[int, int], None]
"""Called with how many sentences are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence that is left out."""

    source: Untranslated
    objection: Objection
    reply: str
    """What the model wrote for it last; empty where it wrote nothing."""


@dataclass(slots=True)
class Report:
    """What became of the sentences."""

    stored: int = 0
    refused: list[Refused] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    failure: ModelFailedError | None = None
    """Why the model was given up before the end, if it was."""

    @property
    def reasons(self) -> dict[str, int]:
        """How many sentences are left out for which reason."""
        return dict(Counter(each.objection.reason for each in self.refused))


class Translator:
    """Translates into one language with one chat model."""

    def __init__(self, model: ChatModel, embedder: Embedder, language: str, patience: float) -> None:
        """Asks nothing yet.

        Args:
            model: that translates; its name is the translations' origin.
            embedder: that of the knowledge base.
            language: ISO 639-1 code, one of `corpus.languages.DETECTED`.
            patience: seconds for one call, its retries included.
        """
        self._model, self._language, self._patience = model, language, patience
        self._meaning = Meaning(embedder)
        self._failed = 0
        self._answered_for = 0
        self.report = Report()

    async def translate(self, lacking: Sequence[Untranslated], store: Store, progress: Progress) -> Report:
        """Translates sentences; each is stored as soon as it is checked.

        Args:
            lacking: what is to be translated, in order.
            store: is called after each call of the model that gave something of use.
            progress: is told how far this is.

        Returns:
            The report, with `failure` where the model was given up; what was stored before stays.
        """
        fit = [source for source in lacking if len(source.words) <= _LONGEST]
        too_long = Objection("too_long", f"the sentence is longer than {_LONGEST} characters")
        self.report.refused += [Refused(source, too_long, "") for source in lacking if len(source.words) > _LONGEST]
        self._answered_for = len(self.report.refused)
        try:
            for batch in in_batches(fit):
                progress(self.report.stored + len(self.report.refused), len(lacking))
                await self._translate(batch, store)
        except ModelFailedError as error:
            _LOG.warning("translating ended early", extra={"failure": error.failure})
            self.report.failure = error
            del self.report.refused[self._answered_for :]  # no reply to these is the model's failure, not theirs
        progress(self.report.stored + len(self.report.refused), len(lacking))
        return self.report

    async def _translate(self, batch: Sequence[Untranslated], store: Store) -> None:
        texts = read_reply(await self._ask(batch) or "", len(batch)) if len(batch) > 1 else None
        if texts is None:
            for source in batch:
                await self._translate_one(source, None, store)
            return
        objections = self._check(batch, texts)
        good = [(s, text) for s, text, wrong in zip(batch, texts, objections, strict=True) if wrong is None]
        self._store(good, store)
        for source, text, wrong in zip(batch, texts, objections, strict=True):
            if wrong:
                await self._translate_one(source, Refused(source, wrong, f"[1] {text}"), store)

    async def _translate_one(self, source: Untranslated, refused: Refused | None, store: Store) -> None:
        """Asks for one sentence, and once more with the reason; where it was refused before, the latter alone."""
        for is_last in (False, True):
            if is_last or refused is None:
                reply = await self._ask([source], refused) or ""
                texts = read_reply(reply, 1)
                wrong = Objection("reply", "it is not one line with the translation")
                (found,) = [wrong] if texts is None else self._check([source], texts, is_last=is_last)
                if texts and found is None:
                    self._store([(source, texts[0])], store)
                    return
                refused = Refused(source, found or wrong, reply[:_KEPT])
        assert refused is not None
        self.report.refused.append(refused)

    def _check(
        self, batch: Sequence[Untranslated], texts: Sequence[str], *, is_last: bool = False
    ) -> list[Objection | None]:
        found = [objection(s, t, self._language, is_last=is_last) for s, t in zip(batch, texts, strict=True)]
        if all(found):
            return found
        strays = self._meaning.strays(batch, texts)
        stray = Objection("meaning", "it is not the translation of that sentence")
        return [wrong or (stray if is_stray else None) for wrong, is_stray in zip(found, strays, strict=True)]

    def _store(self, good: Sequence[tuple[Untranslated, str]], store: Store) -> None:
        if good:
            name = self._model.name
            store([(s.sentence.text, Translation(self._language, s.mark + text, name)) for s, text in good])
            self.report.stored += len(good)

    async def _ask(self, batch: Sequence[Untranslated], refused: Refused | None = None) -> str | None:
        """The reply; None where there is none to this, though the model replies to others.

        Raises:
            ModelFailedError: it has failed too often in a row.
        """
        messages = translation_messages(
            batch[0].document.title,
            [source.words for source in batch],
            before=batch[0].before,
            after=batch[-1].after,
            languages=(batch[0].document.language, self._language),
            refused=(refused.reply, refused.objection.detail) if refused and refused.reply else None,
        )
        while True:
            try:
                until = anyio.current_time() + self._patience
                reply = await self._model.complete(messages, usage=self.report.usage, until=until)
            except ModelFailedError as error:
                self._failed += 1
                if self._failed > len(_PAUSES):
                    raise
                if error.failure not in _PASSING:
                    return None
                await anyio.sleep(_PAUSES[self._failed - 1])
            else:
                self._failed, self._answered_for = 0, len(self.report.refused)
                return reply
