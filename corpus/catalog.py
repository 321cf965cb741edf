"""The catalog: documents, sections, sentences and passages in SQLite. The source of truth.

Written first and in one transaction for each document. A passage is `pending` until its vector is
stored; a passage that was replaced leaves an *orphan* behind until its vector is removed. So an
interrupted run loses nothing: the next one embeds what is pending and removes what is orphaned.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import StoreDamagedError, StoreError, StoreMissingError
from corpus.lexicon import index_words
from corpus.text import tokens
from corpus.types import Document, Kind, Passage, Role, Section, Sentence

SCHEMA_VERSION = "1"
_APPLICATION_ID = 0x43534131  # "CSA1": tells our file from any other SQLite file
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE query_means (language TEXT PRIMARY KEY, vector BLOB NOT NULL) STRICT;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, work TEXT NOT NULL, language TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL,
    date TEXT, translator TEXT, position INTEGER NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE sections (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, number TEXT NOT NULL, title TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (document_id, number)) STRICT;
CREATE TABLE sentences (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, section TEXT NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, role TEXT NOT NULL, paragraph INTEGER NOT NULL,
    PRIMARY KEY (document_id, ordinal)) STRICT;
CREATE TABLE passages (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    section TEXT NOT NULL, kind TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL,
    stored INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX passages_by_section ON passages (document_id, section);
CREATE INDEX passages_by_language ON passages (language, stored);
CREATE TABLE orphans (id TEXT PRIMARY KEY, language TEXT NOT NULL) STRICT;
CREATE TABLE vocabulary (language TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY (language, form)) STRICT, WITHOUT ROWID;
"""
# One index a language: a word's rarity is a matter of its own language. `terms` holds the glossary's, which weigh double.
_WORDS_SCHEMA = 'CREATE VIRTUAL TABLE IF NOT EXISTS "words_{}" USING fts5 (stems, terms, tokenize = "unicode61 remove_diacritics 0")'
_BM25_WEIGHTS = "1.0, 2.0"


