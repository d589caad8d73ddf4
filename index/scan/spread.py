"""Lines as they were read -> runs for the layout, which knows nothing of pictures.

An upright headline (竖题) stands beside the columns it heads, on either side or among them, and would be read in its turn
from left to right. So it is given to the layout as if it lay above them. Which columns it heads is seen from its upper
end: those whose first lines are level with it, up to the next headline.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.readers.layout import Run
from index.scan.box import Box, ReadLine

SHRUNK = 0.1  # of a box's height at either side: the detector's boxes are that much taller than the type
LARGE, LEVEL, BESIDE, SAME_LINE, APART = 1.2, 1.5, 4.5, 0.6, 1.5


@dataclass(frozen=True, slots=True)
class _Above(Run):
    """An upright headline as a run above its columns; its height is that of the white there, not of its type."""

    type_size: float = 0.0

    @property
    def size(self) -> float:
        return self.type_size


def runs(lines: Sequence[ReadLine]) -> list[Run]:
    """The lines of a page as runs, in pixels, counted upwards; an upright headline is one run, a column a line."""
    lying = _joined([line for line in lines if not line.headline])
    size = statistics.median(line.box.size for line in lying) if lying else 1.0
    upright = [(around, text) for around, text in _upright(lines)]
    found = [_run(line) for line in sorted(lying, key=lambda line: (line.box.left, line.box.top))]
    return found + _headlines([line.box for line in lying], upright, size)


def _run(line: ReadLine) -> Run:
    box, spare = line.box, SHRUNK * line.box.height
    return Run(line.text, box.left, spare - box.bottom, box.right, -spare - box.top)


def _upright(lines: Sequence[ReadLine]) -> Iterator[tuple[Box, str]]:
    """Rectangle and text of each upright headline, from left to right."""
    ordered = sorted((line for line in lines if line.headline), key=lambda line: (line.box.left, line.headline))
    for _, columns in groupby(ordered, key=lambda line: line.headline):
        some = list(columns)
        yield some[0].box, "\n".join(line.text for line in some)


def _joined(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """Lines that were found in pieces put together: no channel runs down where a line above or below goes on."""
    found: list[ReadLine] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        at = next((at for at, one in enumerate(found) if _goes_on(one.box, line.box, lines)), None)
        if at is None:
            found.append(line)
        else:
            found[at] = _together(found[at], line)
    return found


def _goes_on(one: Box, other: Box, lines: Sequence[ReadLine]) -> bool:
    across, along = one.gaps(other)
    size = min(one.size, other.size)
    if not (-along > SAME_LINE * size and -size < across < APART * size):
        return False
    edges = (one.right - size / 4, other.left + size / 4)
    return any(
        line.box.left < edges[0] and line.box.right > edges[1] and line.box.size < LARGE * size
        and 0 < abs(line.box.top - one.top) < 3 * size and line.box not in (one, other)
        for line in lines
    )  # fmt: skip


def _together(one: ReadLine, other: ReadLine) -> ReadLine:
    count, more = len(one.text), len(other.text)
    confidence = (one.confidence * count + other.confidence * more) / (count + more)
    return replace(one, text=one.text + other.text, box=one.box.around(other.box), confidence=round(confidence, 3))


def _headlines(lying: Sequence[Box], upright: Sequence[tuple[Box, str]], size: float) -> list[Run]:
    """The upright headlines, each above its columns."""
    places = [around for around, _ in upright]
    return [_above(around, text, _headed(around, lying, places, size), lying, size) for around, text in upright]


def _headed(around: Box, lying: Sequence[Box], places: Sequence[Box], size: float) -> list[Box]:
    """The first lines of the columns an upright headline heads: to its right, or to its left where others stand so."""
    peers = [place for place in places if abs(place.top - around.top) < LEVEL * size]
    level = [box for box in lying if abs(box.top - around.top) < LEVEL * size]
    stops = [*peers, *(box for box in level if box.size > LARGE * size)]
    columns = [box for box in level if box.size <= LARGE * size]
    if len(peers) == 1:
        return [*_beside(around, columns, stops, size, 1), *_beside(around, columns, stops, size, -1)]
    first = min(peers, key=lambda place: place.left)
    return _beside(around, columns, stops, size, -1 if _beside(first, columns, stops, size, -1) else 1)


def _beside(around: Box, columns: Sequence[Box], stops: Sequence[Box], size: float, way: int) -> list[Box]:
    """The columns that follow one another from a headline on, to the right (1) or left (-1)."""
    edge, found = around, list[Box]()
    while True:
        near = [box for box in (*columns, *stops) if -size / 2 < _step(edge, box, way) < BESIDE * size and box != edge]
        nearest = min(near, key=lambda box: _step(edge, box, way), default=None)
        if nearest is None or nearest in stops:
            return found
        found.append(nearest)
        edge = nearest


def _step(edge: Box, box: Box, way: int) -> float:
    return box.left - edge.right if way > 0 else edge.left - box.right


def _above(around: Box, text: str, headed: Sequence[Box], lying: Sequence[Box], size: float) -> Run:
    """A run in the white above the columns; as far up as nothing else stands."""
    left, right = min(box.left for box in (around, *headed)), max(box.right for box in (around, *headed))
    top = min(box.top + SHRUNK * box.height for box in (around, *headed))
    over = [box.bottom - SHRUNK * box.height for box in lying if box.left < right and box.right > left]
    free = min(size, top - max((bottom for bottom in over if bottom < top), default=top - size))
    columns = text.count("\n") + 1
    return _Above(text, left, free / 4 - top, right, 3 * free / 4 - top, around.width / columns)
