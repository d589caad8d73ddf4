"""One writer at a time: a lock beside the index that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BaowenError

LOCK, HOLDER = "writer.lock", "writer.txt"
LEFT_BEHIND_S = 3600
# A link in the place of a file that is written to would have another file written in its stead.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def only_writer(folder: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the lock of an index folder, waiting so long for whoever holds it, in this process or another.

    BaowenError says who still does, or why the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_link(folder / LOCK)
        lock = FileLock(folder / LOCK, timeout=wait_s)
        lock.acquire()
        _sign(folder)
    except Timeout as error:
        raise BaowenError(
            "the index is being changed by somebody else; try again when that is done",
            where=f"{folder}, by {_holder(folder)}",
        ) from error
    except OSError as error:
        raise BaowenError(f"the index cannot be written here ({error.strerror})", where=str(folder)) from error
    try:
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise BaowenError("the index's lock is a symbolic link; remove it", where=str(path))


def _sign(folder: Path) -> None:
    (folder / HOLDER).unlink(missing_ok=True)  # of a process that was killed, or a link
    file = os.open(folder / HOLDER, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o644)
    with os.fdopen(file, "w", encoding="utf-8") as text:
        text.write(f"process {os.getpid()}, since {datetime.now():%Y-%m-%d %H:%M:%S}")
    for path in folder.glob("*.tmp"):  # of a process that was killed while it wrote
        if time.time() - path.stat().st_mtime > LEFT_BEHIND_S:
            path.unlink(missing_ok=True)


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text("utf-8").strip() or "another process"
    except (OSError, UnicodeError):
        return "another process"
