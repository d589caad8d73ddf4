"""Rows of the store and what they stand for: an article from its record, filters as a condition."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from index.article import Article
from index.schema import Filters
from index.seals import columns, unsealed

ARTICLE = columns("article", "a")


def searched_text(article: Article, text: str) -> str:
    """What search sees of a passage: headline and byline with the words themselves."""
    return f"{article.credits}\n{text}"


def article_of(row: tuple[Any, ...]) -> Article:
    """An article from its row, as `ARTICLE` selects it. DamagedIndexError when it is not as it was written."""
    return Article.from_json(json.loads(unsealed(row)[1]))


def where(filters: Filters | None, *conditions: str) -> tuple[str, list[str | int]]:
    """A condition on an article `a`: one of its printings passes the filters, and the reporter is one of its own."""
    printed, values = list[str](), list[str | int]()
    for condition, value in (
        ("source = ?", filters and filters.source),
        ("issue_date >= ?", filters and filters.date_from),
        ("issue_date <= ?", filters and filters.date_to),
    ):
        if value:
            printed.append(condition)
            values.append(value)
    chosen = list(conditions)
    if printed:
        chosen.append(f"a.id IN (SELECT article FROM origin WHERE {' AND '.join(printed)})")
    if filters and filters.reporter:
        chosen.append("EXISTS (SELECT 1 FROM json_each(a.record, '$.reporters') WHERE value = ?)")
        values.append(filters.reporter)
    if filters and filters.after:
        chosen.append("a.number > ?")
        values.append(filters.after)
    return ("WHERE " + " AND ".join(chosen) if chosen else ""), values


def marks(values: Sequence[Any]) -> str:
    """A question mark for each value, as `IN (…)` wants them."""
    return ", ".join("?" * len(values))
