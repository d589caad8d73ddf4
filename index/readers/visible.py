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

CELLS, DEPTH = 256, 8
INVISIBLE, CLIPPED = 3, 7
WHITE = 250

Box = tuple[float, float, float, float]


def is_drawn(text_object: Any) -> bool:
    """Whether a text object leaves ink."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDFTextObj_GetTextRenderMode(text_object) in (INVISIBLE, CLIPPED):
        return False
    return _colour(text_object)[3] > 0


class Cover:
    """What a page's text is drawn on, and what is drawn over it."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_bbox()
        self._origin, self._step = (left, bottom), (max(right - left, 1.0) / CELLS, max(top - bottom, 1.0) / CELLS)
        self._drawn_at = np.full((CELLS, CELLS), -1, dtype=np.int64)
        self._ground = np.zeros((CELLS, CELLS), dtype=bool)
        self._texts: dict[int, tuple[int, tuple[int, int], bool]] = {}
        for number, (item, matrix) in enumerate(_objects(page)):
            self._note(number, item, matrix)

    def order(self, text_object: Any) -> int:
        """When a text object was drawn, as a number that grows."""
        return self._texts.get(ctypes.addressof(text_object.contents), (0, (0, 0), True))[0]

    def hides(self, text_object: Any) -> bool:
        """Whether a text object is under something, or white on nothing."""
        number, cell, seen = self._texts.get(ctypes.addressof(text_object.contents), (0, (0, 0), True))
        return not seen or bool(self._drawn_at[cell] > number)

    def _note(self, number: int, item: Any, matrix: np.ndarray[Any, Any]) -> None:
        import pypdfium2.raw as pdfium

        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            left, bottom, right, top = _bounds(item, matrix)
            column, row = self._cell((left + right) / 2, (bottom + top) / 2)
            inside = 0 <= column < CELLS and 0 <= row < CELLS
            cell = (min(max(column, 0), CELLS - 1), min(max(row, 0), CELLS - 1))
            seen = inside and (bool(self._ground[cell]) or min(_colour(item)[:3]) < WHITE)
            self._texts[ctypes.addressof(item.contents)] = (number, cell, seen)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE or (kind == pdfium.FPDF_PAGEOBJ_PATH and _is_filled(item)):
            self._paint(number, item, matrix, kind == pdfium.FPDF_PAGEOBJ_IMAGE)

    def _paint(self, number: int, item: Any, matrix: np.ndarray[Any, Any], picture: bool) -> None:
        import pypdfium2.raw as pdfium

        left, bottom, right, top = _clipped(item, matrix)
        first, last = self._cell(left, bottom), self._cell(right, top)
        (x0, y0), (x1, y1) = ((max(0, at) for at in cell) for cell in (first, last))
        self._ground[x0 : x1 + 1, y0 : y1 + 1] = picture or min(_colour(item)[:3]) < WHITE
        if not pdfium.FPDFPageObj_HasTransparency(item):
            self._drawn_at[max(0, first[0] + 1) : x1, max(0, first[1] + 1) : y1] = number

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        across, up = (x - self._origin[0]) / self._step[0], (y - self._origin[1]) / self._step[1]
        return int(min(max(across, -2), CELLS + 1)), int(min(max(up, -2), CELLS + 1))


def _objects(page: Any) -> Iterator[tuple[Any, np.ndarray[Any, Any]]]:
    """The objects of a page as they are drawn, those within forms too, each with the matrix it stands under."""
    import pypdfium2.raw as pdfium

    items = (pdfium.FPDFPage_GetObject(page.raw, at) for at in range(pdfium.FPDFPage_CountObjects(page.raw)))
    waiting = [(items, np.eye(3))]
    while waiting:
        items, matrix = waiting[-1]
        item = next(items, None)
        if item is None:
            waiting.pop()
        elif pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and len(waiting) < DEPTH:
            inner = (pdfium.FPDFFormObj_GetObject(item, at) for at in range(pdfium.FPDFFormObj_CountObjects(item)))
            waiting.append((inner, _matrix(item) @ matrix))
        else:
            yield item, matrix


def _matrix(item: Any) -> np.ndarray[Any, Any]:
    import pypdfium2.raw as pdfium

    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, found)
    return np.array([[found.a, found.b, 0], [found.c, found.d, 0], [found.e, found.f, 1]])


def _bounds(item: Any, matrix: np.ndarray[Any, Any]) -> Box:
    import pypdfium2.raw as pdfium

    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    corners = np.array([[left, bottom, 1], [left, top, 1], [right, bottom, 1], [right, top, 1]]) @ matrix
    (x0, y0), (x1, y1) = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)


def _clipped(item: Any, matrix: np.ndarray[Any, Any]) -> Box:
    """The bounds of an object within those of the paths it is clipped to."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = _bounds(item, matrix)
    clip = pdfium.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        points = []
        for at in range(max(0, pdfium.FPDFClipPath_CountPathSegments(clip, path))):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, at)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, up = zip(*points, strict=True)
            left, right = max(left, min(across)), min(right, max(across))
            bottom, top = max(bottom, min(up)), min(top, max(up))
    return left, bottom, right, top


def _is_filled(item: Any) -> bool:
    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
    return mode.value != pdfium.FPDF_FILLMODE_NONE and _colour(item)[3] > 0


def _colour(item: Any) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity of an object's filling, 0 to 255; black where it is a pattern."""
    import pypdfium2.raw as pdfium

    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(item, *parts):
        return 0, 0, 0, 255
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha
