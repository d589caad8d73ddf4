"""The fixes of a file's pages, kept beside it in the store; they go when the file goes.

The table is made when it is first needed, so that an index of before goes on working.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from index.fixes import Fix
from index.seals import columns, sealed, unsealed
from index.store import Store

TABLE = """
CREATE TABLE IF NOT EXISTS page_correction (
    number INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL REFERENCES file ON DELETE CASCADE,
    record TEXT NOT NULL, seal INTEGER NOT NULL)
"""


def fixes_of(store: Store, file: str) -> list[tuple[int, Fix]]:
    """The fixes of a file by their numbers, in the order they were made."""
    if not _there(store):
        return []
    query = f"SELECT number, {columns('page_correction')} FROM page_correction WHERE file = ? ORDER BY number"
    return [(int(number), _fix(str(unsealed(tuple(row))[1]))) for number, *row in store.rows(query, [file])]


def fixed_files(store: Store) -> Iterator[str]:
    """The files that have fixes."""
    if _there(store):
        yield from (str(row[0]) for row in store.rows("SELECT DISTINCT file FROM page_correction ORDER BY file"))


def keep_fix(store: Store, file: str, fix: Fix) -> None:
    """Add a fix to those of a file, within a transaction."""
    store.connection.execute(TABLE)
    record = json.dumps(asdict(fix), ensure_ascii=False)
    store.connection.execute("INSERT INTO page_correction (file, record, seal) VALUES (?, ?, ?)", sealed(file, record))


def forget_fixes(store: Store, file: str, numbers: list[int]) -> None:
    """Let go of some fixes of a file, within a transaction."""
    if numbers:
        rows = [(file, number) for number in numbers]
        store.connection.executemany("DELETE FROM page_correction WHERE file = ? AND number = ?", rows)


def _there(store: Store) -> bool:
    return bool(store.rows("SELECT 1 FROM sqlite_master WHERE name = 'page_correction'"))


def _fix(record: str) -> Fix:
    values = json.loads(record)
    return Fix(values["kind"], values["page"], tuple(values["lines"]), values["digest"])
