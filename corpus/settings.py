"""The settings: read once at the front doors from the environment, then passed inward, frozen."""

import math
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.errors import SettingsError

_Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class ChatPrices(NamedTuple):
    """What a chat model's tokens cost, in USD per million."""

    input: float
    output: float


class Settings(BaseSettings):
    """What a user can choose, each as an environment variable with the prefix `CSA_`."""

    model_config = SettingsConfigDict(env_prefix="CSA_", env_ignore_empty=True, frozen=True, extra="ignore")

    data_dir: Path = user_data_path("cs-answers")
    """Folder of the knowledge base; made when first needed."""

    embeddings: str = "bundled"
    """`bundled`, or a sentence-transformers model by hub id or folder."""

    chroma_url: str | None = None
    """`http://host:port` of a Chroma server; None keeps the vectors in `data_dir`."""

    sources: Path | None = None
    """A list of sources like `seeds/sources.yaml`; None means the shipped articles."""

    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins of other sites whose pages may call the service, separated by commas; none by default."""

    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Names, separated by commas, by which the service may be called beside those of this machine: MCP always, the
    other doors where the service is for this machine alone and asks for no key."""

    rate_limit: str | None = None
    """Requests that one key, or one address without a key, may make, such as `60/minute`; None: 120 a minute for
    others, and no limit for whoever calls from this machine without a key."""

    rate_limit_storage: str = "memory://"
    """Where requests are counted: `memory://` in each process, or a `redis://` address that several share."""

    log_questions: bool = False
    """Whether the log may hold the text of questions."""

    chat_model: str | None = None
    """`provider:model` of the chat model that words answers, such as `openai:gpt-5-mini`; None: the sources' own
    sentences are the answer."""

    chat_base_url: str | None = None
    """`http://host:port/v1` of a server that is compatible with OpenAI's; None: the provider's own."""

    chat_timeout: _Seconds = 30.0
    """Seconds that an answer may wait for the chat model in all, its retries included."""

    chat_connect_timeout: _Seconds = 3.0
    """Seconds in which the chat model's server must take a connection."""

    chat_first_token_timeout: _Seconds = 10.0
    """Seconds in which the chat model must begin a reply, before it is asked again."""

    chat_prices: Annotated[ChatPrices | None, NoDecode] = None
    """`input/output` in USD per million tokens, such as `0.25/2.00`; None: what an answer costs is not told."""

    @field_validator("cors_origins", "allowed_hosts", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or not parts.hostname
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError("must be origins, such as https://app.example.com, separated by commas")
        return value

    @field_validator("rate_limit")
    @classmethod
    def _is_rate(cls, value: str | None) -> str | None:
        if value:
            from limits import parse_many  # 0.1 s, for those who set it

            try:
                parse_many(value)
            except ValueError:
                raise ValueError("must be a rate, such as 60/minute or 1000/hour") from None
        return value or None

    @field_validator("chroma_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value or None

    @field_validator("chat_model")
    @classmethod
    def _names_provider(cls, value: str | None) -> str | None:
        provider, _, model = (value or "").partition(":")
        if value and not (provider.strip() and model.strip() and value.split() == [value]):
            raise ValueError("must be a provider and a model, such as openai:gpt-5-mini")
        return value or None

    @field_validator("chat_base_url")
    @classmethod
    def _is_of_a_chat_model(cls, value: str | None, info: ValidationInfo) -> str | None:
        if not value:
            return None
        try:
            parts = urlsplit(value)
            is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_address = False
        if not is_address or value.split() != [value]:
            raise ValueError("must begin with http:// or https:// and name a host, such as http://127.0.0.1:8080/v1")
        if info.data.get("chat_model", value) is None:
            raise ValueError("is of use with a chat model only: set CSA_CHAT_MODEL as well, such as openai:NAME")
        return value

    @field_validator("chat_prices", mode="before")
    @classmethod
    def _are_prices(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            prices = tuple(map(float, value.split("/")))
        except ValueError:
            prices = ()
        if len(prices) != 2 or not all(math.isfinite(price) and price >= 0 for price in prices):
            raise ValueError("must be USD per million tokens of input and of output, such as 0.25/2.00")
        return ChatPrices(*prices)


def load_settings() -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: a value that is not allowed, with the variable's name.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(f"CSA_{str(e['loc'][0]).upper()}={e['input']!r}: {e['msg']}" for e in error.errors())
        raise SettingsError(
            f"These settings cannot be used: {problems}. Correct or unset them and try again."
        ) from None
