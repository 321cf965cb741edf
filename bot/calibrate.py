"""Fits the decision to answer or abstain: `python -m bot.calibrate QUESTIONS.jsonl`.

Logistic regression with an L2 penalty, by Newton's method, both classes weighed alike; the threshold is the one
with the best balanced accuracy (of several as good, the one that refuses least) when each group of questions is judged
by a fit that has not seen it.
"""

import argparse
import json
import sys
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.abstain import Decision, Signals, read_signals
from bot.evidence import SectionReader
from bot.retrieve import Retriever
from corpus.embeddings import load_embedder
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.languages import detect_language
from corpus.settings import load_settings
from corpus.text import tokens

Array = NDArray[np.float64]

_PENALTY = 3.0
_AS_GOOD = 0.005  # of balanced accuracy; of thresholds as good as this, the one that refuses least is taken


def measure(knowledge: KnowledgeBase, questions: list[str]) -> tuple[Array, list[str]]:
    """The signals of each question, (n, number of signals), and the number of the section that was found."""
    retriever, reader = Retriever(knowledge), SectionReader(knowledge)
    rows, sections = [], []
    for question in questions:
        language = detect_language(question)
        query = retriever.prepare(question, language)
        hits = retriever.search(query)
        versions = reader.read(hits[0])
        sections.append(hits[0].number)
        known = knowledge.catalog.known_words({token.form for token in tokens(query.text)})
        rows.append(astuple(read_signals(query, hits, versions, known)))
    return np.array(rows, dtype=np.float64), sections


def fit(signals: Array, answerable: Array) -> Decision:
    """The regression on rows of signals, (n, k), and whether each is answerable, (n,) of 0 and 1; threshold 0.5."""
    means, spreads = np.nanmean(signals, axis=0), np.maximum(np.nanstd(signals, axis=0), 1e-6)
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


def cross_validated(signals: Array, answerable: Array, groups: list[str], folds: int = 10) -> Array:
    """Each row's probability by a fit without any row of its group, (n,)."""
    fold_of = {group: i % folds for i, group in enumerate(sorted(set(groups)))}
    fold = np.array([fold_of[group] for group in groups])
    chances = np.zeros(len(signals))
    for held_out in range(folds):
        decision = fit(signals[fold != held_out], answerable[fold != held_out])
        chances[fold == held_out] = [decision.probability(Signals(*row)) for row in signals[fold == held_out]]
    return chances


def balanced_accuracy(chances: Array, answerable: Array, threshold: float) -> float:
    """The mean of the share answered of the answerable and the share refused of the others."""
    answers = chances >= threshold
    return float((answers[answerable > 0].mean() + (~answers[answerable == 0]).mean()) / 2)


def main(arguments: list[str] | None = None) -> None:
    """Fits on a file of questions and writes the decision."""
    parser = argparse.ArgumentParser(prog="python -m bot.calibrate", description=__doc__)
    parser.add_argument(
        "questions", type=Path, help="JSON lines with question, group and sections (empty: unanswerable)"
    )
    parser.add_argument("--out", type=Path, default=Path("corpus/abstain.json"))
    parsed = parser.parse_args(arguments)
    items: list[dict[str, Any]] = [
        json.loads(line) for line in parsed.questions.read_text(encoding="utf-8").splitlines()
    ]
    settings = load_settings()
    knowledge = open_knowledge_base(settings, load_embedder(settings.embeddings))
    signals, found = measure(knowledge, [item["question"] for item in items])
    answerable = np.array([bool(item["sections"]) for item in items], dtype=np.float64)
    # Fitted on whether the section that was found answers: evidence from the wrong one is no reason to speak.
    answers = np.array([section in item["sections"] for section, item in zip(found, items, strict=True)], dtype=float)
    chances = cross_validated(signals, answers, [item["group"] for item in items])
    thresholds = np.round(np.arange(0.2, 0.81, 0.01), 2)
    scores = [balanced_accuracy(chances, answerable, threshold) for threshold in thresholds]
    best = float(min(t for t, score in zip(thresholds, scores, strict=True) if score >= max(scores) - _AS_GOOD))
    decision = fit(signals, answers)
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
        "threshold": best,
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
