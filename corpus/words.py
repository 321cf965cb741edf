"""The lexical index: full text by language, in SQLite's FTS5, and the vocabulary of the sources."""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from corpus.database import Database
from corpus.lexicon import index_words
from corpus.text import tokens
from corpus.types import Kind, Passage

# One table a language: how rare a word is, is a matter of its own language. `terms` holds the glossary's.
_TABLE = (
    'CREATE VIRTUAL TABLE IF NOT EXISTS "words_{}" USING fts5 '
    '(stems, terms, tokenize = "unicode61 remove_diacritics 0")'
)
_TERMS = 'CREATE VIRTUAL TABLE IF NOT EXISTS "words_{0}_terms" USING fts5vocab ("words_{0}", row)'
_WEIGHTS = "0.5, 2.0"  # of stems, and of glossary terms, which say more


def add_words(connection: sqlite3.Connection, passages: Sequence[Passage]) -> None:
    """Indexes section passages that are in the catalog already."""
    for language in sorted({passage.language for passage in passages}):
        connection.execute(_TABLE.format(language))
        connection.execute(_TERMS.format(language))
    for passage in passages:
        stems, terms = index_words(passage.text, passage.language)
        key = connection.execute("SELECT key FROM passages WHERE id = ?", (passage.id,)).fetchone()["key"]
        insert = f'INSERT INTO "words_{passage.language}" (rowid, stems, terms) VALUES (?,?,?)'
        connection.execute(insert, (key, " ".join(stems), " ".join(terms)))
        add_vocabulary(connection, passage.document_id, [passage.text])


def add_vocabulary(connection: sqlite3.Connection, document_id: str, texts: Iterable[str]) -> None:
    """Records the words of these texts as words of a document."""
    forms = {token.form for text in texts for token in tokens(text)}
    insert = "INSERT OR IGNORE INTO vocabulary VALUES (?, ?)"
    connection.executemany(insert, [(form, document_id) for form in sorted(forms)])


def drop_words(connection: sqlite3.Connection, document_id: str) -> None:
    """Takes a document's passages and words out of the index, before they leave the catalog."""
    select = "SELECT language, key FROM passages WHERE document_id = ? AND kind = ?"
    for row in connection.execute(select, (document_id, Kind.SECTION)).fetchall():
        connection.execute(f'DELETE FROM "words_{row["language"]}" WHERE rowid = ?', (row["key"],))
    connection.execute("DELETE FROM vocabulary WHERE document_id = ?", (document_id,))


def search_words(
    database: Database, words: Sequence[str], language: str, limit: int
) -> tuple[list[tuple[str, float]], float]:
    """Section passages that hold any of the words, best first.

    Args:
        database: of the catalog.
        words: as `corpus.lexicon.question_words` makes them of a question.
        language: of the passages.
        limit: how many at most.

    Returns:
        `(passage id, score)` for each, the score being BM25 turned so that more is better; and the share, in [0, 1],
        of the words that any passage of the language holds.
    """
    asked = [word for word in dict.fromkeys(words) if word.isalnum()]
    table = f"words_{language}"
    if not asked or not has_words(database, language):
        return [], 0.0
    sql = f'SELECT term FROM "{table}_terms" WHERE term IN (SELECT value FROM json_each(?))'
    held = [row["term"] for row in database.rows(sql, (json.dumps(asked),))]
    if not held:
        return [], 0.0
    wanted = " OR ".join(f'"{word}"' for word in held)
    sql = (
        f'SELECT passages.id, -bm25("{table}", {_WEIGHTS}) AS score FROM "{table}"'
        f' JOIN passages ON passages.key = "{table}".rowid WHERE "{table}" MATCH ? ORDER BY score DESC LIMIT ?'
    )
    found = [(row["id"], row["score"]) for row in database.rows(sql, (wanted, limit))]
    return found, len(held) / len(asked)


def has_words(database: Database, language: str) -> bool:
    """Whether a language has an index."""
    return bool(database.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (f"words_{language}",)))


def known_words(database: Database, forms: Iterable[str]) -> set[str]:
    """Those of the folded words that stand in any document, in its own words or a translation."""
    sql = "SELECT DISTINCT form FROM vocabulary WHERE form IN (SELECT value FROM json_each(?))"
    return {row["form"] for row in database.rows(sql, (json.dumps(list(forms)),))}


def vocabulary(database: Database) -> list[str]:
    """All folded words of the documents."""
    return [row["form"] for row in database.rows("SELECT DISTINCT form FROM vocabulary")]
