"""A file of the index found again, and what was said of it when it was read: to read it anew as it was read then."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import product

from index.files import File, find_files, path_of
from index.readers.reading import Issue


def found_again(key: str, max_unpacked: int) -> File | None:
    """The file of this key, which may be a member of an archive; None when it is no longer there."""
    path = path_of(key)
    there = [place for place in (path, *path.parents) if place.is_file()][:1]
    return next((file for file in find_files(there, max_unpacked) if isinstance(file, File) and file.key == key), None)


def issue_said(said: Collection[tuple[str | None, ...]], fits: Callable[[Issue], bool]) -> Issue:
    """What was said of a file, of which each article says newspaper, date and page.

    It is the one that `fits`, as the file's fingerprint tells; of a file that has changed since, what its articles have
    in common.
    """
    each = [set(values) for values in zip(*said, strict=True)]
    common = [next(iter(values)) if len(values) == 1 else None for values in each]
    given = [Issue(*values) for values in product(*((value, None) for value in common))]
    return next(filter(fits, given), given[0] if given else Issue())
