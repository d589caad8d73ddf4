"""The newest state (最新情况) of a figure that several issues report: it wins, and says what it supersedes.

Two sentences report the same figure when they are the same but for numbers and days: 「截至8月2日，累计确诊23例」,
「截至7月31日，累计确诊11例」. A question may set the day it wants to be answered as of; what was printed later is then
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.dates import find_dates
from rag.candidates import Candidate, Line
from rag.question import Question
from rag.short import EVEN, likeliest
from rag.survey.period import as_of
from rag.wanted import amount

ALIKE = 0.6  # of the pairs of characters that two sentences share, without numbers and days (Dice)
LOOKED_AT = 12  # sentences, best first
_FIGURES = re.compile(r"\d{4}年|\d{1,2}月|\d{1,2}[日号时]|[\d.,]+|[上下]午|[昨今]日|\W")
_UNTIL = re.compile(r"截[至止]到?$")
_BEFORE = 6  # characters before a day that may say until when a figure holds


def newest_state(asked: Question, ranked: Sequence[Candidate]) -> list[Line] | None:
    """The newest of several states of what was asked for, with the one before it; None where there are not several."""
    if not amount(asked.asks):
        return None
    newest_issue = max((one.article.issue_date or "" for one in ranked), default="") or None
    limit = as_of(asked.plain, newest_issue)  # it may name its day without a year
    if limit is None and find_dates(asked.plain, newest_issue):
        return None  # it asks about that day
    states = [(day, one) for one in _alike(ranked) if (day := state_day(one)) and (limit is None or day <= limit)]
    figures = {day: (one, line) for day, one in reversed(states) if (line := likeliest(asked, one, EVEN))}
    days = sorted(figures, reverse=True)
    older = next((day for day in days[1:] if figures[day][1].text != figures[days[0]][1].text), None)
    if older is None:
        return None
    newest, line = figures[days[0]]
    before = figures[older][0]
    until, earlier = _labels(asked, days[0], older)
    return [
        Line(f"{until}：{line.text}", line.article, line.start, line.end, (until,)),
        newest.line,
        Line(f"{earlier}：{before.text}", before.article, before.start, before.end, (earlier,)),
    ]


def _labels(asked: Question, newest: str, older: str) -> tuple[str, str]:
    if asked.language == "en":
        return f"As of {newest}", f"Superseded, {older}"
    return f"截至{newest}", f"此前{older}"


def state_day(one: Candidate) -> str | None:
    """The day until which a sentence says that its figures hold, else that of the issue."""
    for start, _, iso in find_dates(one.text, one.article.issue_date):
        if _UNTIL.search(one.text[max(0, start - _BEFORE) : start]):
            return iso
    return one.article.issue_date


def _alike(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and those of other articles that are the same but for their figures."""
    best = ranked[0]
    own = _pairs(best.text)
    others = [one for one in ranked[1:LOOKED_AT] if one.article.id != best.article.id]
    return [best, *(one for one in others if _dice(own, _pairs(one.text)) >= ALIKE)]


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _pairs(text: str) -> set[str]:
    plain = _FIGURES.sub("", text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
