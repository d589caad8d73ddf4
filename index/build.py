"""Paths -> store: find, compare, keep, encode, report. The one place where an index changes.

Files that are new or changed are taken some at a time, each lot in a transaction: readers see it when it is complete,
and a process that is killed loses the lot it was at. Articles go through the store, never all through memory.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

from index.counts import open_counts
from index.database import DATABASE, Database
from index.encoder import Encoder
from index.entries import make_entries
from index.errors import BaowenError, DamagedIndexError
from index.files import File, Unreadable, close_archives, find_files, key_of, path_of, shown
from index.fixes import fixed
from index.health import seal_terms
from index.invisible import count_private
from index.kept_fixes import fixes_of, forget_fixes
from index.lock import only_writer
from index.reader_process import ReaderProcess
from index.readers import Issue, Progress, Reading
from index.schema import FORMAT, Manifest
from index.settings import Settings
from index.store import Store
from index.vectors import open_vectors
from index.writer import Writer

Outcome = Literal["added", "replaced", "unchanged", "removed", "failed"]
ARTICLES_AT_ONCE = 32
FILES_AT_ONCE, BYTES_AT_ONCE = 256, 1_000_000


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file.

    `dates` are the first and last issue date of its articles, `notes` what its reader should know, and `message` why it
    failed.
    """

    path: str
    outcome: Outcome
    articles: int = 0
    passages: int = 0
    dates: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    message: str = ""


def build_index(
    folder: Path,
    paths: Sequence[Path],
    issue: Issue,
    options: Settings,
    encoder: Encoder,
    *,
    rebuild: bool = False,
    prune: bool = False,
    only_existing: bool = False,
    progress: Progress = lambda path, done, total: None,
) -> list[FileReport]:
    """Bring the index in `folder` up to date with files and folders; a report a file, in order.

    A file that can't be read is reported and leaves what it gave before. Unchanged files cost a checksum. `prune`
    forgets the files of the folders given that are gone. `rebuild` reads the files given again and cuts and encodes
    everything anew, all others from their stored articles; until it is complete, readers see the index as it was.
    `only_existing`: no index is made where there is none any more. `progress` hears what is read, and articles encoded
    and in all.
    """
    found = list(find_files(paths, options.max_archive_bytes))
    files = [file for file in found if isinstance(file, File)]
    failures = [FileReport(one.name, "failed", message=one.reason) for one in found if isinstance(one, Unreadable)]
    if not files and not rebuild and not prune:
        if failures:
            return failures
        raise BaowenError(f"no files found in {', '.join(map(shown, paths))}; name files, or a folder that has some")
    with only_writer(folder, options.writer_wait_s), ReaderProcess(options, progress) as reader:
        if only_existing:  # it may have gone while the lock was waited for
            Database(folder).require_in_place()
        store = _open(folder, options, encoder, rebuild)
        builder = Builder(store, options, encoder, progress, reader)
        reports = builder.rebuild(files, issue) if rebuild else builder.update(files, issue)
        reports += builder.forget(_gone(store, paths, found, prune))
        complete(store)
    close_archives()
    return failures + reports


def remove(folder: Path, targets: Sequence[str], options: Settings, encoder: Encoder) -> list[FileReport]:
    """Forget files (by path; a folder or archive with all in it) or articles (by id). BaowenError names one not known.

    The encoder is for what is left of an article when one of its pages goes. A file stays forgotten until it is indexed
    again; of a file that is only left out in part, until it changes.
    """
    store = Store.open(folder)  # before the lock, which would make the folder of an index that is not there
    with only_writer(folder, options.writer_wait_s):
        known = store.files()
        chosen = {target: _known_under(known, Path(target)) for target in targets}
        strangers = [target for target in targets if not chosen[target] and store.article(target) is None]
        if strangers:
            raise BaowenError(f"{', '.join(strangers)}: no file or article of this index; see 'baowen articles'")
        files = [file for under in chosen.values() for file in under]
        builder = Builder(store, options, encoder, lambda path, done, total: None, ReaderProcess(options))
        builder.forget(files, [target for target in targets if not chosen[target]])
        complete(store)
    return [FileReport(name, "removed") for target, files in chosen.items() for name in files or [target]]


