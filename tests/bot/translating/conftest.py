"""The small guide in English and Dutch, open for writing, and how it is translated."""

from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest

from bot.model.chat import ChatModel
from bot.translate import Report, Translator
from bot.translating.untranslated import Untranslated, find_untranslated
from corpus.knowledge import KnowledgeBase, open_knowledge_base
from corpus.settings import Settings
from ingest.build import ingest
from tests.conftest import RememberingEmbedder
from tests.ingest.small import GIDS, GUIDE, Sources

Translate = Callable[[ChatModel], Report]


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    folder = tmp_path / "sources"
    folder.mkdir()
    made = Sources(folder, Settings(data_dir=tmp_path / "data", sources=folder / "sources.yaml"))
    made.write(en=GUIDE, nl=GIDS)
    return made


@pytest.fixture
def guide(sources: Sources, counting: RememberingEmbedder) -> Iterator[KnowledgeBase]:
    ingest(sources.settings, counting)
    knowledge = open_knowledge_base(sources.settings, counting)
    yield knowledge
    knowledge.close()


@pytest.fixture
def lacking(guide: KnowledgeBase) -> tuple[Untranslated, ...]:
    """What the guide lacks in French."""
    return find_untranslated(guide.catalog, guide.memory, "fr", guide.catalog.documents()).lacking


@pytest.fixture
def translate(guide: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Translate:
    """Has a model translate what the guide lacks in French; nobody waits between its failures."""
    monkeypatch.setattr("bot.translate._PAUSES", (0.0, 0.0, 0.0, 0.0))

    def run(model: ChatModel) -> Report:
        work = find_untranslated(guide.catalog, guide.memory, "fr", guide.catalog.documents())
        done: list[tuple[int, int]] = []
        translator = Translator(model, guide.embedder, "fr", 60.0)
        report = anyio.run(translator.translate, work.lacking, guide.catalog.translations.add, _into(done))
        assert done[-1][1] == len(work.lacking)
        assert [count for count, _ in done] == sorted(count for count, _ in done)
        assert report.failure or report.stored + len(report.refused) == len(work.lacking) == done[-1][0]
        return report

    return run


def _into(done: list[tuple[int, int]]) -> Callable[[int, int], None]:
    return lambda count, total: done.append((count, total))
