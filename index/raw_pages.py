"""The raw pages of a file, as the store keeps them: their names, their texts, the pictures they were read off."""

from __future__ import annotations

from index.seals import columns, unsealed
from index.store import Store


def page_names(store: Store, file: str) -> list[str]:
    """The names of a file's pages that have a raw text; an empty one where it has one page alone."""
    rows = store.rows("SELECT page FROM page_text WHERE file = ? ORDER BY length(page), page", [file])
    return [name for (name,) in rows]


def page_text(store: Store, file: str, page: str) -> str | None:
    """The raw text of one page of a file; None where there is none."""
    rows = store.rows("SELECT text FROM page_text WHERE file = ? AND page = ?", [file, page])
    return store.unpacked(rows[0][0]) if rows else None


def page_picture(store: Store, file: str, page: str) -> bytes | None:
    """The picture (JPEG) of one page of a file; None where it was not read off one."""
    query = f"SELECT {columns('page_picture')} FROM page_picture WHERE file = ? AND page = ?"
    rows = store.rows(query, [file, page])
    return bytes(unsealed(rows[0])[2]) if rows else None
