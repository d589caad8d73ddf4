"""Which meetings (会议) somebody chaired, by the records of the articles found, each with the sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.candidates import Candidate, Line
from rag.claims import other_half
from rag.people import OFFICES
from rag.question import Question
from rag.records import MeetingRecord, meeting_records

# 市长主持了哪两场会, 主持召开了哪些会议, which meetings did the mayor chair
_ASKED = re.compile(
    r"主持(?:召开)?(?:过|了)?(?:哪|几)[些几两三四]?[个场次]?会|\bwhich (?:\w+ )?meetings?\b.{0,40}\b(?:chair|preside)",
    re.IGNORECASE,
)
_OFFICE = re.compile(OFFICES)


def meetings_chaired(asked: Question, ranked: Sequence[Candidate]) -> list[Line]:
    """A line a meeting, best article first; none when something else is asked for."""
    if not _ASKED.search(asked.asks):
        return []
    articles = {one.article.id: one.article for one in ranked}
    return [
        Line(article.body[start:end], article, start, end)
        for article in articles.values()
        for record in meeting_records(article)
        for start, end in _said(record)
        if _chaired_by(record, asked.plain, article.body[start:end])
        and not list(other_half(asked.plain, article.body[start:end]))
    ]


def _said(record: MeetingRecord) -> Iterator[tuple[int, int]]:
    """Where the report says who chaired a meeting."""
    if record.form == "meeting":
        yield from ((found.start, found.end) for found in record.evidence["chair_or_lead"][:1])


def _chaired_by(record: MeetingRecord, question: str, sentence: str) -> bool:
    """Whether it was somebody whom a question names, or whose office, which the sentence prints before the name."""
    named = [name for name in record.chair_or_lead if name in question]
    held = {
        office for office in _OFFICE.findall(question) for name in record.chair_or_lead if office + name in sentence
    }
    return bool(named or held)
