"""A result set as CSV, JSON or a workbook for spreadsheets. No cell of it is ever a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from rag.export.printable import printable
from rag.export.results import ResultSet, cells, query_line

QUERY = "query"
CELL_CHARS = 32_767  # that Excel takes
WIDE, NARROW = 48, 14  # characters of a column, by what stands in it
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(result: ResultSet) -> str:
    """A line a row, with the query in its last column; a cell that would be a formula is led by an apostrophe."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow([*result.columns, QUERY])
    for row in result.rows:
        rows.writerow([_plain(text) for text in (*cells(row, result.columns), query_line(result))])
    return table.getvalue()


def _plain(text: str) -> str:
    text = printable(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(result: ResultSet) -> str:
    """An object of the query and the rows, each with all that is known of it."""
    found = {"query": dict(result.query), "results": [dict(row) for row in result.rows]}
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_xlsx(result: ResultSet) -> bytes:
    """A workbook: the rows, and on a sheet of their own the query and how many there are.

    Every cell is a text. One that would become a formula when somebody edits it is marked as quoted.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        _fill(book.add_worksheet("results"), result, formats)
        sheet = book.add_worksheet(QUERY)
        sheet.set_column(0, 1, WIDE)
        for at, (name, value) in enumerate((*result.query.items(), ("results", str(len(result.rows))))):
            sheet.write_string(at, 0, name, formats["head"])
            _write(sheet, at, 1, value, formats)
    return out.getvalue()


_FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bottom": 1, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
}


def _fill(sheet: Any, result: ResultSet, formats: dict[str, Any]) -> None:
    longest = [len(name) for name in result.columns]
    for at, name in enumerate(result.columns):
        sheet.write_string(0, at, name, formats["head"])
    for number, row in enumerate(result.rows, 1):
        for at, text in enumerate(cells(row, result.columns)):
            _write(sheet, number, at, text, formats)
            longest[at] = max(longest[at], len(text))
    for at, length in enumerate(longest):
        sheet.set_column(at, at, WIDE if length > NARROW else NARROW)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(result.rows), len(result.columns) - 1)


def _write(sheet: Any, row: int, column: int, text: str, formats: dict[str, Any]) -> None:
    text = printable(text)
    text = text if len(text) <= CELL_CHARS else f"{text[: CELL_CHARS - 1]}…"
    sheet.write_string(row, column, text, formats["quoted" if text.startswith(_FORMULA) else "text"])
