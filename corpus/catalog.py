"""The catalog: documents, sections, sentences, passages and translations in SQLite. The source of truth.

Written first and in one transaction for each document. A passage is *pending* until its vector is
stored; a passage that was replaced leaves an *orphan* behind until its vector is removed. So an
interrupted run loses nothing: the next one embeds what is pending and removes what is orphaned.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.database import Database
from corpus.errors import StoreDamagedError
from corpus.stored_translations import StoredTranslations
from corpus.types import Document, Kind, Passage, Place, Role, Section, Sentence
from corpus.words import add_vocabulary, add_words, drop_words, known_words, search_words, vocabulary


class Catalog:
    """The documents and what was made of them."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Opens the catalog at `path`; see `Database` for what is raised."""
        self._database = Database(path, create=create)
        self.path = path
        self.translations = StoredTranslations(self._database)

    def close(self) -> None:
        """Closes the file; the catalog is not used after it."""
        self._database.close()

    def is_in_place(self) -> bool:
        """Whether the file that was opened is still the one at its path."""
        return self._database.is_in_place()

    # -- facts about the index ------------------------------------------------------------

    def version(self) -> int:
        """A number that changes whenever another connection has written to the catalog."""
        return int(self._database.rows("PRAGMA data_version")[0][0])

    def meta(self, key: str) -> str | None:
        """A recorded fact, such as the embedding model's fingerprint; None when not recorded."""
        rows = self._database.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0]["value"]) if rows else None

    def set_meta(self, **facts: str) -> None:
        """Records facts, replacing those of the same name."""
        with self._database.writing() as db:
            db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())

    def query_means(self) -> dict[str, NDArray[np.float32]]:
        """The mean vector (dimension,) of everyday questions in each language, in the embedding model of the index."""
        return {
            row["language"]: np.frombuffer(row["vector"], dtype=np.float32)
            for row in self._database.rows("SELECT * FROM query_means")
        }

    def set_query_means(self, means: Mapping[str, NDArray[np.float32]]) -> None:
        """Replaces the mean vectors of all languages."""
        with self._database.writing() as db:
            db.execute("DELETE FROM query_means")
            db.executemany(
                "INSERT INTO query_means VALUES (?, ?)",
                [(language, mean.tobytes()) for language, mean in means.items()],
            )

    # -- writing --------------------------------------------------------------------------

    def put(self, document: Document, sections: Sequence[Section], passages: Sequence[Passage]) -> int:
        """Stores one document in one transaction, replacing its former version.

        Passages that were there before keep their stored vector; returns how many are new.
        """
        kept = {p.id for p in passages}
        with self._database.writing() as db:
            before = {
                row["id"]: row["language"]
                for row in db.execute("SELECT id, language FROM passages WHERE document_id = ?", (document.id,))
            }
            gone = [(id_, language) for id_, language in before.items() if id_ not in kept]
            db.executemany("INSERT OR REPLACE INTO orphans VALUES (?, ?)", gone)
            drop_words(db, document.id)
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
                " translator=excluded.translator, position=excluded.position, sha256=excluded.sha256,"
                " text=excluded.text",
                values,
            )
            db.executemany(
                "INSERT INTO sections VALUES (?,?,?,?,?,?)",
                [(s.document_id, s.number, s.title, s.start, s.end, i) for i, s in enumerate(sections)],
            )
            db.executemany(
                "INSERT INTO sentences VALUES (?,?,?,?,?,?,?)",
                [
                    (t.document_id, t.section, t.ordinal, t.start, t.end, t.role, t.paragraph)
                    for s in sections
                    for t in s.sentences
                ],
            )
            new = [passage for passage in passages if passage.id not in before]
            db.executemany(
                "INSERT INTO passages (id, document_id, section, kind, language, text, sentences)"
                " VALUES (?,?,?,?,?,?,?)",
                [(p.id, p.document_id, p.section, p.kind, p.language, p.text, json.dumps(p.sentences)) for p in new],
            )
            db.executemany(
                "UPDATE passages SET sentences = ? WHERE id = ?", [(json.dumps(p.sentences), p.id) for p in passages]
            )
            db.executemany("DELETE FROM orphans WHERE id = ?", [(p.id,) for p in passages])
            add_words(db, [passage for passage in passages if passage.kind is Kind.SECTION])
            add_vocabulary(db, document.id, (t.text for s in sections for t in s.sentences))
        return len(new)

    def remove(self, document_id: str) -> None:
        """Removes a document with all that belongs to it; its vectors become orphans."""
        with self._database.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO orphans SELECT id, language FROM passages WHERE document_id = ?", (document_id,)
            )
            drop_words(db, document_id)
            db.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
            db.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def pending(self) -> list[Passage]:
        """Passages whose vector is not stored yet, in order of ingestion."""
        return [_passage(row) for row in self._database.rows("SELECT * FROM passages WHERE stored = 0 ORDER BY key")]

    def mark_stored(self, passage_ids: Iterable[str]) -> None:
        """Records that the vectors of these passages are stored."""
        with self._database.writing() as db:
            db.executemany("UPDATE passages SET stored = 1 WHERE id = ?", [(id_,) for id_ in passage_ids])

    def mark_all_pending(self) -> None:
        """Forgets which vectors are stored: the first step of a rebuild."""
        with self._database.writing() as db:
            db.execute("UPDATE passages SET stored = 0")
            db.execute("DELETE FROM orphans")

    def orphans(self) -> dict[str, list[str]]:
        """Ids of vectors to remove, by language."""
        found: dict[str, list[str]] = {}
        for row in self._database.rows("SELECT id, language FROM orphans ORDER BY id"):
            found.setdefault(row["language"], []).append(row["id"])
        return found

    def forget_orphans(self, passage_ids: Iterable[str]) -> None:
        """Records that these vectors are removed."""
        with self._database.writing() as db:
            db.executemany("DELETE FROM orphans WHERE id = ?", [(id_,) for id_ in passage_ids])

    # -- reading --------------------------------------------------------------------------

    def documents(self) -> list[Document]:
        """All documents, in the order of the sources."""
        return [_document(row) for row in self._database.rows("SELECT * FROM documents ORDER BY position, id")]

    def sections(self, document_id: str) -> list[Section]:
        """The sections of a document, with their sentences, in document order."""
        rows = self._database.rows(
            "SELECT number FROM sections WHERE document_id = ? ORDER BY position", (document_id,)
        )
        return [self.section(document_id, row["number"]) for row in rows]

    def section(self, document_id: str, number: str) -> Section:
        """One section with its sentences.

        Raises:
            StoreDamagedError: there is no such section.
        """
        sql = (
            "SELECT sections.*, documents.text FROM sections JOIN documents ON documents.id = document_id"
            " WHERE document_id = ? AND number = ?"
        )
        rows = self._database.rows(sql, (document_id, number))
        if not rows:
            raise StoreDamagedError(f"{self.path} lacks section {number} of {document_id}. Run `cs-answers ingest`.")
        found = self._database.rows(
            "SELECT * FROM sentences WHERE document_id = ? AND section = ? ORDER BY ordinal", (document_id, number)
        )
        sentences = tuple(_sentence(row, rows[0]["text"]) for row in found)
        return Section(document_id, number, rows[0]["title"], rows[0]["start"], rows[0]["end"], sentences)

    def places(self, passage_ids: Sequence[str]) -> dict[str, Place]:
        """Where the passages of these ids stand; ids that are not in the catalog are left out."""
        sql = "SELECT id, document_id, section, kind FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(sql, (json.dumps(list(passage_ids)),))
        return {row["id"]: Place(row["document_id"], row["section"], Kind(row["kind"])) for row in rows}

    def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """The passages of these ids; ids that are not in the catalog are left out."""
        marks = ",".join("?" * len(passage_ids))
        return {
            row["id"]: _passage(row)
            for row in self._database.rows(f"SELECT * FROM passages WHERE id IN ({marks})", passage_ids)
        }

    def passages_of(self, document_id: str, section: str) -> list[Passage]:
        """All passages of one section of one document."""
        sql = "SELECT * FROM passages WHERE document_id = ? AND section = ? ORDER BY key"
        return [_passage(row) for row in self._database.rows(sql, (document_id, section))]

    def counts(self) -> dict[str, int]:
        """How many vectors are stored for each language."""
        sql = "SELECT language, count(*) AS n FROM passages WHERE stored = 1 GROUP BY language ORDER BY language"
        return {row["language"]: row["n"] for row in self._database.rows(sql)}

    def sample(self, language: str, size: int) -> list[str]:
        """Ids of about `size` stored passages of a language, spread evenly over the order of ingestion."""
        ids = [
            row["id"]
            for row in self._database.rows(
                "SELECT id FROM passages WHERE language = ? AND stored = 1 ORDER BY key", (language,)
            )
        ]
        return ids[:: max(1, len(ids) // size)]

    def search_words(self, words: Sequence[str], language: str, limit: int) -> tuple[list[tuple[str, float]], float]:
        """Section passages that hold any of the words, best first; and the share of the words that any holds."""
        return search_words(self._database, words, language, limit)

    def known_words(self, forms: Iterable[str]) -> set[str]:
        """Those of the folded words that stand in any document."""
        return known_words(self._database, forms)

    def vocabulary(self) -> list[str]:
        """All folded words of the documents."""
        return vocabulary(self._database)


def _document(row: sqlite3.Row) -> Document:
    fields = ("id", "work", "language", "title", "publisher", "date", "translator", "position", "text")
    return Document(**{field: row[field] for field in fields})


def _sentence(row: sqlite3.Row, text: str) -> Sentence:
    start, end = row["start"], row["end"]
    return Sentence(
        row["document_id"],
        row["section"],
        row["ordinal"],
        start,
        end,
        Role(row["role"]),
        row["paragraph"],
        text[start:end],
    )


def _passage(row: sqlite3.Row) -> Passage:
    return Passage(
        row["id"],
        row["document_id"],
        row["section"],
        Kind(row["kind"]),
        row["language"],
        row["text"],
        tuple(json.loads(row["sentences"])),
    )
