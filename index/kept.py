"""What is made of each article, kept beside it: a text an article, with the number of the rules that made it.

The table is made when it is first needed, so that an index of before goes on working. What was made of an article goes
when the article changes or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.article import Article
from index.rows import ARTICLE, article_of, marks, where
from index.schema import Filters, statements
from index.seals import columns, sealed, unsealed
from index.store import Store

_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (
    article TEXT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE ON UPDATE CASCADE,
    version INTEGER NOT NULL, text TEXT NOT NULL, seal INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS forget_made AFTER UPDATE OF record ON article
    BEGIN DELETE FROM made WHERE article = old.id; END;
"""


def _is_prepared(store: Store) -> bool:
    return bool(store.rows("SELECT 1 FROM sqlite_master WHERE name = 'made'"))


def prepare(store: Store) -> None:
    """Make the table, if it is not there yet."""
    if not _is_prepared(store):
        with store.transaction() as connection:
            for statement in statements(_SCHEMA):
                connection.execute(statement)


def unmade(store: Store, version: int, limit: int) -> list[Article]:
    """The next articles that nothing, or something of another version, was made of; in the order they were read."""
    rows = store.rows(
        f"SELECT {ARTICLE} FROM article a LEFT JOIN made m ON m.article = a.id AND m.version = ? "
        "WHERE a.part_of IS NULL AND m.article IS NULL ORDER BY a.number LIMIT ?",
        [version, limit],
    )
    return [article_of(row) for row in rows]


def is_whole(store: Store, version: int) -> bool:
    """Whether something of this version was made of every article."""
    return _is_prepared(store) and not unmade(store, version, 1)


def keep(store: Store, version: int, made: Iterable[tuple[str, str]]) -> None:
    """Keep what was made: article id and text; of an article that is gone meanwhile nothing is kept."""
    with store.transaction() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO made SELECT ?1, ?2, ?3, ?4 FROM article WHERE id = ?1",
            [sealed(article_id, version, text) for article_id, text in made],
        )


def kept(store: Store, filters: Filters | None = None) -> Iterator[str]:
    """What was made of the articles that pass the filters, in the order they were read."""
    condition, values = where(filters, "a.part_of IS NULL")
    query = (
        f"SELECT {columns('made', 'm')} FROM article a JOIN made m ON m.article = a.id {condition} ORDER BY a.number"
    )
    for row in store.stream(query, values):
        yield str(unsealed(row)[2])


def of(store: Store, version: int, ids: Sequence[str]) -> dict[str, str]:
    """What was made of some articles by rules of a version, by article id."""
    if not ids or not _is_prepared(store):
        return {}
    query = f"SELECT {columns('made', 'm')} FROM made m WHERE m.version = ? AND m.article IN ({marks(ids)})"
    rows = map(unsealed, store.rows(query, [version, *ids]))
    return {str(row[0]): str(row[2]) for row in rows}


def holding(store: Store, version: int, part: str) -> list[str]:
    """What was made by rules of a version and has a part in it, of whatever articles."""
    if not _is_prepared(store):
        return []
    query = f"SELECT {columns('made')} FROM made WHERE version = ? AND instr(text, ?)"
    return [str(unsealed(row)[2]) for row in store.stream(query, [version, part])]


def forget(store: Store) -> None:
    """Let go of all that was made, to make it anew."""
    with store.transaction() as connection:
        connection.execute("DELETE FROM made")
