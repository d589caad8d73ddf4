"""The database file of an index: a connection for each thread, transactions, and what is said when something fails.

A file that was opened is known by its inode: one that is deleted or replaced under a running program is said so, and
none is ever made by opening it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import BaowenError, DamagedIndexError, UsageError

DATABASE = "baowen.sqlite"
CACHE_KB = 32_000  # of the database, for each thread that asks
WAIT_S = 30
# Failures that say nothing of what the file holds.
_PASSING = {"SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_LOCKED"}


class Database:
    """The database in an index's folder. Reading is safe from any thread; each thread has its own connection."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / DATABASE
        self._local = threading.local()
        self._file: tuple[int, int] | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of the thread that asks."""
        self.require_in_place()
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            place = f"{self.path.absolute().as_uri()}?mode=rw"  # not to be made where there is none
            found = sqlite3.connect(place, uri=True, timeout=WAIT_S, isolation_level=None)
            found.execute("PRAGMA foreign_keys = ON")
            found.execute(f"PRAGMA cache_size = -{CACHE_KB}")
            self._local.connection = found
        return found

    def require_in_place(self) -> None:
        """BaowenError unless the file lies where it is looked for, and is the one that was opened before."""
        try:
            status = self.path.stat()
        except OSError as error:
            state = "was deleted or moved away while it was in use" if self._file else "is not there"
            raise BaowenError(f"the index {state}; bring it back", where=str(self.path)) from error
        file = status.st_dev, status.st_ino
        if self._file not in (None, file):
            raise BaowenError(
                "the index was replaced by another one while it was in use; start the program anew",
                where=str(self.path),
            )
        self._file = file

    def close(self) -> None:
        """Close this thread's connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is not None:
            found.close()
            del self._local.connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is done inside, or nothing of it. BaowenError when the disk is full or can't be written."""
        connection = self.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._told(error, f"the index cannot be written ({error}); it is as it was") from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query.

        UsageError when a value is a text with half a character, which no index holds; BaowenError when the index can't
        be read, DamagedIndexError when it is no database any more.
        """
        return list(self.stream(query, values))

    def stream(self, query: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows as they are read, so that no more are held than are used; the errors of `rows`."""
        try:
            yield from self.connection.execute(query, tuple(values))
        except UnicodeEncodeError as error:
            raise UsageError("a text has a broken character in it; type it again") from error
        except sqlite3.Error as error:
            raise self._told(error, f"the index cannot be read ({error}); try again") from error

    def _told(self, error: sqlite3.Error, passing: str) -> BaowenError:
        """An error of SQLite's: that the file is damaged, unless it says nothing of what the file holds."""
        name = "_".join(getattr(error, "sqlite_errorname", "SQLITE_CORRUPT").split("_")[:2])
        return BaowenError(passing, where=str(self.path)) if name in _PASSING else self.damaged(str(error))

    def damaged(self, what: str) -> DamagedIndexError:
        """The error that says so."""
        return DamagedIndexError(what, where=str(self.path))
