"""The FAISS index: derived from the store, kept beside it, and never trusted unless it is the store's.

`vectors.faiss` is written under a temporary name and renamed; `vectors.json` then says of which generation of the
store it is and what its checksum must be. A file that is missing, of another generation, or not of that checksum is
made again from the vectors in SQLite, so nothing that happens to it loses anything.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss

from index.nearest import Nearest, make
from index.store import Store

FILE, LABEL = "vectors.faiss", "vectors.json"
LAYOUT = 2  # of the file; one that an earlier version wrote is made again


class VectorIndex(Nearest):
    """Search over the passages of one generation of a store."""

    def __init__(self, index: Any, generation: int) -> None:
        super().__init__(index)
        self.generation = generation


def open_vectors(store: Store) -> VectorIndex:
    """The vector index of the store as it is now: read from its file if that can be trusted, else made again."""
    generation = store.generation
    index = _read(store.folder, generation)
    if index is None:
        index = make(store.vectors(), store.manifest.dimension)
        _write(store.folder, index, generation)
    return VectorIndex(index, generation)


def _read(folder: Path, generation: int) -> Any | None:
    try:
        label = json.loads((folder / LABEL).read_text("utf-8"))
        if label != _label(generation, folder / FILE):
            return None
        return faiss.read_index(str(folder / FILE))
    except (OSError, ValueError, RuntimeError, MemoryError):
        return None


def _write(folder: Path, index: Any, generation: int) -> None:
    """Keep the index for the next start. A folder that can't be written is no failure: it is made again then."""
    try:
        with replacing(folder / FILE) as temporary:
            faiss.write_index(index, str(temporary))
            label = _label(generation, temporary)
        with replacing(folder / LABEL) as temporary:
            temporary.write_text(json.dumps(label), "utf-8")
    except (OSError, RuntimeError):
        return


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name to write to; what is written takes the place of `path` once it is on the disk."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _label(generation: int, path: Path) -> dict[str, int | str]:
    return {"layout": LAYOUT, "generation": generation, "sha256": _checksum(path)}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
