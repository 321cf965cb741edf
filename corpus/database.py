"""The SQLite file under the catalog: its layout, and its troubles told in plain words."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.errors import StoreDamagedError, StoreError, StoreMissingError

SCHEMA_VERSION = "1"
TRANSLATIONS = """
CREATE TABLE IF NOT EXISTS translations (
    source_hash TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, origin TEXT NOT NULL,
    PRIMARY KEY (source_hash, language)) STRICT, WITHOUT ROWID;
"""
"""Catalogs that were made before there were translations get this table with the first."""
_APPLICATION_ID = 0x43534131  # "CSA1": tells our file from any other SQLite file
_SCHEMA = f"""{TRANSLATIONS}
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE query_means (language TEXT PRIMARY KEY, vector BLOB NOT NULL) STRICT;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, work TEXT NOT NULL, language TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL,
    date TEXT, translator TEXT, position INTEGER NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE sections (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number TEXT NOT NULL, title TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (document_id, number)) STRICT;
CREATE TABLE sentences (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, section TEXT NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, role TEXT NOT NULL, paragraph INTEGER NOT NULL,
    PRIMARY KEY (document_id, ordinal)) STRICT;
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, section TEXT NOT NULL, kind TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, language TEXT NOT NULL, text TEXT NOT NULL,
    sentences TEXT NOT NULL, stored INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX passages_by_section ON passages (document_id, section);
CREATE INDEX passages_by_language ON passages (language, stored);
CREATE TABLE orphans (id TEXT PRIMARY KEY, language TEXT NOT NULL) STRICT;
CREATE TABLE vocabulary (
    form TEXT NOT NULL, document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    PRIMARY KEY (form, document_id)) STRICT, WITHOUT ROWID;
"""


class Database:
    """One SQLite file of ours. Reading is safe from threads; writers hold the knowledge base's lock."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Opens the file at `path`.

        Args:
            path: the file.
            create: make it when it is missing; otherwise a missing one is an error.

        Raises:
            StoreMissingError: there is none, and `create` is off.
            StoreDamagedError: the file is not a catalog of ours, or of another version.
            StoreError: the folder or file cannot be written or read.
        """
        self.path = path
        with self._told():
            if not create and not path.exists():
                raise StoreMissingError(f"There is no knowledge base at {path.parent} yet. Run `cs-answers ingest`.")
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=5, check_same_thread=False)
            self._identity = _identity(path)
        self._connection.row_factory = sqlite3.Row
        try:
            self._prepare(create)
        except BaseException:
            self._connection.close()
            raise

    def is_in_place(self) -> bool:
        """Whether the file that was opened is still the one at its path; SQLite reads on in one that was removed."""
        return _identity(self.path) == self._identity

    def close(self) -> None:
        """Closes the file; the database is not used after it."""
        self._connection.close()

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows that a query gives."""
        with self._told(), closing(self._connection.execute(sql, parameters)) as cursor:
            return cursor.fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is stored, or none."""
        with self._told(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    def _prepare(self, create: bool) -> None:
        with self._told():
            self._connection.execute("PRAGMA foreign_keys = ON")
            application = self._connection.execute("PRAGMA application_id").fetchone()[0]
            is_empty = not self._connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            if is_empty and create:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.executescript(
                    f"BEGIN; {_SCHEMA} INSERT INTO meta VALUES ('schema', '{SCHEMA_VERSION}');"
                    f"PRAGMA application_id = {_APPLICATION_ID}; COMMIT;"
                )
                return
        folder = self.path.parent
        if is_empty:
            raise StoreMissingError(f"The knowledge base at {folder} is empty. Run `cs-answers ingest`.")
        if application != _APPLICATION_ID:
            raise StoreDamagedError(
                f"{self.path} is a database, but not one that CS Answers made. Choose another folder with CSA_DATA_DIR."
            )
        rows = self.rows("SELECT value FROM meta WHERE key = 'schema'")
        found = rows[0]["value"] if rows else "unknown"
        if found != SCHEMA_VERSION:
            raise StoreDamagedError(
                f"The knowledge base at {folder} has layout {found}, and this version reads layout {SCHEMA_VERSION}. "
                f"Remove {self.path} and run `cs-answers ingest`."
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what SQLite and the file system say into one clear sentence."""
        anew = f"Remove {self.path} and run `cs-answers ingest`."
        elsewhere = "Make it writable, or choose another folder with CSA_DATA_DIR."
        try:
            yield
        except sqlite3.OperationalError as error:
            what = str(error)
            if "full" in what:
                message = f"The disk that holds {self.path} is full; nothing was changed. Make room and try again."
                raise StoreError(message) from error
            if "disk I/O" in what:  # a quota, a failing or a pulled-out disk: what is there may be sound
                message = f"{self.path} cannot be read or written ({what}); nothing was changed."
                raise StoreError(f"{message} Make sure that its disk is sound and has room, and try again.") from error
            if "readonly" in what or "read-only" in what or "unable to open" in what:
                raise StoreError(f"{self.path} cannot be written ({what}). {elsewhere}") from error
            if "locked" in what:
                raise StoreError(f"{self.path} is in use by another process. Try again in a moment.") from error
            raise StoreDamagedError(f"{self.path} cannot be used ({what}). {anew}") from error
        except sqlite3.DatabaseError as error:
            raise StoreDamagedError(f"{self.path} is damaged or not a database ({error}). {anew}") from error
        except OSError as error:
            message = f"{self.path.parent} cannot be used as data folder ({error.strerror}). {elsewhere}"
            raise StoreError(message) from error


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of a file; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
