"""What each part is worth: the same questions without it, the decision to answer fitted anew each time."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from bot.abstain import Signals
from bot.answer import Question
from bot.calibrate import best_threshold, cross_validated, measure, teaches
from bot.chat import AnswerChain
from bot.evaluate.items import Item
from bot.evaluate.judge import judge
from bot.evaluate.statistics import Array, Bootstrap, Estimate
from bot.evidence import Version
from bot.extract import Aligner, Choice, Weights, choose
from bot.finding import Finding
from bot.retrieve import Found, Key, Near, Query, Retriever, SectionHit, Vector
from bot.teller import Chooser
from corpus.glossary import Glossary
from corpus.knowledge import KnowledgeBase
from corpus.lexicon import question_words
from corpus.text import content_stems
from corpus.types import Hit, Kind

_WORDS_LEAD = 90


class _DenseOnly(Retriever):
    def find(self, query: Query) -> list[Found]:
        return [replace(found, words={}, share=0.0) for found in super().find(query)]


class _WordsOnly(Retriever):
    def find(self, query: Query) -> list[Found]:
        return [replace(found, near={}) for found in super().find(query)]


class _NoGlossary(Retriever):
    def prepare(self, text: str, language: str) -> Query:
        query = super().prepare(text, language)
        return replace(query, mentions=(), words={code: content_stems(query.text, code) for code in query.words})


class _NoSpelling(Retriever):
    def prepare(self, text: str, language: str) -> Query:
        query = super().prepare(text, language)
        words = {code: question_words(text, code) for code in query.words}
        return replace(query, text=text, mentions=Glossary.load().find(text), words=words)


class _NoTranslations(Retriever):
    def __init__(self, knowledge: KnowledgeBase) -> None:
        super().__init__(knowledge)
        self._originals = {document.language for document in knowledge.catalog.documents()}

    def find(self, query: Query) -> list[Found]:
        return [found for found in super().find(query) if found.language in self._originals]


class _NoExpected(Retriever):
    """The questions that editors expect still take places among those that are fetched."""

    def _dense(self, hits: Sequence[Hit]) -> dict[Key, Near]:
        places = self._places(hit.passage_id for hit in hits)
        return super()._dense([hit for hit in hits if places[hit.passage_id].kind is not Kind.QUESTION])


class _NoBalance(Retriever):
    """One pool for all languages: the question as it is embedded, and of each section the version that scores best."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        super().__init__(knowledge)
        self._embedder = knowledge.embedder
        self._works = {document.id: document.work for document in knowledge.catalog.documents()}

    def prepare(self, text: str, language: str) -> Query:
        query = super().prepare(text, language)
        raw: Vector = np.asarray(self._embedder.embed_query(text), dtype=np.float32)
        return replace(query, vectors=dict.fromkeys(query.vectors, raw))

    def rank(self, found: Iterable[Found], among: Container[str] | None = None) -> list[SectionHit]:
        near: dict[Key, Near] = {}
        words: dict[Key, float] = {}
        legs = list(found)
        for each in legs:
            for (document_id, number), one in each.near.items():
                key = self._works[document_id], number
                near[key] = max(near.get(key, one), one, key=lambda some: some.score)
            for (document_id, number), score in each.words.items():
                key = self._works[document_id], number
                words[key] = max(words.get(key, 0.0), score)
        keys = {key for each in legs for key in each.near.keys() | each.words.keys()}
        pooled = Found(
            "",
            {key: near[place] for key in keys if (place := (self._works[key[0]], key[1])) in near},
            {key: words[place] for key in keys if (place := (self._works[key[0]], key[1])) in words},
            max((each.share for each in legs), default=0.0),
        )
        return super().rank([pooled], among)


def _lead(query: Query, versions: Sequence[Version], language: str, aligner: Aligner) -> Choice:
    """The sentences that a section begins with."""
    version = next((v for v in versions if v.document.language == language), versions[0])
    lengths = np.cumsum([len(version.section.sentences[row].text.split()) for row in version.telling])
    rows = [row for row, length in zip(version.telling, lengths, strict=True) if length <= _WORDS_LEAD]
    others = tuple((other, aligner(version, other)) for other in versions if other is not version)
    return Choice(version, tuple(rows or version.telling[:1]), others)


def _without(**weights: float) -> Chooser:
    return partial(choose, weights=replace(Weights(), **weights))


@dataclass(frozen=True, slots=True)
class _Variant:
    name: str
    retriever: Callable[[KnowledgeBase], Retriever] = Retriever
    chooser: Chooser = choose


