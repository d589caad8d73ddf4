"""The issue date (出版日期) of a page that nobody dated, from what the page itself says.

A masthead gives it: a full date on a short line of its own or beside the weekday, the lunar date or the number of the
issue. Without one, the wire does: a paper prints the day after the latest dateline (新华社北京2月26日电), in the year
that the page names most often. Else it stays unknown: a date within an article is the event's, not the paper's.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

from index.dates import find_dates

MASTHEAD_CHARS = 40
_BESIDE = re.compile(r"星期[一二三四五六日天]|农历|第\s*\d+\s*期|第\s*\S{1,3}\s*版|CN\s*\d\d-\d{4}|Vol|No\.")
_DATELINE = re.compile(r"(?:社|网|报)[\u4e00-\u9fff]{0,8}?\s*(?:(\d{1,2})\s*月\s*)?(\d{1,2})\s*日\s*专?电")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")


def infer_issue_date(text: str, today: date | None = None) -> str | None:
    """The issue date that a page's text gives away, ISO, or None. A day after `today` is no issue date."""
    latest = today or date.today()
    return _masthead_date(text, latest) or _dateline_date(text, latest)


def _masthead_date(text: str, latest: date) -> str | None:
    for line in text.splitlines():
        bare = "".join(line.split())
        for start, end, found in find_dates(bare, None):
            alone = end - start == len(bare) or (len(bare) <= MASTHEAD_CHARS and _BESIDE.search(line))
            if alone and not re.search("[，。；]", bare) and found <= latest.isoformat():
                return found
    return None


def _dateline_date(text: str, latest: date) -> str | None:
    years = Counter(int(year) for year in _YEAR.findall(text) if int(year) <= latest.year)
    if not years:
        return None
    year = max(years, key=lambda one: (years[one], one))
    days = []
    for month, day in _DATELINE.findall(text):
        try:
            days.append(date(year, int(month), int(day)))
        except ValueError:
            continue  # 26日电 without its month, or no day of the calendar
    printed = max(days, default=None)
    return (printed + timedelta(days=1)).isoformat() if printed and printed < latest else None
