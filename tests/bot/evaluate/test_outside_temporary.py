"""Temporary knowledge bases: the real pipeline, nothing of the user's, and nothing left behind."""

import tempfile
from pathlib import Path

import pytest

from api.temporary import TemporaryKnowledge
from bot.answer import Question
from bot.evaluate.outside.sources import SourceText, extractive
from corpus.errors import SourceError
from tests.conftest import RememberingEmbedder

_TEXT = "Our shop sells bicycles in three cities. A repair of the brakes costs 45 euro."


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_texts_are_stored_as_they_are_and_answered_from(
    counting: RememberingEmbedder, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSA_CHROMA_URL", "http://localhost:1")
    monkeypatch.setenv("CSA_DATA_DIR", str(room / "mine"))
    texts = [
        SourceText("shop", "\ufeff" + _TEXT + "\r\n\u2028", "en", "Shop: rules\n#1", "one"),
        SourceText("a/b: c", _TEXT, "nl", "no"),
    ]
    with TemporaryKnowledge(counting)(texts) as knowledge:
        documents = knowledge.catalog.documents()
        assert [(d.id, d.text, d.language, d.title) for d in documents] == [
            (text.id, text.text, text.language, text.title) for text in texts
        ]
        assert [document.work for document in documents] == ["one", "a/b: c"]
        answer = extractive(knowledge)(Question(text="What does a repair of the brakes cost?"))
        assert "45 euro" in answer.text
    assert list(room.iterdir()) == []


def test_nothing_is_left_behind_when_it_fails(counting: RememberingEmbedder, room: Path) -> None:
    build = TemporaryKnowledge(counting)
    shop = SourceText("shop", _TEXT, "en", "Shop")
    with pytest.raises(SourceError, match="more than once"), build([shop, shop]):
        pass
    with pytest.raises(KeyboardInterrupt), build([shop]) as knowledge:
        assert len(knowledge.catalog.documents()) == 1
        raise KeyboardInterrupt
    counting.fails_after = 0
    other = SourceText("other", "Something that was never embedded before in this test.", "en", "Other")
    with pytest.raises(KeyboardInterrupt), build([other]):
        pass
    assert list(room.iterdir()) == []


def test_a_text_is_embedded_once_for_all(counting: RememberingEmbedder) -> None:
    build = TemporaryKnowledge(counting)
    for _ in range(2):
        with build([SourceText("shop", _TEXT, "en", "Shop")]) as knowledge:
            knowledge.embedder.embed_query("What?")
    assert len(counting.documents) == len(set(counting.documents))
    assert len(counting.queries) == len(set(counting.queries))