def complete(store: Store) -> None:
    """Bring what is derived from the store up to date."""
    open_vectors(store)
    open_counts(store)
    seal_terms(store)
    store.close()


def _open(folder: Path, options: Settings, encoder: Encoder, rebuild: bool) -> Store:
    if rebuild:
        return _open_for_rebuild(folder, options, encoder)
    if Store(folder).blank:
        return Store.create(folder, manifest_of(options, encoder))
    store = Store.open(folder)
    store.require(encoder.identity)
    return store


def _open_for_rebuild(folder: Path, options: Settings, encoder: Encoder) -> Store:
    """The store to build anew; one that is damaged, or of another format, is set aside, not deleted."""
    try:
        store = Store(folder)
        if store.blank:
            return Store.create(folder, manifest_of(options, encoder))
        if store.format == FORMAT:
            store.counts()
            return store
        store.close()
        aside = "former"
    except DamagedIndexError:
        aside = "damaged"
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        if (folder / name).exists():
            os.replace(folder / name, folder / f"{aside}-{name}")
    return Store.create(folder, manifest_of(options, encoder))


def manifest_of(options: Settings, encoder: Encoder) -> Manifest:
    """What shapes an index that is made with these settings."""
    return Manifest(encoder.identity, encoder.dimension, options.passage_chars, options.overlap_chars)


def _known_under(known: Sequence[str] | dict[str, str], path: Path) -> list[str]:
    """The known files that are this path, or lie in this folder or archive."""
    name = key_of(path)
    return [key for key in known if key == name or key.startswith(name + os.sep)]


def _gone(store: Store, paths: Sequence[Path], found: Sequence[File | Unreadable], prune: bool) -> list[str]:
    """Known files that are no more: members that left an archive and, to be pruned, files that left a folder."""
    here = {file.key for file in found if isinstance(file, File)}
    archives = {file.path for file in found if isinstance(file, File) and file.member is not None}
    known = store.files()
    gone = [key for archive in archives for key in _known_under(known, archive) if key not in here]
    for folder in filter(Path.is_dir, paths) if prune else ():
        gone += [key for key in _known_under(known, folder) if key not in here and not _there(path_of(key))]
    return sorted(set(gone))


def _there(path: Path) -> bool:
    """Whether a file, or the archive it is a member of, is still there."""
    return path.exists() or any(parent.is_file() for parent in path.parents)


