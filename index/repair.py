"""What is whole of a damaged index is put into a new database, and the rest made again from it.

Rows that bear their seal are carried over. Every article is then cut anew and finds the vectors it had by the digests
of its texts, so that only those that were hit are encoded again; terms and the FAISS file need nothing but the
articles. Articles that were hit are read again from their files, where those are still there. The damaged database is
set aside.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.again import found_again, issue_said
from index.build import Builder, FileReport, complete, manifest_of
from index.database import DATABASE, Database
from index.encoder import Encoder
from index.errors import DamagedIndexError
from index.files import File
from index.health import Damage, damage, lenient, terms_fit
from index.kept_fixes import TABLE as CORRECTIONS
from index.lock import only_writer
from index.reader_process import ReaderProcess
from index.readers import Issue, Progress
from index.rows import ARTICLE, article_of, marks
from index.schema import Manifest
from index.seals import columns, intact, sealed
from index.settings import Settings
from index.store import Store
from index.writer import Writer

ASIDE, ANEW = "damaged-", "repaired"


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was found, what became of the files read again, and the articles that are lost, each with its file."""

    found: Damage
    files: list[FileReport] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)


def check(folder: Path, options: Settings) -> Damage:
    """All that is not as it was written. BaowenError when there is no index, or somebody is changing it."""
    Database(folder).require_in_place()
    with only_writer(folder, options.writer_wait_s):
        return _found(folder)


def repair(folder: Path, options: Settings, encoder: Encoder, progress: Progress) -> Repaired:
    """Bring back what can be brought back. DamagedIndexError when nothing of it can be read."""
    Database(folder).require_in_place()
    with only_writer(folder, options.writer_wait_s), ReaderProcess(options, progress) as reader:
        found = _found(folder)
        reports: list[FileReport] = []
        lost: list[tuple[str, str]] = []
        if found:
            store, salvage = _salvaged(folder, found, options, encoder)
            builder = Builder(store, options, encoder, progress, reader)
            builder.make_anew()
            for file in salvage.to_read(options.max_archive_bytes):
                reports += builder.update([file], salvage.issue_of(file, builder.fingerprint))
            lost = [one for one in salvage.lost if store.article(one[0]) is None]
            store.close()
            _put_in_place(folder)
        complete(Store.open(folder))
    return Repaired(found, reports, lost)


def _found(folder: Path) -> Damage:
    database = Database(folder)
    try:
        return damage(database) or Damage(terms=not terms_fit(database))
    finally:
        database.close()


def _salvaged(folder: Path, found: Damage, options: Settings, encoder: Encoder) -> tuple[Store, _Salvage]:
    """A new store with all that is whole of the old one."""
    for path in (folder / ANEW).glob(f"{DATABASE}*"):  # of a repair that was killed
        path.unlink()
    old = lenient(folder)
    store = Store.create(folder / ANEW, _manifest(folder, options, encoder))
    store.require(encoder.identity)
    salvage = _Salvage(old, store)
    salvage.carry(all_again=bool(found.structure or found.rows.get("origin")))
    old.close()
    if not store.counts()[0]:
        raise DamagedIndexError("nothing of it can be read; 'baowen index PATH --rebuild' makes it from its files")
    return store, salvage


def _manifest(folder: Path, options: Settings, encoder: Encoder) -> Manifest:
    try:
        return Store(folder).manifest
    except DamagedIndexError:
        return manifest_of(options, encoder)


def _put_in_place(folder: Path) -> None:
    """The new database in the place of the old one, which is kept; there is one at every moment."""
    aside = folder / f"{ASIDE}{DATABASE}"
    aside.unlink(missing_ok=True)
    os.link(folder / DATABASE, aside)
    for end in ("-wal", "-shm"):
        if (folder / f"{DATABASE}{end}").exists():
            os.replace(folder / f"{DATABASE}{end}", folder / f"{ASIDE}{DATABASE}{end}")
    os.replace(folder / ANEW / DATABASE, folder / DATABASE)
    (folder / ANEW).rmdir()


