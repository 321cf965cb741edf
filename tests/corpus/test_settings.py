"""Settings come from the environment, fail at once on what cannot be used, and never change."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.errors import SettingsError
from corpus.settings import ChatPrices, Settings, load_settings


def test_nothing_need_be_set() -> None:
    settings = load_settings()
    assert settings.embeddings == "bundled"
    assert settings.chroma_url is None
    assert settings.sources is None
    assert settings.data_dir.name == "cs-answers"
    assert settings.data_dir.is_absolute()
    assert settings.chat_model is None
    assert settings.chat_base_url is None
    assert settings.chat_prices is None
    assert (settings.chat_timeout, settings.chat_connect_timeout, settings.chat_first_token_timeout) == (30, 3, 10)


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CSA_DATA_DIR", str(tmp_path / "env"))
    monkeypatch.setenv("CSA_CHROMA_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("CSA_SOURCES", "my/sources.yaml")
    monkeypatch.setenv("CSA_EMBEDDINGS", "a/model")
    monkeypatch.setenv("CSA_CHAT_MODEL", "ollama:llama3:8b")
    monkeypatch.setenv("CSA_CHAT_BASE_URL", "http://127.0.0.1:8080/v1")
    monkeypatch.setenv("CSA_CHAT_TIMEOUT", "12.5")
    monkeypatch.setenv("CSA_CHAT_CONNECT_TIMEOUT", "1")
    monkeypatch.setenv("CSA_CHAT_FIRST_TOKEN_TIMEOUT", "4")
    monkeypatch.setenv("CSA_CHAT_PRICES", "0.25/2.00")
    monkeypatch.setenv("CSA_OF_A_LATER_VERSION", "1")
    assert load_settings() == Settings(
        data_dir=tmp_path / "env",
        chroma_url="http://127.0.0.1:8000",
        sources=Path("my/sources.yaml"),
        embeddings="a/model",
        chat_model="ollama:llama3:8b",
        chat_base_url="http://127.0.0.1:8080/v1",
        chat_timeout=12.5,
        chat_connect_timeout=1.0,
        chat_first_token_timeout=4.0,
        chat_prices=ChatPrices(input=0.25, output=2.0),
    )


@pytest.mark.parametrize("name", [f"CSA_{name.upper()}" for name in Settings.model_fields])
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


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        *(
            ("CSA_CHAT_MODEL", value, "must be a provider and a model")
            for value in ("gpt-5-mini", ":m", "openai:", " ")
        ),
        ("CSA_CHAT_MODEL", "openai:gpt 5", "must be a provider and a model"),
        *(
            ("CSA_CHAT_BASE_URL", url, "must begin with http://")
            for url in ("127.0.0.1:80", "ftp://x", "http://", "8080")
        ),
        *(
            ("CSA_CHAT_BASE_URL", url, "must begin with http://")
            for url in ("http://h:99999/v1", "http://h/v1 x", "http://[")
        ),
        *((f"CSA_CHAT_{name}TIMEOUT", "0", "greater than 0") for name in ("", "CONNECT_", "FIRST_TOKEN_")),
        *((f"CSA_CHAT_{name}TIMEOUT", "-1", "greater than 0") for name in ("", "CONNECT_", "FIRST_TOKEN_")),
        *((f"CSA_CHAT_{name}TIMEOUT", "inf", "finite") for name in ("", "CONNECT_", "FIRST_TOKEN_")),
        *((f"CSA_CHAT_{name}TIMEOUT", "nan", "") for name in ("", "CONNECT_", "FIRST_TOKEN_")),
        ("CSA_CHAT_TIMEOUT", "soon", "valid number"),
        *(
            ("CSA_CHAT_PRICES", prices, "must be USD per million")
            for prices in ("1", "1/2/3", "a/b", "1/", "-1/2", "nan/1")
        ),
        ("CSA_CHAT_PRICES", "1/inf", "must be USD per million"),
    ],
)
def test_what_no_chat_model_can_use_is_refused_with_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv("CSA_CHAT_MODEL", "openai:some-model")
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    message = str(caught.value)
    assert f"{name}={value!r}" in message
    assert says in message
    assert "\n" not in message


def test_a_server_without_a_chat_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSA_CHAT_BASE_URL", "http://127.0.0.1:8080/v1")
    with pytest.raises(SettingsError, match="set CSA_CHAT_MODEL as well"):
        load_settings()


def test_a_chat_model_that_is_none_is_the_only_thing_said_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSA_CHAT_MODEL", "gpt-5-mini")
    monkeypatch.setenv("CSA_CHAT_BASE_URL", "http://127.0.0.1:8080/v1")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "CSA_CHAT_MODEL=" in str(caught.value)
    assert "CSA_CHAT_BASE_URL" not in str(caught.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings().embeddings = "other"
