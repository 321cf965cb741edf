"""The chat model that the settings name. Importing this module imports no provider's package."""

from typing import TYPE_CHECKING

from corpus.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

    from bot.model.langchain_model import LangChainChatModel


def load_chat_model(settings: Settings, *, tracer: "Tracer | None" = None) -> "LangChainChatModel | None":
    """The configured chat model; None where none is. Nothing is sent yet.

    Args:
        settings: those of the chat model.
        tracer: makes spans of its calls; None for no spans.

    Raises:
        MissingProviderError: the package for its provider is not installed.
        ChatModelError: the provider is not known, has no key, or does not take the model.
    """
    if settings.chat_model is None:
        return None
    from bot.model.making import make_chat_model  # seconds, for those who set it

    return make_chat_model(settings, settings.chat_model, tracer)