class Catalog:
    """One SQLite file. Not shared between threads: each thread opens its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Opens the catalog at `path`.

        Args:
            path: the file.
            create: make it when it is missing; otherwise a missing one is an error.

        Raises:
            StoreMissingError: there is none, and `create` is off.
            StoreDamagedError: the file is not a catalog of ours, or of another version.
            StoreError: the folder or file cannot be written or read.
        """
        self.path = path
        if not create and not path.exists():
            raise StoreMissingError(f"There is no knowledge base at {path.parent} yet. Run `cs-answers ingest` first.")
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=5, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
        try:
            self._prepare(create)
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Closes the file; the catalog is not used after it."""
        self._db.close()

    def _prepare(self, create: bool) -> None:
        with self._told():
            self._db.execute("PRAGMA foreign_keys = ON")
            application = self._db.execute("PRAGMA application_id").fetchone()[0]
            is_empty = not self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            if is_empty and create:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.executescript(
                    f"BEGIN; {_SCHEMA} INSERT INTO meta VALUES ('schema', '{SCHEMA_VERSION}');"
                    f"PRAGMA application_id = {_APPLICATION_ID}; COMMIT;"
                )
                return
        if is_empty:
            raise StoreMissingError(f"The knowledge base at {self.path} is empty. Run `cs-answers ingest`.")
        if application != _APPLICATION_ID:
            raise StoreDamagedError(
                f"{self.path} is a database, but not one that CS Answers made. Choose another folder with CSA_DATA_DIR."
            )
        if (found := self.meta("schema")) != SCHEMA_VERSION:
            raise StoreDamagedError(
                f"The knowledge base at {self.path} has layout {found}, and this version reads layout {SCHEMA_VERSION}. "
                f"Remove the folder {self.path.parent} and run `cs-answers ingest`."
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what SQLite and the file system say into one clear sentence."""
        try:
            yield
        except sqlite3.OperationalError as error:
            what = str(error)
            if "full" in what:
                raise StoreError(f"The disk that holds {self.path} is full; nothing was changed. Make room, then run the command again.") from error
            if "readonly" in what or "read-only" in what or "unable to open" in what:
                raise StoreError(f"{self.path} cannot be written ({what}). Make the folder writable, or choose another with CSA_DATA_DIR.") from error
            if "locked" in what:
                raise StoreError(f"{self.path} is in use by another process. Try again in a moment.") from error
            raise StoreDamagedError(f"{self.path} cannot be used ({what}). Remove the folder {self.path.parent} and run `cs-answers ingest`.") from error
        except sqlite3.DatabaseError as error:
            raise StoreDamagedError(f"{self.path} is damaged or not a database ({error}). Remove the folder {self.path.parent} and run `cs-answers ingest`.") from error
        except OSError as error:
            raise StoreError(f"{self.path.parent} cannot be used as data folder ({error.strerror}). Make it writable, or choose another with CSA_DATA_DIR.") from error

    def _rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        with self._told(), closing(self._db.execute(sql, parameters)) as cursor:
            return cursor.fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._told(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db

    # -- facts about the index ------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A recorded fact, such as the embedding model's fingerprint; None when not recorded."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0]["value"]) if rows else None

    def set_meta(self, **facts: str) -> None:
        """Records facts, replacing those of the same name."""
        with self._writing() as db:
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())

    def query_means(self) -> dict[str, NDArray[np.float32]]:
        """The mean vector (dimension,) of everyday questions in each language, in the embedding model of the index."""
        return {row["language"]: np.frombuffer(row["vector"], dtype=np.float32) for row in self._rows("SELECT * FROM query_means")}

    def set_query_means(self, means: Mapping[str, NDArray[np.float32]]) -> None:
        """Replaces the mean vectors of all languages."""
        with self._writing() as db:
            db.execute("DELETE FROM query_means")
            db.executemany("INSERT INTO query_means VALUES (?, ?)", [(language, mean.tobytes()) for language, mean in means.items()])

    # -- writing --------------------------------------------------------------------------

    def put(self, document: Document, sections: Sequence[Section], passages: Sequence[Passage]) -> int:
        """Stores one document in one transaction, replacing its former version.

        Passages that were there before keep their stored vector; returns how many are new.
        """
        kept = {p.id for p in passages}
        with self._writing() as db:
            before = {
                row["id"]: row["language"]
                for row in db.execute("SELECT id, language FROM passages WHERE document_id = ?", (document.id,))
            }
            gone = [(id_, language) for id_, language in before.items() if id_ not in kept]
            db.executemany("INSERT OR REPLACE INTO orphans VALUES (?, ?)", gone)
            _drop_words(db, document.id)
            db.executemany("DELETE FROM passages WHERE id = ?", [(id_,) for id_, _ in gone])
            db.execute("DELETE FROM sections WHERE document_id = ?", (document.id,))
            db.execute("DELETE FROM sentences WHERE document_id = ?", (document.id,))
            values = (
                document.id, document.work, document.language, document.title, document.publisher, document.date,
                document.translator, document.position, document.sha256, document.text,
            )  # fmt: skip
            db.execute(
                "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET work=excluded.work,"
                " language=excluded.language, title=excluded.title, publisher=excluded.publisher, date=excluded.date,"
                " translator=excluded.translator, position=excluded.position, sha256=excluded.sha256, text=excluded.text",
                values,
            )
            db.executemany(
                "INSERT INTO sections VALUES (?,?,?,?,?,?)",
                [(s.document_id, s.number, s.title, s.start, s.end, i) for i, s in enumerate(sections)],
            )
            db.executemany(
                "INSERT INTO sentences VALUES (?,?,?,?,?,?,?)",
                [(t.document_id, t.section, t.ordinal, t.start, t.end, t.role, t.paragraph) for s in sections for t in s.sentences],
            )
            new = [passage for passage in passages if passage.id not in before]
            db.executemany(
                "INSERT INTO passages (id, document_id, section, kind, language, text, sentences) VALUES (?,?,?,?,?,?,?)",
                [(p.id, p.document_id, p.section, p.kind, p.language, p.text, json.dumps(p.sentences)) for p in new],
            )
            db.executemany("UPDATE passages SET sentences = ? WHERE id = ?", [(json.dumps(p.sentences), p.id) for p in passages])
            db.executemany("DELETE FROM orphans WHERE id = ?", [(p.id,) for p in passages])
            _add_words(db, [passage for passage in passages if passage.kind is Kind.SECTION])
        return len(new)

    def remove(self, document_id: str) -> None:
        """Removes a document with all that belongs to it; its vectors become orphans."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO orphans SELECT id, language FROM passages WHERE document_id = ?", (document_id,))
            _drop_words(db, document_id)
            db.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
            db.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def pending(self) -> list[Passage]:
        """Passages whose vector is not stored yet, in order of ingestion."""
        return [_passage(row) for row in self._rows("SELECT * FROM passages WHERE stored = 0 ORDER BY key")]

    def mark_stored(self, passage_ids: Iterable[str]) -> None:
        """Records that the vectors of these passages are stored."""
        with self._writing() as db:
            db.executemany("UPDATE passages SET stored = 1 WHERE id = ?", [(id_,) for id_ in passage_ids])

    def mark_all_pending(self) -> None:
        """Forgets which vectors are stored: the first step of a rebuild."""
        with self._writing() as db:
            db.execute("UPDATE passages SET stored = 0")
            db.execute("DELETE FROM orphans")

    def orphans(self) -> dict[str, list[str]]:
        """Ids of vectors to remove, by language."""
        found: dict[str, list[str]] = {}
        for row in self._rows("SELECT id, language FROM orphans ORDER BY id"):
            found.setdefault(row["language"], []).append(row["id"])
        return found

    def forget_orphans(self, passage_ids: Iterable[str]) -> None:
        """Records that these vectors are removed."""
        with self._writing() as db:
            db.executemany("DELETE FROM orphans WHERE id = ?", [(id_,) for id_ in passage_ids])

    # -- reading --------------------------------------------------------------------------

    def documents(self) -> list[Document]:
        """All documents, in the order of the sources."""
        return [_document(row) for row in self._rows("SELECT * FROM documents ORDER BY position, id")]

    def sections(self, document_id: str) -> list[Section]:
        """The sections of a document, with their sentences, in document order."""
        rows = self._rows("SELECT number FROM sections WHERE document_id = ? ORDER BY position", (document_id,))
        return [self.section(document_id, row["number"]) for row in rows]

    def section(self, document_id: str, number: str) -> Section:
        """One section with its sentences.

        Raises:
            StoreDamagedError: there is no such section.
        """
        sql = "SELECT sections.*, documents.text FROM sections JOIN documents ON documents.id = document_id WHERE document_id = ? AND number = ?"
        rows = self._rows(sql, (document_id, number))
        if not rows:
            raise StoreDamagedError(f"{self.path} lacks section {number} of {document_id}. Run `cs-answers ingest`.")
        found = self._rows("SELECT * FROM sentences WHERE document_id = ? AND section = ? ORDER BY ordinal", (document_id, number))
        sentences = tuple(_sentence(row, rows[0]["text"]) for row in found)
        return Section(document_id, number, rows[0]["title"], rows[0]["start"], rows[0]["end"], sentences)

    def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """The passages of these ids; ids that are not in the catalog are left out."""
        marks = ",".join("?" * len(passage_ids))
        return {row["id"]: _passage(row) for row in self._rows(f"SELECT * FROM passages WHERE id IN ({marks})", passage_ids)}

    def passages_of(self, document_id: str, section: str) -> list[Passage]:
        """All passages of one section of one document."""
        sql = "SELECT * FROM passages WHERE document_id = ? AND section = ? ORDER BY key"
        return [_passage(row) for row in self._rows(sql, (document_id, section))]

    def counts(self) -> dict[str, int]:
        """How many vectors are stored for each language."""
        sql = "SELECT language, count(*) AS n FROM passages WHERE stored = 1 GROUP BY language ORDER BY language"
        return {row["language"]: row["n"] for row in self._rows(sql)}

    def sample(self, language: str, size: int) -> list[str]:
        """Ids of about `size` stored passages of a language, spread evenly over the order of ingestion."""
        ids = [row["id"] for row in self._rows("SELECT id FROM passages WHERE language = ? AND stored = 1 ORDER BY key", (language,))]
        return ids[:: max(1, len(ids) // size)]

    def search_words(self, words: Sequence[str], language: str, limit: int) -> list[tuple[str, float]]:
        """Section passages that hold any of the words, best first.

        Args:
            words: as `corpus.lexicon` makes them of a question.
            language: of the passages.
            limit: how many at most.

        Returns:
            `(passage id, score)`, the score being BM25 turned so that more is better, above 0.
        """
        wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        if not wanted or language not in self._word_languages():
            return []
        table = f'"words_{language}"'
        sql = (
            f"SELECT passages.id, -bm25({table}, {_BM25_WEIGHTS}) AS score FROM {table}"
            f" JOIN passages ON passages.key = {table}.rowid WHERE {table} MATCH ? ORDER BY score DESC LIMIT ?"
        )
        return [(row["id"], row["score"]) for row in self._rows(sql, (wanted, limit))]

    def known_words(self, forms: Iterable[str]) -> set[str]:
        """Those of the folded words that stand in any document, in the source or a translation."""
        wanted = json.dumps(list(forms))
        return {row["form"] for row in self._rows("SELECT form FROM vocabulary WHERE form IN (SELECT value FROM json_each(?))", (wanted,))}

    def vocabulary(self) -> list[str]:
        """All folded words of the documents."""
        return [row["form"] for row in self._rows("SELECT DISTINCT form FROM vocabulary")]

    def _word_languages(self) -> set[str]:
        rows = self._rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'words_[a-z]*' AND sql LIKE 'CREATE VIRTUAL%'")
        return {str(row["name"]).removeprefix("words_") for row in rows}


def _add_words(db: sqlite3.Connection, passages: Sequence[Passage]) -> None:
    for language in {passage.language for passage in passages}:
        db.execute(_WORDS_SCHEMA.format(language))
    for passage in passages:
        stems, terms = index_words(passage.text, passage.language)
        key = db.execute("SELECT key FROM passages WHERE id = ?", (passage.id,)).fetchone()["key"]
        db.execute(f'INSERT INTO "words_{passage.language}" (rowid, stems, terms) VALUES (?,?,?)', (key, " ".join(stems), " ".join(terms)))
        forms = {(passage.language, token.form) for token in tokens(passage.text)}
        db.executemany("INSERT OR IGNORE INTO vocabulary VALUES (?, ?)", sorted(forms))


def _drop_words(db: sqlite3.Connection, document_id: str) -> None:
    sql = "SELECT language, key FROM passages WHERE document_id = ? AND kind = ?"
    for row in db.execute(sql, (document_id, Kind.SECTION)).fetchall():
        db.execute(f'DELETE FROM "words_{row["language"]}" WHERE rowid = ?', (row["key"],))


def _document(row: sqlite3.Row) -> Document:
    fields = ("id", "work", "language", "title", "publisher", "date", "translator", "position", "text")
    return Document(**{field: row[field] for field in fields})


def _sentence(row: sqlite3.Row, text: str) -> Sentence:
    start, end = row["start"], row["end"]
    return Sentence(
        row["document_id"], row["section"], row["ordinal"], start, end, Role(row["role"]), row["paragraph"], text[start:end]
    )


def _passage(row: sqlite3.Row) -> Passage:
    return Passage(
        row["id"], row["document_id"], row["section"], Kind(row["kind"]), row["language"], row["text"], tuple(json.loads(row["sentences"]))
    )
