"""Our side of the speed benchmark, in a process of its own; the knowledge base is that of `CSA_DATA_DIR`.

python -m tests.bench.ours serve       a question a line in; milliseconds and the answer's kind out
python -m tests.bench.ours reingest    ingests, then ingests the unchanged sources five times more; JSON out
"""

import json
import sys
from time import perf_counter

from bot.answer import Question
from bot.chat import AnswerChain
from corpus.embeddings import Embedder, load_embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import load_settings
from ingest.build import ingest

_REPEATS = 5


class Counting(Embedder):
    """An embedder that counts the texts it is given."""

    def __init__(self, inner: Embedder) -> None:
        """Stands for `inner`, and has its identity."""
        self._inner = inner
        self.fingerprint = inner.fingerprint
        self.dimension = inner.dimension
        self.texts = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        self.texts += len(texts)
        return self._inner.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        self.texts += 1
        return self._inner.embed_query(text)


def serve() -> None:
    """Answers the questions on standard input, whole answers, and says how long each took."""
    settings = load_settings()
    chain = AnswerChain(open_knowledge_base(settings, load_embedder(settings.embeddings)))
    for line in sys.stdin:
        question = Question(text=line.strip())
        started = perf_counter()
        answer = chain.invoke(question)
        sys.stdout.write(f"{1000 * (perf_counter() - started):.3f} {answer.kind}\n")
        sys.stdout.flush()


def reingest() -> None:
    """Times the ingestion of unchanged sources in a warm process, and counts the texts embedded."""
    settings = load_settings()
    embedder = Counting(load_embedder(settings.embeddings))
    ingest(settings, embedder)
    embedder.texts = 0
    seconds = []
    for _ in range(_REPEATS):
        started = perf_counter()
        ingest(settings, embedder)
        seconds.append(perf_counter() - started)
    sys.stdout.write(json.dumps({"seconds": seconds, "embedded": embedder.texts}) + "\n")


if __name__ == "__main__":
    {"serve": serve, "reingest": reingest}[sys.argv[1]]()
