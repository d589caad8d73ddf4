"""The archive (报库): what the index holds, issue by issue, and how files come in and go while questions are asked.

Files that come from a browser are put into the folder of uploads first, where they stay as long as the index has them.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from index.article import Article
from index.build import FileReport, build_index, remove
from index.encoder import Encoder
from index.errors import BaowenError
from index.lock import only_writer
from index.readers import Issue, Progress, known_suffixes
from index.schema import Filters
from index.settings import Settings
from index.store import Store
from rag.readings import make_readings

FILES_AT_ONCE = 50
HEAD_CHARS, TAIL_CHARS = 25, 40  # of a long file name; its end may hold date and page
ALIKE = 0.5  # of the articles of an earlier file, and of the words of each, to be the same page once more
RUN_CHARS = 4  # that stand for words
_UNSAFE = re.compile(r"[^\w.()（）《》·-]+")

# The first day that an article names, whose year may not be known: 3月12日, or 12日.
_NAMED_DAY = re.compile(r"(?:\d{1,2}月)?\d{1,2}日")
_Day = tuple[str | None, str | None, str | None]  # of the issue, of what happened, and as it is named


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that the index has articles of; `uploaded` says that it lies in the folder of uploads.

    Readers are told its name and its `id`, not its path.
    """

    path: str
    uploaded: bool

    @property
    def id(self) -> str:
        """What it is chosen by where paths are nobody's business: as much of its path's SHA-256 as an article's id."""
        return hashlib.sha256(self.path.encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """Its name without its folder."""
        return Path(self.path).name


class Archive:
    """The articles and files of one index. Safe from any thread; one change at a time, whoever makes it."""

    def __init__(self, store: Store, encoder: Encoder, options: Settings) -> None:
        self.store, self.encoder, self.options = store, encoder, options
        self._naming = threading.Lock()

    def issues(self) -> list[tuple[str | None, str | None, int]]:
        """Newspaper, issue date and number of articles of each issue, newest first."""
        return self.store.issues()

    def listed(self, filters: Filters | None, limit: int, offset: int) -> tuple[list[Article], int]:
        """Some articles by issue, newest first, and how many there are in all."""
        return self.store.listed(filters, limit, offset), self.store.article_count(filters)

    def files(self) -> list[KnownFile]:
        """The files of the index, uploaded ones first."""
        known = [KnownFile(path, self.is_upload(path)) for path in self.store.files()]
        return sorted(known, key=lambda file: (not file.uploaded, file.path))

    def is_upload(self, path: str) -> bool:
        """Whether a file lies in the folder of uploads."""
        return path.startswith(str(self.options.uploads.resolve()) + os.sep)

    def add(
        self,
        uploads: Sequence[Path],
        issue: Issue,
        progress: Progress = lambda name, done, total: None,
        names: Sequence[str] = (),
    ) -> list[FileReport]:
        """Take files that a browser sent into the archive; a report a file, in order. The files given are moved.

        `names` are those they were sent under, where their paths don't say. A file that cannot be read is reported and
        not kept; one that has an earlier file's name and headlines takes its place. BaowenError when there are too
        many, another goes on writing for too long, or the index is gone.
        """
        self.store.require_in_place()  # none is to be made in its stead
        if len(uploads) > FILES_AT_ONCE:
            raise BaowenError(f"{len(uploads)} files, at most {FILES_AT_ONCE} are taken at once; add some first")
        reports: dict[Path, FileReport] = {}
        kept: list[Path] = []
        for upload, name in zip(uploads, names or [upload.name for upload in uploads], strict=True):
            try:
                kept.append(self._kept(upload, Path(Path(name).name)))
            except BaowenError as error:
                reports[upload] = FileReport(Path(name).name, "failed", message=str(error))
        try:
            given = (self.store.folder, kept, issue, self.options, self.encoder)
            found = build_index(*given, only_existing=True, progress=progress) if kept else []
            found = [self._in_place_of_earlier(report) for report in found]
            with only_writer(self.store.folder, self.options.writer_wait_s):
                make_readings(self.store)
        finally:
            known = self.store.files()
            for path in kept:
                if not _is_known(known, path):
                    path.unlink(missing_ok=True)
        return [*reports.values(), *(_short(report) for report in found)]

    def remove(self, ids: Sequence[str]) -> list[str]:
        """Forget files of the index, by the ids of `files`; uploaded ones are deleted too. Their names."""
        self.store.require_in_place()
        known = {file.id: file for file in self.files()}
        return self._forget([known[one] for one in ids if one in known])

    def _forget(self, chosen: Sequence[KnownFile]) -> list[str]:
        if chosen:
            remove(self.store.folder, [file.path for file in chosen], self.options, self.encoder)
        for file in chosen:
            if file.uploaded:
                Path(file.path).unlink(missing_ok=True)
        return [file.name for file in chosen]

    def _in_place_of_earlier(self, report: FileReport) -> FileReport:
        """Forget the uploads of which a new one is a corrected edition: same name, same days, mostly the same words."""
        key = str(Path(report.path).resolve())
        if report.outcome != "added":
            return report
        earlier = [
            file
            for file in self.files()
            if file.uploaded and file.path != key and _given_name(file.path) == _given_name(key)
        ]
        new = _words_by_day(self.store.articles_of(key)) if earlier else {}
        former = [one for one in earlier if _once_more(list(self.store.articles_of(one.path)), new)]
        self._forget(former)
        return replace(report, outcome="replaced") if former else report

    def _kept(self, upload: Path, name: Path) -> Path:
        """The file in the folder of uploads, under a name of its own; the same content again is the same file."""
        suffix = name.suffix.lower()
        if suffix not in known_suffixes():
            raise BaowenError(f"{name}: cannot read '{suffix}' files; give {', '.join(known_suffixes())}")
        if (size := upload.stat().st_size) > self.options.max_upload_bytes:
            raise BaowenError(f"{name}: {size:,} bytes, at most {self.options.max_upload_bytes:,} are taken")
        stem = _UNSAFE.sub("_", name.stem).strip("._") or "page"
        if len(stem) > HEAD_CHARS + TAIL_CHARS:
            stem = f"{stem[:HEAD_CHARS]}_{stem[-TAIL_CHARS:]}"
        try:
            self.options.uploads.mkdir(parents=True, exist_ok=True)
            names = chain([stem], (f"{stem}-{number}" for number in count(2)))
            paths = (self.options.uploads / f"{name}{suffix}" for name in names)
            with self._naming:
                target = next(path for path in paths if _free_or_same(path, upload))
                shutil.move(upload, target)
        except OSError as error:
            where = str(self.options.uploads)
            raise BaowenError(
                f"{name}: cannot be kept with what is uploaded ({error.strerror})", where=where
            ) from error
        return target


def _words_by_day(articles: Iterable[Article]) -> dict[_Day, set[str]]:
    """The runs of characters of articles, by the days of which they are."""
    found: dict[_Day, set[str]] = {}
    for one in articles:
        found.setdefault(_day(one), set()).update(_runs(one))
    return found


def _once_more(old: Sequence[Article], new: dict[_Day, set[str]]) -> bool:
    """Whether most of the old articles stand among the new ones, of the same days and with most of their words."""
    again = [one for one in old if len((runs := _runs(one)) & new.get(_day(one), set())) > ALIKE * len(runs)]
    return len(again) > ALIKE * len(old)


def _day(article: Article) -> _Day:
    named = _NAMED_DAY.search(article.body)
    return article.issue_date, article.event_date, named[0] if named else None


def _runs(article: Article) -> set[str]:
    text = f"{article.title or ''}\n{article.body}"
    return {text[at : at + RUN_CHARS] for at in range(max(len(text) - RUN_CHARS, 0) + 1)}


def _free_or_same(path: Path, upload: Path) -> bool:
    return not path.exists() or path.read_bytes() == upload.read_bytes()


def _given_name(path: str) -> str:
    """The name a file was sent under, without the number that it got."""
    return re.sub(r"-\d{1,4}(\.\w+)\Z", r"\1", Path(path).name)


def _is_known(known: dict[str, str], path: Path) -> bool:
    """Whether the index has something of a file, or of a member of it."""
    key = str(path.resolve())
    return any(one == key or one.startswith(key + os.sep) for one in known)


def _short(report: FileReport) -> FileReport:
    """The report with the file's name alone: where uploads are kept is nobody's business."""
    return FileReport(
        Path(report.path).name, report.outcome, report.articles, report.passages, report.dates, report.notes,
        report.message.replace(str(Path(report.path).parent) + os.sep, ""),
    )  # fmt: skip
