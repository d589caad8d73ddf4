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


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of an index folder. BaowenError says who else does, or why the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
        _sign(folder)
    except Timeout as error:
        raise BaowenError(f"{folder}: {_holder(folder)} is writing this index; try again when it is done") from error
    except OSError as error:
        raise BaowenError(f"{folder}: the index cannot be written here ({error.strerror})") from error
    try:
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _sign(folder: Path) -> None:
    (folder / HOLDER).write_text(f"process {os.getpid()}, since {datetime.now():%Y-%m-%d %H:%M:%S},", "utf-8")
    for path in folder.glob("*.tmp"):  # of a process that was killed while it wrote
        if time.time() - path.stat().st_mtime > LEFT_BEHIND_S:
            path.unlink(missing_ok=True)


def _holder(folder: Path) -> str:
    try:
        return (folder / HOLDER).read_text("utf-8").strip() or "another process"
    except (OSError, UnicodeError):
        return "another process"
