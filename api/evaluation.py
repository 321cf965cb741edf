"""The command `cs-answers eval`: known questions and answers, or outside data, in; tables, a page, a verdict out."""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.resources import files
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import make_console
from api.opening import open_or_ingest, progress
from corpus.errors import EvaluationError
from corpus.settings import load_settings

if TYPE_CHECKING:
    from bot.evaluate.items import Split
    from bot.evaluate.run import Run
    from corpus.knowledge import KnowledgeBase

_SHIPPED = ("dev", "test", "promises")
"""What is tuned on, and what is held out. Parts are measured on the first alone: they are kept or dropped by it."""


def evaluate(
    questions: Annotated[
        list[Path] | None, typer.Argument(help="JSON lines as corpus/qa/README.md describes; none: the shipped ones.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page to read, with plots.", dir_okay=False)] = None,
    save: Annotated[Path | None, typer.Option(help="Save the run, for --against.", dir_okay=False)] = None,
    against: Annotated[Path | None, typer.Option(help="Compare with a saved run, by item.", dir_okay=False)] = None,
    gate: Annotated[Path | None, typer.Option(help="Fail if a headline of it is lost.", dir_okay=False)] = None,
    baseline: Annotated[Path | None, typer.Option(help="Write the baseline for --gate.", dir_okay=False)] = None,
    ablations: Annotated[bool, typer.Option("--ablations", help="Measure what each part is worth.")] = False,
    xquad: Annotated[Path | None, typer.Option(help="Folder: retrieval across languages.", file_okay=False)] = None,
    nomiracl: Annotated[Path | None, typer.Option(help="Folder: answering or abstaining.", file_okay=False)] = None,
    bipia: Annotated[Path | None, typer.Option(help="Folder: planted instructions.", file_okay=False)] = None,
    conflictnq: Annotated[Path | None, typer.Option(help="Folder: sources that differ.", file_okay=False)] = None,
    limit: Annotated[int | None, typer.Option(help="A quick look at outside data: the first N only.", min=1)] = None,
) -> None:
    """Evaluates the answers to known questions, or on outside data; no model judges."""
    outside = {"xquad": xquad, "nomiracl": nomiracl, "bipia": bipia, "conflictnq": conflictnq}
    chosen = {name: folder for name, folder in outside.items() if folder}
    outputs = {"--html": html, "--save": save, "--against": against, "--gate": gate, "--baseline": baseline}
    of_a_run = [name for name, file in outputs.items() if file]
    if limit and not chosen:
        raise EvaluationError("--limit is for outside data. Give it with --xquad, --nomiracl, --bipia or --conflictnq.")
    if chosen and (questions or ablations or of_a_run):
        extra = [*of_a_run, *["--ablations"] * ablations, *map(str, questions or ())]
        raise EvaluationError(
            f"Outside data has questions of its own: leave out {', '.join(extra)}, or run them apart."
        )
    if ablations and of_a_run:
        raise EvaluationError(f"--ablations saves, compares and guards no run: leave out {', '.join(of_a_run)}.")
    if gate and baseline:
        raise EvaluationError("--gate holds a run against a baseline, --baseline replaces it: give one of the two.")
    if chosen:
        _measure_outside(chosen, limit, as_json=as_json)
    elif ablations:
        _ablate(questions, as_json=as_json)
    else:
        _evaluate(questions, html, save, against, gate, baseline, as_json=as_json)


def _evaluate(
    questions: Sequence[Path] | None,
    html: Path | None,
    save: Path | None,
    against: Path | None,
    gate: Path | None,
    baseline: Path | None,
    *,
    as_json: bool,
) -> None:
    from bot.evaluate.page import page
    from bot.evaluate.run import load
    from bot.evaluate.run import save as save_run

    # What can go wrong at the end is tried first: a run takes a minute.
    earlier, held = (load(file) if file else None for file in (against, gate))
    splits = _read(questions, _SHIPPED)
    for file in (html, save, baseline):
        _check_writable(file)
    _check_installed("ir_measures", *["jinja2", "matplotlib"] * (html is not None))
    knowledge = open_or_ingest(load_settings())
    _check_known(splits, knowledge)
    run = _run(knowledge, splits)
    for file, is_baseline in ((save, False), (baseline, True)):
        if file:
            save_run(run, file, is_baseline=is_baseline)
    _show(run, earlier, as_json=as_json)
    if html:
        html.write_text(page(run, earlier), encoding="utf-8")
    if held:
        _hold(run, held)


def _shipped(name: str) -> Path:
    return Path(str(files("corpus"))) / "qa" / f"{name}.jsonl"


def _read(given: Sequence[Path] | None, names: Sequence[str]) -> "list[Split]":
    """The questions of the given files, or of the shipped ones with these names."""
    from bot.evaluate.items import read_items

    return [read_items(file) for file in given or [_shipped(name) for name in names]]


def _check_known(splits: "Sequence[Split]", knowledge: "KnowledgeBase") -> None:
    """Refuses questions on what the knowledge base does not have."""
    documents = knowledge.catalog.documents()
    known = {(d.work, section.number) for d in documents for section in knowledge.catalog.sections(d.id)}
    asked = {(item.work, s) for split in splits for item in split.items for s in (*item.sections, *item.also)}
    if unknown := sorted(asked - known, key=str):
        work, number = unknown[0]
        raise EvaluationError(
            f"The questions are about section {number} of {work}, which the knowledge base does not have. Its works "
            f"are {', '.join(sorted({d.work for d in documents}))}. Ingest it, or name a file of other questions."
        )