class _Salvage:
    """Carries what is whole from a damaged database into a new store, and knows what is to be read again."""

    def __init__(self, old: Database, store: Store) -> None:
        self.old, self.store = old, store
        self.lost: list[tuple[str, str]] = []
        self._again: set[str] = set()
        self._fingerprints: dict[str, str] = {}
        self._said: dict[str, set[tuple[str | None, ...]]] = {}

    def carry(self, all_again: bool) -> None:
        """Carry over; `all_again`: rows may be missing without a trace, so every file is to be read."""
        with self.store.transaction():
            self._articles()
            self._origins()
            self._pages()
            self._pictures()
            self._corrections()
            self._vectors()
            if all_again:
                self._again |= self._said.keys()
            unread = [(file,) for file in self._again]
            self.store.connection.executemany("UPDATE file SET fingerprint = '' WHERE path = ?", unread)

    def to_read(self, max_unpacked: int) -> Iterator[File]:
        """The files to read again that are still there."""
        for key in sorted(self._again):
            if found := found_again(key, max_unpacked):
                yield found

    def issue_of(self, file: File, fingerprint: Callable[[File, Issue], tuple[str, int]]) -> Issue:
        """What was said of a file, as its fingerprint tells; of a changed one, what its articles have in common."""
        former = self._fingerprints.get(file.key)
        return issue_said(self._said[file.key], lambda issue: fingerprint(file, issue)[0] == former)

    def _rows(self, names: str, table: str, order: str) -> Iterator[tuple[Any, ...]]:
        """The rows that can be read: from the first on, and from the last back where that comes to an end."""
        for direction in ("ASC", "DESC"):
            ordered = ", ".join(f"{name} {direction}" for name in order.split())
            try:
                yield from self.old.stream(f"SELECT {names} FROM {table} ORDER BY {ordered}")
                return
            except DamagedIndexError:
                continue

    def _articles(self) -> None:
        writer = Writer(self.store)
        for row in self._rows(ARTICLE, "article a", "number"):
            if intact(row) and self.store.article(row[0]) is None:
                writer.insert(article_of(row))

    def _origins(self) -> None:
        self._fingerprints = dict(self._rows("path, fingerprint", "file", "path"))
        for row in self._rows(columns("origin"), "origin", "file article"):
            article_id, file, *said = row[:5]
            if not all(map(_is_text, (article_id, file))):
                continue
            article, whole = self.store.article(article_id), intact(row)
            if not whole or article is None:
                self._again.add(file)
            if not whole:
                said = [article.source, article.issue_date, article.page] if article else [None, None, None]
            self._said.setdefault(file, set()).add(tuple(said))
            self._put("file", "path, fingerprint", (file, self._fingerprints.get(file, "")))
            if article:
                self._put("origin", columns("origin"), sealed(article_id, file, *said))
            else:
                self.lost.append((article_id, file))

    def _pages(self) -> None:
        for file, page, text in self._rows("file, page, text", "page_text", "file page"):
            try:
                zlib.decompress(text)
                if file in self._said:
                    self._put("page_text", "file, page, text", (file, page, text))
            except (zlib.error, TypeError):
                self._again |= {file} & self._said.keys()

    def _pictures(self) -> None:
        for row in self._rows(columns("page_picture"), "page_picture", "file page"):
            if not intact(row):
                self._again |= {row[0]} & self._said.keys()
            elif row[0] in self._said:
                self._put("page_picture", columns("page_picture"), row)

    def _corrections(self) -> None:
        """What readers put right; one that is hit is lost, and its file is read without it."""
        if not self.old.rows("SELECT 1 FROM sqlite_master WHERE name = 'page_correction'"):
            return
        self.store.connection.execute(CORRECTIONS)
        for row in self._rows(columns("page_correction"), "page_correction", "number"):
            if intact(row) and row[0] in self._said:
                self._put("page_correction", columns("page_correction"), row)

    def _vectors(self) -> None:
        for table, key in (("passage", "number"), ("sentence", "article start")):
            for row in self._rows(columns(table), table, key):
                if intact(row) and self.store.article(row[0]) is not None:
                    self._put(table, columns(table), row)

    def _put(self, table: str, names: str, row: tuple[Any, ...]) -> None:
        self.store.connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks(row)})", row)


def _is_text(value: Any) -> bool:
    """Whether it is a text that can be stored: one with bytes that are no UTF-8 can not."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)
