"""Page text: .txt, and .md without marks of Markdown; front matter may name newspaper, date, page and title."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from index.article import Article
from index.errors import BaowenError
from index.files import File
from index.issue_dates import infer_issue_date
from index.page import read_page
from index.readers.columns import field_of, fields_of
from index.readers.encoding import decode
from index.readers.reading import Issue, Reading
from index.readers.ready import field_text, iso_date, notes_on
from index.settings import Settings

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_PLAIN_LINE = re.compile(r"^(?P<key>[^\s:#-][^:\n]{0,40}):[ \t]+(?P<value>\S[^\n]*)$", re.MULTILINE)
_WORDS = {"title", "kicker", "subtitle", "source", "author"}


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of a page's text."""
    text, encoding = decode(file.name, file.content(options.max_file_bytes))
    return Reading(page_articles(file.name, issue, text, options), notes_on(encoding), (("", text),))


def page_articles(name: str, issue: Issue, text: str, options: Settings, whole: str | None = None) -> Iterator[Article]:
    """The articles of a page's text with its front matter; `whole` is all the issue's text, where there are more pages.

    An issue date that nobody gave is inferred from it, and marked so. BaowenError when a text is longer than any page.
    """
    if len(text) > options.max_article_chars:
        raise BaowenError(
            f"{name}: {len(text):,} characters, at most {options.max_article_chars:,} are read as a page; "
            f"split it or set BAOWEN_MAX_ARTICLE_CHARS"
        )
    header = FRONT_MATTER.match(text)
    fields = front_matter(name, header[1]) if header else {}
    source, date, page, title = (field_text(fields.get(key)) for key in ("source", "date", "page", "title"))
    given = iso_date(name, date) or issue.date
    issue_date = given or infer_issue_date(whole or text)
    articles = read_page(
        text[header.end() :] if header else text,
        source=source or issue.source,
        issue_date=issue_date,
        page=page or issue.page,
        source_file=name,
    )
    if issue_date and not given:
        articles = [replace(article, date_inferred=True) for article in articles]
    if title and len(articles) == 1 and not articles[0].title:
        articles = [replace(articles[0], title=title, kind="news")]
    yield from articles


def front_matter(name: str, header: str) -> dict[str, Any]:
    """The fields of front matter, under the names that articles have. BaowenError when it is no YAML.

    A colon or another sign of YAML's within a title or a name is forgiven: people write 林岚: 让城市更有温度.
    """
    try:
        fields = yaml.safe_load(header)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        try:
            fields = yaml.safe_load(_PLAIN_LINE.sub(_in_quotes, header))
        except (yaml.YAMLError, ValueError, RecursionError):
            raise BaowenError(f"{name}: the front matter is not YAML ({str(error).splitlines()[0]})") from error
    return fields_of(fields.items()) if isinstance(fields, dict) else {}


def _in_quotes(line: re.Match[str]) -> str:
    wanted = field_of(line["key"])[0] in _WORDS and line["value"][0] not in "\"'[{|>"
    return f"{line['key']}: {json.dumps(line['value'].strip(), ensure_ascii=False)}" if wanted else line[0]
