"""The text layer of a PDF page -> pieces of lines with their boxes.

Each character has a place on its base line, a width from its font's own metrics, and the size and direction it is drawn
with; ink says little, since that of ， or 一 fills a small part of its square. Characters that follow one another on a
base line are one piece, with a blank where the file has one or where a gap shows one. Characters that stand one below
the other (竖排) are a vertical piece. The page is turned so that most of its text is upright, whatever its own rotation
says.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from index.readers.encoding import printable
from index.readers.runs import Run
from index.readers.visible import Cover, ink

BLANK, APART, WORDS_APART = 0.17, 0.9, 3.0
SLANT = 10.0
PITCH = 1.8
CHARACTERS = 20_000
LETTERSPACED, DESCENT, NEXT_COLUMN = 2.5, 0.12, 1.5
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


@dataclass(frozen=True, slots=True)
class Layer:
    """What a page's text layer shows, and the text of it that is hidden or stands at a slant, as a watermark does.

    `unmapped` is the share of its characters of which the file does not say what they are.
    """

    runs: tuple[Run, ...]
    hidden: str = ""
    slanted: str = ""
    unmapped: float = 0.0


class _Style(NamedTuple):
    """How characters are drawn: their size in points, by how many quarter turns (None: at a slant), when, and with what."""

    size: float
    stretch: float
    quarter: int | None
    bold: bool
    inked: bool
    white: bool
    order: int


class _Glyph(NamedTuple):
    """A character between two points of its base line, in a frame where that runs from left to right."""

    text: str
    begin: float
    end: float
    base: float
    style: _Style
    drawn: bool
    unmapped: bool


def read_layer(page: Any) -> Layer:
    """The visible runs of a page, in the order they were drawn."""
    glyphs = sorted(_glyphs(page), key=lambda glyph: glyph.style.order)  # pdfium gives those of one base line together
    shown = [glyph for glyph in glyphs if glyph.drawn and glyph.style.quarter is not None]
    hidden = [glyph for glyph in glyphs if not glyph.drawn]
    if _count(hidden) > _count(shown):  # a scan whose text was read before lies under its picture
        shown, hidden = [glyph for glyph in hidden if glyph.style.quarter is not None], shown
    slanted = "".join(glyph.text for glyph in glyphs if glyph.style.quarter is None and glyph.drawn)
    runs = _stacked(_spaced_out(_upright(list(_pieces(shown)))))
    unmapped = sum(glyph.unmapped for glyph in shown) / max(len(shown), 1)
    return Layer(tuple(runs), "".join(glyph.text for glyph in hidden), slanted, unmapped)


def _count(glyphs: Sequence[_Glyph]) -> int:
    return sum(not glyph.text.isspace() for glyph in glyphs)


# Characters -------------------------------------------------------------------------------------------------------


def _glyphs(page: Any) -> Iterator[_Glyph]:
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
        middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        drawn = style.inked and cover.shows(*middle, style.order, style.white)
        begin, end, base = _extent(text, x.value, y.value, (box.left, box.bottom, box.right, box.top), style)
        yield _Glyph(text, begin, end, base, style, drawn, unmapped)
    layer.close()


def _extent(
    text: str, x: float, y: float, box: tuple[float, float, float, float], style: _Style
) -> tuple[float, float, float]:
    """Where a character begins and ends on its base line, and how high that is, in the frame it is written in.

    Boxes of characters in marked content are no larger than their ink, but wide ones are as wide as they are high.
    """
    begin, base, first, last = x, y, box[0], box[2]
    if quarter := style.quarter or 0:
        begin, base = _turned(x, y, -quarter)
        first, last = sorted((_turned(box[0], box[1], -quarter)[0], _turned(box[2], box[3], -quarter)[0]))
    if _is_wide(text):
        begin, end = min(begin, last), max(last, begin + style.size * style.stretch)
    else:
        begin, end = (min(begin, first) if first > begin - style.size else begin), last
    return begin, max(begin, end), base


class _Styles:
    """The styles of a page's characters, looked up once for each of its text objects."""

    def __init__(self, layer: Any, cover: Cover) -> None:
        self._layer, self._cover = layer, cover
        self._known: dict[int, _Style] = {}
        self._bold: dict[int, bool] = {}
        self._matrix = pdfium.FS_MATRIX()

    def of(self, number: int) -> _Style | None:
        """The style of a numbered character; None of one that is not in the file, as a line's end is not."""
        text_object = pdfium.FPDFText_GetTextObject(self._layer.raw, number)
        if not text_object:
            return None
        address = ctypes.addressof(text_object.contents)
        if address not in self._known:
            self._known[address] = self._read(number, text_object, self._cover.order(address))
        return self._known[address]

    def _read(self, number: int, text_object: Any, order: int) -> _Style:
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
        return _Style(size, stretch, quarter % 4 if upright else None, self._is_bold(text_object), inked, white, order)

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


def _is_wide(text: str) -> bool:
    return unicodedata.east_asian_width(text) in "WF"


def _turned(x: float, y: float, quarters: int) -> tuple[float, float]:
    """A point after so many quarter turns against the clock."""
    return [(x, y), (-y, x), (-x, -y), (y, -x)][quarters % 4]


# Pieces of lines ----------------------------------------------------------------------------------------------------


def _pieces(glyphs: Sequence[_Glyph]) -> Iterator[tuple[int, Run]]:
    """Glyphs of one base line that follow one another, each piece with the quarter turns it is written at."""
    piece: list[_Glyph] = []
    last: _Glyph | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            if last:
                piece.append(glyph)
            continue
        if last and not _goes_on(last, glyph, piece[-1] is not last):
            yield _piece(piece)
            piece = []
        piece.append(glyph)
        last = glyph
    if piece:
        yield _piece(piece)


