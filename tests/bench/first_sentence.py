"""How long the first verified sentence takes, beside the time that a model takes to write it.

`python -m tests.bench.first_sentence`: a scripted server writes at a model's speed; the clock runs from its first token
to the sentence that is told, checks and all. Wanted: no more than the sentence's own time, but for the line's end that
shows that it is complete.
"""

import asyncio
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

import anyio
import anyio.to_thread

from bot.answer import Question
from bot.answering import Answering, Told
from bot.chat import AnswerChain
from bot.checks.sentence import SentenceChecker
from bot.model.load import load_chat_model
from corpus.embeddings import BUNDLED, load_embedder
from corpus.knowledge import open_knowledge_base
from corpus.settings import Settings
from ingest.build import ingest
from tests.bot.model.scripted import Asked, Reply, Scripted, scripted

_SENTENCE = "The average NPS for SaaS companies is 35."
_SECOND = "This metric is less influenced by factors such as customer size."
_SPEEDS = (10, 30, 100)  # tokens a second
_TIMES = 5


async def _measure(server: Scripted, answering: Answering, speed: int) -> tuple[float, float]:
    """Seconds from the first token to the first sentence told, and those that the sentence takes to be written."""
    began: list[float] = []
    length = 0

    def reply(asked: Asked) -> Reply:
        nonlocal length
        found = re.search(r"\[(\d+)\] [^\n]*35", asked.prompt)
        assert found
        first = f"{_SENTENCE} [{found[1]}]\n"
        length = len(re.findall(r"\s*\S{1,8}|\s+", first))
        began.append(time.perf_counter())
        return Reply(text=first + f"{_SECOND} [{found[1]}]\n" * 3, tokens_per_second=speed)

    server.play(reply)
    async for event in answering.events(Question(text="What is a good NPS?"), anyio.to_thread.run_sync):
        if isinstance(event, Told):
            return time.perf_counter() - began[0], length / speed
    raise AssertionError("nothing was told")


async def _main() -> None:
    with tempfile.TemporaryDirectory() as folder, scripted(Reply()) as server:
        settings = Settings(data_dir=Path(folder), **server.settings())
        embedder = load_embedder(BUNDLED)
        ingest(settings, embedder)
        knowledge = open_knowledge_base(settings, embedder)
        model = load_chat_model(settings)
        assert model is not None
        answering = Answering(AnswerChain(knowledge), model, SentenceChecker(embedder), settings.chat_timeout)
        await _measure(server, answering, 100)  # loads what is loaded at first use
        for speed in _SPEEDS:
            pairs = [await _measure(server, answering, speed) for _ in range(_TIMES)]
            told, written = (statistics.median(each) for each in zip(*pairs, strict=True))
            sys.stdout.write(
                f"{speed:4d} tokens a second: told {told:.2f} s after the model began; "
                f"the sentence alone takes {written:.2f} s: {told / written:.2f}\n"
            )
        await model.aclose()
        knowledge.close()


if __name__ == "__main__":
    asyncio.run(_main())
