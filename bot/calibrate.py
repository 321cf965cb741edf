"""Fits the decision to answer or abstain: `python -m bot.calibrate QUESTIONS.jsonl`.

Logistic regression with an L2 penalty, by Newton's method, both classes weighed alike; the threshold is the one
with the best balanced accuracy (of several about as good, the one in their middle) when each group of questions is
judged by a fit that has not seen it. That figure is reported; the threshold being chosen by it, it flatters a little.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from math import nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.abstain import Decision, Signals
from bot.answer import Question
from bot.chat import AnswerChain
from bot.evaluate.items import Item, read_items
from bot.finding import Finding
from corpus.embeddings import load_embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import load_settings

Array = NDArray[np.float64]

_PENALTY = 3.0
_AS_GOOD = 0.005  # of balanced accuracy


def measure(findings: Sequence[Finding], items: Sequence[Item]) -> tuple[Array, Array]:
    """The signals of each item, (n, number of signals), and whether the first section found answers it, (n,)."""
    signals = [[nan] * len(fields(Signals)) if f.signals is None else astuple(f.signals) for f in findings]
    answers = [
        bool(f.hits) and f.hits[0].work == item.work and f.hits[0].number in {*item.sections, *item.also}
        for f, item in zip(findings, items, strict=True)
    ]
    return np.array(signals, dtype=np.float64), np.array(answers, dtype=np.float64)


def fit(signals: Array, answerable: Array) -> Decision:
    """The regression on rows of signals, (n, k), and whether each is answerable, (n,) of 0 and 1; threshold 0.5."""
    measured = np.where(np.isnan(signals).all(axis=0), 0.0, signals)  # a signal that is never measured weighs nothing
    means, spreads = np.nanmean(measured, axis=0), np.maximum(np.nanstd(measured, axis=0), 1e-6)
    inputs = np.column_stack([np.nan_to_num((signals - means) / spreads, nan=0.0), np.ones(len(signals))])
    share = answerable.mean()
    weight = np.where(answerable > 0, 0.5 / share, 0.5 / (1 - share))
    penalty = np.diag([_PENALTY] * signals.shape[1] + [0.0])
    theta = np.zeros(inputs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-inputs @ theta))
        gradient = inputs.T @ (weight * (chance - answerable)) + penalty @ theta
        hessian = (inputs * (weight * chance * (1 - chance))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(hessian, gradient)
        theta -= step
        if np.abs(step).max() < 1e-9:
            break
    return Decision(tuple(theta[:-1].tolist()), tuple(means.tolist()), tuple(spreads.tolist()), float(theta[-1]), 0.5)


def cross_validated(
    signals: Array, answerable: Array, groups: list[str], kept: NDArray[np.bool_] | None = None, folds: int = 10
) -> Array:
    """Each row's probability by a fit without any row of its group, and on rows that are `kept` alone, (n,)."""
    fold_of = {group: i % folds for i, group in enumerate(sorted(set(groups)))}
    fold = np.array([fold_of[group] for group in groups])
    chances = np.zeros(len(signals))
    usable = np.ones(len(signals), dtype=bool) if kept is None else kept
    for held_out in range(folds):
        rows = usable & (fold != held_out)
        decision = fit(signals[rows], answerable[rows])
        chances[fold == held_out] = [decision.probability(Signals(*row)) for row in signals[fold == held_out]]
    return chances


def teaches(answers: Array, answerable: Array) -> NDArray[np.bool_]:
    """Which rows a fit may learn from, (n,): where a section that answers was missed, evidence is not what it shows.

    Counted as a reason to refuse, such rows cost .01 of balanced accuracy; as one to answer, they bring answers from
    the wrong section.
    """
    rows: NDArray[np.bool_] = (answers > 0) | (answerable == 0)
    return rows


def balanced_accuracy(chances: Array, answerable: Array, threshold: float) -> float:
    """The mean of the share answered of the answerable and the share refused of the others."""
    answers = chances >= threshold
    return float((answers[answerable > 0].mean() + (~answers[answerable == 0]).mean()) / 2)


def best_threshold(chances: Array, answerable: Array) -> float:
    """The threshold of the best balanced accuracy; of several about as good, the one in their middle."""
    thresholds = np.round(np.arange(0.2, 0.81, 0.01), 2)
    scores = [balanced_accuracy(chances, answerable, threshold) for threshold in thresholds]
    return float(np.median([t for t, score in zip(thresholds, scores, strict=True) if score >= max(scores) - _AS_GOOD]))


def main(arguments: list[str] | None = None) -> None:
    """Fits on a file of questions and writes the decision."""
    parser = argparse.ArgumentParser(prog="python -m bot.calibrate", description=__doc__)
    parser.add_argument("questions", type=Path, help="questions with known answers, as corpus/qa/README.md describes")
    parser.add_argument("--out", type=Path, default=Path("corpus/abstain.json"))
    parsed = parser.parse_args(arguments)
    items = read_items(parsed.questions).items
    settings = load_settings()
    knowledge = open_knowledge_base(settings, load_embedder(settings.embeddings))
    chain = AnswerChain(knowledge)
    findings = [chain.find(Question(text=item.question, history=item.history)) for item in items]
    signals, answers = measure(findings, items)
    answerable = np.array([item.expects == "answer" for item in items], dtype=np.float64)
    kept = teaches(answers, answerable)
    chances = cross_validated(signals, answerable, [item.group for item in items], kept)
    chances[[finding.signals is None or bool(finding.foreign_years) for finding in findings]] = 0.0  # always refused
    best = best_threshold(chances, answerable)
    decision = fit(signals[kept], answerable[kept])
    fitted = {
        "method": "python -m bot.calibrate " + parsed.questions.as_posix(),
        "signals": [field.name for field in fields(Signals)],
        "questions": len(items),
        "right_section_found": round(float(answers[answerable > 0].mean()), 4),
        "balanced_accuracy_cross_validated": round(balanced_accuracy(chances, answerable, best), 4),
        "weights": [round(w, 4) for w in decision.weights],
        "means": [round(m, 4) for m in decision.means],
        "spreads": [round(s, 4) for s in decision.spreads],
        "bias": round(decision.bias, 4),
        "threshold": round(best, 4),
    }
    parsed.out.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    refused = chances < best
    sys.stdout.write(
        f"{json.dumps(fitted, indent=2)}\nof the answerable refused: {refused[answerable > 0].mean():.3f}, "
        f"of the unanswerable answered: {(~refused[answerable == 0]).mean():.3f}, "
        f"of the answered from the right section: {answers[(answerable > 0) & ~refused].mean():.3f}\n"
    )


if __name__ == "__main__":
    main()
