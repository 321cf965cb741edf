"""Settings come from the environment, fail at once on what cannot be used, and never change."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.errors import SettingsError
from corpus.settings import Settings, load_settings


def test_nothing_need_be_set() -> None:
    settings = load_settings()
    assert settings.embeddings == "bundled"
    assert settings.chroma_url is None
    assert settings.sources is None
    assert settings.data_dir.name == "cs-answers"
    assert settings.data_dir.is_absolute()


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CSA_DATA_DIR", str(tmp_path / "env"))
    monkeypatch.setenv("CSA_CHROMA_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("CSA_SOURCES", "my/sources.yaml")
    monkeypatch.setenv("CSA_EMBEDDINGS", "a/model")
    monkeypatch.setenv("CSA_OF_A_LATER_VERSION", "1")
    assert load_settings() == Settings(
        data_dir=tmp_path / "env",
        chroma_url="http://127.0.0.1:8000",
        sources=Path("my/sources.yaml"),
        embeddings="a/model",
    )


@pytest.mark.parametrize("name", ["CSA_DATA_DIR", "CSA_CHROMA_URL", "CSA_SOURCES", "CSA_EMBEDDINGS"])
def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    unset = load_settings()
    monkeypatch.setenv(name, "")
    assert load_settings() == unset


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "8000", "/var/chroma"])
def test_an_address_that_is_none_is_refused_with_the_variable(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CSA_CHROMA_URL", url)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert f"CSA_CHROMA_URL={url!r}" in message
    assert "must begin with http:// or https://" in message
    assert "Correct or unset" in message
    assert "\n" not in message


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings().embeddings = "other"
