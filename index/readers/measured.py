"""Lines held against their columns: how far they are indented, what room they leave, how much white lies above them."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.page.lines import width_of
from index.readers.runs import Run, is_large

INDENT, ROOM, SAME_COLUMN, DEEPEST, FEW = 0.8, 0.35, 3.0, 4.0, 4

_HANGING = re.compile(r"[，。、；：？！）》」』]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line in reading order: its page, whether it opens or is part of a headline, and how it stands in its column.

    `room` is what was left of the column's width at its end, `indent` what it lacks at its beginning, `white` how much
    more than usual lies above it, all in its own size; `column` is a number that changes where the column does.
    """

    run: Run
    page: int
    column: int = 0
    large: bool = False
    room: float = 0.0
    indent: float = 0.0
    white: float = 0.0


def measured(page: int, runs: Sequence[Run], size: float) -> Iterator[Line]:
    """The lines of a page, each held against the edges of its column and the usual white between lines."""
    columns = _columns(runs)
    edges = _edges(columns)
    gaps = [_white(above, run) for column in columns for above, run in pairwise(column)]
    usual = statistics.median_low(gaps) if gaps else 0.0
    for number, (column, (left, right)) in enumerate(zip(columns, edges, strict=True)):
        above: Run | None = None
        for run in column:
            large = is_large(run, size)
            begin, end = span(run)
            white = (_white(above, run) - usual) / run.size if above else 0.0
            yield Line(run, page, number, large, max(0.0, right - end) / run.size, (begin - left) / run.size, white)
            above = run


def _white(above: Run, run: Run) -> float:
    """The white between two lines of a column."""
    return above.left - run.right if run.vertical else above.bottom - run.top


def span(run: Run) -> tuple[float, float]:
    """Where a line begins and ends, from the side it is read from."""
    return (-run.top, -run.bottom) if run.vertical else (run.left, run.right)


def _inner_end(run: Run) -> float:
    """Where a line ends without a mark that may hang over the column's edge."""
    return span(run)[1] - (run.size * width_of(run.text[-1]) if _HANGING.search(run.text) else 0.0)


def _columns(runs: Sequence[Run]) -> list[list[Run]]:
    """Lines that follow one another below each other, of one size."""
    columns: list[list[Run]] = []
    for run in runs:
        if columns and _same_column(columns[-1][-1], run):
            columns[-1].append(run)
        else:
            columns.append([run])
    return columns


def _same_column(above: Run, run: Run) -> bool:
    size = max(above.size, run.size)
    if above.vertical != run.vertical or size > 1.1 * min(above.size, run.size):
        return False
    if run.vertical:
        return above.left > run.left and abs(above.top - run.top) < SAME_COLUMN * size
    overlap = min(above.right, run.right) - max(above.left, run.left)
    return above.bottom > run.bottom and overlap > 0 and abs(above.left - run.left) < SAME_COLUMN * size


def _edges(columns: Sequence[Sequence[Run]]) -> list[tuple[float, float]]:
    """The left and right edge of each column. A single line, maybe indented or short, has those of a near one."""
    own = []
    begins = sorted({span(run)[0] for column in columns for run in column})
    for column in columns:
        lefts, ends = [span(run)[0] for run in column], [_inner_end(run) for run in column]
        own.append((_outdented(min(lefts), max(lefts), column[0].size, begins), max(ends)))
    reach: dict[int, tuple[float, float]] = {}
    for (left, right), column in zip(own, columns, strict=True):
        cell = round(left / column[0].size)
        if len(column) >= FEW and right > reach.get(cell, (left, right - 1))[1]:
            reach[cell] = left, right
    return [
        _edges_like(edges, column[0].size, reach) if len(column) == 1 else edges
        for edges, column in zip(own, columns, strict=True)
    ]


def _outdented(first: float, last: float, size: float, begins: Sequence[float]) -> float:
    """The edge of a column, whose lines are all indented where they begin at one place and others two before it."""
    if last - first > ROOM * size:
        return first
    edge, near = first - 2 * size, INDENT * size  # vertical lines of larger type begin a little lower
    at = bisect_left(begins, edge - near)
    return edge if at < len(begins) and begins[at] < edge + near else first


def _edges_like(own: tuple[float, float], size: float, reach: dict[int, tuple[float, float]]) -> tuple[float, float]:
    cell = round(own[0] / size)
    left, right = next((reach[cell - back] for back in range(int(DEEPEST)) if cell - back in reach), own)
    return min(left, own[0]), max(right, own[1])


def length_of(run: Run) -> float:
    """How long a line is, in points."""
    return run.top - run.bottom if run.vertical else run.right - run.left
