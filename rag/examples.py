"""Questions that the articles of an index can answer, to begin with: drawn from their meeting records and titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.article import Article
from rag.question import Language
from rag.records import MeetingRecord, meeting_records
from rag.wording import title


def examples(articles: Iterable[Article], language: Language, count: int) -> list[str]:
    """Up to `count` different questions, at most one an article as long as there are articles enough."""
    per_article = [list(questions_about(article, language)) for article in articles]
    ordered = [questions[turn] for turn in range(3) for questions in per_article if turn < len(questions)]
    return list(dict.fromkeys(ordered))[:count]


def questions_about(article: Article, language: Language) -> Iterator[str]:
    """Questions that one article answers: about what its records hold, and what it reports."""
    for record in meeting_records(article):
        if record.form in ("meeting", "inspection"):
            yield from _about(record, language)
    if article.body and article.title:
        yield f"What does 《{title(article)}》 report?" if language == "en" else f"《{title(article)}》讲了什么？"


def _about(record: MeetingRecord, language: Language) -> Iterator[str]:
    lead = record.chair_or_lead[0] if record.chair_or_lead else None
    if record.places_visited and lead:
        yield f"Which places did {lead} visit?" if language == "en" else f"{lead}去了哪些地方？"
    if record.name and record.evidence["attendees"]:
        yield f"Who attended {record.name}?" if language == "en" else f"{record.name}有哪些人出席？"
    if record.name and record.measures:
        yield f"What measures did {record.name} ask for?" if language == "en" else f"{record.name}提出了哪些要求？"
    if record.name and lead:
        yield f"Who chaired {record.name}?" if language == "en" else f"{record.name}由谁主持？"
