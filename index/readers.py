"""A file -> its articles: page text (.txt, .md) through `page/`, ready-made articles (.jsonl) as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from index.article import Article, content_id
from index.dates import date_in_name
from index.errors import BaowenError
from index.page import read_page

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PAGE_IN_NAME = re.compile(r"第\s*([0-9A-Z]{1,4})\s*版|(?:^|[-_. ])p(?:age)?[-_]?(\d{1,3})(?=$|[-_. ])", re.IGNORECASE)
_WIDE_BLANK = re.compile(r"\s*\n\s*|[ \t\u3000\xa0]{2,}")
_ORIGINAL_TITLE = re.compile(r"\A原标题[:：]\s*(.{1,60})\Z")


@dataclass(frozen=True, slots=True)
class Issue:
    """What is known of a file besides its text: newspaper, issue date (ISO) and page (版次)."""

    source: str | None = None
    date: str | None = None
    page: str | None = None


def read_articles(path: Path, issue: Issue, content: bytes) -> Iterator[Article]:
    """The articles of a file in the order they stand in it.

    What the file says of itself (front matter, fields) counts before its name, and its name before `issue`.
    BaowenError names the file, and the line where there is one.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BaowenError(f"{path}: cannot read '{path.suffix or path.name}' files; give {', '.join(_READERS)}")
    return reader(path, _named(path, issue), _decode(path, content))


def readable(path: Path) -> bool:
    """Whether a file of this name is one that can be read."""
    return path.suffix.lower() in _READERS


def _named(path: Path, issue: Issue) -> Issue:
    found = _PAGE_IN_NAME.search(path.stem)
    page = next(filter(None, found.groups()), None) if found else None
    return replace(issue, date=date_in_name(path.stem) or issue.date, page=page or issue.page)


def _decode(path: Path, content: bytes) -> str:
    if b"\0" in content:
        raise BaowenError(f"{path}: a binary file, not text; give text in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BaowenError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8 and add it again") from error
    if not text.strip():
        raise BaowenError(f"{path}: the file is empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_page_text(path: Path, issue: Issue, text: str) -> Iterator[Article]:
    header = _FRONT_MATTER.match(text)
    fields: dict[str, Any] = {}
    if header:
        fields = _front_matter(path, header[1])
        text = text[header.end() :]
    source, date, page = (_text(fields.get(name)) for name in ("source", "date", "page"))
    articles = read_page(
        text,
        source=source or issue.source,
        issue_date=_iso_date(path, date) or issue.date,
        page=page or issue.page,
        source_file=str(path),
    )
    title = _text(fields.get("title"))
    if title and len(articles) == 1 and not articles[0].title:
        articles = [replace(articles[0], title=title)]
    yield from articles


def _front_matter(path: Path, header: str) -> dict[str, Any]:
    try:
        fields = yaml.safe_load(header)
    except yaml.YAMLError as error:
        raise BaowenError(f"{path}: the front matter is not YAML ({str(error).splitlines()[0]})") from error
    return fields if isinstance(fields, dict) else {}


def _iso_date(path: Path, date: str | None) -> str | None:
    if date is None:
        return None
    found = date_in_name(date)
    if found is None:
        raise BaowenError(f"{path}: '{date}' is no date; write it as YYYY-MM-DD")
    return found


def _text(value: Any) -> str | None:
    return (str(value).strip() or None) if value is not None else None


def _read_lines(path: Path, issue: Issue, text: str) -> Iterator[Article]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except json.JSONDecodeError as error:
            raise BaowenError(f"{path}, line {number}: not JSON ({error.msg})") from error
        if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
            raise BaowenError(f"{path}, line {number}: needs a JSON object with a field 'text'")
        yield _line_article(path, issue, fields)


def _line_article(path: Path, issue: Issue, fields: dict[str, Any]) -> Article:
    paragraphs = [part for part in _WIDE_BLANK.split(fields["text"].strip()) if part]
    title = _text(fields.get("title"))
    if not title and len(paragraphs) > 1 and (found := _ORIGINAL_TITLE.match(paragraphs[0])):
        title, paragraphs = found[1], paragraphs[1:]
    source, page = _text(fields.get("source")) or issue.source, _text(fields.get("page")) or issue.page
    date = _iso_date(path, _text(fields.get("date"))) or issue.date
    body = "\n".join(paragraphs)
    return Article(
        id=_text(fields.get("id")) or content_id(source, date, page, title, body),
        kind="news" if body else "headline_only",
        title=title,
        body=body,
        source=source,
        issue_date=date,
        page=page,
        source_file=str(path),
    )


_READERS: dict[str, Callable[[Path, Issue, str], Iterator[Article]]] = {
    ".txt": _read_page_text,
    ".md": _read_page_text,
    ".jsonl": _read_lines,
}
