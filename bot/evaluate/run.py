"""Runs items through a system and keeps what came of it; a run can be saved, and is sealed against edits by hand."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from math import isnan
from pathlib import Path
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answer import Question
from bot.evaluate.items import Expected, Item, Kind, Split
from bot.evaluate.judge import describe, judge
from bot.evaluate.retrieval import measure_retrieval
from bot.evaluate.system import ALL, Outcome, System
from corpus.errors import EvaluationError

_FORMAT = 1


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Exchange(_Frozen):
    """What was asked, answered and expected, for people to read."""

    question: str
    answer: str
    expected: str
    faults: tuple[str, ...] = ()


class Wording(_Frozen):
    """What became of a chat model's sentences for one item."""

    generator: str
    """What wrote the answer in the end."""
    fallback: str | None = None
    """Why not the model, where it was asked."""
    shown: int = 0
    held: int = 0
    """Not shown as they were first written."""
    mended: int = 0
    """Held, and shown as they were written the second time."""
    faults: dict[str, int] = {}
    """What they were held for."""
    tokens: int = 0
    """Read and written."""


class Result(_Frozen):
    """What came of one item."""

    id: str
    split: str
    group: str
    kind: Kind
    language: str
    expects: Expected
    is_open: bool = False
    figures: dict[str, float]
    """Those of `bot.evaluate.judge` and of retrieval over all documents; one that does not apply is left out."""
    retrieval: dict[str, dict[str, float]] = {}
    """By language of the documents: the figures of `bot.evaluate.retrieval`."""
    chance: float | None = None
    """The estimated chance that the evidence answers."""
    milliseconds: dict[str, float] = {}
    """By stage, and `total`."""
    exchange: Exchange | None = None
    wording: Wording | None = None
    """None where no chat model was asked."""


class Provenance(_Frozen):
    """What a run was made with."""

    version: str
    code: str
    """SHA-256 of the program's files."""
    model: str
    """Fingerprint of the embedding model."""
    chat_model: str | None = None
    """And the version of the prompts; None where no chat model words the answers."""
    knowledge: str
    """SHA-256 of all that is searched: the passages, by id and text."""
    questions: dict[str, str]
    """By split: SHA-256 of its file."""
    held_out: tuple[str, ...] = ()
    """Splits that nothing may be tuned on."""
    made: str
    """Day, ISO 8601."""
    machine: str


class Process(_Frozen):
    """What a cold process costs."""

    cold_start_s: float
    """From starting the command to having its answer."""
    peak_memory_mb: float


class Run(_Frozen):
    """All results of a run."""

    format: int = _FORMAT
    provenance: Provenance
    results: tuple[Result, ...]
    process: Process | None = None

    def closed(self) -> tuple[Result, ...]:
        """The results that count: all but those of abilities that the bot does not have yet."""
        return tuple(result for result in self.results if not result.is_open)

    def open(self) -> tuple[Result, ...]:
        """Those of abilities that the bot does not have yet."""
        return tuple(result for result in self.results if result.is_open)


def evaluate(
    splits: Sequence[Split],
    system: System,
    advance: Callable[[int], None] = lambda _: None,
    also: Sequence[Split] = (),
) -> list[Result]:
    """Asks a system every question, and judges its answers.

    Args:
        splits: the questions.
        system: answers them.
        advance: told how many are done, after each.
        also: further splits, not asked, whose conflicts are known as well.

    Raises:
        EvaluationError: two splits share a name, or two items an id.
    """
    items = [(split.name, item) for split in splits for item in split.items]
    for what, names in (("file name", [s.name for s in splits]), ("item", [item.id for _, item in items])):
        if repeated := [name for name, count in Counter(names).items() if count > 1]:
            raise EvaluationError(
                f"The {what} {repeated[0]!r} stands more than once in what is to be run. Give each once."
            )
    known = [(item.work or "", item.conflict) for s in (*splits, *also) for item in s.items if item.conflict]
    outcomes, elapsed = [], []
    for done, (_, item) in enumerate(items, 1):
        started = perf_counter()
        outcomes.append(system.ask(Question(text=item.question, history=item.history)))
        elapsed.append(1000 * (perf_counter() - started))
        advance(done)
    retrieval = measure_retrieval([item for _, item in items], outcomes)
    fetch = cache(system.document)  # anew for this run, and after all answers
    results = []
    for (split, item), outcome, found, took in zip(items, outcomes, retrieval, elapsed, strict=True):
        judged = judge(item, outcome.answer, fetch, known)
        figures = judged.figures | found.get(ALL, {})
        faults = judged.faults + ["the right section is not found first"] * (figures.get("recall@1") == 0)
        answer = outcome.answer.text
        results.append(
            Result(
                id=item.id,
                split=split,
                group=item.group,
                kind=item.kind,
                language=item.language,
                expects=item.expects,
                is_open=item.is_open,
                figures={name: round(figure, 6) for name, figure in figures.items() if not isnan(figure)},
                retrieval=found,
                chance=None if outcome.chance is None else round(outcome.chance, 6),
                milliseconds=outcome.answer.timings_ms or {"total": round(took, 1)},
                exchange=Exchange(question=item.question, answer=answer, expected=expected(item), faults=tuple(faults)),
                wording=_wording(outcome),
            )
        )
    return results


