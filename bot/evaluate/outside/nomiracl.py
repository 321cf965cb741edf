"""Knowing what is not known, on NoMIRACL: questions with ten passages each, of which some answer or none does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from pydantic import Field

from bot.abstain import Signals
from bot.answer import Question
from bot.calibrate import fit
from bot.chat import AnswerChain
from bot.evaluate.outside.files import Code, FromFile, QuestionWords, Words, find_folder, first, read_lines
from bot.evaluate.outside.legs import Legs, Scored
from bot.evaluate.outside.report import Published, Report, Row, balanced, share
from bot.evaluate.outside.sources import Answering, Builder, Progress, SourceText, extractive, no_progress
from bot.evaluate.outside.thresholds import two_fold
from corpus.errors import EvaluationError

_FILES = "NoMIRACL as JSON Lines, one file a language, such as ar.jsonl"
_EXPECTED = (
    "Each line of a NoMIRACL file is an object with query, lang, answerable (true or false) and passages, "
    "each with title and text."
)
_OURS = "CS Answers"
_REFITTED = "CS Answers, refitted on the other half"
_ALL = "all"
_MEASURES = (
    "Each question is asked of a knowledge base of its own ten passages. Hallucination rate: of the questions that no "
    "passage answers, the share that was answered all the same. Error rate: of the questions that a passage does "
    "answer, the share that was refused. Balanced accuracy: the mean of both shares that were decided rightly; to "
    "answer always, or never, has 50 %."
)
_NOTES = (
    "Only the decision to answer is measured, not whether the right words were quoted.",
    "The two thresholds are the peers, measured in the same run over the same stores: answer if the best passage's "
    "cosine (or BM25 score) is high enough. Each is tuned for its language on one half of these very questions (places "
    "of even number) and measured on the other, and the other way round. The shipped decision has seen none of them; "
    "refitted, its signals are weighed anew on the same halves (bot.calibrate), and answer from a chance of one half.",
)
_PUBLISHED = (
    Published(
        system="GPT-4",
        figures="33.2 % hallucination rate, 14.9 % error rate, averaged over 18 languages.",
        source="Thakur et al., NoMIRACL, abstract of the first version, https://huggingface.co/papers/2312.11361",
    ),
    Published(
        system="open models",
        figures="LLAMA-2 and Orca-2 over 88 % hallucination rate; Mistral and LLAMA-3 up to 74.9 % error rate.",
        source="the same paper, abstract of the third version, https://arxiv.org/abs/2312.11361v3",
    ),
)


class _Passage(FromFile):
    title: str = ""
    text: Words


class Item(FromFile):
    """A question with its passages."""

    query: QuestionWords
    lang: Code
    answerable: bool
    passages: tuple[_Passage, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was made of one question."""

    language: str
    answerable: bool
    answered: bool
    cosine: float
    """Of the best passage, by the embedder alone."""
    bm25: float
    """Of the best passage; 0 where none shares a word."""
    signals: tuple[float, ...] | None = None
    """Those of the decision; None where nothing was found."""


def read(folder: Path, limit: int | None = None) -> list[Item]:
    """The questions of all languages.

    Args:
        folder: with one `*.jsonl` a language.
        limit: how many questions of each file to take, as many answerable as not; None takes all.

    Raises:
        EvaluationError: there is no such folder or file, or a line is malformed.
    """
    files = sorted(find_folder(folder, _FILES).glob("*.jsonl"))
    if not files:
        raise EvaluationError(f"{folder} holds no *.jsonl. It should hold {_FILES}.")
    return [item for file in files for item in _taken(read_lines(file, Item, _EXPECTED), limit)]


def _taken(items: Sequence[Item], limit: int | None) -> Sequence[Item]:
    if limit is None:
        return items
    wanted = first([True, False] * len(items), limit)  # the files have all answerable ones before the others
    left = {kind: wanted.count(kind) for kind in (True, False)}
    taken = []
    for item in items:
        if left[item.answerable]:
            left[item.answerable] -= 1
            taken.append(item)
    return taken


