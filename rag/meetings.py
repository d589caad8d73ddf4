"""The records of a whole archive, narrowed as they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.schema import Filters
from index.store import Store
from rag.readings import Reading, Readings, readings
from rag.records import Form, MeetingRecord


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: of a form, held by a body, led or attended by a person, with a text in a name, item or measure."""

    form: Form | None = None
    body: str | None = None
    person: str | None = None
    text: str | None = None

    def fits(self, record: MeetingRecord) -> bool:
        """Whether a record is one of those."""
        return (
            self.form in (None, record.form)
            and self.body in (None, record.body)
            and (self.person is None or self.person in record.attendees or self.person in record.chair_or_lead)
            and (self.text is None or self._says(record))
        )

    def _says(self, record: MeetingRecord) -> bool:
        said = (record.name or "", record.title, *record.items, *record.measures, *record.places_visited)
        return self.text is not None and self.text in "\n".join(said)


def people_of(record: MeetingRecord) -> tuple[str, ...]:
    """Who led it and who attended."""
    return tuple(dict.fromkeys((*record.chair_or_lead, *record.attendees)))


def records_of(store: Store, filters: Filters | None = None, wanted: Wanted | None = None) -> Iterator[MeetingRecord]:
    """The records of a store's articles, in the order they were read."""
    for reading in readings(store, filters):
        yield from narrowed(reading.records, wanted)


def narrowed(records: Iterable[MeetingRecord], wanted: Wanted | None) -> Iterator[MeetingRecord]:
    """Those that are wanted."""
    return (record for record in records if wanted is None or wanted.fits(record))


class Meetings:
    """The records of a store, newest first; sorted again when it has changed. Safe from any thread."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings
        self._lock = threading.Lock()
        self._sorted: tuple[Sequence[Reading], tuple[MeetingRecord, ...]] = ((), ())

    def all(self) -> Sequence[MeetingRecord]:
        """Every record."""
        read = self.readings.all()
        with self._lock:
            if self._sorted[0] is not read:
                found = sorted((record for one in read for record in one.records), key=day_of, reverse=True)
                self._sorted = read, tuple(found)
            return self._sorted[1]

    def narrowed(
        self, wanted: Wanted | None, date_from: str | None = None, date_to: str | None = None
    ) -> list[MeetingRecord]:
        """The wanted records of the days from and to (ISO, both included)."""
        return narrowed_of(self.all(), wanted, date_from, date_to)


def narrowed_of(
    records: Iterable[MeetingRecord], wanted: Wanted | None, date_from: str | None = None, date_to: str | None = None
) -> list[MeetingRecord]:
    """The wanted ones of some records, of the days from and to (ISO, both included)."""
    found = narrowed(records, wanted)
    if not (date_from or date_to):
        return list(found)
    return [one for one in found if (date_from or "") <= day_of(one) <= (date_to or "9")]


def day_of(record: MeetingRecord) -> str:
    """The day it was held; where that is not said, the day it was reported."""
    return record.date or record.issue_date or ""
