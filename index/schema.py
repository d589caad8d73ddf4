"""What the store's tables are, and what shaped them; `store.py` reads them, `writer.py` changes them.

An `article` is what is searched and shown. `words` is what it says, by which the same article of another file is known;
`origin` says which files it stands in, and where each was printed. What continues on another page is kept as it was
printed, with `part_of` naming the article it was joined into. `page_text` is the raw text of a page (版面原文), packed,
`page_picture` the JPEG of one that was read off a picture; the page is empty where a file has one alone. `digest` is
what a vector was made from, so that no text need be encoded twice. `seal` is a checksum of the row (`seals.py`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.dates import given_day
from index.sentences import Span

FloatArray = NDArray[np.float32]
FORMAT = 5
TRAINED = ", trained "  # between the name of a model and the number of its training, as an index names it

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, fingerprint TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE article (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, words TEXT NOT NULL,
    source TEXT, issue_date TEXT, encoded INTEGER NOT NULL DEFAULT 0, jumps INTEGER NOT NULL DEFAULT 0,
    part_of TEXT REFERENCES article (id) ON DELETE SET NULL, record TEXT NOT NULL, seal INTEGER NOT NULL);
CREATE INDEX article_by_words ON article (words);
CREATE INDEX article_by_date ON article (issue_date);
CREATE INDEX article_waiting ON article (number) WHERE NOT encoded AND part_of IS NULL;
CREATE INDEX article_by_whole ON article (part_of) WHERE part_of IS NOT NULL;
CREATE TABLE origin (
    file TEXT NOT NULL REFERENCES file ON DELETE CASCADE,
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE ON UPDATE CASCADE,
    source TEXT, issue_date TEXT, page TEXT, seal INTEGER NOT NULL, stale INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (file, article)) WITHOUT ROWID;
CREATE TABLE page_text (
    file TEXT NOT NULL REFERENCES file ON DELETE CASCADE, page TEXT NOT NULL, text BLOB NOT NULL,
    PRIMARY KEY (file, page)) WITHOUT ROWID;
CREATE TABLE page_picture (
    file TEXT NOT NULL REFERENCES file ON DELETE CASCADE, page TEXT NOT NULL, picture BLOB NOT NULL,
    seal INTEGER NOT NULL, PRIMARY KEY (file, page));
CREATE INDEX origin_by_article ON origin (article);
CREATE TABLE passage (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, digest INTEGER NOT NULL, vector BLOB NOT NULL,
    seal INTEGER NOT NULL);
CREATE INDEX passage_by_article ON passage (article);
CREATE INDEX passage_by_digest ON passage (digest);
CREATE TABLE sentence (
    article TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    digest INTEGER NOT NULL, vector BLOB NOT NULL, seal INTEGER NOT NULL, PRIMARY KEY (article, start)) WITHOUT ROWID;
CREATE INDEX sentence_by_digest ON sentence (digest);
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
    """Which articles to search: of one newspaper, issued from a date to a date (ISO, both included), by a reporter.

    `after` is the number of an article (see `Store.last_number`): only those that came in after it.
    """

    source: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    reporter: str | None = None
    after: int = 0

    @classmethod
    def of(
        cls,
        source: str | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        reporter: str | None = None,
    ) -> Self | None:
        """The filters that were given, or None when nothing was. UsageError when a date is none."""
        first, last = (given_day(day) if day else None for day in (date_from, date_to))
        return cls(source or None, first, last, reporter or None) or None

    def __bool__(self) -> bool:
        """Whether anything is narrowed."""
        return any((self.source, self.date_from, self.date_to, self.reporter, self.after))


@dataclass(frozen=True, slots=True)
class Entry:
    """An article cut and encoded: its passages and sentences, and for each its digest and its vector (a row)."""

    article: Article
    passages: Sequence[Passage]
    sentences: Sequence[Span]
    digests: Sequence[int]
    vectors: FloatArray


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was printed, and the file that says so. One article may have several."""

    file: str
    source: str | None
    issue_date: str | None
    page: str | None


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, one by one: a script as a whole would end the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
