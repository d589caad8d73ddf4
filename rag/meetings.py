"""The records of a whole archive: made when articles come in, kept in the store, narrowed when they are asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index import kept
from index.article import Article
from index.errors import BaowenError
from index.schema import Filters
from index.store import Store
from rag.records import RULES_VERSION, Form, MeetingRecord, meeting_records

ARTICLES_AT_ONCE = 256  # in a transaction


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: of a form, held by a body, led or attended by a person, with a text in a name, item or measure."""

    form: Form | None = None
    body: str | None = None
    person: str | None = None
    text: str | None = None

    def fits(self, record: MeetingRecord) -> bool:
        """Whether a record is one of those."""
        said = (record.name or "", record.title, *record.items, *record.measures, *record.places_visited)
        return (
            self.form in (None, record.form)
            and self.body in (None, record.body)
            and (self.person is None or self.person in people_of(record))
            and (self.text is None or any(self.text in one for one in said))
        )


def people_of(record: MeetingRecord) -> tuple[str, ...]:
    """Who led it and who attended."""
    return tuple(dict.fromkeys((*record.chair_or_lead, *record.attendees)))


def make_records(store: Store, remake: bool = False) -> int:
    """Read the records of articles that have none by the present rules, and keep them; of how many articles.

    `remake` reads them all anew. BaowenError when the index cannot be written.
    """
    kept.prepare(store)
    if remake:
        kept.forget(store)
    articles = 0
    while some := kept.unmade(store, RULES_VERSION, ARTICLES_AT_ONCE):
        kept.keep(store, RULES_VERSION, [(article.id, _as_text(article)) for article in some])
        articles += len(some)
    return articles


def records_of(store: Store, filters: Filters | None = None, wanted: Wanted | None = None) -> Iterator[MeetingRecord]:
    """The records of a store's articles, in the order they were read.

    They are kept in the store; in an index that cannot be written they are read each time.
    """
    try:
        make_records(store)
    except BaowenError:
        for article in store.articles(filters):
            yield from narrowed(meeting_records(article), wanted)
        return
    for text in kept.kept(store, filters):
        yield from narrowed(map(MeetingRecord.from_json, json.loads(text)), wanted)


def _as_text(article: Article) -> str:
    return json.dumps([record.as_json() for record in meeting_records(article)], ensure_ascii=False)


def narrowed(records: Iterable[MeetingRecord], wanted: Wanted | None) -> Iterator[MeetingRecord]:
    """Those that are wanted."""
    return (record for record in records if wanted is None or wanted.fits(record))


class Meetings:
    """The records of a store, newest first; read again when it has changed. Safe from any thread."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._read: tuple[int, tuple[MeetingRecord, ...]] = (-1, ())

    def all(self) -> Sequence[MeetingRecord]:
        """Every record."""
        with self._lock:
            generation = self.store.generation
            if self._read[0] != generation:
                found = sorted(records_of(self.store), key=day_of, reverse=True)
                self._read = generation, tuple(found)
            return self._read[1]

    def narrowed(
        self, wanted: Wanted | None, date_from: str | None = None, date_to: str | None = None
    ) -> list[MeetingRecord]:
        """The wanted records of the days from and to (ISO, both included)."""
        found = narrowed(self.all(), wanted)
        return [one for one in found if (date_from or "") <= day_of(one) and (not date_to or day_of(one) <= date_to)]


def day_of(record: MeetingRecord) -> str:
    """The day it was held; where that is not said, the day it was reported."""
    return record.date or record.issue_date or ""
