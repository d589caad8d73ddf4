"""Rows of a table (表格), as they stand in an article: 「县区：河西县；优良天数：17」.

A question names a row by values of it, and asks for a cell by its heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.folding import fold
from rag.candidates import Candidate, Line
from rag.question import Question

_CELL = re.compile(r"(?P<heading>[^：；\n]{1,20})：(?P<value>[^；\n]*)(?:；|$)")
_SUBJECT = r"^([\u4e00-\u9fff]{2,8}?)的?"  # 河西县 in 河西县的优良天数是多少
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def cells(text: str) -> dict[str, str]:
    """The cells of a row by their headings; none when the text is no row of two cells or more."""
    found = [(match["heading"].strip(), match["value"].strip()) for match in _CELL.finditer(text)]
    whole = "；".join(f"{heading}：{value}" for heading, value in found)
    return dict(found) if len(found) > 1 and len(whole) >= len(text.strip()) - len(found) else {}


def row_asked_for(asked: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The first row among the sentences found, best first, that has what the question says of a row; none if none has.

    What it says are the values that stand in the question, and at least one must; a row with more of them comes first.
    """
    if not cells(ranked[0].text):
        return []
    question = fold(asked.asks)
    named = [(sum(_said(value, question) for value in cells(one.text).values()), one) for one in ranked]
    most = max(count for count, _ in named)
    return [one for count, one in named if count == most][:1] if most else []


def of_its_subject(asked: Question, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """Where the best sentence is another's row, the first that names what a cell is asked of, and no rows.

    「注：河西县当月数据暂缺」 says of 河西县 what no row does.
    """
    question, row = fold(asked.asks), cells(ranked[0].text)
    subjects = [found[1] for heading in row if (found := re.search(rf"{_SUBJECT}{re.escape(fold(heading))}", question))]
    if not subjects or subjects[0] in fold(ranked[0].text):
        return ranked
    first = next((one for one in ranked if subjects[0] in fold(one.text)), None)
    return [first, *(one for one in ranked if one is not first and not cells(one.text))] if first else ranked


def cell(asked: Question, row: Candidate) -> Line | None:
    """The one cell of a row whose heading the question names and whose value it does not; None if there are more."""
    question = fold(asked.asks)
    values = [
        value
        for heading, value in cells(row.text).items()
        if fold(heading) in question and value and not _said(value, question)
    ]
    return Line(f"{values[0]}。", row.article, row.start, row.end, short=True) if len(values) == 1 else None


def _said(value: str, question: str) -> bool:
    """Whether a value stands in a question: a number as a whole one."""
    value = fold(value)
    return value in _NUMBER.findall(question) if _NUMBER.fullmatch(value) else len(value) > 1 and value in question
