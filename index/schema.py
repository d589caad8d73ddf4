"""What the store's tables are, and what shaped them: kept apart from `store.py`, which reads and writes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.sentences import Span

FloatArray = NDArray[np.float32]
FORMAT = 1

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    source TEXT, issue_date TEXT, record TEXT NOT NULL);
CREATE TABLE origin (
    file TEXT NOT NULL REFERENCES file ON DELETE CASCADE,
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (file, article)) WITHOUT ROWID;
CREATE INDEX origin_by_article ON origin (article);
CREATE INDEX article_by_date ON article (issue_date);
CREATE TABLE passage (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, vector BLOB NOT NULL);
CREATE INDEX passage_by_article ON passage (article);
CREATE TABLE sentence (
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    vector BLOB NOT NULL, PRIMARY KEY (article, start)) WITHOUT ROWID;
CREATE VIRTUAL TABLE terms USING fts5 (grams, tokenize = "unicode61 remove_diacritics 0 tokenchars '.'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (terms, row);
CREATE TRIGGER forget_terms AFTER DELETE ON passage BEGIN DELETE FROM terms WHERE rowid = old.number; END;
"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What shaped the index; it can only be read and added to with the same values."""

    model: str
    dimension: int
    passage_chars: int
    overlap_chars: int
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles to search: of one newspaper, issued from a date to a date (ISO, both included)."""

    source: str | None = None
    date_from: str | None = None
    date_to: str | None = None

    def __bool__(self) -> bool:
        """Whether anything is narrowed."""
        return any((self.source, self.date_from, self.date_to))


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be kept: with its passages, its sentences, and a vector (row) for each."""

    article: Article
    passages: Sequence[Passage]
    passage_vectors: FloatArray
    sentences: Sequence[Span]
    sentence_vectors: FloatArray


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, one by one: a script as a whole would end the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
