"""Tables of what was found, each with the query that found it: of an answer, of passages, of articles, of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.article import Article
from rag.answer import Answer, RankedPassage
from rag.records import MeetingRecord
from rag.wording import title

CITED = ("marker", "quote", "verdict", "role", "title", "source", "date", "page", "start", "end", "article_id")
PASSAGES = ("rank", "score", "text", "title", "start", "end", "article_id", "passage_id")
ARTICLES = (
    "title", "kicker", "subtitle", "byline", "source", "issue_date", "page", "event_date", "kind", "id",
)  # fmt: skip
RECORDS = (
    "date", "time", "form", "name", "body", "chair_or_lead", "attendees", "places_visited", "items", "measures",
    "title", "source", "issue_date", "article_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultSet:
    """Rows that were found, each by the names of its values, and the query that found them.

    `columns` are what a table has of each row; JSON has all of it. `query` holds only what was given.
    """

    query: Mapping[str, str]
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]


def of_answer(answer: Answer) -> ResultSet:
    """What an answer cites, with its question, its text and what came of it."""
    query = {"question": answer.question, "answer": answer.answer, "outcome": answer.outcome}
    return ResultSet(query, CITED, tuple(asdict(one) for one in answer.citations))


def of_passages(passages: Iterable[RankedPassage], query: Mapping[str, str | None]) -> ResultSet:
    """The passages that a search found."""
    return ResultSet(_given(query), PASSAGES, tuple(asdict(one) for one in passages))


def of_articles(articles: Iterable[Article], query: Mapping[str, str | None]) -> ResultSet:
    """Articles without their bodies; one without a title has its beginning."""
    rows = ({name: getattr(one, name) for name in ARTICLES} | {"title": title(one)} for one in articles)
    return ResultSet(_given(query), ARTICLES, tuple(rows))


def of_records(records: Iterable[MeetingRecord], query: Mapping[str, str | None]) -> ResultSet:
    """Records of meetings and measures; JSON has the sentences they were read from, too."""
    return ResultSet(_given(query), RECORDS, tuple(one.as_json() for one in records))


def _given(query: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value}


def query_line(result: ResultSet) -> str:
    """The query on one line: `person: 徐衣显; from: 2020-02-27`."""
    return "; ".join(f"{name}: {value}" for name, value in result.query.items())


def cells(row: Mapping[str, Any], columns: Sequence[str]) -> list[str]:
    """A row as the texts of a table; what holds several is joined by ；."""
    return [_cell(row.get(name)) for name in columns]


def _cell(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "；".join(map(str, value))
    return "" if value is None else str(value)
