"""A fix of a page made or taken back: its file is read again as it was read before, with the fixes it has now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.again import found_again, issue_said
from index.build import Builder, FileReport, complete
from index.encoder import Encoder
from index.errors import BaowenError
from index.files import File
from index.fixes import Fix
from index.kept_fixes import fixes_of, forget_fixes, keep_fix
from index.lock import only_writer
from index.reader_process import ReaderProcess
from index.readers.reading import Issue, unheard
from index.settings import Settings
from index.store import Store

MOST_FIXES = 200  # of a file


def fix_page(folder: Path, file: str, fix: Fix, options: Settings, encoder: Encoder) -> FileReport:
    """Keep a fix of a file of the index and read the file with it. BaowenError when it does not fit its page."""

    def keep(store: Store) -> None:
        if len(fixes_of(store, file)) >= MOST_FIXES:
            raise BaowenError(f"{Path(file).name}: {MOST_FIXES} corrections, no more are taken; take some back first")
        keep_fix(store, file, fix)

    report, fixes = _changed(folder, file, keep, options, encoder)
    if fix not in fixes:
        raise BaowenError(f"{Path(file).name}: the correction does not fit the page as it is now; open the page again")
    return report


def unfix_page(folder: Path, file: str, numbers: list[int], options: Settings, encoder: Encoder) -> FileReport:
    """Take back fixes of a file, by their numbers, and read the file without them."""
    return _changed(folder, file, lambda store: forget_fixes(store, file, numbers), options, encoder)[0]


def _changed(
    folder: Path, file: str, change: Callable[[Store], None], options: Settings, encoder: Encoder
) -> tuple[FileReport, list[Fix]]:
    """What became of the file, and the fixes that are left. What fails leaves fixes and articles as they were."""
    store = Store.open(folder)
    store.require(encoder.identity)
    with only_writer(folder, options.writer_wait_s), ReaderProcess(options) as reader:
        builder = Builder(store, options, encoder, unheard, reader)
        found = found_again(file, options.max_archive_bytes)
        if found is None or file not in builder.known:
            raise BaowenError(f"{Path(file).name}: the file is no longer there; add it again to correct its pages")
        issue = _issue_of(store, found, builder)
        builder.known[file] = ""
        before = fixes_of(store, file)
        with store.transaction():
            change(store)
        (report,) = builder.update([found], issue)
        if report.outcome == "failed":
            _restore(store, file, [fix for _, fix in before])
            raise BaowenError(report.message)
        complete(store)
    return report, [fix for _, fix in fixes_of(Store.open(folder), file)]


def _restore(store: Store, file: str, fixes: list[Fix]) -> None:
    with store.transaction():
        forget_fixes(store, file, [number for number, _ in fixes_of(store, file)])
        for fix in fixes:
            keep_fix(store, file, fix)


def _issue_of(store: Store, file: File, builder: Builder) -> Issue:
    rows = store.rows("SELECT DISTINCT source, issue_date, page FROM origin WHERE file = ?", [file.key])
    former = builder.known[file.key]
    return issue_said(rows, lambda issue: builder.fingerprint(file, issue)[0] == former)
