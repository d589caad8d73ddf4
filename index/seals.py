"""Checksums of rows: every row of the index that an answer is made of says what it must look like.

A disk or a copy can turn a bit round without a word, and SQLite's own checks see the structure of its file alone.
CRC-32 finds every single bit and nearly all else; it is no help against somebody who means harm.
"""

from __future__ import annotations

import zlib
from typing import Any

from index.errors import DamagedIndexError

# The columns that are sealed, by table; the first of them names the article, or the file of a page's picture.
SEALED = {
    "article": ("id", "record"),
    "passage": ("article", "start", "stop", "digest", "vector"),
    "sentence": ("article", "start", "stop", "digest", "vector"),
    "origin": ("article", "file", "source", "issue_date", "page"),
    "made": ("article", "version", "text"),
    "page_picture": ("file", "page", "picture"),
    "page_correction": ("file", "record"),
}


def columns(table: str, alias: str = "") -> str:
    """The sealed columns of a table and their seal, as a SELECT names them."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(f"{prefix}{name}" for name in (*SEALED[table], "seal"))


def sealed(*values: Any) -> tuple[Any, ...]:
    """The values of a row with their seal: texts, bytes, integers and None."""
    return (*values, _seal(values))


def unsealed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of a row without their seal. DamagedIndexError when they are not those it was put on."""
    if not intact(row):
        raise DamagedIndexError(f"a part of article {row[0]}")
    return row[:-1]


def intact(row: tuple[Any, ...]) -> bool:
    """Whether a row with its seal is as it was written."""
    return bool(_seal(row[:-1]) == row[-1])


def _seal(values: tuple[Any, ...]) -> int:
    code = 0
    for value in values:
        raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")
        code = zlib.crc32(b"\x1f", zlib.crc32(raw, code))
    return code
