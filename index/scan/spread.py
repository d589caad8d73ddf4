"""Lines as they were read off a picture -> runs, for the layout that a text layer's lines go through too.

The height of a line's ink depends on its characters; so what is about as high as most is given their height, and lines
of nearly one height one. A line found in pieces is put together, where the lines around it go on.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace

from index.readers.runs import Run
from index.scan.box import Box, ReadLine

ALIKE, BODY = 1.08, (0.65, 1.18)
LARGE, SAME_LINE, APART, NEAR = 1.2, 0.6, 1.5, 3.0

_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”"
# Marks in Latin width that stand beside Chinese: OCR gives them so, newspapers print them wide.
_NARROW = re.compile(rf"(?<=[{_WIDE}])[,:;?!()]|[,:;?!()](?=[{_WIDE}])")
_WIDENED = str.maketrans(",:;?!()", "，：；？！（）")


def runs(lines: Sequence[ReadLine], points: float = 1.0) -> dict[Run, float]:
    """The lines of a page as runs, each with how sure its reading is; `points` is how long a pixel is.

    They count upwards, to 0 at the picture's upper edge, and come in no order to be read in: from top to bottom, in a
    row from right to left.
    """
    whole = _joined([_scaled(line, points) for line in lines])
    sizes = _sizes(whole)
    whole.sort(key=lambda line: (round(line.box.top / max(line.box.size, 1)), -line.box.left))
    return {_run(line, sizes[line.box.size]): line.confidence for line in whole}


def _scaled(line: ReadLine, points: float) -> ReadLine:
    return replace(line, text=_widened(line.text), box=Box(*(side * points for side in line.box)))


def _widened(text: str) -> str:
    return _NARROW.sub(lambda found: found[0].translate(_WIDENED), text)


def _sizes(lines: Sequence[ReadLine]) -> dict[float, float]:
    """A size for each height that was found: the body's, or that of those which differ little."""
    found = sorted(line.box.size for line in lines)
    body = statistics.median(line.box.size for line in lines for _ in line.text) if found else 0.0
    groups: list[list[float]] = []
    for size in found:
        if groups and (size < ALIKE * statistics.median(groups[-1])):
            groups[-1].append(size)
        else:
            groups.append([size])
    sizes = {size: statistics.median(group) for group in groups for size in group}
    return {size: body if BODY[0] * body < size < BODY[1] * body else own for size, own in sizes.items()}


def _run(line: ReadLine, size: float) -> Run:
    box = line.box
    if line.upright:
        middle = (box.left + box.right) / 2
        return Run(line.text, middle - size / 2, -box.bottom, middle + size / 2, -box.top, vertical=True)
    middle = -(box.top + box.bottom) / 2
    return Run(line.text, box.left, middle - size / 2, box.right, middle + size / 2)


def _joined(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """Lines that were found in pieces put together: no channel runs down where a line above or below goes on."""
    found: list[ReadLine] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        at = next((at for at, one in enumerate(found) if _goes_on(one, line, lines)), None)
        if at is None:
            found.append(line)
        else:
            found[at] = _together(found[at], line)
    return found


def _goes_on(one: ReadLine, other: ReadLine, lines: Sequence[ReadLine]) -> bool:
    across, along = one.box.gaps(other.box)
    size = min(one.box.size, other.box.size)
    if one.upright or other.upright or not (-along > SAME_LINE * size and -size < across < APART * size):
        return False
    return any(_covers(line.box, one.box, other.box, size) for line in lines if not line.upright)


def _covers(box: Box, one: Box, other: Box, size: float) -> bool:
    """Whether a line shortly above or below two pieces goes on where they part."""
    over = box.left < one.right - size / 4 and box.right > other.left + size / 4
    return over and size / LARGE < box.size < LARGE * size and size / 2 < abs(box.top - one.top) < NEAR * size


def _together(one: ReadLine, other: ReadLine) -> ReadLine:
    count, more = len(one.text), len(other.text)
    confidence = (one.confidence * count + other.confidence * more) / (count + more)
    return replace(one, text=one.text + other.text, box=one.box.around(other.box), confidence=round(confidence, 3))
