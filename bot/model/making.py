"""Makes the chat model that the settings name."""

import openai
from langchain.chat_models import init_chat_model
from opentelemetry.trace import Tracer

from bot.model.calling import Caller
from bot.model.client import bounded_client
from bot.model.failures import Caught
from bot.model.langchain_model import LangChainChatModel
from bot.model.providers import EXTRAS, STRUCTURED, address, import_the_rest, options
from bot.model.spans import ChatSpans
from corpus.errors import ChatModelError, MissingProviderError
from corpus.settings import Settings


def make_chat_model(settings: Settings, name: str, tracer: Tracer | None) -> LangChainChatModel:
    """The model of a name such as `openai:gpt-5-mini`.

    Raises:
        MissingProviderError: the package for its provider is not installed.
        ChatModelError: the provider is not known, has no key, or does not take the model.
    """
    provider, _, model_name = name.partition(":")
    provider = provider.replace("-", "_").lower()
    _check(settings, name, provider)
    client = bounded_client(settings.chat_connect_timeout) if provider == "openai" else None
    with Caught() as caught:
        model = init_chat_model(model_name, model_provider=provider, **options(provider, settings, client))
    if caught.error is not None:
        raise _refused(name, provider, caught.error)
    spans = ChatSpans(tracer, provider, model_name, address(model))
    caller = Caller(name, first_token=settings.chat_first_token_timeout, prices=settings.chat_prices, spans=spans)
    structured = STRUCTURED.get(provider, {})
    made = LangChainChatModel(name, model, caller, structured=structured, close=client.aclose if client else None)
    if made.has_structured_output:
        import_the_rest(model)
    return made


def _check(settings: Settings, name: str, provider: str) -> None:
    if settings.chat_base_url and provider != "openai":
        raise ChatModelError(
            f"CSA_CHAT_BASE_URL={settings.chat_base_url!r} is for servers that are compatible with OpenAI's, and "
            f"CSA_CHAT_MODEL={name!r} is none of their models. Set CSA_CHAT_MODEL=openai:NAME with the name that the "
            f"server gives the model, or unset CSA_CHAT_BASE_URL."
        )


def _refused(name: str, provider: str, error: Exception) -> ChatModelError:
    """What to do about a model that cannot be made; the provider's own words may hold a key."""
    if isinstance(error, ImportError):
        missing = getattr(error.__cause__, "name", None) or f"langchain_{provider}"
        package = missing.partition(".")[0].replace("_", "-")
        install = f"'cs-answers[{EXTRAS[provider]}]'" if provider in EXTRAS else package
        return MissingProviderError(
            f"CSA_CHAT_MODEL={name!r} needs a package that is not installed. Install it: pip install {install}"
        )
    if isinstance(error, ValueError) and str(error).startswith("Unsupported provider"):
        return ChatModelError(
            f"CSA_CHAT_MODEL={name!r} names a provider that is not known. Name one such as openai, "
            f"{', '.join(EXTRAS)}, followed by a colon and the model; for a server that is compatible with OpenAI's, "
            f"openai:NAME and CSA_CHAT_BASE_URL."
        )
    if provider == "openai" and isinstance(error, openai.OpenAIError):
        return ChatModelError(
            f"CSA_CHAT_MODEL={name!r} needs a key of OpenAI's. Set OPENAI_API_KEY, or CSA_CHAT_BASE_URL for a "
            f"compatible server that asks for none."
        )
    return ChatModelError(
        f"CSA_CHAT_MODEL={name!r} cannot be used ({type(error).__name__}). Look whether the provider has the model, "
        f"and whether its key is set as its documentation says."
    )
