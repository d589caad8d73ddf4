"""Questions over the whole archive (全库提问): which articles, how many, in what order, what is newest.

`plan` recognises them and says what is wanted, `collect` finds the articles, `compose` tells them.
"""

from __future__ import annotations

import re
import time

from index.schema import Filters
from rag.answer import Answer
from rag.people import people
from rag.question import Question
from rag.retriever import Retriever
from rag.scope import written_by
from rag.survey import compose
from rag.survey.collect import collect
from rag.survey.plan import Plan, plan_of

SURE = ("which", "count", "timeline")  # kinds that an archive alone can answer, or say that it has none

_BESIDE_NAMES = re.compile(
    r"都|又|还|亲自|这?两天|[上本这](?:周|个?月|个?星期)|[昨今前]天|近日|近期|最近|(?<!\d)(?=\d{1,4}月)"
)

__all__ = ["Plan", "plan_of", "survey"]


def survey(asked: Question, search: Retriever, filters: Filters | None = None) -> Answer | None:
    """The answer to a question over the whole archive; None of any other, which is left to the ordinary way.

    What also one article could answer must have been found in two at least.
    """
    started = time.perf_counter()
    newest = search.store.dates()[1]
    plan = plan_of(asked.plain, _named(asked.plain), newest) if asked.new is None else None
    if plan is None or asked.kind == "credit" or written_by(asked.plain, search.store, filters):
        return None
    found = collect(plan, asked.plain, asked.language, search, filters)
    if len(found.items) < 2 and not _sure(plan, asked.plain):
        return None
    retrieved = time.perf_counter()
    told = compose.tell(plan, found, asked.language)
    return Answer(
        question=asked.text,
        standalone_question=asked.standalone,
        answer=told.text,
        abstained=not told.citations,
        outcome="answered" if told.citations else "none",
        mode="extractive",
        note=compose.note(plan, search.store.article_count(filters), asked.language),
        citations=told.citations,
        passages=compose.passages(found.hits),
        timings_ms={
            "retrieve": round(1000 * (retrieved - started), 1),
            "answer": round(1000 * (time.perf_counter() - retrieved), 1),
            "total": round(1000 * (time.perf_counter() - started), 1),
        },
    )


def _sure(plan: Plan, question: str) -> bool:
    """Whether nothing but the archive can answer: it asks for articles, or what somebody did in some days."""
    return (plan.kind in SURE and plan.unit in (None, "篇")) or bool(plan.kind == "period" and plan.people)


def _named(question: str) -> tuple[str, ...]:
    """The persons a question names; after an office, or alone between other words, a name needs nothing behind it."""
    parted = _BESIDE_NAMES.sub("，", question)
    alone = [part for part in parted.split("，") if people(f"{part}同志") == (part,)]
    return tuple(dict.fromkeys([*people(parted), *alone]))
