"""Who met whom: the persons who stand in most records, and in how many any two of them stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from rag.records import MeetingRecord

MOST = 12  # persons that can still be told apart
LOOKED_AT = 40  # persons of most records, of whom those are taken who met most


@dataclass(frozen=True, slots=True)
class Circle:
    """Persons and their number of records, and pairs of them with the number that they share; most first."""

    people: tuple[tuple[str, int], ...]
    ties: tuple[tuple[str, str, int], ...]


def circle(records: Iterable[MeetingRecord], most: int = MOST) -> Circle:
    """The circle of those records in which two persons are named at least."""
    met = [one.attendees for one in records if len(one.attendees) > 1]
    counts = Counter(chain.from_iterable(met))
    looked_at = _first(counts, LOOKED_AT)
    if not looked_at:
        return Circle((), ())
    shared = _shared(met, looked_at)
    order = np.argsort(-shared.sum(axis=1), kind="stable")[:most]
    tied = [
        (*sorted((looked_at[one], looked_at[other])), int(shared[one, other]))
        for one, other in combinations(order.tolist(), 2)
        if shared[one, other]
    ]
    people = [(name, counts[name]) for name in {name for one, other, _ in tied for name in (one, other)}]
    return Circle(
        tuple(sorted(people, key=lambda one: (-one[1], one[0]))), tuple(sorted(tied, key=lambda one: (-one[2], one)))
    )


def _shared(met: Sequence[tuple[str, ...]], names: Sequence[str]) -> NDArray[np.int64]:
    """In how many records any two of the names stand together: a square of numbers, with 0 from corner to corner."""
    code = {name: number for number, name in enumerate(names)}
    there = np.zeros((len(met), len(names) + 1), bool)  # the last column takes everybody else
    rows = np.repeat(np.arange(len(met)), [len(some) for some in met])
    columns = np.fromiter((code.get(name, len(names)) for name in chain.from_iterable(met)), np.intp, len(rows))
    there[rows, columns] = True
    bits = np.packbits(there[:, :-1].T, axis=1)
    shared = np.array([np.bitwise_count(bits & own).sum(axis=1) for own in bits], np.int64)
    np.fill_diagonal(shared, 0)
    return shared


def _first(counts: Counter[str], most: int) -> list[str]:
    return sorted(counts, key=lambda name: (-counts[name], name))[:most]
