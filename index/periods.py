"""Days that are only named by how they lie to the issue: 上周, 本月, 近日, last week, the last three days.

`dates.py` reads single days, 昨日 and 上周五 among them; these are from one day to another.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

LATELY = 7  # days that 近日 and recently reach back
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_NUMBER = r"\d{1,3}|[一二两三四五六七八九十]"
_PERIOD = re.compile(
    r"(?P<week>上上|上|本|这)(?:一?个?星期|一?个?礼拜|一?周)(?![一二三四五六日天末年岁])"
    r"|(?P<month>上|本|这)(?:一?个月|月)(?![\d底末初])"
    rf"|(?:近|最近|过去|这)(?P<number>{_NUMBER})(?P<unit>[天日周]|个?月|个?星期)"
    r"|(?P<lately>近日|日前|连日来|近期|(?<!最)近来|这几天|这两天|最近(?!一次|的一次))"
    r"|\b(?P<eweek>last|this) week\b|\b(?P<emonth>last|this) month\b"
    r"|\b(?:last|past) (?P<enumber>\d{1,3}) (?P<eunit>days?|weeks?|months?)\b|\b(?P<elately>recently|these days)\b",
    re.IGNORECASE,
)
_UNITS = {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30, "day": 1, "week": 7, "month": 30}


def periods(text: str, issued: str) -> Iterator[tuple[int, int, str, str]]:
    """Every period in a text of that issue: start and end in the text, first and last day (ISO, both included)."""
    day = date.fromisoformat(issued)
    for match in _PERIOD.finditer(text):
        first, last = _days(match.groupdict(), day)
        yield match.start(), match.end(), first.isoformat(), last.isoformat()


def _days(said: dict[str, str | None], day: date) -> tuple[date, date]:
    if week := said["week"] or said["eweek"]:
        back = {"上上": 2, "上": 1, "last": 1}.get(week.lower(), 0)
        monday = day - timedelta(days=day.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    if month := said["month"] or said["emonth"]:
        return _month(day if month.lower() not in ("上", "last") else day.replace(day=1) - timedelta(days=1))
    number, unit = said["number"] or said["enumber"], said["unit"] or said["eunit"]
    back = _counted(number) * _UNITS[unit.lower().removeprefix("个").removesuffix("s")] if number and unit else LATELY
    return day - timedelta(days=min(back, (day - date.min).days)), day


def _month(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _counted(number: str) -> int:
    return _NUMERALS.get(number) or int(number)
