"""A run as tables for the terminal."""

from collections.abc import Iterable, Iterator, Sequence
from math import isnan

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.evaluate.ablations import Ablation
from bot.evaluate.gate import Change
from bot.evaluate.headlines import HEADLINES, estimate
from bot.evaluate.retrieval import MEASURES
from bot.evaluate.run import Result, Run
from bot.evaluate.statistics import Estimate
from bot.evaluate.summary import (
    answer_length,
    by_kind,
    by_split,
    open_kinds,
    refusals,
    retrieval_matrix,
    shortfalls,
    stage_times,
)
from bot.evaluate.system import ALL
from bot.evaluate.wording import Wordings, wordings

_SHOWN = 10  # failures in the terminal; the page and the JSON have them all


def show_run(run: Run, changes: Sequence[Change] = ()) -> RenderableType:
    """Everything about a run that a maintainer reads before trusting a change."""
    closed = run.closed()
    parts: list[RenderableType] = [_headlines(run), _retrieval(closed), _kinds(closed)]
    if rows := open_kinds(run.results):
        table = _table("Abilities that do not exist yet (in no figure above)", "kind", "items", "right today")
        for row in rows:
            table.add_row(row.kind, str(row.count), str(row.right))
        parts.append(table)
    parts.append(_times(run))
    if told := wordings(run.results):
        parts.append(_wordings(told, run.provenance.chat_model or ""))
    if changes:
        parts.append(show_changes(changes))
    parts += _failures(closed, run.provenance.held_out)
    return Group(*(part for each in parts for part in (each, Text())))


def _headlines(run: Run) -> Table:
    splits = by_split(run.closed())
    title = "Headlines, with 95 % intervals over groups of questions"
    if held_out := " and ".join(run.provenance.held_out):
        title += f"; {held_out} is held out: whatever was tuned was tuned on the rest"
    table = _table(title, "", *(f"{name} ({len(results)})" for name, results in splits.items()), "wanted")
    for headline in HEADLINES:
        estimates = [estimate(headline, results) for results in splits.values()]
        if any(each.count for each in estimates):
            shown = [_interval(each, headline.wanted) for each in estimates]
            table.add_row(headline.title, *shown, f"{headline.wanted:.2f}")
    for name, wrong in (("over-refusal", "over_refusal"), ("hallucination", "hallucination")):
        table.add_row(name, *(_interval(getattr(refusals(results), wrong)) for results in splits.values()), "low")
    return table


def _retrieval(results: Sequence[Result]) -> Table:
    recall, *others = (retrieval_matrix(results, measure) for measure in MEASURES)
    columns = list(next(iter(recall.values()), {}))
    names = [f"in {column}" for column in columns]
    title = (
        "Right section first (recall@1), by language of question and documents; the other figures over all documents"
    )
    table = _table(title, "questions", *names, *list(MEASURES)[1:], "count")
    for language, cells in recall.items():
        shown = [f"{cells[column].value:.3f}" for column in columns]
        shown += [f"{other[language][ALL].value:.3f}" for other in others]
        table.add_row(language, *shown, str(cells[columns[0]].count))
    return table


def _kinds(results: Sequence[Result]) -> Table:
    table = _table("By kind of question", "kind", "items", "decided right", "recall@1", "fact recall")
    for row in by_kind(results):
        table.add_row(row.kind, str(row.count), *map(_interval, (row.decided, row.recall, row.facts)))
    return table


def _times(run: Run) -> Table:
    table = _table("Time and length of an answer", "stage", "median ms", "p95 ms")
    for stage, (median, p95) in stage_times(run.results).items():
        table.add_row(stage, f"{median:.1f}", f"{p95:.1f}")
    median, p95 = answer_length(run.closed())
    table.add_row("words of an answer", f"{median:.0f}", f"{p95:.0f}")
    if run.process:
        table.add_row("cold start", f"{1000 * run.process.cold_start_s:.0f}", "")
        table.add_row("peak memory of that", f"{run.process.peak_memory_mb:.0f} MB", "")
    return table


def _wordings(told: Wordings, model: str) -> Table:
    table = _table(f"Sentences of the chat model ({model})", "", "count", "share")
    rows = {
        "questions put to it": (told.asked, told.asked),
        "worded by it": (told.worded, told.asked),
        **{f"the sources' own sentences instead: {why}": (n, told.asked) for why, n in told.fallbacks.items()},
        "sentences written": (told.written, told.written),
        "held back": (told.held, told.written),
        **{f"held for: {kind}": (n, told.written) for kind, n in told.faults.items()},
        "mended": (told.mended, told.held),
        "dropped": (told.dropped, told.held),
    }
    for name, (count, of) in rows.items():
        table.add_row(name, str(count), f"{count / of:.1%}" if of else "–")
    table.add_row("tokens", str(told.tokens), "")
    return table


def show_changes(changes: Iterable[Change]) -> Table:
    """Two runs, headline by headline."""
    table = _table("Against the earlier run, item by item", "", "before", "now", "difference", "verdict")
    for change in changes:
        if change.before.count or change.now.count:
            verdict = Text(change.verdict or "no loss", style="red" if change.verdict else "green")
            before, now = (_number(each.value) for each in (change.before, change.now))
            table.add_row(change.headline.title, before, now, _difference(change.difference), verdict)
    return table


def show_ablations(rows: Iterable[Ablation]) -> Table:
    """What each part is worth."""
    title = "Without each part; in parentheses what the part adds, paired, with its 95 % interval"
    table = _table(title, "", "recall@1", "fact recall if answered", "balanced accuracy, refitted")
    for row in rows:
        pairs = ((row.recall, row.gain_recall), (row.facts, row.gain_facts), (row.decided, row.gain_decided))
        table.add_row(row.name, *(f"{_number(each.value)} ({_difference(gain)})" for each, gain in pairs))
    return table


def _failures(results: Sequence[Result], held_out: Sequence[str]) -> Iterator[Text]:
    for split, found in by_split(results).items():
        failed = [result for result in found if shortfalls(result)]
        yield Text(f"{split}: {len(failed)} of {len(found)} items fall short", style="bold")
        if split in held_out:
            yield Text("They are held out, so they are not shown here; --json and --html have them.", style="dim")
            continue
        for result in failed[:_SHOWN]:
            if exchange := result.exchange:
                yield Text(f"{result.id}: {exchange.question}\n  {'; '.join(exchange.faults)}")
        if len(failed) > _SHOWN:
            yield Text(f"… and {len(failed) - _SHOWN} more: --json and --html have them all.", style="dim")


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _interval(found: Estimate, wanted: float | None = None) -> Text:
    if not found.count:
        return Text("–")
    style = "" if wanted is None else "green" if round(found.value, 3) >= wanted else "yellow"
    return Text(f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})", style=style)


def _difference(found: Estimate) -> str:
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]" if found.count else "–"


def _number(value: float) -> str:
    return "–" if isnan(value) else f"{value:.3f}"