_VARIANTS = (
    _Variant("everything"),
    _Variant("dense leg only", _DenseOnly),
    _Variant("lexical leg only", _WordsOnly),
    _Variant("no glossary", _NoGlossary),
    _Variant("no language balancing", _NoBalance),
    _Variant("no translated passages", _NoTranslations),
    _Variant("no expected questions", _NoExpected),
    _Variant("no spelling correction", _NoSpelling),
    _Variant("no reranking of sentences: the first ones", chooser=_lead),
    _Variant("sentences by similarity alone", chooser=_without(words=0, figure=0, answering=0, follows=0)),
    _Variant("sentences: no shared words", chooser=_without(words=0)),
    _Variant("sentences: no bonus for figures", chooser=_without(figure=0)),
    _Variant('sentences: no bonus for "the answer is"', chooser=_without(answering=0)),
    _Variant("sentences: nothing passed on from questions", chooser=_without(follows=0)),
)


class Ablation(BaseModel):
    """One row: the figures without a part, and what that part adds, item by item, to each."""

    model_config = ConfigDict(frozen=True)

    name: str
    recall: Estimate
    """Recall@1 of the sections that answer."""
    facts: Estimate
    """Fact recall where every question is answered, so that the decision has no part in it."""
    decided: Estimate
    """Balanced accuracy of the decision, fitted anew and cross-validated over groups."""
    gain_recall: Estimate
    """What the part adds: the whole less this row, paired; zero for the whole itself."""
    gain_facts: Estimate
    gain_decided: Estimate


@dataclass(frozen=True, slots=True)
class _Measured:
    recall: Array
    facts: Array
    decided: Array


def ablate(
    knowledge: KnowledgeBase, items: Sequence[Item], advance: Callable[[int, int], None] = lambda *_: None
) -> list[Ablation]:
    """Measures every variant on the items that do not ask for open abilities, and every signal of the decision.

    Args:
        knowledge: what is asked.
        items: with both answerable and unanswerable ones.
        advance: told how many variants are done, and of how many.
    """
    closed = [item for item in items if not item.is_open]
    total = len(_VARIANTS)
    measured: list[tuple[str, _Measured]] = []
    whole, always = np.empty(0), np.empty(0, dtype=bool)
    for done, variant in enumerate(_VARIANTS):
        advance(done, total)
        chain = AnswerChain(knowledge, retriever=variant.retriever, chooser=variant.chooser)
        findings = [chain.find(Question(text=item.question, history=item.history)) for item in closed]
        signals, answers = measure(findings, closed)
        whole = signals if not len(whole) else whole
        recall = np.array([right if item.sections else np.nan for right, item in zip(answers, closed, strict=True)])
        facts = _facts(chain, findings, closed, knowledge)
        refused = np.array([finding.signals is None or bool(finding.foreign_years) for finding in findings])
        always = refused if not len(always) else always
        measured.append((variant.name, _Measured(recall, facts, _decided(signals, answers, closed, refused))))
    first = measured[0][1]
    answers = np.nan_to_num(first.recall)
    for place, signal in enumerate(fields(Signals)):
        dropped = whole.copy()
        dropped[:, place] = 0.0
        row = replace(first, decided=_decided(dropped, answers, closed, always))
        measured.append((f"decision: no {signal.name}", row))
    advance(total, total)
    return [_row(name, one, first, closed) for name, one in measured]


def _facts(chain: AnswerChain, findings: Sequence[Finding], items: Sequence[Item], knowledge: KnowledgeBase) -> Array:
    """Fact recall of each item, (n,), were it answered whatever the decision; nan for one without facts."""
    fetch = cache({document.id: document for document in knowledge.catalog.documents()}.get)
    figures = []
    for finding, item in zip(findings, items, strict=True):
        told = chain.answer(replace(finding, answers=bool(finding.versions))) if item.facts else None
        figures.append(np.nan if told is None else judge(item, told, fetch, ()).figures["facts"])
    return np.array(figures)


def _decided(signals: Array, answers: Array, items: Sequence[Item], refused: NDArray[np.bool_]) -> Array:
    """Whether the decision, fitted anew on other groups, is right for each item, (n,); `refused` ones always are."""
    answerable = np.array([item.expects == "answer" for item in items], dtype=np.float64)
    groups = [item.group for item in items]
    chances = cross_validated(signals, answerable, groups, teaches(answers, answerable))
    chances[refused] = 0.0
    decided = (chances >= best_threshold(chances, answerable)) == (answerable > 0)
    return np.where(decided, 1.0, 0.0)


def _row(name: str, one: _Measured, whole: _Measured, items: Sequence[Item]) -> Ablation:
    draw = Bootstrap([item.group for item in items])
    strata = np.array([item.expects == "refusal" for item in items], dtype=int)
    return Ablation(
        name=name,
        recall=draw.mean(one.recall),
        facts=draw.mean(one.facts),
        decided=draw.mean(one.decided, strata),
        gain_recall=draw.mean(whole.recall - one.recall),
        gain_facts=draw.mean(whole.facts - one.facts),
        gain_decided=draw.mean(whole.decided - one.decided, strata),
    )