def _wording(outcome: Outcome) -> Wording | None:
    report, answer = outcome.report, outcome.answer
    if report is None or not report.usage.calls:
        return None
    return Wording(
        generator=answer.generator,
        fallback=answer.fallback,
        shown=report.shown,
        held=report.held,
        mended=report.mended,
        faults=report.faults,
        tokens=report.usage.input_tokens + report.usage.output_tokens,
    )


def expected(item: Item) -> str:
    """What an item expects, in words."""
    if item.tool:
        wanted = f"= {item.tool.value} {item.tool.unit}" if item.tool.value is not None else "ask back"
        return f"{item.tool.name}({', '.join(f'{k}={v}' for k, v in item.tool.inputs.items())}) {wanted}".rstrip()
    if not item.sections:
        return "a refusal"
    parts = [f"section {', '.join(item.sections)}"]
    parts += [f"states {describe(fact)}" for fact in item.facts]
    parts += [f"not {describe(fact)}" for fact in item.forbidden]
    return "; ".join(parts + ["the difference between the versions"] * bool(item.conflict))


def fingerprint(parts: Iterable[bytes]) -> str:
    """SHA-256 over several parts, each with its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


def save(run: Run, file: Path, *, is_baseline: bool = False) -> None:
    """Saves a run with its seal; a baseline without the texts and the times, which no later run is held against.

    Raises:
        EvaluationError: the file cannot be written.
    """
    saved = run.model_dump(mode="json", exclude_defaults=True) | {"format": _FORMAT}
    if is_baseline:
        saved.pop("process", None)
        for result in saved["results"]:
            for name in ("exchange", "milliseconds", "retrieval", "chance", "wording"):
                result.pop(name, None)
    saved["seal"] = _seal(saved)
    lines = ",\n".join(json.dumps(result, ensure_ascii=False) for result in saved.pop("results"))
    head = json.dumps(saved, ensure_ascii=False, indent=1).removesuffix("\n}")
    try:
        file.write_text(f'{head},\n "results": [\n{lines}\n]\n}}\n', encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{file} cannot be written ({error.strerror}). Choose another file.") from error


def load(file: Path) -> Run:
    """Reads a saved run.

    Raises:
        EvaluationError: it cannot be read, is no saved run, or was changed after it was saved.
    """
    try:
        saved: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvaluationError(f"The saved run {file} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise EvaluationError(f"{file} is no saved run: {error}. `cs-answers eval --save FILE` writes one.") from error
    if not isinstance(saved, dict) or saved.get("format") != _FORMAT:
        raise EvaluationError(f"{file} is no saved run of format {_FORMAT}. `cs-answers eval --save FILE` writes one.")
    if saved.pop("seal", None) != _seal(saved):
        raise EvaluationError(
            f"{file} was changed after it was saved: its seal does not fit. Make it anew with `cs-answers eval --save`."
        )
    try:
        return Run.model_validate(saved)
    except ValidationError as error:
        raise EvaluationError(f"{file} is no saved run: {error.errors(include_url=False)[0]['msg']}.") from error


def _seal(saved: Mapping[str, Any]) -> str:
    """SHA-256 of a saved run, whatever the order of its names; it shows an edit, it does not prevent one."""
    return fingerprint([json.dumps(saved, ensure_ascii=False, sort_keys=True).encode()])
