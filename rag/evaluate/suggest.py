"""Draft questions from what the fields and records of articles already know, for a person to correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from index.article import Article
from rag.records import meeting_records
from rag.wording import title


def suggest(articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
    """Question lines, each marked `"draft": true`."""
    number = 0
    for article in articles:
        for draft in (*_of_records(article), *_of_credit(article)):
            number += 1
            yield {"id": f"d{number:04}", **draft, "lang": "zh", "article_ids": [article.id], "draft": True}


def _of_records(article: Article) -> Iterator[dict[str, Any]]:
    for record in meeting_records(article):
        if record.form not in ("meeting", "inspection"):
            continue
        name = record.name or f"《{title(article)}》报道的{'会议' if record.form == 'meeting' else '活动'}"
        for items, question, kind in (
            (record.chair_or_lead, f"{name}由谁主持或带队？", "who"),
            (record.attendees, f"哪些人参加了{name}？", "list"),
            (record.places_visited, f"{name}去了哪些地方？", "list"),
        ):
            evidence = [sentence for sentence in _sentences(article) if any(item in sentence for item in items)]
            if items and evidence:
                wanted = {"must_include": list(items)} if len(items) > 1 else {"answers": list(items)}
                yield {"question": question, **wanted, "evidence": evidence[:3], "type": kind}


def _of_credit(article: Article) -> Iterator[dict[str, Any]]:
    if article.reporters and article.title:
        question = f"《{article.title}》是哪位记者写的？"
        yield {
            "question": question, "must_include": list(article.reporters), "answer_kind": "metadata",
            "type": "metadata",
        }  # fmt: skip


def _sentences(article: Article) -> list[str]:
    from index.sentences import sentence_spans

    return [article.body[start:end] for start, end in sentence_spans(article.body)]
