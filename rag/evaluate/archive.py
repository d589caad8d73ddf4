"""Answers over a whole archive, held against the complete set of articles that answer.

A question counts when its line has a `kind` of `KINDS`. The set is what the citations name; F1 of it against
`article_ids`. A count is right when `value` stands as a figure within the first 40 characters; a timeline and a latest
state are in order when those of the set that were found stand as the set does; `none` is right when it is declined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer import Answer
from rag.evaluate.questions import Asked

KINDS = ("which", "count", "list", "timeline", "compare", "latest", "period", "none")
FIGURES = ("set F1", "count right", "order right", "none declined", "archive items found")
HEAD = 40  # characters within which a count must stand
Values = dict[str, tuple[float, float]]


def is_archive(asked: Asked) -> bool:
    """Whether a question is one over the archive."""
    return asked.gold.get("kind") in KINDS


def archive_values(asked: Asked, answer: Answer) -> tuple[bool, Values]:
    """Whether it is solved - the whole set and nothing else, or declined where there is none - and its figures."""
    kind = asked.gold["kind"]
    if kind == "none":
        return answer.abstained, {"none declined": (answer.abstained, 1)}
    named = list(dict.fromkeys(citation.article_id for citation in answer.citations))
    found = 0.0 if answer.abstained else set_f1(named, asked.articles)
    values: Values = {"set F1": (found, 1)}
    if kind == "count":
        values["count right"] = (stands(str(asked.gold.get("value")), answer.answer[:HEAD]), 1)
    if kind in ("timeline", "latest"):
        values["order right"] = (in_order(named, asked.articles), 1)
    if items := asked.gold.get("items"):
        values["archive items found"] = (_items(answer.answer, items, asked.gold.get("aliases") or {}), len(items))
    return found == 1.0, values


def set_f1(named: Sequence[str], gold: Sequence[str]) -> float:
    """F1 of two sets."""
    shared = len(set(named) & set(gold))
    return 2 * shared / (len(set(named)) + len(set(gold))) if shared else 0.0


def stands(number: str, text: str) -> bool:
    """Whether a number stands in a text as a figure of its own."""
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", text) is not None


def in_order(named: Sequence[str], gold: Sequence[str]) -> bool:
    """Whether those of the set that were named, two at least, stand as the set does."""
    common = [one for one in named if one in gold]
    return len(common) > 1 and common == sorted(common, key=list(gold).index)


def _items(text: str, items: Sequence[str], aliases: dict[str, Sequence[str]]) -> int:
    return sum(any(spelling in text for spelling in (item, *aliases.get(item, ()))) for item in items)
