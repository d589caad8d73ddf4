"""Who met whom: the persons who stand in most records, and in how many any two of them stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from rag.records import MeetingRecord

MOST = 12  # persons that can still be told apart


@dataclass(frozen=True, slots=True)
class Circle:
    """Persons and their number of records, and pairs of them with the number that they share; most first."""

    people: tuple[tuple[str, int], ...]
    ties: tuple[tuple[str, str, int], ...]


def circle(records: Iterable[MeetingRecord], most: int = MOST) -> Circle:
    """The circle of those records in which two persons are named at least."""
    met = [one.attendees for one in records if len(one.attendees) > 1]
    counts = Counter(name for names in met for name in names)
    people = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]
    chosen = {name for name, _ in people}
    ties: Counter[tuple[str, str]] = Counter()
    for names in met:
        some = chosen.intersection(names)
        if len(some) > 1:
            ties.update(combinations(sorted(some), 2))
    tied = [(*pair, times) for pair, times in sorted(ties.items(), key=lambda one: (-one[1], one[0]))]
    return Circle(tuple(people), tuple(tied))
