"""Ready-made articles, one a row: .jsonl (an object a line) and .csv (with a header), streams of any length; and .json.

A row that does not fit is left out and named in the notes, and the others go in; a file none of whose rows fits is
refused with what is wrong with the first.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from typing import IO

from index.article import Article
from index.errors import BaowenError
from index.files import BLOCK, File
from index.readers.columns import accepted, field_of, fields_of
from index.readers.encoding import Encoding, decode, detect
from index.readers.reading import Issue, Reading
from index.readers.ready import notes_on, ready_article
from index.settings import Settings

_DELIMITERS = ",\t;|"
_SEPARATOR = re.compile(r'\A\ufeff?"?sep=(.)"?\s*\Z', re.IGNORECASE)  # the line by which Excel is told the delimiter
_TAGS = re.compile(r"<(?:p|br|div|span|a|table)\b[^<>]{0,500}>", re.IGNORECASE)
_NO_TEXT = "needs a JSON object with a field 'text'"
LONGEST = 7  # a character escaped in JSON (\\u4e2d) takes six, and a line has other fields
NAMED, HEADER_WITHIN, NESTED = 5, 10, 4

Row = tuple[int, dict[str, object] | str]  # line, and the fields of an article or what is wrong with it


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of a table; a row that doesn't fit is named in the notes."""
    if file.suffix == ".json":
        text, encoding = decode(file.name, file.content(options.max_file_bytes))
        notes = list(notes_on(encoding))
        return Reading(_kept(file.name, issue, _document_rows(file.name, text), "entry", notes), notes)
    with file.open() as stream:
        head = stream.read(BLOCK)
    if not head.strip():
        raise BaowenError(f"{file.name}: the file is empty")
    encoding = detect(file.name, head, whole=len(head) < BLOCK)
    notes = list(notes_on(encoding))
    rows = _stream_rows(file, encoding, LONGEST * options.max_article_chars, notes)
    return Reading(_kept(file.name, issue, rows, "line", notes), notes)


def _kept(name: str, issue: Issue, rows: Iterator[Row], unit: str, notes: list[str]) -> Iterator[Article]:
    """The articles of the rows that fit; the others are named. BaowenError when none fits."""
    kept, left_out, named = 0, 0, list[str]()
    for number, fields in rows:
        try:
            if isinstance(fields, str):
                raise BaowenError(f"{name}, {unit} {number}: {fields}")
            yield ready_article(name, issue, fields, number)
            kept += 1
        except BaowenError as error:
            left_out += 1
            named += [str(error).removeprefix(f"{name}, ")] if left_out <= NAMED else []
    if left_out and not kept:
        hint = f"; known names are {accepted()}" if named[0].endswith(_NO_TEXT) else ""
        raise BaowenError(f"{name}, {named[0]}{hint}")
    if left_out:
        more = f"; and {left_out - NAMED:,} more" if left_out > NAMED else ""
        notes.append(f"left out: {'; '.join(named)}{more}")


def _stream_rows(file: File, encoding: Encoding, longest: int, notes: list[str]) -> Iterator[Row]:
    rows = _json_rows if file.suffix in (".jsonl", ".ndjson") else _csv_rows
    with file.open() as stream:
        text = io.TextIOWrapper(stream, encoding.name, encoding.errors, newline=None)
        try:
            yield from rows(file.name, text, longest, notes)
        except UnicodeDecodeError as error:
            raise BaowenError(f"{file.name}: bytes further on are not {encoding.name} ({error.reason})") from error


def _json_rows(name: str, text: IO[str], longest: int, notes: list[str]) -> Iterator[Row]:
    number = 0
    while line := text.readline(longest):
        number += 1
        if len(line) == longest:
            raise BaowenError(f"{name}, line {number}: over {longest:,} characters; an article is shorter")
        if line.strip():
            yield number, _object(line.lstrip("\ufeff"))


def _object(line: str) -> dict[str, object] | str:
    try:
        return _article_fields(json.loads(line))
    except (ValueError, RecursionError) as error:
        return f"not JSON ({getattr(error, 'msg', error)})"


