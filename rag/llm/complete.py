"""What a model left out of the quoted answer: a line of it, an item of a list, the day or number that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.dates import find_dates
from index.folding import fold
from rag.compose import Line
from rag.llm.guard import overlap
from rag.people import people
from rag.question import Question
from rag.wanted import wanted

LISTED, SAID = 0.6, 0.3
_WHO = re.compile(r"谁|哪[一]?[位些]|何人|什么人|\bwho\b", re.IGNORECASE)
_RUN = re.compile(r"[^，。；：、！？]+(?:、[^，。；：、！？]+)+")
ITEM_CHARS = 2


def put_back(asked: Question, lines: Sequence[Line], kept: Sequence[Line]) -> list[Line]:
    """The lines in their order, each as the model worded it where that leaves nothing out, else as it was.

    What the model says in another language than the article stands before the article's own words, which it can't be
    held against item by item.
    """
    whole: list[Line] = []
    for line in lines:
        worded = [one for one in kept if _rests(one, line)]
        said = "".join(one.text for one in worded)
        complete = bool(worded) and asked.language == "zh" and not left_out(asked, line, said)
        whole += [one for one in worded if one not in whole and (complete or asked.language == "en")]
        if not complete:
            whole.append(line)
    return whole


def _rests(worded: Line, line: Line) -> bool:
    return worded.article.id == line.article.id and worded.start < max(line.end, 1) and line.start < max(worded.end, 1)


def left_out(asked: Question, line: Line, said: str) -> bool:
    """Whether what is said lacks something of a line that the question is about."""
    text, said = fold(line.text), fold(said)
    if any(_broken(run.split("、"), said, asked.kind == "list") for run in _RUN.findall(text)):
        return True
    if (pattern := wanted(asked.text)) and pattern.search(text) and not pattern.search(said):
        return True
    issued = line.article.issue_date
    if asked.kind == "when" and find_dates(text, issued) and not find_dates(said, issued):
        return True
    if _WHO.search(asked.text) and not all(name in said for name in people(text)):
        return True
    return overlap(text, said) < (LISTED if asked.kind == "list" else SAID)


def _broken(items: Sequence[str], said: str, all_wanted: bool) -> bool:
    """Whether some items of a list are said and others not; the first and the last may have other words around them."""
    items = [items[0][-ITEM_CHARS:], *items[1:-1], items[-1][:ITEM_CHARS]]
    found = [item in said for item in items]
    return not all(found) and (all_wanted or any(found))
