"""Whether an index is as it was written: SQLite's own checks, the seals of its rows, and the terms made of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from index.database import Database
from index.errors import DamagedIndexError
from index.schema import SCHEMA, Manifest, statements
from index.seals import SEALED, intact, sealed

CHECKED_BYTES = 100_000_000  # up to this an index is checked when it is opened, which takes half a second
NAMED = 5
# What FTS5 keeps its terms in, and the order of its rows.
_TERMS = {
    "terms_data": "id",
    "terms_idx": "segid, term",
    "terms_docsize": "id",
    "terms_content": "id",
    "terms_config": "k",
}


@dataclass(frozen=True, slots=True)
class Damage:
    """What is hit: SQLite's words on its structure, articles (pictures' files) by table, raw pages by file, terms."""

    structure: tuple[str, ...] = ()
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    terms: bool = False

    def __bool__(self) -> bool:
        """Whether anything is hit."""
        return bool(self.structure or any(self.rows.values()) or self.pages or self.terms)

    def lines(self) -> list[str]:
        """What is hit, a line each."""
        told = [f"structure of the file: {line}" for line in self.structure]
        told += [f"{table.replace('_', ' ')}s of {_some(hit)}" for table, hit in self.rows.items() if hit]
        told += [f"raw pages of {_some(self.pages)}"] if self.pages else []
        return told + (["the terms that words are searched by"] if self.terms else [])


def _some(names: tuple[str, ...]) -> str:
    distinct = list(dict.fromkeys(names))
    more = f" and {len(distinct) - NAMED:,} more" if len(distinct) > NAMED else ""
    return ", ".join(distinct[:NAMED]) + more


def damage(given: Database) -> Damage:
    """What of an index is not as it was written; goes through all of it."""
    database = lenient(given.folder)
    try:
        database.rows("BEGIN")  # all of it as it is at one moment, while somebody writes
        return Damage(tuple(_structure(database)), _hit(database), tuple(_pages(database)), _terms_hit(database))
    except DamagedIndexError as error:
        return Damage((error.what,))
    finally:
        database.close()


def lenient(folder: Path) -> Database:
    """The database, of which a text that is no UTF-8 any more can be read too, and shows as damaged by its seal."""
    database = Database(folder)
    database.connection.text_factory = _as_it_is
    return database


def _as_it_is(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _structure(database: Database) -> Iterator[str]:
    yield from (line for (line,) in database.rows("PRAGMA integrity_check(3)") if line != "ok")
    values = dict(database.rows("SELECT key, value FROM meta"))
    shape = [values.get(one.name) for one in fields(Manifest)]
    if not intact((*shape, _whole_number(values.get("seal")))):
        yield "what shaped it"
    defined = {sql for (sql,) in database.rows("SELECT sql FROM sqlite_master")}
    if any(statement.strip().rstrip(";") not in defined for statement in statements(SCHEMA)):
        yield "what its tables are"
    for table, *_ in database.rows("PRAGMA foreign_key_check"):
        yield f"{table}: belongs to something that is not there"


def _whole_number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


def _hit(database: Database) -> dict[str, tuple[str, ...]]:
    """The articles of damaged rows by table; the files of pictures."""
    there = {name for (name,) in database.rows("SELECT name FROM sqlite_master")}
    return {
        table: tuple(
            str(row[0]) for row in database.stream(f"SELECT {', '.join(names)}, seal FROM {table}") if not intact(row)
        )
        for table, names in SEALED.items()
        if table in there
    }


def _pages(database: Database) -> Iterator[str]:
    """The files whose raw pages are damaged; packed ones carry a checksum of their own."""
    for file, text in database.stream("SELECT file, text FROM page_text"):
        try:
            zlib.decompress(text)
        except (zlib.error, TypeError):
            yield str(file)


# Terms ---------------------------------------------------------------------------------------------------------------


def seal_terms(database: Database) -> None:
    """Note what the terms of this generation look like, where an index is small enough to be checked when opened."""
    if database.path.stat().st_size <= CHECKED_BYTES and _noted(database) is None:
        with database.transaction() as connection:
            note = f"{_generation(database)} {_terms_seal(database)}"
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('terms', ?)", [note])


def terms_fit(database: Database) -> bool:
    """Whether the terms are those of their texts, which FTS5 finds out by making them anew; it locks the index."""
    try:
        with database.transaction() as connection:
            connection.execute("INSERT INTO terms (terms) VALUES ('integrity-check')")
    except DamagedIndexError:
        return False
    return True


def _terms_hit(database: Database) -> bool:
    """Whether the terms are others than noted; none are noted by a process that was killed before it could."""
    noted = _noted(database)
    return noted is not None and noted != str(_terms_seal(database))


def _noted(database: Database) -> str | None:
    rows = database.rows("SELECT value FROM meta WHERE key = 'terms'")
    generation, _, seal = str(rows[0][0]).partition(" ") if rows else ("", "", "")
    return seal if generation == _generation(database) else None


def _generation(database: Database) -> str:
    return str(database.rows("SELECT value FROM meta WHERE key = 'generation'")[0][0])


def _terms_seal(database: Database) -> int:
    code: Any = 0
    for table, order in _TERMS.items():
        for row in database.stream(f"SELECT * FROM {table} ORDER BY {order}"):
            code = sealed(code, *row)[-1]
    return int(code)
