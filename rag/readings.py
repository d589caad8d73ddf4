"""What is read of an article when it comes in, and kept in the store: its records, whom and what it names, and what it
corrects.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from index import kept
from index.article import Article
from index.errors import BaowenError
from index.schema import Filters
from index.store import Store
from rag.corrections import Correction, corrections_in
from rag.dossiers.model import Naming
from rag.dossiers.naming import namings
from rag.records import RULES_VERSION, MeetingRecord, meeting_records
from rag.wording import title

VERSION = 10 * RULES_VERSION + 2  # the last digit counts the rules for names and corrections
ARTICLES_AT_ONCE = 256  # in a transaction


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one article, and where it was printed."""

    article_id: str
    title: str
    source: str | None
    issue_date: str | None
    page: str | None
    records: tuple[MeetingRecord, ...]
    namings: tuple[Naming, ...]
    corrections: tuple[Correction, ...]

    @classmethod
    def of(cls, article: Article) -> Self:
        """An article, read."""
        return cls(
            article.id, title(article), article.source, article.issue_date, article.page,
            tuple(meeting_records(article)), namings(article), tuple(corrections_in(article)),
        )  # fmt: skip

    def as_text(self) -> str:
        """The reading as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """A reading as `as_text` gave it."""
        stored: dict[str, Any] = json.loads(text)
        return cls(
            **{
                **stored,
                "records": tuple(map(MeetingRecord.from_json, stored["records"])),
                "namings": tuple(Naming(*one) for one in stored["namings"]),
                "corrections": tuple(Correction(**one) for one in stored["corrections"]),
            }
        )


def make_readings(store: Store, remake: bool = False) -> int:
    """Read the articles that were not read by the present rules, and keep what was read; of how many articles.

    `remake` reads them all anew. BaowenError when the index cannot be written.
    """
    kept.prepare(store)
    if remake:
        kept.forget(store)
    articles = 0
    while some := kept.unmade(store, VERSION, ARTICLES_AT_ONCE):
        kept.keep(store, VERSION, [(article.id, Reading.of(article).as_text()) for article in some])
        articles += len(some)
    return articles


def readings(store: Store, filters: Filters | None = None) -> Iterator[Reading]:
    """What was read of a store's articles, in the order they were read.

    It is kept in the store; in an index that cannot be written the articles are read each time.
    """
    try:
        make_readings(store)
    except BaowenError:
        yield from map(Reading.of, store.articles(filters))
        return
    yield from map(Reading.from_text, kept.kept(store, filters))


def readings_of(store: Store, articles: Iterable[Article]) -> list[Reading]:
    """What was read of some articles; those of which nothing is kept by the present rules are read now."""
    some = list(articles)
    known = kept.of(store, VERSION, [one.id for one in some])
    return [Reading.from_text(known[one.id]) if one.id in known else Reading.of(one) for one in some]


class Readings:
    """What was read of all articles of a store; taken anew when it has changed. Safe from any thread."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._read: tuple[int, tuple[Reading, ...]] = (-1, ())

    @property
    def generation(self) -> int:
        """The number of the store's last change."""
        return self.store.generation

    def all(self) -> Sequence[Reading]:
        """Every reading."""
        with self._lock:
            generation = self.store.generation
            if self._read[0] != generation:
                self._read = generation, tuple(readings(self.store))
            return self._read[1]
