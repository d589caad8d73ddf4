"""The characters of a PDF page: what each is, where it stands on its base line, and how it is drawn.

Its place is on its base line, and its width from its font's own metrics; ink says little, since that of ， or 一
fills a small part of its square.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from index.readers.encoding import printable
from index.readers.visible import Cover, ink

SLANT, CHARACTERS, FARTHEST = 10.0, 20_000, 1e6
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|[-,]bd|hei\b|黑体", re.IGNORECASE)
# Drawn by no font: zero-width marks, joiners, the byte order mark, soft hyphens inside a word.
_INVISIBLE = {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF}
_HYPHENS = {0x02, 0xAD, 0x2010, 0x2011}
# Forms of punctuation that fonts have for vertical lines, as the marks they stand for.
_VERTICAL_FORMS = {
    code: form
    for code in (*range(0xFE10, 0xFE1A), *range(0xFE30, 0xFE45))
    if len(form := unicodedata.normalize("NFKC", chr(code))) == 1
} | {0xFE11: "、", 0xFE12: "。", 0xFE10: "，", 0xFE13: "：", 0xFE14: "；", 0xFE15: "！", 0xFE16: "？"}


class Style(NamedTuple):
    """How characters are drawn: size in points, quarter turns (None: at a slant), what with, and when."""

    size: float
    stretch: float
    quarter: int | None
    bold: bool
    inked: bool
    white: bool
    order: int


class Glyph(NamedTuple):
    """A character between two points of its base line, in a frame where that runs from left to right."""

    text: str
    begin: float
    end: float
    base: float
    style: Style
    drawn: bool
    unmapped: bool


def read_glyphs(page: Any) -> Iterator[Glyph]:
    """The characters of a page in the order pdfium gives them in, which puts those of one base line together."""
    layer = page.get_textpage()
    cover, raw = Cover(page), layer.raw
    styles = _Styles(layer, cover)
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    for number in range(layer.count_chars()):
        style = styles.of(number)
        text = _character(pdfium.FPDFText_GetUnicode(raw, number))
        if style is None or not text:
            continue
        pdfium.FPDFText_GetCharOrigin(raw, number, x, y)
        pdfium.FPDFText_GetLooseCharBox(raw, number, box)
        unmapped = pdfium.FPDFText_HasUnicodeMapError(raw, number) == 1
        if not all(map(math.isfinite, (x.value, y.value, box.left, box.right))) or style.size > FARTHEST:
            continue
        middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        drawn = style.inked and cover.shows(*middle, style.order, style.white)
        begin, end, base = _extent(text, x.value, y.value, (box.left, box.bottom, box.right, box.top), style)
        yield Glyph(text, begin, end, base, style, drawn, unmapped)
    layer.close()


def _extent(
    text: str, x: float, y: float, box: tuple[float, float, float, float], style: Style
) -> tuple[float, float, float]:
    """Where a character begins and ends on its base line, and how high that is, in the frame it is written in.

    Boxes of characters in marked content are no larger than their ink, but wide ones are as wide as they are high.
    """
    begin, base, first, last = x, y, box[0], box[2]
    if quarter := style.quarter or 0:
        begin, base = turned(x, y, -quarter)
        first, last = sorted((turned(box[0], box[1], -quarter)[0], turned(box[2], box[3], -quarter)[0]))
    if is_wide(text):
        begin, end = min(begin, last), max(last, begin + style.size * style.stretch)
    else:
        begin, end = (min(begin, first) if first > begin - style.size else begin), last
    return begin, max(begin, end), base


class _Styles:
    """The styles of a page's characters, looked up once for each of its text objects."""

    def __init__(self, layer: Any, cover: Cover) -> None:
        self._layer, self._cover = layer, cover
        self._known: dict[int, Style] = {}
        self._bold: dict[int, bool] = {}
        self._matrix = pdfium.FS_MATRIX()

    def of(self, number: int) -> Style | None:
        """The style of a numbered character; None of one that is not in the file, as a line's end is not."""
        text_object = pdfium.FPDFText_GetTextObject(self._layer.raw, number)
        if not text_object:
            return None
        address = ctypes.addressof(text_object.contents)
        if address not in self._known:
            self._known[address] = self._read(number, text_object, self._cover.order(address))
        return self._known[address]

    def _read(self, number: int, text_object: Any, order: int) -> Style:
        matrix = self._matrix
        pdfium.FPDFText_GetMatrix(self._layer.raw, number, matrix)
        given = pdfium.FPDFText_GetFontSize(self._layer.raw, number)
        height = math.hypot(matrix.c, matrix.d)
        stretch = math.hypot(matrix.a, matrix.b) / (height or 1.0)
        angle = math.degrees(math.atan2(matrix.b, matrix.a)) + (180.0 if given < 0 else 0.0)
        quarter = round(angle / 90.0)
        upright = abs(angle - 90.0 * quarter) <= SLANT
        inked, white = ink(text_object)
        size = abs(given) * height or 1.0
        return Style(size, stretch, quarter % 4 if upright else None, self._is_bold(text_object), inked, white, order)

    def _is_bold(self, text_object: Any) -> bool:
        font = pdfium.FPDFTextObj_GetFont(text_object)
        if not font:
            return False
        address = ctypes.addressof(font.contents)
        if address not in self._bold:
            name = ctypes.create_string_buffer(200)
            pdfium.FPDFFont_GetBaseFontName(font, name, 200)
            weight = pdfium.FPDFFont_GetWeight(font)
            self._bold[address] = bool(_BOLD.search(name.value.decode("utf-8", "replace"))) or 600 <= weight <= 1000
        return self._bold[address]


@lru_cache(maxsize=CHARACTERS)
def _character(code: int) -> str:
    if code in _INVISIBLE:
        return ""
    if code in _HYPHENS:
        return "-"
    if code in _VERTICAL_FORMS:
        return _VERTICAL_FORMS[code]
    if code == 0 or code > 0x10FFFF or code == 0xFFFE:
        return "\ufffd"
    text = printable(chr(code))
    return " " if text != "\u3000" and text.isspace() else text


def is_wide(text: str) -> bool:
    """Whether a character is as wide as it is high, as Chinese ones are."""
    return unicodedata.east_asian_width(text) in "WF"


def turned(x: float, y: float, quarters: int) -> tuple[float, float]:
    """A point after so many quarter turns against the clock."""
    return [(x, y), (-y, x), (-x, -y), (y, -x)][quarters % 4]
