"""The days a question speaks of: 7月28日到8月2日, 从7月下旬到8月初, between 9 and 17 August; as of a day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.dates import find_dates
from index.periods import periods

_NUMERALS = {numeral: number for number, numeral in enumerate("零一二三四五六七八九十")}
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_PARTS = {
    "初": (1, 10),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_POINT = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d)年)?(?:(?P<month>{_NUMBER})月(?:份)?)?"
    rf"(?:(?P<part>初|上旬|中旬|下旬|底|末)|(?P<day>{_NUMBER})[日号])?"
)
_POINTS = re.compile(rf"{_NUMBER}(?:月|[日号])|(?:19|20)\d\d年")
_FESTIVALS = {"建军节": (8, 1), "国庆": (10, 1), "元旦": (1, 1), "五一": (5, 1), "教师节": (9, 10), "七一": (7, 1)}
_AROUND = 7  # days before and after a festival that are 前后
_ENGLISH = re.compile(
    rf"(?:(?P<from>\d{{1,2}})\s*(?:and|to|-|–)\s*)?(?P<to>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{'|'.join(_MONTHS)})"
    rf"|(?P<name>{'|'.join(_MONTHS)})(?:\s+(?P<first>\d{{1,2}})(?!\d)(?:\s*(?:and|to|-"
    rf"|–)\s*(?P<last>\d{{1,2}})(?!\d))?)?",
    re.IGNORECASE,
)
_AS_OF = re.compile(
    r"(?:截至|截止到?)(?P<when>[^，。？]{2,10}?[日号])|(?<![日号底初旬])到(?P<until>[^，。？]{2,8}?[日号])为止"
    r"|as of (?P<english>[^,?]+)",
    re.IGNORECASE,
)

_DAYS_BACK = re.compile(r"[今昨前]|大前|[上本这](?:周|星期)")
_YESTERDAY = re.compile(r"\byesterday\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, ISO, both included."""

    first: str
    last: str

    def holds(self, day: str) -> bool:
        """Whether a day lies in it."""
        return self.first <= day[:10] <= self.last


def period_of(text: str, newest: str | None) -> Period | None:
    """The days that a question names, together; None when it names none.

    A month without a year is taken in the year that brings it nearest to `newest`, the archive's last day; 昨天, 上周
    and the like are counted from that day, or from the one that the question wants to be answered as of.
    """
    rest = _AS_OF.sub(" ", text)  # until when it wants to be answered is no day it asks about
    found = [*_chinese(rest, newest), *_english(rest, newest), *_festivals(rest, newest)]
    if not found and newest:
        found = list(_relative(rest, as_of(text, newest) or newest))
    if not found:
        return None
    return Period(min(first for first, _ in found).isoformat(), max(last for _, last in found).isoformat())


def as_of(text: str, newest: str | None) -> str | None:
    """The day a question wants to be answered as of (截至8月2日); None when it sets none."""
    said = _AS_OF.search(text)
    period = period_of(said["when"] or said["until"] or said["english"], newest) if said else None
    return period.last if period else None


def _chinese(text: str, newest: str | None) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    month: int | None = None
    for match in _POINT.finditer(text):
        if not match[0] or not (match["month"] or match["day"]):
            continue
        if match["month"]:
            month = _counted(match["month"])
        elif month is None:
            continue
        if span := _span(match, month or 0, newest):
            spans.append(span)
    return spans


def _span(match: re.Match[str], month: int, newest: str | None) -> tuple[date, date] | None:
    year = int(match["year"]) if match["year"] else _year(month, newest)
    if year is None or not 1 <= month <= 12:
        return None
    end = calendar.monthrange(year, month)[1]
    if match["day"]:
        day = _counted(match["day"])
        return (date(year, month, day), date(year, month, day)) if 1 <= day <= end else None
    first, last = _PARTS[match["part"]] if match["part"] else (1, end)
    return date(year, month, first), date(year, month, min(last, end))


def _english(text: str, newest: str | None) -> list[tuple[date, date]]:
    spans = []
    for match in _ENGLISH.finditer(text):
        name = (match["month"] or match["name"]).lower()
        if name == "may" and not (match["to"] or match["first"]):
            continue  # the verb
        month = _MONTHS.index(name) + 1
        year = _year(month, newest)
        first, last = (match["from"] or match["to"], match["to"]) if match["month"] else (match["first"], match["last"])
        if year:
            end = calendar.monthrange(year, month)[1]
            spans.append((date(year, month, int(first or 1)), date(year, month, int(last or first or end))))
    return spans


def _relative(text: str, today: str) -> Iterator[tuple[date, date]]:
    """Days named by how they lie to today."""
    for _, _, first, last in periods(text, today):
        yield date.fromisoformat(first), date.fromisoformat(last)
    for start, end, iso in find_dates(text, today):
        if _DAYS_BACK.match(text, start, end):
            yield date.fromisoformat(iso), date.fromisoformat(iso)
    if _YESTERDAY.search(text):
        yesterday = date.fromisoformat(today) - timedelta(days=1)
        yield yesterday, yesterday


def _festivals(text: str, newest: str | None) -> list[tuple[date, date]]:
    around = timedelta(days=_AROUND)
    return [
        (date(year, *day) - around, date(year, *day) + around)
        for name, day in _FESTIVALS.items()
        if re.search(f"{name}(?:节)?(?:前后|期间|那阵)", text) and (year := _year(day[0], newest))
    ]


def _year(month: int, newest: str | None) -> int | None:
    if newest is None:
        return None
    last = date.fromisoformat(newest)
    return min(
        (last.year - 1, last.year, last.year + 1),
        key=lambda year: abs((date(year, min(max(month, 1), 12), 15) - last).days),
    )


def _counted(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (10 * (_NUMERALS.get(tens, 1) if tens else 1) if ten else 0) + _NUMERALS.get(ones, 0)
