"""What the program does for other programs: the functions behind the HTTP API and the MCP server alike.

Their docstrings are what a program, or a model, reads of them; so are the types, by which what comes in is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from typing import Annotated, Any

from pydantic import BaseModel, Field, validate_call

from rag import QA, BaowenError, Filters, Form, Turn, Wanted
from web.metrics import Metrics

Count = Annotated[int, Field(ge=1, le=100)]
Offset = Annotated[int, Field(ge=0, le=1_000_000_000)]
Function = Callable[..., Any]


class EarlierTurn(BaseModel):
    """An earlier question of the conversation and the answer it got."""

    question: str
    answer: str = ""


def functions(qa: QA, metrics: Metrics) -> list[Function]:
    """The functions over an open index, each with its arguments checked."""

    def ask(
        question: str,
        conversation: list[EarlierTurn] | None = None,
        source: str | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        passages: Count = 10,
    ) -> dict[str, Any]:
        """Answer a question, in Chinese or English, from the newspaper articles of the index.

        Every sentence of `answer` carries a mark [n] and is cited in `citations` to the exact words of an article
        (`quote`, with newspaper, date and page). `abstained` means that the articles do not say, or that the question
        takes something for granted which they deny; `answer` says so, and nothing beyond it should be claimed.
        `conversation` are earlier turns, oldest first, that a follow-up question may refer to. `source`, `date_from`
        and `date_to` (YYYY-MM-DD) narrow the articles.
        """
        turns = [Turn(turn.question, turn.answer) for turn in conversation or []]
        filters = Filters.of(source, date_from, date_to)
        *_, answer = metrics.stream(question, turns, filters=filters, passages=passages)
        return answer.as_json()

    def search(
        query: str,
        source: str | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        limit: Count = 10,
    ) -> list[dict[str, Any]]:
        """Find the passages of the articles that fit a query best, best first, without composing an answer."""
        return [asdict(one) for one in qa.search(query, limit, Filters.of(source, date_from, date_to))]

    def read_article(article_id: str) -> dict[str, Any]:
        """Read one article whole: headline, byline, newspaper, date, page and body.

        Its id is the `article_id` of a citation, a passage or a record.
        """
        article = qa.article(article_id)
        if article is None:
            raise BaowenError(f"{article_id}: no article of this index has this id; take it from ask or search")
        return article.as_json()

    def list_articles(
        source: str | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        limit: Count = 50,
        offset: Offset = 0,
    ) -> list[dict[str, Any]]:
        """List articles in the order they were read, without their bodies; `offset` skips so many."""
        found = qa.store.articles(Filters.of(source, date_from, date_to))
        shown = ("id", "kind", "title", "kicker", "subtitle", "byline", "source", "issue_date", "page", "event_date")
        return [{name: getattr(one, name) for name in shown} for one in islice(found, offset, offset + limit)]

    def list_meetings(
        person: str | None = None,
        body: str | None = None,
        form: Form | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        limit: Count = 50,
    ) -> list[dict[str, Any]]:
        """List the meetings, inspections, briefings, notices and campaigns that the articles report, newest first.

        Each says who led it, who attended, where one went, what was heard and what was asked of whom; `evidence` has
        the sentence of each value. A field that the article does not state is empty. `person` led or attended it;
        `body` held it, such as 市政府.
        """
        days = Filters.of(None, date_from, date_to) or Filters()
        found = qa.meetings.narrowed(Wanted(form, body, person), days.date_from, days.date_to)
        return [one.as_json() for one in found[:limit]]

    return [validate_call(one) for one in (ask, search, read_article, list_articles, list_meetings)]
