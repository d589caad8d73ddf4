"""What of a page's text can be seen.

Text is hidden that leaves no ink (drawing mode 3, as scans have it; full transparency), that is white on no ground, and
that lies under a picture or a filled area drawn after it. The page is a grid of cells, in which each picture and area
notes when it was drawn; so the time this takes grows with the objects of the page, not with their pairs.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

CELLS, DEPTH = 256, 8
INVISIBLE, CLIPPED = 3, 7
WHITE, LATER = 250, 1 << 60

Box = tuple[float, float, float, float]
Matrix = np.ndarray[Any, Any]
_PARTS = (ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint())  # filled anew by each call


def ink(text_object: Any) -> tuple[bool, bool]:
    """Whether a text object is drawn at all, and whether in the colour of paper."""
    red, green, blue, alpha = colour(text_object)
    inked = alpha > 0 and pdfium.FPDFTextObj_GetTextRenderMode(text_object) not in (INVISIBLE, CLIPPED)
    return inked, red >= WHITE and green >= WHITE and blue >= WHITE


def colour(item: Any) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity of an object's filling, 0 to 255; black where it is a pattern."""
    red, green, blue, alpha = _PARTS
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return 0, 0, 0, 255
    return red.value, green.value, blue.value, alpha.value


class Cover:
    """The order in which a page's objects are drawn, and what its text is drawn on and covered by."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_bbox()
        self._box = (left, bottom, right, top)
        self._step = (max(right - left, 1.0) / CELLS, max(top - bottom, 1.0) / CELLS)
        self._covered_at = np.full((CELLS, CELLS), -1, dtype=np.int64)
        self._ground_at = np.full((CELLS, CELLS), LATER, dtype=np.int64)
        self._painted = False
        self._order: dict[int, int] = {}
        for number, (item, matrix) in enumerate(_objects(page)):
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self._order[ctypes.addressof(item.contents)] = number
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE or (kind == pdfium.FPDF_PAGEOBJ_PATH and _is_filled(item)):
                self._paint(number, item, matrix, kind == pdfium.FPDF_PAGEOBJ_IMAGE)

    def order(self, address: int) -> int:
        """When the text object at an address was drawn, as a number that grows."""
        return self._order.get(address, 0)

    def shows(self, x: float, y: float, number: int, white: bool) -> bool:
        """Whether a character around (x, y), drawn at a time, is on the page, uncovered, and not white on white."""
        left, bottom, right, top = self._box
        if not (left <= x <= right and bottom <= y <= top):
            return False
        if not self._painted:
            return not white
        cell = self._cell(x, y)
        return self._covered_at[cell] <= number and not (white and self._ground_at[cell] > number)

    def _paint(self, number: int, item: Any, matrix: Matrix, picture: bool) -> None:
        self._painted = True
        left, bottom, right, top = _clipped(item, matrix)
        within = left <= self._box[2] and right >= self._box[0] and bottom <= self._box[3] and top >= self._box[1]
        if not within:  # nor is what has no place that is a number
            return
        (x0, y0), (x1, y1) = self._cell(left, bottom), self._cell(right, top)
        if picture or min(colour(item)[:3]) < WHITE:
            ground = self._ground_at[x0 : x1 + 1, y0 : y1 + 1]
            np.minimum(ground, number, out=ground)
        if not pdfium.FPDFPageObj_HasTransparency(item):
            inner_x, inner_y = x0 + (left > self._box[0]), y0 + (bottom > self._box[1])
            self._covered_at[inner_x : x1 + (right >= self._box[2]), inner_y : y1 + (top >= self._box[3])] = number

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        across, up = (x - self._box[0]) / self._step[0], (y - self._box[1]) / self._step[1]
        return int(min(max(across, 0), CELLS - 1)), int(min(max(up, 0), CELLS - 1))


def _objects(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """The objects of a page as they are drawn, those within forms too, each with the matrix it stands under."""
    items: Iterator[Any] = (
        pdfium.FPDFPage_GetObject(page.raw, at) for at in range(pdfium.FPDFPage_CountObjects(page.raw))
    )
    waiting: list[tuple[Iterator[Any], Matrix]] = [(items, np.eye(3))]
    while waiting:
        items, matrix = waiting[-1]
        for item in items:
            if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and len(waiting) < DEPTH:
                waiting.append((_inner(item), _matrix(item) @ matrix))
                break
            yield item, matrix
        else:
            waiting.pop()


def _inner(form: Any) -> Iterator[Any]:
    return (pdfium.FPDFFormObj_GetObject(form, at) for at in range(pdfium.FPDFFormObj_CountObjects(form)))


def _matrix(item: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return np.array([[found.a, found.b, 0], [found.c, found.d, 0], [found.e, found.f, 1]])


def _bounds(item: Any, matrix: Matrix) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    corners = np.array([[left, bottom, 1], [left, top, 1], [right, bottom, 1], [right, top, 1]]) @ matrix
    (x0, y0), (x1, y1) = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _clipped(item: Any, matrix: Matrix) -> Box:
    """The bounds of an object within those of the paths it is clipped to."""
    left, bottom, right, top = _bounds(item, matrix)
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        points = np.array(_points(clip, path))
        if len(points):
            (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
            left, bottom, right, top = max(left, x0), max(bottom, y0), min(right, x1), min(top, y1)
    return left, bottom, right, top


def _points(clip: Any, path: int) -> list[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for at in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, at)
        if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            points.append((x.value, y.value))
    return points


def _is_filled(item: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
    return mode.value != pdfium.FPDF_FILLMODE_NONE and colour(item)[3] > 0