class Builder:
    """Puts files into one store; holds what every file needs."""

    def __init__(
        self, store: Store, options: Settings, encoder: Encoder, progress: Progress, reader: ReaderProcess
    ) -> None:
        self.store, self.options, self.encoder, self.progress = store, options, encoder, progress
        self.reader = reader
        self.known = store.files()

    def update(self, files: Sequence[File], issue: Issue) -> list[FileReport]:
        """Read the files that are new or changed, lot by lot."""
        reports: list[FileReport] = []
        waiting: list[tuple[File, str]] = []
        size = 0
        for number, file in enumerate(files, 1):
            try:
                fingerprint, length = self.fingerprint(file, issue)
            except BaowenError as error:
                reports.append(FileReport(file.name, "failed", message=str(error)))
                continue
            if self.known.get(file.key) == fingerprint:
                reports.append(FileReport(file.name, "unchanged"))
                continue
            waiting.append((file, fingerprint))
            size += length
            if size >= BYTES_AT_ONCE or len(waiting) >= FILES_AT_ONCE:
                reports += self._take(waiting, issue, f"{file.name} ({number}/{len(files)})")
                waiting, size = [], 0
        return reports + self._take(waiting, issue, waiting[-1][0].name if waiting else "")

    def rebuild(self, files: Sequence[File], issue: Issue) -> list[FileReport]:
        """Read the files again, and cut and encode everything anew, in one transaction."""
        reports: list[FileReport] = []
        waiting: list[tuple[File, str]] = []
        for file in files:
            try:
                waiting.append((file, self.fingerprint(file, issue)[0]))
            except BaowenError as error:
                reports.append(FileReport(file.name, "failed", message=str(error)))
        reports += self._take(waiting, issue, str(self.store.folder), rebuild=True)
        given = {file.key for file in files}
        return reports + [self._report(key, key, (), "replaced") for key in self.store.files() if key not in given]

    def make_anew(self) -> None:
        """Join and encode all articles that wait, of whatever file."""
        with self._writing() as writer:
            writer.join_anew()

    def forget(self, files: Sequence[str], articles: Sequence[str] = ()) -> list[FileReport]:
        """Forget files, and articles by id."""
        if files or articles:
            with self._writing() as writer:
                for file in files:
                    writer.forget_file(file)
                for article_id in articles:
                    writer.forget_article(article_id)
        return [FileReport(file, "removed") for file in files]

    def _take(
        self, files: Sequence[tuple[File, str]], issue: Issue, label: str, rebuild: bool = False
    ) -> list[FileReport]:
        """Keep some files and encode what is new in them, in one transaction."""
        if not files and not rebuild:
            return []
        failed: dict[str, str] = {}
        notes: dict[str, tuple[str, ...]] = {}
        with self._writing(label, rebuild) as writer:
            for file, fingerprint in files:
                try:
                    reading, lost = self._read(file, issue)
                    writer.keep_file(file.key, file.name, fingerprint, reading)
                    forget_fixes(self.store, file.key, lost)
                    notes[file.key] = tuple(reading.notes)
                except BaowenError as error:
                    failed[file.key] = str(error)
            if rebuild:
                writer.reshape(manifest_of(self.options, self.encoder))
        return [
            FileReport(file.name, "failed", message=failed[file.key])
            if file.key in failed
            else self._report(file.key, file.name, notes[file.key], "replaced" if file.key in self.known else "added")
            for file, _ in files
        ]

    def _read(self, file: File, issue: Issue) -> tuple[Reading, list[int]]:
        """What a file holds, with what readers put right in it; and the numbers of their fixes that no longer fit."""
        kept = fixes_of(self.store, file.key)
        reading, done = fixed(self.reader.read(file, issue), [fix for _, fix in kept])
        return reading, [number for number, fix in kept if fix not in done]

    @contextmanager
    def _writing(self, label: str = "", anew: bool = False) -> Iterator[Writer]:
        """A transaction: what is kept and forgotten in it is joined and encoded before it ends."""
        with self.store.transaction():
            writer = Writer(self.store)
            yield writer
            writer.join()
            self._encode(writer, label, reuse=not anew)
            writer.finish()

    def _encode(self, writer: Writer, label: str, reuse: bool) -> None:
        manifest = self.store.manifest
        done, total = 0, writer.waiting_count()
        self.progress(label, done, total)
        while articles := writer.waiting(ARTICLES_AT_ONCE):
            known = writer.known_vectors if reuse else lambda digests: {}
            for entry in make_entries(articles, manifest, self.encoder, known):
                writer.put(entry)
            done += len(articles)
            self.progress(label, done, total)

    def fingerprint(self, file: File, issue: Issue) -> tuple[str, int]:
        """What tells whether a file, or what was said about it, has changed; and its length in bytes."""
        digest, length = file.digest()
        said = repr(astuple(issue)).encode()
        return hashlib.sha256(digest.encode() + said).hexdigest(), length

    def _report(self, key: str, name: str, notes: tuple[str, ...], outcome: Outcome) -> FileReport:
        articles, dates, inferred, private = 0, set[str](), 0, 0
        for article in self.store.articles_of(key):
            articles += 1
            inferred += article.date_inferred
            private += count_private(article.body)
            dates.add(article.issue_date or "")
        if "" in dates:
            notes += ("no issue date",)
        if inferred:
            notes += ("issue date inferred",)
        if private:
            notes += (f"{private:,} characters of private use, which only their own font can show",)
        days = sorted(day for day in dates if day)
        return FileReport(name, outcome, articles, self.store.passages_of(key), tuple(days[:1] + days[1:][-1:]), notes)