def _article_fields(found: object) -> dict[str, object] | str:
    """The fields of an article in a JSON object, or what is wrong."""
    fields = fields_of(found.items()) if isinstance(found, dict) else {}
    text = fields.get("text")
    if isinstance(text, list) and all(isinstance(part, str) for part in text):
        text = "\n".join(text)
    if not isinstance(text, str) or not text.strip():
        named = isinstance(found, dict) and any(field_of(key)[0] == "text" for key in found)
        return f"no text ('{str(fields.get('title') or '')[:40]}')" if named else _NO_TEXT
    return {field: plain(value) for field, value in fields.items()} | {"text": without_tags(text)}


def plain(value: object) -> object:
    """A field's value where a list of names, or an object with a name, may stand."""
    if isinstance(value, list):
        return "、".join(str(plain(one)) for one in value[:20])
    return value.get("name") or value.get("title") if isinstance(value, dict) else value


def without_tags(text: str) -> str:
    """The paragraphs of text that a crawler took with its tags."""
    if not _TAGS.search(text):
        return text
    from index.readers.web_blocks import html_text

    return html_text(text)


def _document_rows(name: str, text: str) -> Iterator[Row]:
    """The articles of a .json file: a list of objects, wherever it is in the document, or one object, or lines."""
    try:
        document = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if (
            len(lines) > 1
            and all(line.lstrip().startswith("{") for line in lines[:2])
            and isinstance(_object(lines[0]), dict)
        ):
            return iter([(number, _object(line)) for number, line in enumerate(lines, 1)])
        raise BaowenError(f"{name}: not JSON ({getattr(error, 'msg', error)})") from error
    found = _list_in(document)
    return iter([(number, _article_fields(one)) for number, one in enumerate(found, 1)])


def _list_in(document: object) -> Sequence[object]:
    """The list of articles: the document, or what it holds some levels down (data, list); else the one object."""
    level = [document]
    for _ in range(NESTED):
        for one in level:
            if isinstance(one, list) and any(isinstance(each, dict) for each in one):
                return one
            if isinstance(one, dict) and "text" in fields_of(
                (key, one[key]) for key in one if isinstance(one[key], str)
            ):
                return [one]
        level = [value for one in level if isinstance(one, dict) for value in one.values()]
    return [document]


def _csv_rows(name: str, text: IO[str], longest: int, notes: list[str]) -> Iterator[Row]:
    csv.field_size_limit(longest)
    opening = [line for _ in range(HEADER_WITHIN) if (line := text.readline(longest))]
    skipped, delimiter = _delimiter(opening)
    rows = csv.reader(itertools.chain(opening[skipped:], text), delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield skipped + rows.line_num, f"not CSV ({error}); put text with quotes in quotes, each of them doubled"
            continue
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if header:
            yield skipped + rows.line_num, _row_fields(header, row, delimiter)
        elif any(field_of(cell)[0] == "text" for cell in cells):
            header = cells
        elif rows.line_num >= HEADER_WITHIN or sum(map(bool, cells)) > 1:
            break
        else:
            notes.append(f"line above the header: {''.join(cells)[:60]}")
    if not header:
        raise BaowenError(f"{name}, line 1: no column 'text' (or 正文) in the header; name the columns: {accepted()}")


def _delimiter(opening: Sequence[str]) -> tuple[int, str]:
    """How many lines say the delimiter (sep=;), and the delimiter: the one said, or the header's commonest."""
    if opening and (said := _SEPARATOR.match(opening[0])):
        return 1, said[1]
    header = next((line for line in opening if any(one in line.strip(f"{_DELIMITERS} \n") for one in _DELIMITERS)), "")
    return 0, max(_DELIMITERS, key=header.count)


def _row_fields(header: Sequence[str], row: Sequence[str], delimiter: str) -> dict[str, object] | str:
    if any(cell.strip() for cell in row[len(header) :]):
        return (
            f'{len(row)} fields where the header has {len(header)}; put text that holds "{delimiter}" in double quotes'
        )
    fields = fields_of(zip(header, row, strict=False))
    if "text" not in fields:
        return f"no text ('{str(fields.get('title') or row[0])[:40]}')"
    return fields | {"text": without_tags(str(fields["text"]))}
