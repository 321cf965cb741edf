"""What differs between the providers of chat models: their packages, and how each is told what is ours to decide.

Retries are ours alone, so each provider's own are put off. Two cannot be told: Ollama's client has none, and Mistral's
takes the number without using it, having none either. Providers that are not listed here keep their own; these run
within our deadlines like all else.

Connecting has its own timeout for OpenAI and compatible servers. The others' clients take one for all of a call.
"""

import math
import os
from typing import Any, Final

import httpx2

from bot.model.client import timeouts
from corpus.settings import Settings

EXTRAS: Final = {
    "anthropic": "anthropic",
    "google_genai": "google-genai",
    "mistralai": "mistralai",
    "ollama": "ollama",
}
"""The extra that installs a provider's package."""

STRUCTURED: Final[dict[str, dict[str, Any]]] = {"openai": {"strict": True}}
"""What structured output takes beside the method; the others are strict by themselves, or cannot be."""

NO_KEY: Final = "none-is-needed"
"""Sent to a server that asks for no key, as OpenAI's client sends one always."""


def options(provider: str, settings: Settings, client: httpx2.AsyncClient | None) -> dict[str, Any]:
    """The arguments with which a provider's model is made.

    Args:
        provider: as LangChain names it.
        settings: those of the chat model.
        client: for `openai`, which takes one.
    """
    seconds = settings.chat_timeout
    if provider == "openai":
        return _of_openai(settings, client)
    if provider == "anthropic":
        return {"max_retries": 0, "timeout": seconds}
    if provider == "google_genai":
        return {"max_retries": 1, "timeout": seconds}  # counts attempts; 0 means as many as its client likes
    if provider == "mistralai":
        return {"timeout": math.ceil(seconds)}
    if provider == "ollama":
        return {"client_kwargs": {"timeout": seconds}}
    return {}


def _of_openai(settings: Settings, client: httpx2.AsyncClient | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "max_retries": 0,
        "timeout": timeouts(settings.chat_connect_timeout),
        "stream_usage": True,
        "stream_chunk_timeout": None,
        "http_async_client": client,
        "openai_proxy": None,  # the client has it
    }
    if settings.chat_base_url is None:
        return found
    found |= {"base_url": settings.chat_base_url, "use_responses_api": False}
    if not os.environ.get("OPENAI_API_KEY"):
        found["api_key"] = NO_KEY
    return found


def import_the_rest(model: object) -> None:
    """Has OpenAI's client import now what structured output takes.

    It would do so in the first call: 700 modules, for a second in which the event loop stands still.
    """
    client = getattr(model, "root_async_client", None)
    if client is not None:
        assert client.beta.chat.completions is not None


def address(model: object) -> str | None:
    """The URL of a model's server; None where its class does not say."""
    client = getattr(model, "root_async_client", None)
    names = ("anthropic_api_url", "endpoint", "base_url")
    found = [getattr(client, "base_url", None), *(getattr(model, name, None) for name in names)]
    return next((str(each) for each in found if each), None)
