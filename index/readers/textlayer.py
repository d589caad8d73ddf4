"""The text layer of a PDF page -> pieces of lines with their boxes.

Characters that follow one another on a base line are one piece, with a blank where the file has one or where a gap
shows one. Characters that stand one below the other (竖排) are a vertical piece. The page is turned so that most of its
text is upright, whatever its own rotation says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from index.readers.glyphs import Glyph, is_wide, read_glyphs, turned
from index.readers.runs import Run

BLANK, APART, WORDS_APART = 0.17, 0.9, 3.0
PITCH, LETTERSPACED, DESCENT, NEXT_COLUMN = 1.8, 2.5, 0.12, 1.5


@dataclass(frozen=True, slots=True)
class Layer:
    """What a page's text layer shows, and the text of it that is hidden or stands at a slant, as a watermark does.

    `unmapped` is the share of its characters of which the file does not say what they are.
    """

    runs: tuple[Run, ...]
    hidden: str = ""
    slanted: str = ""
    unmapped: float = 0.0


def read_layer(page: Any) -> Layer:
    """The visible runs of a page, in the order they were drawn."""
    glyphs = sorted(
        read_glyphs(page), key=lambda glyph: glyph.style.order
    )  # pdfium gives those of one base line together
    shown = [glyph for glyph in glyphs if glyph.drawn and glyph.style.quarter is not None]
    hidden = [glyph for glyph in glyphs if not glyph.drawn]
    if _count(hidden) > _count(shown):  # a scan whose text was read before lies under its picture
        shown, hidden = [glyph for glyph in hidden if glyph.style.quarter is not None], shown
    slanted = "".join(glyph.text for glyph in glyphs if glyph.style.quarter is None and glyph.drawn)
    runs = _stacked(_spaced_out(_upright(list(_pieces(shown)))))
    unmapped = sum(glyph.unmapped for glyph in shown) / max(len(shown), 1)
    return Layer(tuple(runs), "".join(glyph.text for glyph in hidden), slanted, unmapped)


def _count(glyphs: Sequence[Glyph]) -> int:
    return sum(not glyph.text.isspace() for glyph in glyphs)


# Pieces of lines ----------------------------------------------------------------------------------------------------


def _pieces(glyphs: Sequence[Glyph]) -> Iterator[tuple[int, Run]]:
    """Glyphs of one base line that follow one another, each piece with the quarter turns it is written at."""
    piece: list[Glyph] = []
    last: Glyph | None = None
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


def _goes_on(last: Glyph, glyph: Glyph, after_blank: bool) -> bool:
    """Whether a glyph goes on in the piece: on its base line, not before its end, and no further than words are."""
    if last.style.quarter != glyph.style.quarter:
        return False
    large, small = max(last.style.size, glyph.style.size), min(last.style.size, glyph.style.size)
    if abs(last.base - glyph.base) > 0.5 * large - 0.25 * (large - small):
        return False
    if glyph.begin == last.begin and glyph.base == last.base:
        return True  # letters of a ligature
    return -0.8 * large < glyph.begin - last.end < (WORDS_APART if after_blank else APART) * large


def _piece(glyphs: list[Glyph]) -> tuple[int, Run]:
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
    (x0, y0), (x1, y1) = turned(box[0], box[1], quarter), turned(box[2], box[3], quarter)
    text = " ".join(_text(glyphs).split(" "))
    return quarter, Run(text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), bold)


def _text(glyphs: Sequence[Glyph]) -> str:
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
    upright = []
    for quarter, run in pieces:
        (x0, y0), (x1, y1) = turned(run.left, run.bottom, -most), turned(run.right, run.top, -most)
        box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        upright.append(Run(run.text, *box, run.bold, vertical=(quarter - most) % 2 == 1))
    return upright


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
        and is_wide(run.text)
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
