"""How well sections are found, by ir-measures, per language of the question and of the documents."""

from collections.abc import Mapping, Sequence

from bot.evaluate.items import Item
from bot.evaluate.system import Outcome
from corpus.errors import EvaluationError

MEASURES: Mapping[str, str] = {"recall@1": "Success@1", "recall@3": "Success@3", "mrr": "RR@10", "ndcg@10": "nDCG@10"}
"""Our names of the figures, and theirs in ir-measures. A section that answers by itself is enough: the share of
questions with one among the first k is `Success@k` there."""


def measure_retrieval(items: Sequence[Item], outcomes: Sequence[Outcome]) -> list[dict[str, dict[str, float]]]:
    """Ranks against gold sections, item by item.

    Returns:
        For item i, by language of the documents (and `all` of them): each of `MEASURES`, in [0, 1]. Empty for an item
        that no section answers, and for a system that tells no rankings; one that tells some found nothing where it
        tells none.

    Raises:
        EvaluationError: ir-measures is not installed.
    """
    found: list[dict[str, dict[str, float]]] = [{} for _ in items]
    columns = sorted({column for outcome in outcomes for column in outcome.rankings})
    # A calculation looks its benchmark up, and searches for nothing.
    searched = [
        bool(outcome.rankings) or item.kind != "calculation" for item, outcome in zip(items, outcomes, strict=True)
    ]
    rows = [i for i, item in enumerate(items) if item.sections and searched[i]]
    for column in columns if rows else ():
        qrels = {str(i): {_key(items[i].work, s): 1 for s in (*items[i].sections, *items[i].also)} for i in rows}
        run = {str(i): _scores(outcomes[i].rankings.get(column, ())) for i in rows}
        for i, figures in _measure(qrels, run).items():
            found[int(i)][column] = figures
    return found


def _measure(qrels: dict[str, dict[str, int]], run: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    try:
        import ir_measures
    except ImportError as error:
        raise EvaluationError(
            "The evaluation needs ir-measures, which is not installed: pip install 'cs-answers[evaluate]'"
        ) from error
    measures = {ir_measures.parse_measure(theirs): ours for ours, theirs in MEASURES.items()}
    figures: dict[str, dict[str, float]] = {query: dict.fromkeys(MEASURES, 0.0) for query in qrels}
    for one in ir_measures.iter_calc(list(measures), qrels, run):
        figures[one.query_id][measures[one.measure]] = float(one.value)
    return figures


def _scores(ranking: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Scores that keep the order, as ir-measures takes a ranking."""
    return {_key(work, number): float(len(ranking) - place) for place, (work, number) in enumerate(ranking)}


def _key(work: str | None, number: str) -> str:
    return f"{work}/{number}"
