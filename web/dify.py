"""Dify's external knowledge interface: `/retrieval` gives the passages that fit a query, for Dify's own model to read.

A knowledge base is named by `knowledge_id`: `baowen` is the whole index, a newspaper's name the articles of that.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from rag import QA, Filters, RankedPassage, RefusedError
from web.shaped import ShapedRoute
from web.turnstile import Turnstile
from web.words import WORDS

EVERYTHING = "baowen"
STRICT = ConfigDict(strict=True)


class RetrievalSetting(BaseModel):
    """How many passages, and from which score (0 to 1) on."""

    model_config = STRICT
    top_k: Annotated[int, Field(ge=1, le=100)]
    score_threshold: Annotated[float, Field(ge=0, le=1)] | None = 0.0


class MetadataCondition(BaseModel):
    """Conditions on the metadata; none is understood here."""

    conditions: Annotated[list[Any] | None, Field(max_length=0)] = None


class RetrievalRequest(BaseModel):
    """What Dify sends."""

    model_config = STRICT
    knowledge_id: str
    query: str
    retrieval_setting: RetrievalSetting
    metadata_condition: MetadataCondition | None = None


def add_dify(app: Any, qa: QA, turnstile: Turnstile) -> None:
    """Give an application the route."""
    router = APIRouter(route_class=ShapedRoute, tags=["dify"])

    @router.post("/retrieval")
    async def retrieval(sent: RetrievalRequest) -> dict[str, Any]:
        filters, setting = _filters(qa, sent.knowledge_id), sent.retrieval_setting
        found = await turnstile.run(qa.search, sent.query, setting.top_k, filters)
        return {"records": [_record(qa, one) for one in found if one.score >= (setting.score_threshold or 0)]}

    app.include_router(router)


def _filters(qa: QA, knowledge: str) -> Filters | None:
    if knowledge == EVERYTHING:
        return None
    if knowledge not in qa.store.sources():
        raise RefusedError("no_such_knowledge", WORDS["en"]["no_such_knowledge"])
    return Filters.of(knowledge, None, None)


def _record(qa: QA, found: RankedPassage) -> dict[str, Any]:
    article = qa.article(found.article_id)
    place = {"source": article.source, "date": article.issue_date, "page": article.page} if article else {}
    where = {"article_id": found.article_id, "passage_id": found.passage_id, "start": found.start, "end": found.end}
    metadata = where | {name: value for name, value in place.items() if value is not None}
    return {"content": found.text, "score": found.score, "title": found.title, "metadata": metadata}
