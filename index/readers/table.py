"""Ready-made articles, one a line: .jsonl (an object a line) and .csv (with a header). Streams of any length."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import IO

from index.article import Article
from index.errors import BaowenError
from index.files import BLOCK, File
from index.readers.encoding import Encoding, detect
from index.readers.reading import Issue, Reading
from index.readers.ready import notes_on, ready_article
from index.settings import Settings

_COLUMNS = {
    "text": ("text", "body", "content", "article", "正文", "内容", "文章", "全文"),
    "title": ("title", "headline", "标题", "题目"),
    "source": ("source", "newspaper", "paper", "来源", "报纸", "媒体"),
    "date": ("date", "issue_date", "日期", "出版日期", "发布日期"),
    "page": ("page", "版次", "版面"),
    "id": ("id", "编号"),
}
_DELIMITERS = ",\t;|"
LONGEST = 7  # a character escaped in JSON (\\u4e2d) takes six, and a line has other fields


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of a table; a line that doesn't fit is named."""
    with file.open() as stream:
        head = stream.read(BLOCK)
    if not head.strip():
        raise BaowenError(f"{file.name}: the file is empty")
    encoding = detect(file.name, head, whole=len(head) < BLOCK)
    return Reading(_articles(file, issue, encoding, LONGEST * options.max_article_chars), notes_on(encoding))


def _articles(file: File, issue: Issue, encoding: Encoding, longest: int) -> Iterator[Article]:
    rows = _csv_rows if file.suffix == ".csv" else _json_rows
    with file.open() as stream:
        text = io.TextIOWrapper(stream, encoding.name, encoding.errors, newline=None)
        try:
            for number, fields in rows(file.name, text, longest):
                yield ready_article(file.name, issue, fields, number)
        except UnicodeDecodeError as error:
            raise BaowenError(f"{file.name}: bytes further on are not {encoding.name} ({error.reason})") from error


def _json_rows(name: str, text: IO[str], longest: int) -> Iterator[tuple[int, dict[str, object]]]:
    number = 0
    while line := text.readline(longest):
        number += 1
        if not line.strip():
            continue
        if len(line) == longest:
            raise BaowenError(f"{name}, line {number}: over {longest:,} characters; an article is shorter")
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BaowenError(f"{name}, line {number}: not JSON ({getattr(error, 'msg', error)})") from error
        if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
            raise BaowenError(f"{name}, line {number}: needs a JSON object with a field 'text'")
        yield number, fields


def _csv_rows(name: str, text: IO[str], longest: int) -> Iterator[tuple[int, dict[str, object]]]:
    csv.field_size_limit(longest)
    header = text.readline(longest).lstrip("\ufeff")
    delimiter = max(_DELIMITERS, key=header.count)
    columns = [_column(cell) for cell in next(csv.reader([header], delimiter=delimiter), [])]
    if "text" not in columns:
        raise BaowenError(f"{name}, line 1: no column 'text' (or 正文) in the header; name the columns")
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for row in rows:
            if row and len(row) != len(columns):
                raise BaowenError(
                    f"{name}, line {rows.line_num + 1}: {len(row)} fields where the header has {len(columns)}; "
                    f'put text that holds "{delimiter}" in double quotes'
                )
            if row:
                yield rows.line_num + 1, {column: cell for column, cell in zip(columns, row, strict=True) if column}
    except csv.Error as error:
        raise BaowenError(f"{name}, line {rows.line_num + 1}: not CSV ({error})") from error


def _column(cell: str) -> str:
    """The field that a column's heading stands for; empty for one that is not used."""
    heading = cell.strip().casefold()
    return next((field for field, names in _COLUMNS.items() if heading in names), "")
