"""What a model left out of the quoted answer: a line of it, an item of a list, the day or number that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from index.dates import find_dates
from index.folding import fold
from rag.candidates import Line
from rag.llm.guard import overlap
from rag.people import OFFICES, people
from rag.question import Question
from rag.wanted import wanted

LISTED, WHY, SAID, CLAUSE = 0.5, 0.8, 0.2, 0.5
_ASKS_WHY = re.compile(r"为什么|为何|为啥|凭什么|怎么会|原因|\bwhy\b", re.IGNORECASE)
_CONTRAST = re.compile(r"(?:但是?|然而|不过|同时|否则|除非)[^，。；]{4,}")
_CLAUSE_END = re.compile(r"[，；：。！？]")
_WHO = re.compile(r"谁|哪[一]?[位些]|何人|什么人|\bwho\b", re.IGNORECASE)
_RUN = re.compile(r"(?<![^，。；：、！？])[^，。；：、！？]+(?:、[^，。；：、！？]+)+")
ITEM_CHARS, LONG_ITEM = 2, 12
_BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
_OFFICE_OF = re.compile(rf"(?:{OFFICES})..")
_OFFICE = re.compile(rf"(?:{OFFICES})$")


def put_back(asked: Question, lines: Sequence[Line], kept: Sequence[Line]) -> list[Line]:
    """The lines in their order, each as the model worded it where that leaves nothing out, else as it was.

    What the model says in another language than the article stands before the article's own words, which it can't be
    held against item by item.
    """
    whole: list[Line] = []
    for _, same in groupby(lines, lambda line: (line.article.id, line.start, line.end)):
        group = list(same)
        worded = [one for one in kept if _rests(one, group[0])]
        found = [*worded, *group] if asked.language == "en" else _worded(asked, group, worded)
        whole += [one for one in found if one not in whole]
    return whole


def _worded(asked: Question, group: Sequence[Line], worded: Sequence[Line]) -> Sequence[Line]:
    """The lines on one sentence of an article, with the model's in place of it.

    A short answer that stands before its sentence stays there, unless the model's words hold it.
    """
    said = "".join(one.text for one in worded)
    short = [line for line in group if line.text != line.quote]
    whole = [line for line in group if line.text == line.quote]
    if not worded or any(left_out(asked, line, said, answered=bool(short)) for line in whole):
        return group
    return [*(line for line in short if not _holds(said, line.text)), *worded]


def _holds(said: str, short: str) -> bool:
    """Whether all items of a short answer are said, without what introduces them and what explains them in brackets."""
    items = _BRACKETS.sub("", fold(short)).split(":")[-1].split("、")
    return all(item.strip("。. ") in fold(said) for item in items)


def _rests(worded: Line, line: Line) -> bool:
    return worded.article.id == line.article.id and worded.start < max(line.end, 1) and line.start < max(worded.end, 1)


def left_out(asked: Question, line: Line, said: str, answered: bool = False) -> bool:
    """Whether what is said lacks something of a line that the question is about.

    Where the question is `answered` by a short answer beside it, what is said must only not be half of a list.
    """
    text = line.text
    lists = [_share_said(items, said) for items in _lists(text)]
    if any(0 < share < 1 for share in lists) or (asked.kind == "list" and lists and 1.0 not in lists):
        return True
    if answered:
        return overlap(text, said) < SAID
    if (pattern := wanted(asked.text)) and pattern.search(fold(text)) and not pattern.search(fold(said)):
        return True
    issued = line.article.issue_date
    if asked.kind == "when" and find_dates(text, issued) and not find_dates(said, issued):
        return True
    if _WHO.search(asked.text) and not all(name in said for name in people(text)):
        return True
    if not any(overlap(clause, said) >= CLAUSE for clause in _nearest(asked.text, text)):
        return True
    if any(overlap(clause, said) < CLAUSE for clause in _CONTRAST.findall(text)):
        return True
    # A reason may stand in any clause.
    enough = WHY if _ASKS_WHY.search(asked.text) else LISTED if asked.kind == "list" and not lists else SAID
    return overlap(text, said) < enough


def _nearest(question: str, text: str) -> list[str]:
    """The clause that shares most with the question, and those beside it: the answer is seldom in the very same one."""
    clauses = [clause for clause in _CLAUSE_END.split(text) if clause]
    at = max(range(len(clauses)), key=lambda place: overlap(question, clauses[place]), default=0)
    return clauses[max(0, at - 1) : at + 2]


def _lists(text: str) -> Iterator[list[str]]:
    """The items of each list in a text; of the first and the last, which have other words around them, their ends.

    An item that is too long for one, or where an office is followed by a name, parts two lists.
    """
    for run in _RUN.findall(text):
        first, *middle, last = run.split("、")
        items = [first[-ITEM_CHARS:]]
        for item in middle:
            if len(item) <= LONG_ITEM and not _OFFICE_OF.search(item):
                items.append(item)
            else:
                yield [*items, item[:ITEM_CHARS]]
                items = [item[-ITEM_CHARS:]]
        yield [*items, last[:ITEM_CHARS]]


def _share_said(items: Sequence[str], said: str) -> float:
    """The share of a list's items that is said, 0 to 1; a person's offices are said or not, as one likes."""
    if _OFFICE.search(items[0]):
        return 0.0
    return sum(item in said for item in items) / len(items)
