"""Tables -> lines: each row with its headings, so that a cell can be found, and quoted, by its row and column.

    县区 | 优良天数 | PM2.5浓度
    河西县 | 17 | 63            ->  县区：河西县；优良天数：17；PM2.5浓度：63

Words stay as they are. A heading over several columns stands before each of theirs; a cell over several rows is said in
each when it names them (its column is one of the first), else once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

HEADING_CHARS, HEADER_ROWS, PROSE_CHARS, LABEL_COLUMNS = 24, 3, 160, 2
LEAST_ROWS = 2
CARRIED = 100_000  # cells that reach down, in all; a table with more is none that people made
_FIGURE = re.compile(r"[-+—约超近]?\d")
_YEAR = re.compile(r"(?:19|20)\d\d年?|\d{1,2}月|第?\d季度?")
_SENTENCE = re.compile(r"[。！？；]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the columns and rows it takes; `heading` where the document says that it is one."""

    text: str
    across: int = 1
    down: int = 1
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    start: int
    end: int
    cell: Cell


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """A line a row, headings among its cells. Rows without text give none."""
    placed = [row for row in _place(rows) if any(one.cell.text for one in row)]
    lines: list[str] = []
    while placed and len(placed[0]) == 1 and len(placed) > 1:  # a title over the whole table
        lines.append(placed.pop(0)[0].cell.text)
    count = _header_rows(placed)
    headings = _headings(placed[:count])
    if count == len(placed):
        return lines + [_line(row, {}) for row in placed]
    return lines + [_line(row, headings) for row in placed[count:]]


def is_layout(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table only sets text beside text: one row or column, or most of its words in cells of running text."""
    if sum(sum(bool(cell.text) for cell in row) > 1 for row in rows) < LEAST_ROWS:
        return True
    texts = [cell.text for row in rows for cell in row]
    prose = sum(len(text) for text in texts if len(text) > PROSE_CHARS)
    return 2 * prose > sum(map(len, texts))


def _place(rows: Sequence[Sequence[Cell]]) -> Iterator[list[_Placed]]:
    """Each row's cells by their columns; what reaches down from a row above is there again if it names the row."""
    width, spare = max(map(len, rows), default=0), CARRIED
    reaching: dict[int, _Placed] = {}
    for row in rows:
        placed, column = [], 0
        for cell in row:
            while above := reaching.pop(column, None):
                placed.append(above)
                column = above.end
            placed.append(_Placed(column, min(column + max(cell.across, 1), max(width, column + 1)), cell))
            column = placed[-1].end
        placed += reaching.values()
        reaching = {one.start: _below(one) for one in placed if one.cell.down > 1 and spare > 0}
        spare -= len(reaching)
        yield placed


def _below(one: _Placed) -> _Placed:
    names = one.start < LABEL_COLUMNS or one.cell.heading
    return replace(one, cell=replace(one.cell, text=one.cell.text if names else "", down=one.cell.down - 1))


def _header_rows(rows: Sequence[Sequence[_Placed]]) -> int:
    if not rows:
        return 0
    marked = 0
    while marked < len(rows) and all(one.cell.heading for one in rows[marked] if one.cell.text):
        marked += 1
    if marked:
        return min(marked, HEADER_ROWS)
    if not _looks_like_header(rows):
        return 0
    spread = any(one.end - one.start > 1 for one in rows[0])
    reach = max(one.cell.down for one in rows[0])
    return min(max(reach, 1 + spread), HEADER_ROWS, len(rows) - 1)


def _looks_like_header(rows: Sequence[Sequence[_Placed]]) -> bool:
    """Whether the first row names its columns: short words, no figures, while figures or many rows follow."""
    texts = [one.cell.text for one in rows[0]]
    named = [text for text in texts if text]
    if len(rows) < 2 or len(named) < 2 or len(named) < len(texts) - 1 or len(set(named)) < len(named):
        return False
    if any(len(text) > HEADING_CHARS or _SENTENCE.search(text) or _is_figure(text) for text in named):
        return False
    if rows[0][-1].end > 2:
        return True
    return all(_is_figure(row[-1].cell.text) for row in rows[1:] if len(row) > 1 and row[-1].cell.text)


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.match(text)) and not _YEAR.fullmatch(text)


def _headings(rows: Sequence[Sequence[_Placed]]) -> dict[int, str]:
    """The heading of each column: what stands over it, from top to bottom, each word once."""
    found: dict[int, list[str]] = {}
    for row in rows:
        for one in row:
            for column in range(one.start, one.end):
                above = found.setdefault(column, [])
                if one.cell.text and one.cell.text not in above:
                    above.append(one.cell.text)
    return {column: " ".join(words) for column, words in found.items()}


def _line(row: Sequence[_Placed], headings: dict[int, str]) -> str:
    told = [one for one in row if one.cell.text]
    if len(told) == 1:
        return told[0].cell.text
    if headings:
        return "；".join(_named(one, headings) for one in told)
    first, rest = told[0].cell.text, "；".join(one.cell.text for one in told[1:])
    return f"{first}{'' if first.endswith(('：', ':')) else '：'}{rest}"


def _named(one: _Placed, headings: dict[int, str]) -> str:
    heading = headings.get(one.start, "") if one.end - one.start == 1 else ""
    text = one.cell.text
    return f"{heading}：{text}" if heading and heading != text else text
