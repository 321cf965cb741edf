"""Fits the floors of `bot.checks.similarity`: `python -m bot.calibrate_support FILE...`.

The files hold sentences that are right beside the evidence that they cite, as JSON lines with `language`, `sources` and
`good`. The floor is below all of them; the lead of an uncited sentence above all. Cosines alone tell little
between right and wrong here (medians .95 and .92): the floors stop what is about something else, and the comparison of
words stops the rest. Written to `corpus/support.json`, with the fingerprint of the embedding model.
"""

import json
import sys
from pathlib import Path

import numpy as np

from bot.checks.draft import Context, Draft, Source
from bot.checks.similarity import Similarity
from corpus.embeddings import Embedder, load_embedder
from corpus.settings import load_settings

_SHARE = 0.0  # per cent of right sentences that may fall short
_MARGIN = 0.005  # other texts differ a little


def fit(files: list[Path], embedder: Embedder) -> dict[str, float | str | int]:
    """The floors over the right sentences of some files."""
    similarity = Similarity(embedder)
    measured = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            sources = {each["number"]: Source(**each) for each in case["sources"]}
            context = Context(case["language"], sources, ())
            for good in case["good"]:
                measured.append(similarity.measure(Draft(good["text"], tuple(good["sources"])), context))
    nearest, lead = np.array(measured).T
    return {
        "nearest": round(float(np.percentile(nearest, _SHARE)) - _MARGIN, 3),
        "lead": round(float(np.percentile(lead, 100 - _SHARE)) + _MARGIN, 3),
        "sentences": len(measured),
        "model": embedder.fingerprint,
    }


def main() -> None:
    """Fits and writes."""
    fitted = fit([Path(argument) for argument in sys.argv[1:]], load_embedder(load_settings().embeddings))
    file = Path(__file__).parents[1] / "corpus/support.json"
    file.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{file}: {fitted}\n")


if __name__ == "__main__":
    main()