def _goes_on(last: _Glyph, glyph: _Glyph, after_blank: bool) -> bool:
    """Whether a glyph goes on in the piece: on its base line, not before its end, and no further than words are."""
    if last.style.quarter != glyph.style.quarter:
        return False
    large, small = max(last.style.size, glyph.style.size), min(last.style.size, glyph.style.size)
    if abs(last.base - glyph.base) > 0.5 * large - 0.25 * (large - small):
        return False
    if glyph.begin == last.begin and glyph.base == last.base:
        return True  # letters of a ligature
    return -0.8 * large < glyph.begin - last.end < (WORDS_APART if after_blank else APART) * large


def _piece(glyphs: list[_Glyph]) -> tuple[int, Run]:
    while glyphs[-1].text.isspace():
        glyphs.pop()
    bold = 2 * sum(glyph.style.bold for glyph in glyphs) > len(glyphs)
    sizes = Counter[float]()
    for glyph in glyphs:
        sizes[glyph.style.size] += 1
    size = max(sizes, key=lambda one: (sizes[one], one))
    base = next(glyph.base for glyph in glyphs if glyph.style.size == size)
    box = (glyphs[0].begin, base - DESCENT * size, max(glyph.end for glyph in glyphs), base + (1 - DESCENT) * size)
    quarter = glyphs[0].style.quarter or 0
    (x0, y0), (x1, y1) = _turned(box[0], box[1], quarter), _turned(box[2], box[3], quarter)
    text = " ".join(_text(glyphs).split(" "))
    return quarter, Run(text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), bold)


def _text(glyphs: Sequence[_Glyph]) -> str:
    """The text of a piece: a gap that is wider than its usual ones by a blank is one."""
    gaps = sorted((after.begin - before.end) / before.style.size for before, after in pairwise(glyphs))
    usual = max(0.0, gaps[len(gaps) // 2]) if len(gaps) > 2 else 0.0
    text = glyphs[0].text
    for before, after in pairwise(glyphs):
        apart = (after.begin - before.end) / max(before.style.size, after.style.size) - usual
        if apart > BLANK and not text[-1].isspace() and not after.text.isspace():
            text += " "
        text += after.text
    return text


# Lines -------------------------------------------------------------------------------------------------------------


def _upright(pieces: Sequence[tuple[int, Run]]) -> list[Run]:
    """Pieces turned so that most of the text is upright; what is then written downwards or upwards is vertical."""
    weights = Counter[int]()
    for quarter, run in pieces:
        weights[quarter] += len(run.text)
    most = max(weights, key=lambda quarter: (weights[quarter], -quarter), default=0)
    turned = []
    for quarter, run in pieces:
        (x0, y0), (x1, y1) = _turned(run.left, run.bottom, -most), _turned(run.right, run.top, -most)
        box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        turned.append(Run(run.text, *box, run.bold, vertical=(quarter - most) % 2 == 1))
    return turned


def _spaced_out(runs: Sequence[Run]) -> list[Run]:
    """Runs of one character each that stand on a line at even distances are one word, letterspaced."""
    lines: list[Run] = []
    step = 0.0
    for run in runs:
        last = lines[-1] if lines else None
        gap = run.left - last.right if last else 0.0
        if (
            last
            and len(run.text) == 1
            and _beside(last, run)
            and (len(last.text) == 1 or abs(gap - step) < 0.15 * run.size)
        ):
            lines[-1] = replace(last, text=last.text + run.text, right=run.right)
        else:
            lines.append(run)
        step = gap
    return lines


def _beside(last: Run, run: Run) -> bool:
    near = 0 < run.left - last.right < LETTERSPACED * run.size
    return (
        near
        and _is_wide(run.text)
        and abs(last.size - run.size) < 0.1 * run.size
        and abs(last.top - run.top) < 0.1 * run.size
    )


def _stacked(runs: Sequence[Run]) -> list[Run]:
    """Runs of a character or two that stand one below the other are a vertical run, as is one alone to its left."""
    found: list[Run] = []
    chain: list[Run] = []
    for run in runs:
        if chain and not _below(chain[-1], run):
            found.append(_chained(chain, found))
            chain = []
        if chain or _is_cell(run):
            chain.append(run)
        else:
            found.append(run)
    return [*found, _chained(chain, found)] if chain else found


def _is_cell(run: Run) -> bool:
    return run.vertical or (len(run.text) <= 4 and run.right - run.left < 1.3 * run.size)


def _below(above: Run, run: Run) -> bool:
    size = max(above.size, run.size)
    centred = abs(above.left + above.right - run.left - run.right) < 0.7 * size
    return _is_cell(run) and centred and -0.6 * size < above.bottom - run.top < (PITCH - 1) * size


def _chained(chain: Sequence[Run], before: Sequence[Run]) -> Run:
    upright = next((run for run in chain if not run.vertical), chain[0])
    if len(chain) == 1 and not (before and _ends_column(before[-1], chain[0])):
        return chain[0]
    text = chain[0].text
    for above, run in pairwise(chain):
        text += (" " if above.bottom - run.top > BLANK * run.size else "") + run.text
    return Run(text, upright.left, chain[-1].bottom, upright.right, chain[0].top, upright.bold, vertical=True)


def _ends_column(last: Run, run: Run) -> bool:
    """Whether a single character stands to the left of a vertical line, as the last of what it says."""
    beside = 0 <= last.left - run.right < NEXT_COLUMN * run.size and last.bottom < run.top <= last.top + run.size / 2
    return last.vertical and not run.vertical and beside and abs(last.size - run.size) < 0.1 * run.size
