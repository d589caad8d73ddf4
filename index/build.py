"""Paths -> store: read, compare, cut, encode, write, report. The one place where an index changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from index.article import Article
from index.encoder import Encoder
from index.errors import BaowenError, DamagedIndexError
from index.folding import simplify
from index.passages import cut_passages
from index.readers import Issue, read_articles, readable
from index.schema import Entry, Manifest
from index.sentences import sentence_spans
from index.settings import Settings
from index.store import DATABASE, Store, searched_text
from index.vectors import open_vectors

Outcome = Literal["added", "replaced", "unchanged", "failed"]
Progress = Callable[[str, int, int], None]
ARTICLES_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `message` says why it failed."""

    path: str
    outcome: Outcome
    articles: int = 0
    passages: int = 0
    message: str = ""


def build_index(
    folder: Path,
    paths: Sequence[Path],
    issue: Issue,
    options: Settings,
    encoder: Encoder,
    *,
    rebuild: bool = False,
    progress: Progress = lambda path, done, total: None,
) -> list[FileReport]:
    """Bring the index in `folder` up to date with files and folders; a report a file, in order.

    A file that can't be read is reported and leaves what it gave before. Unchanged files cost a checksum. `rebuild`
    cuts and encodes everything again, from the files given and, for all others, from the stored articles; until it is
    complete, readers see the index as it was. `progress` hears the file, articles done and articles in all.
    """
    files, failures = _find_files(paths)
    if not files and not rebuild:
        if failures:
            return failures
        raise BaowenError(f"no articles found in {', '.join(map(str, paths))}; give .txt, .md or .jsonl files")
    with _only_writer(folder):
        store = _open(folder, options, encoder, rebuild)
        builder = _Builder(store, options, encoder, progress)
        reports = builder.rebuild(files, issue) if rebuild else [builder.update(path, issue) for path in files]
        open_vectors(store)
        store.close()
    return failures + reports


