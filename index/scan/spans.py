"""Lines of scanned pages -> where they stand in an article's body: how sure each part of it is, and where it was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article import ScannedLine
from index.readers.runs import Run
from index.scan.page import Scan, rounded

PLACES = 10_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a page that was read off a picture, and the scan it is of; `text` is without blanks."""

    text: str
    run: Run
    scan: Scan


def placed(lines: Sequence[Run], scan: Scan) -> list[Placed]:
    """The lines of a scanned page, in reading order."""
    return [Placed("".join(line.text.split()), line, scan) for line in lines]


def scanned_lines(body: str, lines: Sequence[Placed]) -> tuple[ScannedLine, ...]:
    """The lines of a body that stand among these, in its order.

    A paragraph is looked for as a whole, without blanks, after the one before it: what a line says may stand elsewhere
    too. One that something else stands between, a caption or a hyphen that is gone, is looked for line by line.
    """
    text = "".join(line.text for line in lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.text))
    found: list[ScannedLine] = []
    at, reached = 0, 0
    for paragraph in body.split("\n"):
        visible = [at + number for number, character in enumerate(paragraph) if not character.isspace()]
        wanted = "".join(paragraph.split())
        begin = text.find(wanted, reached) if wanted else -1
        begin = text.find(wanted) if wanted and begin < 0 else begin
        if begin >= 0:
            found += _within(visible, lines, starts, begin)
            reached = begin + len(wanted)
        else:
            found += _one_by_one(wanted, visible, lines)
        at += len(paragraph) + 1
    return tuple(found)


def _within(
    visible: Sequence[int], lines: Sequence[Placed], starts: Sequence[int], begin: int
) -> Iterator[ScannedLine]:
    """The lines that a paragraph is made of, whose characters stand in the lines' text from `begin` on."""
    number = bisect_right(starts, begin) - 1
    while visible and number < len(lines) and starts[number] < begin + len(visible):
        first = max(starts[number], begin) - begin
        last = min(starts[number + 1], begin + len(visible)) - begin
        if first < last:
            yield _scanned(visible[first], visible[last - 1] + 1, lines[number])
        number += 1


def _one_by_one(wanted: str, visible: Sequence[int], lines: Sequence[Placed]) -> Iterator[ScannedLine]:
    reached = 0
    for line in lines:
        at = wanted.find(line.text, reached) if line.text else -1
        if at >= 0:
            reached = at + len(line.text)
            yield _scanned(visible[at], visible[reached - 1] + 1, line)


def _scanned(start: int, end: int, line: Placed) -> ScannedLine:
    run, scan = line.run, line.scan
    across, along = PLACES / scan.width, PLACES / scan.height
    box = (run.left * across, -run.top * along, run.right * across, -run.bottom * along)
    return ScannedLine(start, end, rounded(scan.confidence(run)), *(min(PLACES, max(0, round(side))) for side in box))
