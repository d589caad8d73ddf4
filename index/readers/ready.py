"""Articles that come as such: fields and paragraphs -> Article, and the checks that every kind of file shares."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from index.article import Article, content_id
from index.dates import date_in_name, find_dates, resolve_event_date
from index.errors import BaowenError
from index.page.byline import Byline, read_byline
from index.readers.encoding import Encoding, printable
from index.readers.reading import Issue

_WIDE_BLANK = re.compile(r"\s*\n\s*|[ \t\u3000\xa0]{2,}")
_ORIGINAL_TITLE = re.compile(r"\A原标题[:：]\s*(.{1,60})\Z")
_SET_APART = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_APART = re.compile(r"[,，;；/|、\s]+")
_COUNTED = re.compile(r"[2-6]\d{4}(?:\.\d+)?|1\d{9}(?:\d{3})?(?:\.\d+)?")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b")  # as Excel writes days in the United States
_OPENING, _NAME = 60, 30
_DAYS_MOST, _SECONDS_MOST = 100_000, 10_000_000_000


def ready_article(name: str, issue: Issue, fields: Mapping[str, Any], line: int | None = None) -> Article:
    """An article from its fields `text`, and `id`, `title`, `source`, `date`, `page` where given, else the issue's.

    Also `kicker`, `subtitle` and `author`, which is the credit where the text has none. The body is the text as it is,
    with wide blanks as paragraph ends; the credit stays in it, but is read.
    """
    paragraphs = [part for part in _WIDE_BLANK.split(printable(fields["text"]).strip()) if part]
    title = field_text(fields.get("title"))
    if paragraphs and title == paragraphs[0]:
        paragraphs = paragraphs[1:]
    if not title and len(paragraphs) > 1 and (found := _ORIGINAL_TITLE.match(paragraphs[0])):
        title, paragraphs = found[1], paragraphs[1:]
    source, page = field_text(fields.get("source")) or issue.source, field_text(fields.get("page")) or issue.page
    date = iso_date(f"{name}, line {line}" if line else name, field_text(fields.get("date"))) or issue.date
    body = "\n".join(paragraphs)
    author = field_text(fields.get("author"))
    named = read_author(author) if author else None
    credit = read_byline(body[:_OPENING]) or named
    return Article(
        id=field_text(fields.get("id")) or content_id(source, date, page, title, body),
        kind="news" if body else "headline_only",
        title=title,
        body=body,
        kicker=field_text(fields.get("kicker")),
        subtitle=field_text(fields.get("subtitle")),
        byline=author,
        agency=credit.agency if credit else None,
        reporters=(credit.reporters if credit else ()) or (named.reporters if named else ()),
        place=credit.place if credit else None,
        source=source,
        issue_date=date,
        page=page,
        event_date=resolve_event_date(body, date),
        source_file=name,
    )


def read_author(author: str) -> Byline:
    """The credit of a field of its own: 本报记者 林岚, or the names alone."""
    names = close_names(author)
    found = read_byline(names) or read_byline(f"记者 {_APART.sub(' ', names).strip()}")
    return found or Byline(author, author, None, (author,) if len(author) <= _NAME else (), None, len(author))


def close_names(text: str) -> str:
    """Names of two characters that were set apart (林　岚) put together."""
    return _SET_APART.sub(r"\1\2", text)


def field_text(value: Any) -> str | None:
    """A field as text: None when it is empty, or no single value."""
    if value is None or not isinstance(value, str | int | float | datetime.date):
        return None
    return printable(str(value)).strip() or None


def iso_date(name: str, date: str | None) -> str | None:
    """A field's date as ISO. BaowenError names the file (and line) when it is none."""
    if date is None:
        return None
    found = date_in_name(date) or _counted_date(date) or next((day for *_, day in find_dates(date, None)), None)
    if found is None and (parts := _AMERICAN.match(date)):
        found = date_in_name(f"{parts[3]}-{parts[1]}-{parts[2]}")
    if found is None:
        raise BaowenError(f"{name}: '{date[:40]}' is no date; write it as YYYY-MM-DD")
    return found


def _counted_date(text: str) -> str | None:
    """A date as spreadsheets count it, in days since 1899-12-30, or crawlers, in seconds or milliseconds since 1970.

    Seconds are told in China's time, eight hours ahead.
    """
    if not _COUNTED.fullmatch(text):
        return None
    count = int(text.partition(".")[0])
    if count < _DAYS_MOST:
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=count)).isoformat()
    seconds = count if count < _SECONDS_MOST else count // 1000
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds, hours=8)).date().isoformat()


def notes_on(encoding: Encoding) -> tuple[str, ...]:
    """What is worth saying about how a text was decoded."""
    if encoding.stray:
        return (f"damaged characters of {encoding.name} read as �",)
    return () if encoding.name.startswith("utf-8") else (f"read as {encoding.name}",)
