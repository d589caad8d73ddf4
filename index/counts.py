"""In how many passages the common terms stand: derived from the store as the vector index is, and kept beside it.

SQLite finds out by going through every place where a term stands, which for a common character of a large index takes
milliseconds. `terms.json` holds the counts that take long and the generation they are of; a file that is missing, stale
or damaged is made again. Small indexes need none.
"""

from __future__ import annotations

import json
from pathlib import Path

from index.store import Store
from index.vectors import replacing

FILE = "terms.json"
COUNTED_FROM, COUNTED_LONG = 10_000, 1_000  # passages


def open_counts(store: Store) -> None:
    """Give the store its counts: read from their file if they are of its generation, else counted and written."""
    generation = store.generation
    if store.passage_count() < COUNTED_FROM:
        return
    counts = _read(store.folder / FILE, generation)
    if counts is None:
        counts = store.common_terms(COUNTED_LONG)
        _write(store.folder / FILE, generation, counts)
    store.keep_counts(generation, counts)


def _read(path: Path, generation: int) -> dict[str, int] | None:
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["generation"] != generation:
            return None
        return {str(term): int(count) for term, count in kept["counts"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(path: Path, generation: int, counts: dict[str, int]) -> None:
    """Keep the counts for the next start. A folder that can't be written is no failure: they are made again then."""
    try:
        with replacing(path) as temporary:
            temporary.write_text(json.dumps({"generation": generation, "counts": counts}, ensure_ascii=False), "utf-8")
    except OSError:
        return
