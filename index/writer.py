"""Changes to a store. Everything here is called inside a transaction, so that readers see it whole or not at all.

A file is first kept: its articles are compared with those known, and what it no longer says is marked stale. `join`
then puts together what continues on another page. Articles that are new or changed wait to be encoded; their old
vectors can still be looked up. `finish` lets go of what no file says any more.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np

from index.article import Article, content_id
from index.continuations import chains, goes_on_at, join, taken_up_from
from index.errors import BaowenError
from index.readers.reading import Reading
from index.rows import ARTICLE, article_of, searched_text
from index.schema import Entry, FloatArray, Manifest
from index.seals import columns, sealed, unsealed
from index.store import VECTOR_TYPE, Store
from index.terms import document_terms


class Writer:
    """Changes one store within one transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._db = store.connection
        self._loose: set[str] = set()
        self._issues: set[tuple[str | None, str | None]] = set()

    # Files -----------------------------------------------------------------------------------------------------------

    def keep_file(self, path: str, name: str, fingerprint: str, reading: Reading) -> None:
        """Put the articles and pages in the place of what this file gave before. On BaowenError, what it gave stays."""
        self._db.execute("SAVEPOINT file")
        try:
            self._db.execute("UPDATE origin SET stale = 1 WHERE file = ?", [path])
            self._db.execute(
                "INSERT INTO file VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET fingerprint = excluded.fingerprint",
                [path, fingerprint],
            )
            if not sum(self._keep(path, name, article) for article in reading.articles) and not reading.none_expected:
                raise BaowenError(f"{name}: no article found in it")
            self._forget("file = ? AND stale", path)
            self._db.execute("DELETE FROM page_text WHERE file = ?", [path])
            pages = [(path, page, zlib.compress(text.encode("utf-8", "surrogatepass"))) for page, text in reading.pages]
            self._db.executemany("INSERT INTO page_text VALUES (?, ?, ?)", pages)
            self._db.execute("DELETE FROM page_picture WHERE file = ?", [path])
            pictures = [sealed(path, page, picture) for page, picture in reading.pictures]
            self._db.executemany("INSERT INTO page_picture VALUES (?, ?, ?, ?)", pictures)
        except BaseException:
            self._db.execute("ROLLBACK TO file")
            self._db.execute("RELEASE file")
            raise
        self._db.execute("RELEASE file")

    def forget_file(self, path: str) -> None:
        """Forget a file and every article that no other file gives."""
        self._forget("file = ?", path)
        self._db.execute("DELETE FROM file WHERE path = ?", [path])

    def forget_article(self, article_id: str) -> None:
        """Forget one article, and the parts it was joined from."""
        self._forget("article = ?1 OR article IN (SELECT id FROM article WHERE part_of = ?1)", article_id)

    def finish(self) -> None:
        """Let go of articles that no file gives any more, and give the store a new generation."""
        for article_id in sorted(self._loose):
            self._db.execute(
                "DELETE FROM article WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM origin WHERE article = ?1)",
                [article_id],
            )
            self._reprint(article_id)
        self._loose.clear()
        self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")

    def _forget(self, where: str, value: str) -> None:
        rows = self._db.execute(f"DELETE FROM origin WHERE {where} RETURNING article, source, issue_date", [value])
        for article_id, source, date in rows:
            self._loose.add(article_id)
            self._issues.add((source, date))

    def _reprint(self, article_id: str) -> None:
        """Name a file that is still there as the one an article is of, where that one is gone."""
        left = self._db.execute(
            "SELECT file, source, issue_date, page FROM origin WHERE article = ? ORDER BY file", [article_id]
        ).fetchall()
        known = self.store.article(article_id)
        if known is None or not left or (known.source, known.issue_date, known.page) in [row[1:] for row in left]:
            return
        file, source, date, page = left[0]
        date = date or known.issue_date
        self._rewrite(replace(known, source=source, issue_date=date, page=page, source_file=file))

    # Articles --------------------------------------------------------------------------------------------------------

    def _keep(self, path: str, name: str, article: Article) -> int:
        known = self.store.article(article.id)
        if known:
            self._renew(known, article, path, name)
        elif known := self._twin(article):
            self._rewrite(_filled(known, article))
        else:
            self.insert(article)
        kept = known.id if known else article.id
        self._db.execute(
            "INSERT INTO origin (article, file, source, issue_date, page, seal) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET stale = 0, source = excluded.source, issue_date = excluded.issue_date, "
            "page = excluded.page, seal = excluded.seal",
            sealed(kept, path, article.source, article.issue_date, article.page),
        )
        return 1

    def _renew(self, known: Article, article: Article, path: str, name: str) -> None:
        """The same id again: other fields replace those known, other words only where no file says the old ones."""
        files = self._db.execute("SELECT file FROM origin WHERE article = ? AND NOT stale", [known.id]).fetchall()
        if not files:
            self._rewrite(article, encoded=_words(known) == _words(article))
        elif _words(known) == _words(article):
            self._rewrite(_filled(known, article))
        elif (path,) in files:
            raise BaowenError(f"{name}: the id '{known.id}' stands for two different articles; give each its own")
        else:
            other = Path(files[0][0]).name
            raise BaowenError(f"{name}: the id '{known.id}' is taken by another article, of {other}; give each its own")

    def _twin(self, article: Article) -> Article | None:
        """An article of the same words and day; none for an id that was given, which stands for itself."""
        if _has_given_id(article):
            return None
        rows = self._db.execute(
            f"SELECT {ARTICLE} FROM article a WHERE words = ? AND EXISTS "
            "(SELECT 1 FROM origin WHERE article = id AND NOT stale)",
            [_words(article)],
        )
        twins = [article_of(row) for row in rows]
        days = (article.issue_date, None)
        return next((twin for twin in twins if twin.issue_date in days or article.issue_date is None), None)

    def insert(self, article: Article) -> None:
        """Add an article, which then waits to be encoded."""
        jumps = goes_on_at(article) is not None or taken_up_from(article) is not None
        if jumps:
            self._issues.add((article.source, article.issue_date))
        self._db.execute(
            "INSERT INTO article (words, source, issue_date, jumps, id, record, seal) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [_words(article), article.source, article.issue_date, jumps, *sealed(article.id, _record(article))],
        )

    def _rewrite(self, article: Article, encoded: bool = True) -> None:
        self._db.execute(
            "UPDATE article SET words = ?1, source = ?2, issue_date = ?3, encoded = encoded AND ?4, record = ?6, "
            "seal = ?7 WHERE id = ?5",
            [_words(article), article.source, article.issue_date, encoded, *sealed(article.id, _record(article))],
        )

    # Continuations ---------------------------------------------------------------------------------------------------

    def join(self) -> None:
        """Join anew what continues on another page, in the issues that were touched."""
        for source, date in sorted(self._issues, key=str):
            rows = self._db.execute(
                f"SELECT {ARTICLE} FROM article a WHERE jumps AND source IS ? AND issue_date IS ? "
                "AND EXISTS (SELECT 1 FROM origin WHERE article = id) ORDER BY number",
                [source, date],
            )
            pieces = [article for row in rows if not (article := article_of(row)).parts]
            wholes = {whole.id: (whole, chain) for chain in chains(pieces) if (whole := join(chain))}
            self._part(pieces, wholes.keys())
            for whole, chain in wholes.values():
                self._put_together(whole, chain)
        self._issues.clear()

    def join_anew(self) -> None:
        """Let `join` look at every issue of which something goes on on another page."""
        query = "SELECT DISTINCT source, issue_date FROM article WHERE jumps"
        self._issues.update((source, date) for source, date in self._db.execute(query))

    def _part(self, pieces: Sequence[Article], kept: Collection[str]) -> None:
        """Take apart what was joined of these pieces, but for the wholes that are kept."""
        ids = json.dumps([piece.id for piece in pieces])
        rows = self._db.execute(
            "SELECT DISTINCT part_of FROM article WHERE part_of IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
            [ids],
        ).fetchall()
        for (whole,) in rows:
            if whole not in kept:
                self._db.execute("UPDATE article SET part_of = NULL WHERE part_of = ?", [whole])
                self._db.execute("DELETE FROM origin WHERE article = ?", [whole])
                self._loose.add(whole)

    def _put_together(self, whole: Article, chain: Sequence[Article]) -> None:
        if self.store.article(whole.id) is None:
            self.insert(whole)
        for piece in chain:
            self._db.execute("UPDATE article SET part_of = ?, encoded = 0 WHERE id = ?", [whole.id, piece.id])
            for table in ("passage", "sentence"):
                self._db.execute(f"DELETE FROM {table} WHERE article = ?", [piece.id])
            self._db.executemany(
                "INSERT OR REPLACE INTO origin (article, file, source, issue_date, page, seal) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [sealed(whole.id, *astuple(origin)) for origin in self.store.origins(piece.id)],
            )

    # Vectors ---------------------------------------------------------------------------------------------------------

    def reshape(self, manifest: Manifest) -> None:
        """Let every article wait to be encoded anew, with another manifest."""
        self._db.execute("UPDATE article SET encoded = 0")
        self.store.describe(manifest)

    def waiting(self, limit: int) -> list[Article]:
        """The next articles that are to be encoded, in the order they were read."""
        query = f"SELECT {ARTICLE} FROM article a WHERE NOT encoded AND part_of IS NULL ORDER BY number LIMIT ?"
        return [article_of(row) for row in self._db.execute(query, [limit])]

    def waiting_count(self) -> int:
        """How many articles are to be encoded."""
        row = self._db.execute("SELECT count(*) FROM article WHERE NOT encoded AND part_of IS NULL").fetchone()
        return int(row[0])

    def known_vectors(self, digests: list[int]) -> dict[int, FloatArray]:
        """The vectors that texts of these digests were given before, (dimension,) each."""
        known: dict[int, FloatArray] = {}
        for table in ("passage", "sentence"):
            query = f"SELECT {columns(table)} FROM {table} WHERE digest IN (SELECT value FROM json_each(?))"
            for row in self._db.execute(query, [json.dumps([one for one in digests if one not in known])]):
                *_, made_from, vector = unsealed(row)
                known[made_from] = np.frombuffer(vector, VECTOR_TYPE).astype(np.float32)
        return known

    def put(self, entry: Entry) -> None:
        """Keep the passages, terms, sentences and vectors of an article in the place of what it had."""
        article = entry.article
        for table in ("passage", "sentence"):
            self._db.execute(f"DELETE FROM {table} WHERE article = ?", [article.id])
        blobs = [vector.tobytes() for vector in entry.vectors.astype(VECTOR_TYPE)]
        rows = list(zip(entry.digests, blobs, strict=True))
        for passage, row in zip(entry.passages, rows, strict=False):
            cursor = self._db.execute(
                "INSERT INTO passage (article, start, stop, digest, vector, seal) VALUES (?, ?, ?, ?, ?, ?)",
                sealed(article.id, passage.start, passage.end, *row),
            )
            searched = " ".join(document_terms(searched_text(article, passage.text)))
            self._db.execute("INSERT INTO terms (rowid, grams) VALUES (?, ?)", [cursor.lastrowid, searched])
        self._db.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?)",
            [
                sealed(article.id, *span, *row)
                for span, row in zip(entry.sentences, rows[len(entry.passages) :], strict=True)
            ],
        )
        self._db.execute("UPDATE article SET encoded = 1 WHERE id = ?", [article.id])


def digest(text: str) -> int:
    """What a vector was made from, as SQLite's integer."""
    made = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)


def _words(article: Article) -> str:
    return content_id(article.kicker, article.title, article.subtitle, article.byline, article.body)


def _has_given_id(article: Article) -> bool:
    fields = (article.source, article.issue_date, article.page, article.title, article.body)
    return article.id != content_id(*fields)


def _filled(known: Article, other: Article) -> Article:
    """The article with what another printing knows of it and it doesn't."""
    return replace(
        known,
        source=known.source or other.source,
        issue_date=known.issue_date or other.issue_date,
        page=known.page or other.page,
        event_date=known.event_date or other.event_date,
    )


def _record(article: Article) -> str:
    return json.dumps(article.as_json(), ensure_ascii=False)
