"""What is told of one person, body, place or topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rag.dossiers.model import Kind
from rag.records import Found, MeetingRecord

DAYS_APART = 62  # from the first mention to the last, up to which mentions are counted by the day


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence `body[start:end]` of an article, with the office it prints; `day` is that of the issue."""

    article_id: str
    title: str
    source: str | None
    day: str | None
    start: int
    end: int
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office as it was printed with somebody, from the first day to the last, in so many sentences."""

    office: str
    first: str | None
    last: str | None
    times: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Who or what is named in the same articles, in how many; `met` counts the records in which two persons stand."""

    kind: Kind
    name: str
    articles: int
    met: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body was asked to do: the measure with its sentence, of which article and day."""

    article_id: str
    day: str | None
    measure: Found


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the archive says of one: mentions and records newest first, offices in the order they were printed.

    `spellings` are the ways it is printed, the most frequent first.
    """

    kind: Kind
    name: str
    spellings: tuple[str, ...]
    mentions: tuple[Mention, ...]
    offices: tuple[Tenure, ...]
    beside: tuple[Beside, ...]
    records: tuple[MeetingRecord, ...]
    asked: tuple[Asked, ...]

    @property
    def articles(self) -> int:
        """In how many articles it is named."""
        return len({one.article_id for one in self.mentions})

    def as_json(self) -> dict[str, Any]:
        """The dossier as the JSON object the commands print."""
        return asdict(self)


def tenures(mentions: Sequence[Mention]) -> tuple[Tenure, ...]:
    """The offices printed with somebody, in the order they were first printed; undated ones last."""
    by_office: dict[str, list[Mention]] = {}
    for one in mentions:
        if one.office:
            by_office.setdefault(one.office, []).append(one)
    found = [_tenure(office, some) for office, some in by_office.items()]
    return tuple(sorted(found, key=lambda one: (one.first is None, one.first or "", -one.times)))


def _tenure(office: str, some: Sequence[Mention]) -> Tenure:
    days = sorted(one.day for one in some if one.day)
    return Tenure(office, days[0] if days else None, days[-1] if days else None, len(some))


def over_time(days: Iterable[str | None]) -> list[tuple[str, int]]:
    """How many there are of each day or, over a longer time, of each month or year; those between have 0.

    Undated ones are not counted.
    """
    given = Counter(days)
    known = {f"{day}-01"[: len("2020-02-27")] for day in given if day}  # of some the month alone is known
    if not known:
        return []
    first, last = min(known), max(known)
    width = _width(first, last)
    counted: Counter[str] = Counter()
    for day, number in given.items():
        counted[f"{day}-01"[:width]] += number if day else 0
    return [(one, counted[one]) for one in _steps(first[:width], last[:width])]


def _width(first: str, last: str) -> int:
    """Characters of an ISO date that tell one bar from another: of the day, the month or the year."""
    from datetime import date

    apart = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return len("2020-02-27") if apart <= DAYS_APART else len("2020-02") if apart <= 30 * DAYS_APART else len("2020")


def _steps(first: str, last: str) -> list[str]:
    """Every day, month or year from the first to the last."""
    from datetime import date, timedelta

    if len(first) == len("2020"):
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if len(first) == len("2020-02"):
        months = range(int(first[:4]) * 12 + int(first[5:]) - 1, int(last[:4]) * 12 + int(last[5:]))
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    begin, days = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days
    return [(begin + timedelta(days=step)).isoformat() for step in range(days + 1)]
