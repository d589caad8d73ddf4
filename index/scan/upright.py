"""Upright headlines (竖题): found among the boxes of a page, parted into columns, and each column laid as a line.

A detector that looks for lines breaks an upright headline of two columns into tall pieces, and into short lines over
both. So boxes of large type that are tall, or no longer than a few characters, and touch one another are taken
together; what is taller than it is wide is an upright headline. Where its columns part is seen from the ink.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.scan.box import Box, Grey

TALL, UPRIGHT, LARGE, SHORT = 1.8, 2.5, 1.3, 4.5
NEAR, BLANK, CELL = 0.7, 0.8, (0.9, 1.7)
TRACE, BEYOND = 0.02, 3


def part_upright(boxes: Sequence[Box]) -> tuple[list[Box], list[Box]]:
    """The boxes of lines that lie, and the rectangles of upright headlines."""
    size = statistics.median(box.size for box in boxes) if boxes else 0.0
    groups: list[list[Box]] = []
    for box in boxes:
        if box.height >= TALL * box.width or (box.size > LARGE * size and box.width <= SHORT * box.height):
            touched = [group for group in groups if any(_touch(box, other) for other in group)]
            groups = [group for group in groups if group not in touched]
            groups.append([box, *(other for group in touched for other in group)])
    upright = [around for group in groups if _is_upright(group, around := _around(group))]
    lying: list[Box] = []
    for box in boxes:
        at = next((number for number, around in enumerate(upright) if _within(box, around)), None)
        if at is None:
            lying.append(box)
        else:
            upright[at] = upright[at].around(box)
    return lying, upright


def _within(box: Box, around: Box) -> bool:
    """Whether a box is a piece of an upright headline: no wider than it, and over or in it."""
    across, along = box.gaps(around)
    return along < 0 and -across > 0.8 * box.width


def _touch(one: Box, other: Box) -> bool:
    across, along = one.gaps(other)
    near = NEAR * min(one.size, other.size)
    return (across < 0 and along < near) or (along < -0.5 * min(one.height, other.height) and across < near)


def _around(group: Sequence[Box]) -> Box:
    around = group[0]
    for box in group[1:]:
        around = around.around(box)
    return around


def _is_upright(group: Sequence[Box], around: Box) -> bool:
    tall = any(box.height >= UPRIGHT * box.width for box in group)
    size = statistics.median(box.size for box in group)
    return around.height > UPRIGHT * size and (tall or around.height > 1.5 * around.width)


def columns(page: Grey, headline: Box) -> list[tuple[Box, list[Grey]]]:
    """The columns of an upright headline from right to left: place, and pictures of its phrases laid as lines."""
    spare = int(headline.width / 4)  # what is cut off at an end is seen to go on there
    margin = min(spare, int(headline.left))
    left, top = int(headline.left) - margin, max(0, int(headline.top) - spare)
    part = page[top : int(headline.bottom + BEYOND * headline.width), left : int(headline.right) + spare]
    ink = _ink(part)
    own = ink[: int(headline.bottom) + spare + 1 - top, margin : int(headline.right) + 1 - left]
    own = _reached(own, int(headline.top) - top, int(headline.bottom) - top)
    spans = _spans(own.mean(0) > TRACE, 1)
    widest = max((end - begin for begin, end in spans), default=0)
    found = []
    for begin, end in reversed(spans):
        rows = np.flatnonzero(own[:, begin:end].any(1))
        if end - begin > widest / 2 and len(rows):
            first, begin, end = int(rows[0]), begin + margin, end + margin
            last = _last(ink, begin, end, int(rows[-1]) + 1)
            box = Box(left + begin, top + first, left + end, top + last)
            found.append((box, _phrases(part[first:last, begin:end], ink[first:last, begin:end])))
    return found


def _last(ink: NDArray[np.bool_], begin: int, end: int, last: int) -> int:
    """Where a column ends that may go on below what was found of it, as long as nothing stands beside it there."""
    near, far, below = (end - begin) // 8, (end - begin) // 4, ink[last:]
    sides = np.hstack([below[:, max(0, begin - far) : max(0, begin - near)], below[:, end + near : end + far]])
    beside, reached = np.asarray(sides.any(axis=1)), 0
    for top, bottom in _spans(np.asarray(below[:, begin:end].any(axis=1)), 1):
        if top - reached > (end - begin) / 2 or beside[top:bottom].any():
            break
        reached = bottom
    return last + reached


def _ink(part: Grey) -> NDArray[np.bool_]:
    import cv2

    smooth = cv2.GaussianBlur(part, (5, 5), 0)
    return np.asarray(cv2.threshold(smooth, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1], bool)


def _reached(ink: NDArray[np.bool_], top: int, bottom: int) -> NDArray[np.bool_]:
    """The ink without what stands above and below the rows given and does not touch them."""
    reached = [span for span in _spans(ink.mean(1) > TRACE, 1) if span[0] < bottom and span[1] > top]
    begin, end = reached[0][0] if reached else top, reached[-1][1] if reached else bottom
    kept = ink.copy()
    kept[:begin], kept[end:] = False, False
    return kept


def _spans(there: NDArray[np.bool_], least: float) -> list[tuple[int, int]]:
    """Where something is there, begin and end; what is parted by less than `least` is one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], there.astype(np.int8), [0]])))
    spans: list[tuple[int, int]] = []
    for begin, end in edges.reshape(-1, 2).tolist():
        if spans and begin - spans[-1][1] < least:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans


def _phrases(column: Grey, ink: NDArray[np.bool_]) -> list[Grey]:
    """A column's phrases, each with its characters side by side."""
    size = column.shape[1]
    spans = _spans(ink.mean(1) > TRACE, BLANK * size)
    return [_laid(column[begin:end], ink[begin:end]) for begin, end in spans if end - begin > size / 4]


def _laid(phrase: Grey, ink: NDArray[np.bool_]) -> Grey:
    """The characters of an upright phrase, cut apart at even steps where least ink is cut, side by side."""
    height, size = phrase.shape
    rows = ink.mean(1)
    counts = range(max(1, round(height / (CELL[1] * size))), max(1, round(height / (CELL[0] * size))) + 1)
    cuts = min((_cuts(rows, count, size) for count in counts), key=lambda found: found[0])[1]
    side = max([size, *np.diff(cuts).tolist()])
    paper = int(np.percentile(phrase, 90))
    line: Any = np.full((side, side * (len(cuts) - 1)), paper, np.uint8)
    for number, (begin, end) in enumerate(pairwise(cuts)):
        down, right = (side - (end - begin)) // 2, number * side + (side - size) // 2
        line[down : down + end - begin, right : right + size] = phrase[begin:end]
    return np.pad(line, side // 8, constant_values=paper)


def _cuts(rows: NDArray[np.float64], count: int, size: int) -> tuple[float, list[int]]:
    """How much ink is cut when a phrase is cut into so many characters, per cut; and where, each cut moved a little."""
    height, reach = len(rows), max(1, size // 8)
    cuts, cost = [0], 0.0
    for number in range(1, count):
        near = range(max(cuts[-1] + 1, height * number // count - reach), min(height, height * number // count + reach))
        best = min(near, key=lambda at: (rows[at], abs(at - height * number / count)))
        cost += float(rows[best])
        cuts.append(best)
    even = abs(height / (count * size) - 1.1)
    return cost / max(count - 1, 1) + 0.1 * even, [*cuts, height]
