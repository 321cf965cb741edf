"""The configured model is made, or what is to be done is said; nothing is imported for those who configure none."""

import json
from pathlib import Path

import pytest

from bot.model.load import load_chat_model
from bot.model.making import make_chat_model
from bot.model.providers import EXTRAS, options
from corpus.errors import ChatModelError, MissingProviderError
from corpus.settings import Settings
from tests.api.commands import ROOT, run_python

_KEY = "sk-proj-0123456789abcdef"

_LOADS = """
import json, sys
from bot.model.load import load_chat_model
from corpus.settings import load_settings
assert load_chat_model(load_settings()) is None
sys.stdout.write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_none_is_configured_by_default() -> None:
    assert load_chat_model(Settings()) is None


def test_nothing_is_imported_for_a_model_that_is_not_configured(tmp_path: Path) -> None:
    ran = run_python(_LOADS, data_dir=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert ran.status == 0, ran.err
    loaded = set(json.loads(ran.out))
    assert "pydantic_settings" in loaded
    heavy = {"langchain", "langchain_core", "langchain_openai", "langsmith", "openai", "tiktoken", "opentelemetry"}
    assert not loaded & (heavy | {"httpx", "httpx2"})


@pytest.mark.parametrize(
    ("model", "command"),
    [
        ("anthropic:claude-sonnet-4-5", "pip install 'cs-answers[anthropic]'"),
        ("google_genai:gemini-2.5-flash", "pip install 'cs-answers[google-genai]'"),
        ("google-genai:gemini-2.5-flash", "pip install 'cs-answers[google-genai]'"),
        ("mistralai:mistral-small-latest", "pip install 'cs-answers[mistralai]'"),
        ("ollama:llama3:8b", "pip install 'cs-answers[ollama]'"),
        ("groq:llama-3.3-70b", "pip install langchain-groq"),
        ("bedrock:anthropic.claude", "pip install langchain-aws"),
    ],
)
def test_a_package_that_is_missing_is_named_with_its_command(model: str, command: str) -> None:
    with pytest.raises(MissingProviderError) as caught:
        load_chat_model(Settings(chat_model=model))
    message = str(caught.value)
    assert f"CSA_CHAT_MODEL={model!r}" in message
    assert message.endswith(command)
    assert "\n" not in message


@pytest.mark.parametrize("provider", EXTRAS)
def test_every_extra_is_one_of_the_project(provider: str) -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    package = f"langchain-{provider.replace('_', '-')}"
    assert f'{EXTRAS[provider]} = ["{package}>=' in text


def test_an_unknown_provider_is_named() -> None:
    with pytest.raises(ChatModelError, match="names a provider that is not known") as caught:
        load_chat_model(Settings(chat_model="acme:model-1"))
    assert "openai" in str(caught.value)
    assert not isinstance(caught.value, MissingProviderError)


def test_openai_needs_a_key_or_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(chat_model="openai:gpt-5-mini")
    with pytest.raises(ChatModelError, match="Set OPENAI_API_KEY, or CSA_CHAT_BASE_URL"):
        load_chat_model(settings)
    monkeypatch.setenv("OPENAI_API_KEY", _KEY)
    model = load_chat_model(settings)
    assert model is not None
    assert model.name == "openai:gpt-5-mini"


def test_a_compatible_server_has_models_of_openai_only() -> None:
    with pytest.raises(ChatModelError) as caught:
        load_chat_model(Settings(chat_model="ollama:llama3", chat_base_url="http://127.0.0.1:11434/v1"))
    assert "CSA_CHAT_BASE_URL='http://127.0.0.1:11434/v1'" in str(caught.value)
    assert "CSA_CHAT_MODEL=openai:NAME" in str(caught.value)


def test_what_a_provider_says_of_its_settings_is_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ValueError(f"the key {_KEY} is not good")

    monkeypatch.setattr("bot.model.making.init_chat_model", refuse)
    with pytest.raises(ChatModelError) as caught:
        make_chat_model(Settings(), "anthropic:claude-sonnet-4-5", None)
    assert _KEY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_no_provider_repeats_calls_that_can_be_told_not_to() -> None:
    settings = Settings(chat_timeout=12.5)
    assert options("openai", settings, None)["max_retries"] == 0
    assert options("anthropic", settings, None) == {"max_retries": 0, "timeout": 12.5}
    assert options("google_genai", settings, None) == {"max_retries": 1, "timeout": 12.5}
    assert options("mistralai", settings, None) == {"timeout": 13}
    assert options("ollama", settings, None) == {"client_kwargs": {"timeout": 12.5}}
    assert options("groq", settings, None) == {}