def measure(
    folder: Path,
    build: Builder,
    limit: int | None = None,
    progress: Progress = no_progress,
    answering: Answering = extractive,
) -> Report:
    """Asks every question of a knowledge base of its own passages, and reports how the decisions turned out.

    Raises:
        EvaluationError: the data is missing or malformed.
    """
    items = read(folder, limit)
    decided = []
    embedder = ""
    for done, item in enumerate(items):
        progress(done, len(items))
        with build(_sources(item)) as knowledge:
            embedder = knowledge.embedder.fingerprint
            answer = answering(knowledge)(Question(text=item.query))
            legs = Legs(knowledge, item.lang)
            cosine, bm25 = _best(legs.embedder(item.query, 1)), _best(legs.words(item.query, 1))
            signals = AnswerChain(knowledge).find(Question(text=item.query)).signals
        told = astuple(signals) if signals else None
        decided.append(Decided(item.lang, item.answerable, answer.kind != "refusal", cosine, bm25, told))
    progress(len(items), len(items))
    return report(decided, embedder, is_whole=limit is None)


def report(decided: Sequence[Decided], embedder: str, *, is_whole: bool) -> Report:
    """The table: the shipped decision and the thresholds, by language and over all."""
    languages = sorted({one.language for one in decided})
    systems = {
        _OURS: [one.answered for one in decided],
        _REFITTED: _refitted(decided, languages),
        "embedder alone, one threshold": _by_threshold(decided, languages, lambda one: one.cosine),
        "BM25 alone, one threshold": _by_threshold(decided, languages, lambda one: one.bm25),
    }
    return Report(
        name="nomiracl",
        title="NoMIRACL: answering what the passages answer, and refusing the rest",
        measures=_MEASURES,
        questions=len(decided),
        is_whole=is_whole,
        embedder=embedder,
        labels=("system", "language", "questions"),
        columns=("hallucination rate", "error rate", "balanced accuracy"),
        rows=tuple(_rows(systems, decided, [*languages, _ALL] if len(languages) > 1 else languages)),
        notes=_NOTES,
        published=_PUBLISHED,
    )


def _rows(systems: Mapping[str, Sequence[bool]], decided: Sequence[Decided], languages: Sequence[str]) -> list[Row]:
    rows = []
    for system, answered in systems.items():
        for language in languages:
            asked = [
                (one.answerable, did)
                for one, did in zip(decided, answered, strict=True)
                if language in (one.language, _ALL)
            ]
            groups = [str(place) for place in range(len(asked))]
            answerable = [kind for kind, _ in asked]
            hallucinated = share([None if kind else did for kind, did in asked], groups)
            missed = share([not did if kind else None for kind, did in asked], groups)
            accuracy = balanced([kind == did for kind, did in asked], answerable, groups)
            rows.append(Row(labels=(system, language, str(len(asked))), figures=(hallucinated, missed, accuracy)))
    return rows


def _by_threshold(
    decided: Sequence[Decided], languages: Sequence[str], score: Callable[[Decided], float]
) -> list[bool]:
    answered = np.zeros(len(decided), dtype=bool)
    for language in languages:
        rows = [row for row, one in enumerate(decided) if one.language == language]
        scores = np.array([score(decided[row]) for row in rows])
        answered[rows] = two_fold(scores, np.array([decided[row].answerable for row in rows]))
    return answered.tolist()


def _refitted(decided: Sequence[Decided], languages: Sequence[str]) -> list[bool]:
    """Decides on each half of a language's questions by the signals as they are weighed on the other half."""
    answered = np.zeros(len(decided), dtype=bool)
    for language in languages:
        rows = np.array([row for row, one in enumerate(decided) if one.language == language and one.signals])
        for half in (rows[0::2], rows[1::2]):
            others = np.setdiff1d(rows, half)
            answerable = np.array([decided[row].answerable for row in others], dtype=np.float64)
            if not 0 < answerable.sum() < len(others):
                continue  # one class alone teaches nothing
            decision = fit(np.array([decided[row].signals for row in others], dtype=np.float64), answerable)
            answered[half] = [decision.answers(Signals(*(decided[row].signals or ()))) for row in half]
    return answered.tolist()


def _sources(item: Item) -> list[SourceText]:
    return [
        SourceText(f"p{place}", passage.text, item.lang, passage.title.strip() or f"p{place}")
        for place, passage in enumerate(item.passages)
    ]


def _best(found: Sequence[Scored]) -> float:
    return found[0][1] if found else 0.0
