"""Translations that chat models made: in the catalog, so that each data folder has its own."""

import json
from collections.abc import Iterable

from corpus.database import TRANSLATIONS, Database
from corpus.translations import Translation, source_hash


class StoredTranslations:
    """The translations of one catalog. A catalog that was made before there were any has none, and takes them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_table = False

    def find(self, hashed: str, language: str) -> Translation | None:
        """The translation into a language of the sentence with this `source_hash`; None where there is none."""
        if not self._is_there():
            return None
        sql = "SELECT text, origin FROM translations WHERE source_hash = ? AND language = ?"
        rows = self._database.rows(sql, (hashed, language))
        return Translation(language, rows[0]["text"], rows[0]["origin"]) if rows else None

    def languages(self) -> frozenset[str]:
        """The languages that anything is translated into."""
        if not self._is_there():
            return frozenset()
        return frozenset(row["language"] for row in self._database.rows("SELECT DISTINCT language FROM translations"))

    def add(self, translations: Iterable[tuple[str, Translation]]) -> None:
        """Stores translations, each with its sentence, in one transaction; those of the same sentences are replaced."""
        with self._database.writing() as db:
            db.execute(TRANSLATIONS)
            db.executemany(
                "INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?)",
                [(source_hash(sentence), each.language, each.text, each.origin) for sentence, each in translations],
            )

    def keep(self, sentences: Iterable[str]) -> int:
        """Removes the translations of all sentences but these; returns how many."""
        if not self._is_there():
            return 0
        hashes = json.dumps([source_hash(sentence) for sentence in sentences])
        with self._database.writing() as db:
            sql = "DELETE FROM translations WHERE source_hash NOT IN (SELECT value FROM json_each(?))"
            return db.execute(sql, (hashes,)).rowcount

    def _is_there(self) -> bool:
        if not self._has_table:
            sql = "SELECT 1 FROM sqlite_master WHERE name = 'translations'"
            self._has_table = bool(self._database.rows(sql))
        return self._has_table
