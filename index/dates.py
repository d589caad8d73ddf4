"""Chinese dates -> ISO: 2月26日, 26日, 昨日, 本月20日, 上周五, 二月二十六日, and the dates of file names.

A date without a year is taken in the year that brings it nearest to the issue date (出版日期), so that a paper of
2 January that speaks of 31 December means last year's. `issue_dates.py` finds the issue date where nobody gave it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index.errors import UsageError
from index.numerals import DIGITS, number_of

LONG_PAST = 92
BEFORE_CHARS = 20  # what tells of a date stands right before it
DateMention = tuple[int, int, str]

_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_./](\d{1,2})[-_./](\d{1,2})|(\d{2})[-_./]?(\d{2}))(?!\d)")
_IN_CHINESE = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_DAYS_BACK = {"今": 0, "昨": 1, "前": 2, "大前": 3}
_SUNDAY = 7
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<{}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MENTION = re.compile(
    r"(?:(?P<back>今|昨|大前|(?<![目此之以日节年大])前)[日天](?![一-龥]?[里内])|(?P<eve>今|昨|前)[晚晨早])"
    r"|(?P<week>上|本|这)(?:周|星期)(?P<weekday>[一二三四五六日天])"
    r"|(?:(?P<cyear>[一二][〇零○一二三四五六七八九]{3})年)?(?P<cmonth>[一二三四五六七八九十]{1,2})月"
    r"(?P<cday>[一二三四五六七八九十]{1,3})[日号]"
    r"|(?:(?P<year>(?<!\d)(?:19|20)\d\d)\s*[年./-]\s*|(?P<relative>去年|今年)\s*)?(?P<month>(?<!\d)\d{1,2})"
    r"\s*(?(year)[月./-]|月)\s*(?P<day>\d{1,2})(?!\d)\s*(?(year)[日号]?|[日号])"
    r"|(?:(?P<this>本月|上月)\s*|(?<![\d月年.第]))(?P<only>\d{1,2})\s*[日号](?![线楼院店馆])"
    rf"|\b(?P<eday>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('emonth')}(?:,?\s+(?P<eyear>\d{{4}}))?"
    rf"|\b{_MONTH.format('amonth')}\s+(?P<aday>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<ayear>\d{{4}}))?",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"日前|近日|连日来|近期|最近")
_END_OF = re.compile(r"(?:(?P<year>去年|上年)年?|(?P<month>上个?月))[底末]")
_NOT_THE_EVENT = re.compile(r"(?:截至|截止|自|从|将于|将在|定于|预计|至|到)$")


def date_in_name(name: str) -> str | None:
    """The first valid date in a file name or field: 2020-02-27, 20200227, 2020_02_27, 2020年2月27日."""
    for pattern in (_IN_NAME, _IN_CHINESE):
        for match in pattern.finditer(name):
            if found := _valid(*(int(part) for part in match.groups() if part)):
                return found.isoformat()
    return None


def given_day(text: str) -> str:
    """A date as somebody gave it, in ISO. UsageError when it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        shown = text[:40].encode("utf-8", "replace").decode()
        raise UsageError(f"'{shown}' is no date; write it as YYYY-MM-DD") from error


def find_dates(text: str, issue_date: str | None) -> list[DateMention]:
    """Every date in the text that can be resolved: start, end, ISO. Without an issue date, only those with a year."""
    issued = date.fromisoformat(issue_date) if issue_date else None
    return list(_mentions(text, issued))


def resolve_event_date(text: str, issue_date: str | None) -> str | None:
    """The day an article reports of: the first one its opening paragraph names.

    None after 日前, 近日 or 连日来, which leave it open; a month (2019-12) after 去年底 or 上月底, which say no more.
    As-of dates (截至…), dates to come and dates long past are passed over.
    """
    opening = text.split("\n", 1)[0]
    vague = _VAGUE.search(opening)
    if issue_date and (month := _END_OF.match(opening)):
        return _month_ended(month, date.fromisoformat(issue_date))
    for start, _, found in find_dates(opening, issue_date):
        if vague and vague.start() < start:
            return None
        if _within_reach(found, issue_date) and not _NOT_THE_EVENT.search(
            opening[max(0, start - BEFORE_CHARS) : start].rstrip()
        ):
            return found
    return None


def _month_ended(found: re.Match[str], issued: date) -> str:
    """The month at whose end something was: December of last year, or the month before."""
    if found["year"]:
        return f"{issued.year - 1}-12"
    return (issued.replace(day=1) - timedelta(days=1)).isoformat()[:7]


def _within_reach(found: str, issue_date: str | None) -> bool:
    """Whether a paper of that issue date may report of the day as news: neither to come nor long past."""
    if issue_date is None:
        return True
    return 0 <= (date.fromisoformat(issue_date) - date.fromisoformat(found)).days <= LONG_PAST


def _mentions(text: str, issued: date | None) -> Iterator[DateMention]:
    for match in _MENTION.finditer(text):
        found = _resolve(match.groupdict(), issued)
        if found:
            yield match.start(), match.end(), found.isoformat()


def _resolve(parts: dict[str, str | None], issued: date | None) -> date | None:
    year, month, day = _numbers(parts)
    if year and month and day:
        return _valid(year, month, day)
    if issued is None:
        return None
    if back := parts["back"] or parts["eve"]:
        return issued - timedelta(days=_DAYS_BACK[back])
    if parts["week"] and parts["weekday"]:
        monday = issued - timedelta(days=issued.weekday() + 7 * (parts["week"] == "上"))
        return monday + timedelta(days=DIGITS.get(parts["weekday"], _SUNDAY) - 1)
    if parts["relative"] and month and day:
        return _valid(issued.year - (parts["relative"] == "去年"), month, day)
    if month and day:
        return _nearest(issued, [_valid(issued.year + shift, month, day) for shift in (-1, 0, 1)])
    return _day_of_month(issued, day, parts["this"])


def _numbers(parts: dict[str, str | None]) -> tuple[int | None, int | None, int | None]:
    if parts["cmonth"]:
        spelt = (parts["cyear"], parts["cmonth"], parts["cday"])
        numbers = [number_of(text) if text else None for text in spelt]
        return numbers[0], numbers[1], numbers[2]
    year = parts["year"] or parts["eyear"] or parts["ayear"]
    english = parts["emonth"] or parts["amonth"]
    month = _ENGLISH_MONTHS.index(english.lower()) + 1 if english else parts["month"]
    day = parts["day"] or parts["only"] or parts["eday"] or parts["aday"]
    return (int(year) if year else None, int(month) if month else None, int(day) if day else None)


def _day_of_month(issued: date, day: int | None, which: str | None) -> date | None:
    """A bare 26日: of the issue's month, or of the month before when that day is still to come."""
    if day is None:
        return None
    this = _valid(issued.year, issued.month, day)
    before = issued.replace(day=1) - timedelta(days=1)
    last = _valid(before.year, before.month, day)
    if which == "上月":
        return last
    return this if this and (which == "本月" or this <= issued + timedelta(days=1)) else last


def _nearest(issued: date, days: list[date | None]) -> date | None:
    known = [day for day in days if day]
    return min(known, key=lambda day: abs((day - issued).days), default=None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