def _check_installed(*modules: str) -> None:
    if missing := [module for module in modules if find_spec(module) is None]:
        raise EvaluationError(
            f"The evaluation needs {', '.join(missing)}, which is not installed: pip install 'cs-answers[evaluate]'"
        )


def _check_writable(file: Path | None) -> None:
    if file and not (file.parent.is_dir() and os.access(file if file.exists() else file.parent, os.W_OK)):
        raise EvaluationError(
            f"{file} cannot be written: see that its folder exists and can be written, or name another."
        )


def _run(knowledge: "KnowledgeBase", splits: "Sequence[Split]") -> "Run":
    from api.asking import answering_with
    from api.cold import time_cold_process
    from bot.chat import AnswerChain
    from bot.evaluate.provenance import provenance
    from bot.evaluate.run import Run
    from bot.evaluate.run import evaluate as run
    from bot.evaluate.system import InProcess

    total = sum(len(split.items) for split in splits)
    shipped = _read(None, _SHIPPED)
    held_out = [split.name for split in splits if split.sha256 in {each.sha256 for each in shipped[1:]}]
    settings, chain = load_settings(), AnswerChain(knowledge)
    with progress("Asking") as advance, answering_with(settings, chain, knowledge.embedder) as answering:
        system = InProcess(knowledge, chain, answering)
        results = run(splits, system, lambda done: advance(done, total), also=shipped)
    answered = (r.exchange for r in results if r.expects == "answer" and r.figures["decided"] == 1 and r.exchange)
    question = next((exchange.question for exchange in answered), None)
    process = time_cold_process(question) if question else None
    made_with = provenance(knowledge, splits, held_out, settings.chat_model)
    return Run(provenance=made_with, results=tuple(results), process=process)


def _show(run: "Run", earlier: "Run | None", *, as_json: bool) -> None:
    from bot.evaluate.gate import compare
    from bot.evaluate.summary import as_json as everything
    from bot.evaluate.tables import show_run

    changes = compare(run, earlier) if earlier else []
    if as_json:
        _write_json(everything(run, changes))
    else:
        make_console().print(show_run(run, changes))


def _hold(run: "Run", baseline: "Run") -> None:
    """Raises where a headline is lost."""
    from bot.evaluate.gate import hold
    from bot.evaluate.tables import show_changes

    changes = hold(run, baseline)
    console = make_console(stderr=True)
    console.print(show_changes(changes))
    for what in ("model", "knowledge"):
        if getattr(run.provenance, what) != getattr(baseline.provenance, what):
            console.print(f"Since the baseline, the {what} has changed.", style="yellow")
    if lost := [f"{change.headline.title} ({change.verdict})" for change in changes if change.verdict]:
        raise EvaluationError(
            f"The gate is shut: {'; '.join(lost)}. Mend what was lost; --html shows every item that falls short."
        )
    console.print("The gate is open: no headline is lost.", style="green")


def _ablate(questions: Sequence[Path] | None, *, as_json: bool) -> None:
    from bot.evaluate.ablations import ablate
    from bot.evaluate.tables import show_ablations
    from corpus.embeddings import load_embedder
    from corpus.remembering import RememberingEmbedder

    splits = _read(questions, _SHIPPED[:1])
    settings = load_settings()
    knowledge = open_or_ingest(settings, RememberingEmbedder(load_embedder(settings.embeddings)))
    _check_known(splits, knowledge)
    with progress("Variants") as advance:
        rows = ablate(knowledge, [item for split in splits for item in split.items], advance)
    if as_json:
        _write_json([row.model_dump(mode="json") for row in rows])
    else:
        make_console().print(show_ablations(rows))


def _measure_outside(chosen: dict[str, Path], limit: int | None, *, as_json: bool) -> None:
    from api.asking import answers_from
    from api.temporary import TemporaryKnowledge
    from bot.evaluate.outside import bipia, conflictnq, nomiracl, xquad
    from bot.evaluate.outside.report import Report, show
    from corpus.embeddings import load_embedder

    settings = load_settings()
    measures: dict[str, Callable[..., Report]] = {
        "xquad": xquad.measure,
        "nomiracl": nomiracl.measure,
        "bipia": partial(bipia.measure, answering=answers_from(settings)),
        "conflictnq": conflictnq.measure,
    }
    build = TemporaryKnowledge(load_embedder(settings.embeddings))
    reports = []
    for name, folder in chosen.items():
        with progress(name) as advance:
            reports.append(measures[name](folder, build, limit, advance))
        if not as_json:
            show(make_console(), reports[-1])
    if as_json:
        _write_json([report.model_dump(mode="json") for report in reports])


def _write_json(told: Any) -> None:
    sys.stdout.write(json.dumps(_without_nan(told), ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _without_nan(told: Any) -> Any:
    """JSON has no nan: a figure that applies to nothing is null."""
    if isinstance(told, Mapping):
        return {key: _without_nan(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_without_nan(value) for value in told]
    return None if isinstance(told, float) and isnan(told) else told
