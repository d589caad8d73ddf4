"""All dossiers of an archive, from what was read of its articles."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.article import Article
from index.sentences import sentence_spans
from index.store import Store
from rag.dossiers import spelling
from rag.dossiers.dossier import Asked, Beside, Dossier, Mention, tenures
from rag.dossiers.model import KINDS, Kind, Naming
from rag.meetings import day_of, people_of
from rag.readings import Reading, Readings, readings_of
from rag.records import MeetingRecord
from rag.wording import title

BESIDE = 12  # of each kind
PHRASE_ARTICLES = 500  # that are looked through for words nobody filed
PHRASE_CHARS = 40
Name = tuple[Kind, str]


@dataclass(frozen=True, slots=True)
class _Filed:
    """Everything that names somebody or something: by what, the readings with their namings."""

    read: Sequence[Reading] = ()
    by_name: dict[Name, list[tuple[Reading, Naming]]] = field(default_factory=dict)
    articles: dict[Name, int] = field(default_factory=dict)


class Dossiers:
    """The dossiers of a store; filed anew when it has changed. Safe from any thread."""

    def __init__(self, store: Store, readings: Readings) -> None:
        self.store, self.readings = store, readings
        self._lock = threading.Lock()
        self._filed = _Filed()

    def names(self, kind: Kind, text: str = "", limit: int = 100) -> list[tuple[str, int]]:
        """Names with a text in them and in how many articles they stand, the most frequent first."""
        counts = self._all().articles
        found = [(name, articles) for (of, name), articles in counts.items() if of == kind and text in name]
        return sorted(found, key=lambda one: (-one[1], one[0]))[:limit]

    def get(self, kind: Kind, name: str) -> Dossier | None:
        """The dossier of a name; of a topic that nobody filed, what the articles say with these very words.

        None when there is nothing.
        """
        found = self._all().by_name.get((kind, name))
        if found:
            return _dossier((kind, name), found)
        return self._phrase(name) if kind == "topic" and 2 <= len(name) <= PHRASE_CHARS else None

    def find(self, name: str) -> Dossier | None:
        """The dossier of a name of whatever kind: the first of person, body, place and topic that there is."""
        return next((found for kind in KINDS if (found := self.get(kind, name))), None)

    def named_in(
        self, articles: Iterable[Article], spans: Sequence[tuple[str, int, int]] = (), *, cited_only: bool = False
    ) -> list[Name]:
        """Whom and what articles name, those first, or only those, that stand in `spans` of them: article id,
        start, end.

        The store need not be filed for that.
        """
        cited: Counter[Name] = Counter()
        named: Counter[Name] = Counter()
        for reading in readings_of(self.store, articles):
            own = [(start, end) for article_id, start, end in spans if article_id == reading.article_id]
            for one in reading.namings:
                named[one.kind, one.name] += 1
                cited[one.kind, one.name] += any(one.start < end and start < one.end for start, end in own)
        some = [one for one in named if cited[one] or not cited_only]
        return sorted(some, key=lambda one: (-cited[one], -named[one], one))

    def _all(self) -> _Filed:
        read = self.readings.all()
        with self._lock:
            if self._filed.read is not read:
                self._filed = _file(read)
            return self._filed

    def _phrase(self, words: str) -> Dossier | None:
        """A topic of words that a reader gave."""
        found = [
            Mention(article.id, title(article), article.source, article.issue_date, start, end)
            for article in self.store.holding(words, PHRASE_ARTICLES)
            for start, end in sentence_spans(article.body)
            if words in article.body[start:end]
        ]
        if not found:
            return None
        ids = {one.article_id for one in found}
        read = [one for one in self.readings.all() if one.article_id in ids]
        records = [record for one in read for record in one.records if _is_of("topic", words, record, {})]
        name: Name = ("topic", words)
        return Dossier("topic", words, (words,), _newest(found), (), tuple(_beside(name, read)), _latest(records), ())


def _file(read: Sequence[Reading]) -> _Filed:
    by_name: dict[Name, list[tuple[Reading, Naming]]] = {}
    articles: Counter[Name] = Counter()
    for reading in read:
        for naming in reading.namings:
            by_name.setdefault((naming.kind, naming.name), []).append((reading, naming))
        articles.update({(one.kind, one.name) for one in reading.namings})
    return _Filed(read, by_name, articles)


def _dossier(name: Name, found: Sequence[tuple[Reading, Naming]]) -> Dossier:
    read = list({reading.article_id: reading for reading, _ in found}.values())
    mentions = [
        Mention(one.article_id, one.title, one.source, one.issue_date, naming.start, naming.end, naming.office)
        for one, naming in found
    ]
    spellings = [spelling for spelling, _ in Counter(naming.spelling for _, naming in found).most_common()]
    own = [(one, {naming.spelling for naming in one.namings if (naming.kind, naming.name) == name}) for one in read]
    records = [record for one, printed in own for record in one.records if _is_of(*name, record, printed)]
    asked = [
        Asked(one.article_id, one.issue_date, measure)
        for one, printed in own
        for record in (one.records if name[0] == "body" else ())
        for measure in record.evidence["measures"]
        if measure.target in printed
    ]
    return Dossier(
        *name, tuple(spellings), _newest(mentions), tenures(mentions), tuple(_beside(name, read)), _latest(records),
        tuple(sorted(asked, key=lambda one: one.day or "", reverse=True)),
    )  # fmt: skip


def _newest(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(mentions, key=lambda one: one.day or "", reverse=True))


def _latest(records: Iterable[MeetingRecord]) -> tuple[MeetingRecord, ...]:
    return tuple(sorted(records, key=day_of, reverse=True))


def _is_of(kind: Kind, name: str, record: MeetingRecord, printed: Iterable[str]) -> bool:
    """Whether a record is about one: led or attended by a person, held by a body, held or gone to at a place."""
    if kind == "person":
        return name in people_of(record) or any(one in people_of(record) for one in printed)
    if kind == "body":
        return record.body is not None and record.body in printed
    if kind == "place":
        return any(spelling.place(one).startswith(name) for one in record.places_visited)
    said = (record.name or "", record.title, *record.items)
    return any(name in one for one in said)


def _beside(name: Name, read: Sequence[Reading]) -> Iterator[Beside]:
    """Who and what the same articles name most; of persons also whom one met."""
    articles: Counter[Name] = Counter()
    met: Counter[str] = Counter()
    for one in read:
        articles.update({(naming.kind, naming.name) for naming in one.namings} - {name})
        for record in one.records:
            there = people_of(record)
            if name[1] in there:
                met.update(set(there) - {name[1]})
    for kind in KINDS:
        some = [one for one in articles if one[0] == kind]
        some.sort(key=lambda one: (-(met[one[1]] if kind == "person" else 0), -articles[one], one[1]))
        yield from (
            Beside(kind, one[1], articles[one], met[one[1]] if kind == "person" else 0) for one in some[:BESIDE]
        )
