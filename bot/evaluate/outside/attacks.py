"""The instructions that BIPIA plants, in English and in our own Dutch and Arabic.

The English texts stand in the benchmark's file and nowhere in the project; a translation is tied to its text by a hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.evaluate.outside.files import FromFile, Words, read_json, read_lines
from corpus.errors import EvaluationError

TRANSLATIONS = Path(__file__).with_name("bipia_attacks.jsonl")
"""Our translations of all instructions of `text_attack_train.json`."""
LANGUAGES: Mapping[str, str] = {"en": "English", "nl": "Dutch", "ar": "Arabic"}
"""The languages in which instructions are planted, with their names."""

_EXPECTED_ATTACKS = "BIPIA's attacks are one object: a list of instructions by type."
_EXPECTED_TRANSLATIONS = "Each line is an object with the SHA-256 of an English instruction, nl and ar."


class _Translation(FromFile):
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    nl: Words
    ar: Words


@dataclass(frozen=True, slots=True)
class Attack:
    """An instruction to plant."""

    type: str
    texts: Mapping[str, str]
    """The instruction by language, in each of `LANGUAGES`."""


def read_attacks(file: Path, translations: Path = TRANSLATIONS) -> list[Attack]:
    """All instructions of BIPIA's file, in every language.

    Raises:
        EvaluationError: a file is missing or malformed, or an instruction has no translation.
    """
    types = read_json(file, dict[str, list[Words]], _EXPECTED_ATTACKS)
    known = {line.sha256: line for line in read_lines(translations, _Translation, _EXPECTED_TRANSLATIONS)}
    attacks = []
    for type_, texts in types.items():
        for text in texts:
            found = known.get(sha256(text.encode()).hexdigest())
            if found is None:
                raise EvaluationError(
                    f"{file}, {type_}: “{text}” has no translation in {translations.name}, which has those of BIPIA's "
                    f"{len(known)} instructions at commit 1a2a91d. Take the file of that commit, or add a translation."
                )
            attacks.append(Attack(type_, {"en": text, "nl": found.nl, "ar": found.ar}))
    if not attacks:
        raise EvaluationError(f"{file} holds no instruction. {_EXPECTED_ATTACKS}")
    return attacks