@contextmanager
def _only_writer(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "writer.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise BaowenError(f"{folder}: another process is writing this index; try again when it is done") from error
    except OSError as error:
        raise BaowenError(f"{folder}: the index cannot be written here ({error.strerror})") from error
    try:
        yield
    finally:
        lock.release()


def _open(folder: Path, options: Settings, encoder: Encoder, rebuild: bool) -> Store:
    if rebuild:
        return _open_for_rebuild(folder, options, encoder)
    if Store(folder).blank:
        return Store.create(folder, _manifest(options, encoder))
    store = Store.open(folder)
    store.require(encoder.name)
    return store


def _open_for_rebuild(folder: Path, options: Settings, encoder: Encoder) -> Store:
    """The store to build anew; one that is damaged is set aside, not deleted."""
    try:
        if not Store(folder).blank:
            store = Store.open(folder)
            store.counts()
            return store
    except DamagedIndexError:
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            if (folder / name).exists():
                os.replace(folder / name, folder / f"damaged-{name}")
    return Store.create(folder, _manifest(options, encoder))


def _manifest(options: Settings, encoder: Encoder) -> Manifest:
    return Manifest(encoder.name, encoder.dimension, options.passage_chars, options.overlap_chars)


def _find_files(paths: Iterable[Path]) -> tuple[list[Path], list[FileReport]]:
    """The files to read, folders opened, in the order given and by name; and a report for each path that is none."""
    files: dict[Path, None] = {}
    failures: list[FileReport] = []
    for path in paths:
        if path.is_dir():
            found = (Path(root) / name for root, _, names in os.walk(path) for name in names if name[0] != ".")
            files.update(dict.fromkeys(sorted(file for file in found if readable(file))))
        elif path.exists():
            files[path] = None
        else:
            failures.append(FileReport(str(path), "failed", message=f"{path}: no such file or folder"))
    return list(files), failures


class _Builder:
    """Puts files into one store; holds what every file needs."""

    def __init__(self, store: Store, options: Settings, encoder: Encoder, progress: Progress) -> None:
        self.store, self.options, self.encoder, self.progress = store, options, encoder, progress
        self.known = store.files()
        manifest = store.manifest
        self.size, self.overlap = manifest.passage_chars, manifest.overlap_chars

    def update(self, path: Path, issue: Issue) -> FileReport:
        """Read one file and keep it, in a transaction of its own."""
        name = str(path.resolve())
        known = self.known.get(name)
        try:
            content = _read_bytes(path, self.options.max_file_bytes)
            fingerprint = _fingerprint(content, issue)
            if known == fingerprint:
                return FileReport(str(path), "unchanged")
            entries = self._entries(str(path), _distinct(path, read_articles(path, issue, content)))
            with self.store.transaction():
                self.store.replace_file(name, fingerprint, entries)
        except BaowenError as error:
            return FileReport(str(path), "failed", message=str(error))
        return _report(path, known is not None, entries)

    def rebuild(self, files: Sequence[Path], issue: Issue) -> list[FileReport]:
        """Cut and encode everything again, in one transaction; a file that fails keeps its stored articles."""
        self.size, self.overlap = self.options.passage_chars, self.options.overlap_chars
        kept = {name: (fingerprint, self.store.articles_of(name)) for name, fingerprint in self.known.items()}
        failures: list[FileReport] = []
        read: dict[str, Path] = {}
        for path in files:
            try:
                content = _read_bytes(path, self.options.max_file_bytes)
                articles = _distinct(path, read_articles(path, issue, content))
                kept[str(path.resolve())] = (_fingerprint(content, issue), articles)
                read[str(path.resolve())] = path
            except BaowenError as error:
                failures.append(FileReport(str(path), "failed", message=str(error)))
        entries = {name: self._entries(name, articles) for name, (_, articles) in kept.items()}
        with self.store.transaction():
            self.store.reset(_manifest(self.options, self.encoder))
            for name, (fingerprint, _) in kept.items():
                self.store.replace_file(name, fingerprint, entries[name])
        return failures + [_report(read.get(name, Path(name)), True, entries[name]) for name in kept]

    def _entries(self, name: str, articles: Sequence[Article]) -> list[Entry]:
        entries: list[Entry] = []
        for at in range(0, len(articles), ARTICLES_AT_ONCE):
            self.progress(name, at, len(articles))
            entries.extend(self._encode(articles[at : at + ARTICLES_AT_ONCE]))
        self.progress(name, len(articles), len(articles))
        return entries

    def _encode(self, articles: Sequence[Article]) -> Iterator[Entry]:
        """Cut the articles and encode passages and sentences of them all in one go, which the model does fastest."""
        passages = [cut_passages(article, self.size, self.overlap) for article in articles]
        sentences = [sentence_spans(article.body) for article in articles]
        texts = [searched_text(a, p.text) for a, cut in zip(articles, passages, strict=True) for p in cut]
        whole = len(texts)
        texts += [a.body[start:end] for a, spans in zip(articles, sentences, strict=True) for start, end in spans]
        vectors = self.encoder.documents([simplify(text) for text in texts])
        passage_at, sentence_at = 0, whole
        for article, cut, spans in zip(articles, passages, sentences, strict=True):
            yield Entry(
                article,
                cut,
                vectors[passage_at : passage_at + len(cut)],
                spans,
                vectors[sentence_at : sentence_at + len(spans)],
            )
            passage_at, sentence_at = passage_at + len(cut), sentence_at + len(spans)


def _report(path: Path, replaced: bool, entries: Sequence[Entry]) -> FileReport:
    passages = sum(len(entry.passages) for entry in entries)
    return FileReport(str(path), "replaced" if replaced else "added", len(entries), passages)


def _distinct(path: Path, articles: Iterable[Article]) -> list[Article]:
    found: dict[str, Article] = {}
    for article in articles:
        if article.id in found and found[article.id].body != article.body:
            raise BaowenError(f"{path}: the id '{article.id}' stands for two different articles; give each its own")
        found.setdefault(article.id, article)
    if not found:
        raise BaowenError(f"{path}: no article found in it")
    return list(found.values())


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit:
            raise BaowenError(
                f"{path}: {size:,} bytes, at most {limit:,} are read; split it or set BAOWEN_MAX_FILE_BYTES"
            )
        return path.read_bytes()
    except OSError as error:
        raise BaowenError(f"{path}: cannot be read ({error.strerror})") from error


def _fingerprint(content: bytes, issue: Issue) -> str:
    digest = hashlib.sha256(content)
    digest.update(repr(astuple(issue)).encode())
    return digest.hexdigest()
