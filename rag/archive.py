"""The archive (报库): what the index holds, issue by issue, and how files come in and go while questions are asked.

Files that come from a browser are put into the folder of uploads first, where they stay as long as the index has them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from index.article import Article
from index.build import FileReport, Progress, build_index, remove
from index.encoder import Encoder
from index.errors import BaowenError
from index.readers import Issue, known_suffixes
from index.schema import Filters
from index.settings import Settings
from index.store import Store
from rag.meetings import make_records

FILES_AT_ONCE = 50
NAME_CHARS = 60
_UNSAFE = re.compile(r"[^\w.()（）《》·-]+")


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that the index has articles of; `uploaded` says that it lies in the folder of uploads."""

    path: str
    uploaded: bool

    @property
    def name(self) -> str:
        """Its name without its folder."""
        return Path(self.path).name


class Archive:
    """The articles and files of one index. Safe from any thread; one change at a time, whoever makes it."""

    def __init__(self, store: Store, encoder: Encoder, options: Settings) -> None:
        self.store, self.encoder, self.options = store, encoder, options

    def issues(self) -> list[tuple[str | None, str | None, int]]:
        """Newspaper, issue date and number of articles of each issue, newest first."""
        return self.store.issues()

    def listed(self, filters: Filters | None, limit: int, offset: int) -> tuple[list[Article], int]:
        """Some articles by issue, newest first, and how many there are in all."""
        return self.store.listed(filters, limit, offset), self.store.article_count(filters)

    def files(self) -> list[KnownFile]:
        """The files of the index, uploaded ones first."""
        uploads = str(self.options.uploads.resolve()) + os.sep
        known = [KnownFile(path, path.startswith(uploads)) for path in self.store.files()]
        return sorted(known, key=lambda file: (not file.uploaded, file.path))

    def add(
        self, uploads: Sequence[Path], issue: Issue, progress: Progress = lambda name, done, total: None
    ) -> list[FileReport]:
        """Take files that a browser sent into the archive; a report a file, in order. The files given are moved.

        A file that cannot be read is reported and not kept. BaowenError when there are too many, or another is writing.
        """
        if len(uploads) > FILES_AT_ONCE:
            raise BaowenError(f"{len(uploads)} files, at most {FILES_AT_ONCE} are taken at once; add some first")
        reports: dict[Path, FileReport] = {}
        kept: list[Path] = []
        for upload in uploads:
            try:
                kept.append(self._kept(upload))
            except BaowenError as error:
                reports[upload] = FileReport(upload.name, "failed", message=str(error))
        try:
            given = (self.store.folder, kept, issue, self.options, self.encoder)
            found = build_index(*given, progress=progress) if kept else []
            make_records(self.store)
        finally:
            known = self.store.files()
            for path in kept:
                if not _is_known(known, path):
                    path.unlink(missing_ok=True)
        return [*reports.values(), *(_short(report) for report in found)]

    def remove(self, paths: Sequence[str]) -> list[str]:
        """Forget files of the index; those of the folder of uploads are deleted too. Their names."""
        known = {file.path: file for file in self.files()}
        chosen = [known[path] for path in paths if path in known]
        if chosen:
            remove(self.store.folder, [file.path for file in chosen], self.options, self.encoder)
        for file in chosen:
            if file.uploaded:
                Path(file.path).unlink(missing_ok=True)
        return [file.name for file in chosen]

    def _kept(self, upload: Path) -> Path:
        """The file in the folder of uploads, under a name of its own; the same content again is the same file."""
        suffix = upload.suffix.lower()
        if suffix not in known_suffixes():
            raise BaowenError(f"{upload.name}: cannot read '{suffix}' files; give {', '.join(known_suffixes())}")
        if (size := upload.stat().st_size) > self.options.max_upload_bytes:
            raise BaowenError(f"{upload.name}: {size:,} bytes, at most {self.options.max_upload_bytes:,} are taken")
        stem = _UNSAFE.sub("_", upload.stem).strip("._")[:NAME_CHARS] or "page"
        try:
            self.options.uploads.mkdir(parents=True, exist_ok=True)
            names = chain([stem], (f"{stem}-{number}" for number in count(2)))
            paths = (self.options.uploads / f"{name}{suffix}" for name in names)
            target = next(path for path in paths if _free_or_same(path, upload))
            shutil.move(upload, target)
        except OSError as error:
            raise BaowenError(f"{upload.name}: cannot be kept in {self.options.uploads} ({error.strerror})") from error
        return target


def _free_or_same(path: Path, upload: Path) -> bool:
    return not path.exists() or path.read_bytes() == upload.read_bytes()


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
