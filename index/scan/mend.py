"""A detector's boxes -> lines: what was run together over the channel between columns is parted, overlaps are one."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.scan.box import Box, Grey

Ink = NDArray[np.bool_]
Gap = tuple[float, float]

OVERLAP, ALIKE = 0.3, 1.3
LONG, CHANNEL, EDGE, NEAR = 6.0, 0.35, 2.0, 2.5
CROSSED, LEADING, SURE = 0.2, 1.9, 0.9
BACKGROUND, DARKER, NOISE, TRACE, RULE = 31, 20.0, 4.0, 0.02, 2.5


def mended(ink: Ink, boxes: Sequence[Box]) -> list[Box]:
    """The boxes of lines that lie, each of one line of one column."""
    lines = _united(boxes)
    gaps = [list(_channels(ink, line)) for line in lines]
    pieces = [piece for line, found in zip(lines, gaps, strict=True) for piece in _parted(line, found)]
    return [
        piece
        for line, found in zip(lines, gaps, strict=True)
        for piece in _parted(line, [gap for gap in found if not _is_crossed(line, gap, pieces)])
    ]


def ink_of(page: Grey, boxes: Sequence[Box]) -> Ink:
    """What is printed, without the rules between columns: what runs down through several lines in one stroke."""
    import cv2

    height = statistics.median(box.height for box in boxes) if boxes else 1.0
    smooth = cv2.GaussianBlur(page, (3, 3), 0).astype(np.float32)
    darker = cv2.blur(smooth, (BACKGROUND, BACKGROUND)) - smooth
    some = darker[::7, ::7]
    noise = 1.4826 * float(np.median(np.abs(some - np.median(some))))  # its deviation, most of a page being white
    ink: Grey = (darker > max(DARKER, NOISE * noise)).astype(np.uint8)
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((max(3, round(height / 3)), 1), np.uint8))
    rules = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((round(RULE * height), 1), np.uint8))
    around = cv2.dilate(rules, np.ones((1, 5), np.uint8))
    return np.asarray((ink > 0) & (around == 0))


def _united(boxes: Sequence[Box]) -> list[Box]:
    """Pieces of one line that overlap, put together."""
    lines: list[Box] = []
    for box in sorted(boxes):
        at = next((at for at, line in enumerate(lines) if _overlap(line, box)), None)
        if at is None:
            lines.append(box)
        else:
            lines[at] = lines[at].around(box)
    return lines


def _overlap(one: Box, other: Box) -> bool:
    across, along = one.gaps(other)
    size = min(one.size, other.size)
    alike = max(one.size, other.size) < ALIKE * size
    return alike and -across > OVERLAP * size and -along > 0.7 * size


def _parted(line: Box, gaps: Sequence[Gap]) -> Iterator[Box]:
    left = line.left
    for begin, end in gaps:
        yield line._replace(left=left, right=begin)
        left = end
    yield line._replace(left=left)


def tight(ink: Ink, line: Box) -> Box:
    """A line's box without the white around its type, which a detector leaves, more of it around short lines."""
    top, left = max(0, int(line.top)), max(0, int(line.left))
    part = ink[top : int(line.bottom) + 1, left : int(line.right) + 1]
    rows, across = (np.flatnonzero(part.sum(axis) > max(1.0, TRACE * part.shape[axis])) for axis in (1, 0))
    if not len(rows) or not len(across):
        return line
    return Box(left + int(across[0]), top + int(rows[0]), left + int(across[-1]) + 1, top + int(rows[-1]) + 1)


def _is_crossed(line: Box, gap: Gap, pieces: Sequence[Box]) -> bool:
    """Whether lines of the same block go on where a line has a gap, so that no channel runs down there."""
    size = line.height
    near = [
        piece
        for piece in pieces
        if piece.left < gap[1] + EDGE * size and piece.right > gap[0] - EDGE * size and piece.height < ALIKE * size
    ]
    rows = [*_rows(line, sorted(near, key=lambda piece: piece.top), size, 1)]
    rows += _rows(line, sorted(near, key=lambda piece: -piece.top), size, -1)
    crossing = sum(any(piece.left < gap[0] - 1 and piece.right > gap[1] + 1 for piece in row) for row in rows)
    return crossing > CROSSED * len(rows)


def _rows(line: Box, ordered: Sequence[Box], size: float, way: int) -> Iterator[list[Box]]:
    """The rows below a line (1) or above it (-1), as far as one follows another."""
    at, row = line.top, list[Box]()
    for piece in ordered:
        step = way * (piece.top - at)
        if step > LEADING * size:
            break
        if step > size / 2:
            if row:
                yield row
            at, row = piece.top, []
        if step > size / 2 or row:
            row.append(piece)
    if row:
        yield row


def _channels(ink: Ink, box: Box) -> Iterator[Gap]:
    """Where nothing is printed from top to bottom over three lines, while something is on both sides."""
    size = box.height * 0.8
    left, right = max(0, int(box.left)), int(box.right)
    own = _printed(ink, box.top, box.bottom, left, right)
    for begin, end in _gaps(own, CHANNEL * size) if box.width > LONG * size else ():
        begin, end = left + begin, left + end
        for reach in ((-NEAR, 0.0), (-NEAR / 2, NEAR / 2), (0.0, NEAR)):
            rows = box.top + reach[0] * size, box.bottom + reach[1] * size
            white = _gaps(_printed(ink, *rows, begin, end), CHANNEL * size, True)
            if white and _has_sides(ink, box, reach, size, (begin, end)):
                yield float(begin + white[0][0]), float(begin + white[-1][1])
                break


def _printed(ink: Ink, top: float, bottom: float, left: int, right: int) -> Ink:
    """Which columns of pixels have ink."""
    part = ink[max(0, int(top)) : max(0, int(bottom)), left:right]
    return np.asarray(part.sum(0) > max(1.0, TRACE * len(part)))


def _gaps(printed: Ink, least: float, edges: bool = False) -> list[tuple[int, int]]:
    """Where nothing is printed over at least so many pixels; at the edges only if asked for."""
    steps = np.flatnonzero(np.diff(np.concatenate([[1], printed.astype(np.int8), [1]])))
    gaps = steps.reshape(-1, 2).tolist()
    inner = [(begin, end) for begin, end in gaps if edges or (begin > 0 and end < len(printed))]
    return [(begin, end) for begin, end in inner if end - begin >= least]


def _has_sides(ink: Ink, box: Box, reach: Gap, size: float, gap: tuple[int, int]) -> bool:
    """Whether lines have ink on both sides of a gap: two where it is wider than a mark's white, else three."""
    both, edge = 0, int(EDGE * size)
    for step in (-NEAR, -NEAR / 2, 0.0, NEAR / 2, NEAR):
        if reach[0] <= step <= reach[1]:
            rows = box.top + step * size, box.bottom + step * size
            before = _printed(ink, *rows, max(0, gap[0] - edge), gap[0]).any()
            both += bool(before and _printed(ink, *rows, gap[1], gap[1] + edge).any())
    return both >= (2 if gap[1] - gap[0] > SURE * size else 3)
