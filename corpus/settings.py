"""The settings: read once at the front doors from the environment, then passed inward, frozen."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from corpus.errors import SettingsError


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
