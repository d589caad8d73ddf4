"""The store: SQLite is the single source of truth; what is derived from it can be made again from it.

One file, `baowen.sqlite`, holds articles, passages, full-text terms and vectors, and is only ever changed in
transactions. Each one that changes passages gives the store a new `generation`, by which the vector index derived from
it (`vectors.py`) knows whether it is still of use.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Passage
from index.database import Database
from index.errors import BaowenError
from index.health import CHECKED_BYTES, damage
from index.rows import ARTICLE, article_of, marks, where
from index.schema import FORMAT, SCHEMA, TRAINED, Filters, FloatArray, Manifest, Origin, statements
from index.seals import columns, intact, sealed, unsealed
from index.sentences import Span

VECTOR_TYPE = np.dtype("<f2")
VECTORS_AT_ONCE = 10_000


class Store(Database):
    """The articles of one index folder. Reading is safe from any thread."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._counted: tuple[int, dict[str, int]] = (-1, {})

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an index for reading. BaowenError says what to do when there is none, or none that can be read."""
        store = cls(folder)
        if store.blank:
            raise BaowenError(
                "no index here; make one with 'baowen index PATH', or name another with --index", where=str(folder)
            )
        if (found := store.format) != FORMAT:
            raise BaowenError(
                f"index format {found}, this program reads {FORMAT}; run 'baowen index PATH --rebuild' "
                f"with its files, which sets the former index aside",
                where=str(folder),
            )
        if store.path.stat().st_size <= CHECKED_BYTES and (found_damage := damage(store)):
            raise store.damaged(found_damage.lines()[0])
        return store

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> Self:
        """Make an empty store, or raise BaowenError when the folder cannot be written."""
        store = cls(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            store.path.touch()
            store.connection.execute("PRAGMA journal_mode = WAL")  # readers go on while one writes
            with store.transaction() as connection:
                for statement in statements(SCHEMA):
                    connection.execute(statement)
                store.describe(manifest)
                # One that no other index has begun with, whose vectors may lie here.
                connection.execute("INSERT INTO meta VALUES ('generation', ?)", [str(time.time_ns())])
        except (OSError, sqlite3.OperationalError) as error:
            raise BaowenError(f"the index cannot be written here ({error})", where=str(folder)) from error
        return store

    @property
    def blank(self) -> bool:
        """Whether there is nothing yet: no file, or one that was begun and never got its tables."""
        return not self.path.is_file() or not self.rows("SELECT 1 FROM sqlite_master LIMIT 1")

    # What the index is -----------------------------------------------------------------------------------------------

    @property
    def manifest(self) -> Manifest:
        """What shaped this index."""
        try:
            values = dict(self.rows("SELECT key, value FROM meta"))
            shape = [values[field.name] for field in fields(Manifest)]
            unsealed((*shape, int(values["seal"])))
            return Manifest(shape[0], *map(int, shape[1:]))
        except (KeyError, ValueError) as error:
            raise self.damaged("what shaped it is not to be read") from error

    def describe(self, manifest: Manifest) -> None:
        """Write down what shapes this index, within a transaction."""
        shape = {key: str(value) for key, value in asdict(manifest).items()}
        rows = {**shape, "seal": str(sealed(*shape.values())[-1])}
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows.items())

    @property
    def format(self) -> int:
        """The number of the tables' form, which an index of any version has."""
        return self._number("format")

    @property
    def generation(self) -> int:
        """A number that grows with every change of the passages."""
        return self._number("generation")

    def _number(self, key: str) -> int:
        try:
            return int(self.rows("SELECT value FROM meta WHERE key = ?", [key])[0][0])
        except (IndexError, ValueError) as error:
            raise self.damaged(f"it has no {key}") from error

    def require(self, model: str) -> None:
        """BaowenError unless the index was built with this embedding model, and this training of it."""
        manifest = self.manifest
        built, trained = manifest.model.partition(TRAINED)[0], model.partition(TRAINED)[0]
        if manifest.model == model:
            return
        if built == trained:
            raise BaowenError(
                f"the index was built with the embedding model '{manifest.model}', of which '{model}' is in use now; "
                "re-embed with 'baowen index --rebuild'",
                where=str(self.folder),
            )
        raise BaowenError(
            f"the index was built with the embedding model '{built}' ({manifest.dimension} dimensions), "
            f"but '{trained}' is set; set BAOWEN_MODEL={built}, or re-embed with 'baowen index --rebuild'",
            where=str(self.folder),
        )

    # Reading ---------------------------------------------------------------------------------------------------------

    def articles(self, filters: Filters | None = None) -> Iterator[Article]:
        """All articles, in the order they were read."""
        condition, values = where(filters, "part_of IS NULL")
        yield from map(article_of, self.stream(f"SELECT {ARTICLE} FROM article a {condition} ORDER BY number", values))

    def listed(self, filters: Filters | None, limit: int, offset: int) -> list[Article]:
        """Some articles by issue, newest first, each issue's in the order they were read."""
        condition, values = where(filters, "part_of IS NULL")
        order = "ORDER BY issue_date DESC, source, number LIMIT ? OFFSET ?"
        rows = self.rows(f"SELECT {ARTICLE} FROM article a {condition} {order}", [*values, limit, offset])
        return [article_of(row) for row in rows]

    def holding(self, words: str, limit: int) -> list[Article]:
        """Articles with these very words in them, newest first."""
        written = json.dumps(words, ensure_ascii=False)[1:-1]
        condition = "WHERE part_of IS NULL AND instr(record, ?) ORDER BY issue_date DESC LIMIT ?"
        found = map(article_of, self.rows(f"SELECT {ARTICLE} FROM article a {condition}", [written, limit]))
        return [one for one in found if words in f"{one.headline}\n{one.body}"]

    def article_count(self, filters: Filters | None) -> int:
        """How many articles pass the filters."""
        condition, values = where(filters, "part_of IS NULL")
        return int(self.rows(f"SELECT count(*) FROM article a {condition}", values)[0][0])

    def issues(self) -> list[tuple[str | None, str | None, int]]:
        """Newspaper, date and number of articles of each issue, newest first."""
        query = (
            "SELECT o.source, o.issue_date, count(DISTINCT a.id) FROM origin o JOIN article a ON a.id = o.article "
            "WHERE a.part_of IS NULL GROUP BY 1, 2 ORDER BY 2 DESC, 1"
        )
        return [(row[0], row[1], row[2]) for row in self.rows(query)]

    def article(self, article_id: str) -> Article | None:
        """One article, or None."""
        return self.articles_of_ids([article_id]).get(article_id)

    def articles_of_ids(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles of these ids; one that is gone is left out."""
        rows = self.rows(f"SELECT {ARTICLE} FROM article a WHERE id IN ({marks(ids)})", ids)
        return {row[0]: article_of(row) for row in rows}

    def sources(self) -> list[str]:
        """The newspapers in the index."""
        return [row[0] for row in self.rows("SELECT DISTINCT source FROM origin WHERE source IS NOT NULL ORDER BY 1")]

    def counts(self) -> tuple[int, int]:
        """How many articles and passages there are."""
        articles = self.rows("SELECT count(*) FROM article WHERE part_of IS NULL")[0][0]
        return articles, self.passage_count()

    def passage_count(self) -> int:
        """How many passages there are; counted once, until the store changes."""
        if "" not in (kept := self._kept()):
            kept[""] = int(self.rows("SELECT count(*) FROM passage")[0][0])
        return kept[""]

    def _kept(self) -> dict[str, int]:
        """What was counted since the store last changed: passages by term, and all of them under no term."""
        generation = self.generation
        if self._counted[0] != generation:
            self._counted = generation, {}
        return self._counted[1]

    def dates(self) -> tuple[str | None, str | None]:
        """The first and the last issue date."""
        first, last = self.rows("SELECT min(issue_date), max(issue_date) FROM article")[0]
        return first, last

    def last_number(self) -> int:
        """The number of the article that came in last; no other ever gets it, also when that one goes. 0 of none."""
        found = self.rows("SELECT seq FROM sqlite_sequence WHERE name = 'article'")
        return int(found[0][0]) if found else 0

    def has_issue(self, date: str) -> bool:
        """Whether anything was printed on that day."""
        return bool(self.rows("SELECT 1 FROM origin WHERE issue_date = ? LIMIT 1", [date]))

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """The passages of these numbers; one that is gone is left out."""
        rows = self.rows(
            f"SELECT {columns('passage')}, number FROM passage WHERE number IN ({marks(numbers)})", numbers
        )
        found = {row[-1]: unsealed(row[:-1])[:3] for row in rows}
        articles = self.articles_of_ids(list({article_id for article_id, *_ in found.values()}))
        return {
            number: Passage(f"{article_id}:{start}-{stop}", article_id, start, stop, article.body[start:stop])
            for number, (article_id, start, stop) in found.items()
            if (article := articles.get(article_id))
        }

    def vectors(self) -> Iterator[tuple[NDArray[np.int64], FloatArray]]:
        """Numbers (n,) and vectors (n, dimension) of all passages, so many at a time."""
        rows = self.stream(f"SELECT {columns('passage')}, number FROM passage ORDER BY number")
        while some := list(islice(rows, VECTORS_AT_ONCE)):
            vectors = self._matrix([unsealed(row[:-1])[-1] for row in some])
            yield np.array([row[-1] for row in some], np.int64), vectors

    def sentences(self, ids: Sequence[str]) -> dict[str, tuple[list[Span], FloatArray]]:
        """Spans and vectors of the sentences of these articles, in reading order; empty where there are none."""
        query = f"SELECT {columns('sentence')} FROM sentence WHERE article IN ({marks(ids)}) ORDER BY 1, 2"
        rows: dict[str, list[tuple[Any, ...]]] = {article_id: [] for article_id in ids}
        for article_id, start, stop, _, vector in map(unsealed, self.rows(query, ids)):
            rows[article_id].append((start, stop, vector))
        return {
            article_id: ([(row[0], row[1]) for row in found], self._matrix([row[2] for row in found]))
            for article_id, found in rows.items()
        }

    def _matrix(self, blobs: Sequence[bytes]) -> FloatArray:
        flat = np.frombuffer(b"".join(blobs), VECTOR_TYPE).astype(np.float32)
        return flat.reshape(len(blobs), -1) if blobs else np.zeros((0, self.manifest.dimension), np.float32)

    # Searching -------------------------------------------------------------------------------------------------------

    def lexical(self, terms: Sequence[str], limit: int, filters: Filters | None = None) -> dict[int, float]:
        """BM25 scores of the best passages that hold any of the terms (SQLite FTS5's, with its sign turned)."""
        if not terms:
            return {}
        condition, values = where(filters, "terms MATCH ?")
        joined = "JOIN passage p ON p.number = terms.rowid JOIN article a ON a.id = p.article" if filters else ""
        rows = self.rows(
            f"SELECT terms.rowid, -bm25(terms) AS score FROM terms {joined} {condition} ORDER BY score DESC LIMIT ?",
            [" OR ".join(f'"{term}"' for term in terms), *values, limit],
        )
        return dict((row[0], row[1]) for row in rows)

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each term stands; a term that stands nowhere is left out.

        Those that were counted are kept until the store changes; see `counts.py`.
        """
        kept = self._kept()
        unknown = [term for term in terms if term not in kept]
        found = dict(self.rows(f"SELECT term, doc FROM vocabulary WHERE term IN ({marks(unknown)})", unknown))
        kept.update(found)
        return found | {term: kept[term] for term in terms if term in kept}

    def common_terms(self, least: int) -> dict[str, int]:
        """The terms that stand in so many passages or more, and in how many; goes through the whole index."""
        return dict(self.rows("SELECT term, doc FROM vocabulary WHERE doc >= ?", [least]))

    def keep_counts(self, generation: int, counts: dict[str, int]) -> None:
        """Spare counting these terms again while the store is of this generation."""
        self._counted = generation, {**self._kept(), **counts} if self.generation == generation else counts

    def selected(self, filters: Filters) -> list[int]:
        """Numbers of the passages whose articles pass the filters."""
        condition, values = where(filters)
        query = f"SELECT p.number FROM passage p JOIN article a ON a.id = p.article {condition}"
        return [row[0] for row in self.rows(query, values)]

    # Writing ---------------------------------------------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """The files that were read, each with the fingerprint it had."""
        return dict(self.rows("SELECT path, fingerprint FROM file ORDER BY path"))

    def origins(self, article_id: str) -> list[Origin]:
        """Where an article was printed, by file."""
        query = f"SELECT {columns('origin')} FROM origin WHERE article = ? ORDER BY file"
        return [Origin(*unsealed(row)[1:]) for row in self.rows(query, [article_id])]

    def page_texts(self, article_id: str) -> list[tuple[Origin, str]]:
        """The raw text of each page an article stands on, as far as its files have pages."""
        query = (
            f"SELECT t.text, {columns('origin', 'o')} FROM origin o JOIN page_text t USING (file) "
            "WHERE o.article = ? AND t.page IN ('', o.page) ORDER BY o.page, o.file"
        )
        rows = self.rows(query, [article_id])
        return [(Origin(*unsealed(tuple(origin))[1:]), self.unpacked(text)) for text, *origin in rows]

    def unpacked(self, text: bytes) -> str:
        """A raw text as it was before it was packed."""
        try:
            return zlib.decompress(text).decode("utf-8", "surrogatepass")  # zlib keeps a checksum of its own
        except (zlib.error, UnicodeError) as error:
            raise self.damaged(f"the text of a page, {error}") from error

    def page_pictures(self, article_id: str) -> list[tuple[Origin, bytes]]:
        """The picture (JPEG) of each page an article stands on, as far as its pages were read off pictures."""
        query = (
            f"SELECT {columns('origin', 'o')}, {columns('page_picture', 'p')} FROM origin o "
            "JOIN page_picture p USING (file) WHERE o.article = ? AND p.page IN ('', o.page) ORDER BY o.page, o.file"
        )
        found = []
        for row in self.rows(query, [article_id]):
            origin, picture = row[:-4], row[-4:]
            if not intact(picture):
                raise self.damaged("the picture of a page")
            found.append((Origin(*unsealed(origin)[1:]), picture[2]))
        return found

    def articles_of(self, path: str) -> Iterator[Article]:
        """The articles that a file gave, in the order they were read."""
        query = (
            f"SELECT {ARTICLE} FROM article a JOIN origin o ON o.article = a.id "
            "WHERE file = ? AND part_of IS NULL ORDER BY number"
        )
        return map(article_of, self.stream(query, [path]))

    def passages_of(self, path: str) -> int:
        """How many passages the articles of a file have."""
        query = "SELECT count(*) FROM passage JOIN origin USING (article) WHERE file = ?"
        return int(self.rows(query, [path])[0][0])
