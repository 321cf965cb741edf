"""The settings: read once at the front doors from the environment, then passed inward, frozen."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

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
