"""Reads the list of sources and each source's text, exactly as it is."""

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import yaml

from corpus.errors import SourceError
from corpus.types import Document

_ALLOWED = frozenset({"file", "id", "work", "language", "title", "publisher", "date", "translator", "furniture"})
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_REQUIRED = ("file", "language", "title")


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of a list of sources, and its text."""

    document: Document
    furniture: frozenset[str]
    """Lines of the page around the article: not evidence."""


def shipped_sources() -> Path:
    """The list of the two articles that come with the project."""
    return Path(str(files("seeds").joinpath("sources.yaml")))


def read_sources(listing: Path) -> list[Source]:
    """Reads a list of sources and all their texts.

    Args:
        listing: a YAML file like `seeds/sources.yaml`; files are named relative to it.

    Raises:
        SourceError: the list or a text is missing, empty, unreadable, not UTF-8, or an entry is not allowed.
    """
    try:
        content = yaml.safe_load(_read_text(listing))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a ValueError is a date such as 2024-13-45
        raise SourceError(f"The list of sources {listing} is not YAML: {error}".replace("\n", " ")) from None
    entries = content.get("sources") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise SourceError(f"The list of sources {listing} must hold a non-empty list named `sources`.")
    found = [_read_source(listing, position, entry) for position, entry in enumerate(entries)]
    ids = [source.document.id for source in found]
    if twice := {id_ for id_ in ids if ids.count(id_) > 1}:
        raise SourceError(
            f"{listing} names {', '.join(sorted(twice))} more than once. Give each source an `id` of its own."
        )
    return found


def _read_source(listing: Path, position: int, entry: object) -> Source:
    where = f"Entry {position + 1} of {listing}"
    if not isinstance(entry, dict):
        raise SourceError(f"{where} must be a mapping with at least {', '.join(_REQUIRED)}.")
    if entry.get("language") is False:
        raise SourceError(f'{where} has the language no, which YAML reads as "false". Write it in quotes: "no".')
    if missing := [key for key in _REQUIRED if not entry.get(key)]:
        raise SourceError(f"{where} lacks {', '.join(missing)}.")
    if unknown := set(entry) - _ALLOWED:
        keys = ", ".join(sorted(map(str, unknown)))
        raise SourceError(f"{where} has unknown keys {keys}; allowed are {', '.join(sorted(_ALLOWED))}.")
    if not _LANGUAGE.fullmatch(str(entry["language"])):
        raise SourceError(f"{where} has the language {entry['language']!r}; use an ISO 639 code such as en, nl or ar.")
    _check_texts(where, entry)
    path = listing.parent / str(entry["file"])
    id_ = str(entry.get("id") or path.name.removesuffix(path.suffix))
    date, translator = entry.get("date"), entry.get("translator")
    document = Document(
        id=id_,
        work=str(entry.get("work") or id_),
        language=str(entry["language"]),
        title=str(entry["title"]),
        publisher=str(entry.get("publisher") or ""),
        date=str(date) if date else None,
        translator=str(translator) if translator else None,
        position=position,
        text=_read_text(path),
    )
    return Source(document, frozenset(str(line).strip() for line in entry.get("furniture") or ()))


def _check_texts(where: str, entry: dict[str, object]) -> None:
    furniture = entry.get("furniture")
    if furniture is not None and not isinstance(furniture, list):
        raise SourceError(f"{where} has the furniture {furniture!r}; it must be a list of lines.")
    for key, value in entry.items():
        for text in value if isinstance(value, list) and key == "furniture" else [value]:
            if isinstance(text, list | dict):
                raise SourceError(f"{where} has {key} {text!r}; it must be a text.")
            if "\x00" in str(text) or _LONE_SURROGATE.search(str(text)):
                raise SourceError(f"{where} has {key} {text!r}, with a character that no text can hold. Correct it.")


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"The source {path} cannot be read ({error.strerror}). Check its name and permissions."
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"The source {path} is not UTF-8 (byte {error.start} is {error.object[error.start]:#04x}). "
            "Save it as UTF-8 and try again."
        ) from None
    if not text.strip():
        raise SourceError(f"The source {path} is empty. Remove it from the list, or put its text there.")
    if "\x00" in text:
        raise SourceError(f"The source {path} holds NUL characters, so it is not a text. Save it as plain UTF-8 text.")
    return text
