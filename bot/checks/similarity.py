"""Whether a drafted sentence is near in meaning to what it cites, and to nothing else that was shown."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from bot.checks.draft import Context, Draft
from bot.checks.fault import Fault
from corpus.embeddings import Embedder
from corpus.errors import SettingsError

_REMEMBERED = 2_000  # vectors of evidence, some 1.5 KB each


@dataclass(frozen=True, slots=True)
class Floors:
    """Fitted by `python -m bot.calibrate_support` on sentences that are right."""

    nearest: float
    """Cosine of a sentence and the nearest of those it cites, below which it is not shown."""
    lead: float
    """Cosine by which a sentence that it does not cite may be nearer."""

    @classmethod
    @cache
    def load(cls) -> "Floors":
        """Those that ship with the project."""
        fitted = json.loads(files("corpus").joinpath("support.json").read_text(encoding="utf-8"))
        try:
            return cls(float(fitted["nearest"]), float(fitted["lead"]))
        except KeyError as error:
            raise SettingsError(
                f"corpus/support.json lacks {error}. Fit it anew: python -m bot.calibrate_support FILE"
            ) from None


class Similarity:
    """Measures how near sentences are, and remembers the vectors of evidence."""

    def __init__(self, embedder: Embedder) -> None:
        """Takes the model."""
        self._embedder = embedder
        self._vectors: LRUCache[str, NDArray[np.float32]] = LRUCache(_REMEMBERED)
        self._lock = Lock()

    def read(self, context: Context) -> None:
        """Embeds the evidence, which is then remembered."""
        self._evidence([source.text for source in context.sources.values()])

    def measure(self, draft: Draft, context: Context) -> tuple[float, float]:
        """Cosine of the nearest sentence that is cited, and by how much another one is nearer, at least 0."""
        sources = list(context.sources.values())
        vectors = self._evidence([source.text for source in sources])
        (vector,) = self._embed([draft.text])
        near = {source.number: float(vector @ each) for source, each in zip(sources, vectors, strict=True)}
        cited = max(near[number] for number in draft.sources)
        return cited, max(near.values()) - cited

    def check(self, draft: Draft, context: Context) -> Fault | None:
        """A sentence that is far from all it cites, or nearer to something that it does not cite."""
        floors = Floors.load()
        nearest, lead = self.measure(draft, context)
        if nearest < floors.nearest:
            return Fault("support", "it is about something else than the sentences that it cites")
        if lead > floors.lead:
            return Fault("support", "another sentence than those that it cites is nearer to it")
        return None

    def _evidence(self, texts: list[str]) -> list[NDArray[np.float32]]:
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            known |= zip(new, self._embed(new), strict=True)
            with self._lock:
                self._vectors.update((text, known[text]) for text in new)
        return [known[text] for text in texts]

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        return np.asarray(self._embedder.embed_documents(texts), dtype=np.float32)
