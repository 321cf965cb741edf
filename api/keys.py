"""API keys: made and shown once, kept as digests in a SQLite file, and asked for as soon as there ever was one.

A key is `csa_ID_SECRET` with 256 random bits. Workers look each request up, so that a key added or revoked counts at
once in all of them. What cannot be read lets nobody in.
"""

import hmac
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from corpus.errors import CSAnswersError, StoreBusyError, StoreError
from corpus.settings import Settings

FILE = "keys.sqlite3"
MAX_NAME = 100
_KEY = re.compile(r"csa_([0-9a-f]{8})_([\w-]{43})", re.ASCII)
_NO_KEY = "csa_00000000_"
_APPLICATION_ID = 0x4353414B  # "CSAK"
_TABLE = """CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, digest BLOB NOT NULL, created TEXT NOT NULL, revoked TEXT) STRICT"""
_SECONDS = 5.0  # that a command waits for another one; a request waits for none


class KeyNeededError(CSAnswersError):
    """A key is needed, and none was given."""


class WrongKeyError(CSAnswersError):
    """What was given is no key of ours, or one that was revoked."""


class UnknownKeyError(CSAnswersError):
    """There is no key with this id, or its name cannot be used."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; times are ISO 8601, UTC."""

    id: str
    name: str
    created: str
    revoked: str | None


class KeyStore:
    """The file of the keys. Used by one thread at a time; other processes may add and revoke meanwhile."""

    def __init__(self, path: Path) -> None:
        """Opens nothing yet; the file is made with the first key."""
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        """Device and inode of the file that was read last."""

    @classmethod
    def of(cls, settings: Settings) -> "KeyStore":
        """The keys of a data folder."""
        return cls(settings.data_dir / FILE)

    def add(self, name: str) -> str:
        """Makes a key, from now on asked of everybody.

        Args:
            name: what it is for, at most `MAX_NAME` code points.

        Returns:
            The key, which is kept nowhere.

        Raises:
            UnknownKeyError: the name is empty, too long, or not printable.
            StoreError: the file cannot be written.
        """
        name = name.strip()
        if not name or len(name) > MAX_NAME or not name.isprintable():
            raise UnknownKeyError(
                f"A key needs a name of 1 to {MAX_NAME} printable characters; given is {name[:MAX_NAME]!r}. "
                "Say what it is for, such as --name website."
            )
        identity, key = secrets.token_hex(4), ""
        with self._writing(create=True) as connection:
            while connection.execute("SELECT 1 FROM keys WHERE id = ?", (identity,)).fetchone():
                identity = secrets.token_hex(4)
            key = f"csa_{identity}_{secrets.token_urlsafe(32)}"
            connection.execute("INSERT INTO keys VALUES (?, ?, ?, ?, NULL)", (identity, name, _digest(key), _now()))
        return key

    def keys(self) -> list[Key]:
        """All keys ever made, oldest first.

        Raises:
            StoreError: the file cannot be read.
        """
        rows = self._rows("SELECT id, name, created, revoked FROM keys ORDER BY created, id")
        return [Key(*row) for row in rows or ()]

    def revoke(self, identity: str) -> Key:
        """Has a key open nothing any more; one that is revoked already stays as it is.

        Raises:
            UnknownKeyError: there is no key with this id.
            StoreError: the file cannot be written.
        """
        if identity not in {key.id for key in self.keys()}:
            raise UnknownKeyError(f"There is no key with the id {identity!r}. `cs-answers keys list` shows all ids.")
        with self._writing() as connection:
            connection.execute("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL", (_now(), identity))
        return next(key for key in self.keys() if key.id == identity)

    def is_required(self) -> bool:
        """Whether a key is asked for: there ever was one.

        Raises:
            StoreError: the file cannot be read.
        """
        return self._rows("SELECT 1 FROM keys LIMIT 1") is not None

    def holder(self, given: str | None) -> str | None:
        """Whose key it is.

        Args:
            given: a key; None for none.

        Returns:
            The key's id; None when no key is asked for, whatever was given.

        Raises:
            KeyNeededError: none was given, and one is asked for.
            WrongKeyError: it is no key, or revoked.
            StoreBusyError: the file is locked at this moment.
            StoreError: the file cannot be read.
        """
        well_formed = _KEY.fullmatch(given or "")
        identity = well_formed[1] if well_formed else ""
        rows = self._rows("SELECT digest FROM keys WHERE id = ? AND revoked IS NULL", (identity,))
        if rows is None:
            return None
        if given is None:
            raise KeyNeededError("A key is needed here. Send it as `Authorization: Bearer csa_...`.")
        # An unknown id takes as long as a known one: something is always compared.
        kept = rows[0][0] if rows else _digest(_NO_KEY)
        if not hmac.compare_digest(kept, _digest(given)) or not rows:
            raise WrongKeyError("The key is not known here, or was revoked. Ask whoever runs this service for another.")
        return identity

    def allows(self, identity: str | None) -> bool:
        """Whether a key still opens; None: whether one still needs none.

        Raises:
            StoreError: the file cannot be read.
        """
        rows = self._rows("SELECT 1 FROM keys WHERE id = ? AND revoked IS NULL", (identity or "",))
        return rows is None if identity is None else bool(rows)

    def close(self) -> None:
        """Closes the file; the next reading opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self, sql: str, parameters: tuple[str, ...] = ()) -> list[tuple[Any, ...]] | None:
        """Rows of the file, in some 15 µs; None when there never was one."""
        with self._told():
            if not self._open():
                return None
            assert self._connection is not None
            return self._connection.execute(sql, parameters).fetchall()

    def _open(self) -> bool:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            if self._identity is None:
                return False
            raise  # it was there, and its removal opens nothing
        identity = (found.st_dev, found.st_ino)
        if self._connection is None or identity != self._identity:
            self.close()
            self._identity = identity
            self._connection = self._connect(timeout=0)
        return True

    def _connect(self, timeout: float) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=rw", uri=True, timeout=timeout, check_same_thread=False
        )
        try:
            if connection.execute("PRAGMA application_id").fetchone()[0] not in (0, _APPLICATION_ID):
                raise sqlite3.DatabaseError("another program's database")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _writing(self, *, create: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is stored, or none. A first file that fails leaves none behind."""
        with self._told():
            is_new = create and self._make()
            try:
                with closing(self._connect(timeout=_SECONDS)) as connection:
                    connection.execute("PRAGMA journal_mode = WAL")
                    with connection:
                        connection.execute("BEGIN IMMEDIATE")
                        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
                        connection.execute(_TABLE)
                        yield connection
            except BaseException:
                if is_new:
                    self._path.unlink()
                raise

    def _make(self) -> bool:
        """Makes an empty file that nobody else may read; False when there is one."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            self._path.chmod(0o600)
            return False
        return True

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what SQLite and the file system say into one clear sentence."""
        try:
            yield
        except sqlite3.Error as error:
            self.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StoreBusyError(f"{self._path} is in use by another process. Try again in a moment.") from error
            raise StoreError(
                f"The keys in {self._path} cannot be used ({error}); nobody is let in. Restore the file from a "
                "backup; or remove it and make new keys with `cs-answers keys add`."
            ) from error
        except OSError as error:
            self.close()
            raise StoreError(
                f"The keys in {self._path} cannot be used ({error.strerror}); nobody is let in. Make the file readable "
                "and writable for whoever runs this, or choose another folder with CSA_DATA_DIR."
            ) from error


def _digest(key: str) -> bytes:
    return sha256(key.encode(errors="surrogatepass")).digest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
