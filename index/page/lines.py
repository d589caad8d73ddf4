"""A page's lines: their width, the column they stand in, and what of them belongs to no article."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.page.byline import (
    between_names,
    breaks_mark,
    closing_mark,
    ends_caption,
    is_caption,
    is_furniture,
    is_photo_credit,
    opens_article,
)
from index.terms import is_foreign

NEIGHBOURS, TOLERANCE, INDENT = 7, 1.0, 2.0
CAPTION_LINES, SUPPORT = 6, 2.5

_SENTENCE_END, _CLOSING = tuple("。！？!?…"), "”’」』）)\"'"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its text, its width in full-width characters, its indent, the measure (栏宽) around it."""

    text: str
    width: float
    after_blank: bool
    indent: float
    measure: float | None = None
    opens: bool = False
    is_side: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing of the sentence is still to come."""
        return self.is_side or _is_finished(self.text)

    @property
    def closed(self) -> bool:
        """Whether the article ends here: a jump line, a printer's mark, a credit."""
        return _is_closed(self.text)


# Asked of a line again and again, so remembered for as many lines as a page has.
@lru_cache(2048)
def _is_closed(text: str) -> bool:
    return closing_mark(text) is not None


@lru_cache(2048)
def _is_finished(text: str) -> bool:
    bare = text.rstrip(_CLOSING)
    return _is_closed(text) or bare.endswith(_SENTENCE_END) or (bare.endswith(".") and is_foreign(text))


Block = Sequence[Line]


@dataclass(frozen=True, slots=True)
class Piece:
    """An article in the making: where it stands on the page, its body lines, and the blocks of its headline."""

    position: int
    body: Block
    headline: Sequence[Block]


def read_lines(text: str) -> list[Line]:
    """The lines of a page that are not blank; a jump mark that was broken over two is put together again."""
    lines: list[Line] = []
    blank = True
    for raw in text.splitlines():
        stripped = raw.strip()
        before = lines[-1].text + between_names(lines[-1].text, stripped) if lines else ""
        if lines and stripped and breaks_mark(before, stripped):
            text = before + " ".join(stripped.split())
            lines[-1] = replace(lines[-1], text=text)
        elif stripped:
            indent = width_of(raw[: len(raw) - len(raw.lstrip())])
            lines.append(Line(" ".join(stripped.split()), width_of(stripped), blank, indent))
        blank = not stripped
    return lines


def width_of(text: str) -> float:
    """The width of a text in full-width characters: Latin letters, digits and blanks are half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


def set_aside(lines: Sequence[Line]) -> tuple[list[Line], list[Piece]]:
    """The lines of articles, each knowing its measure; and the furniture and captions, as pieces of their own."""
    kept: list[Line] = []
    aside: list[Piece] = []
    at = 0
    while at < len(lines):
        length = _aside_length(lines, at, not kept or kept[-1].finished or lines[at].after_blank)
        if length:
            aside.append(Piece(len(kept), lines[at : at + length], []))
        else:
            kept.append(lines[at])
        at += length or 1
    return [replace(line, measure=_measure(kept, at), opens=_opens(kept, at)) for at, line in enumerate(kept)], aside


def _opens(lines: Sequence[Line], at: int) -> bool:
    """Whether a line opens an article: by a credit of its own, or one that runs on into the next line."""
    here, following = lines[at].text, lines[at + 1].text if at + 1 < len(lines) else ""
    return opens_article(here) or opens_article(here + following)


def _aside_length(lines: Sequence[Line], at: int, may_begin: bool) -> int:
    """How many lines from here on are furniture or one caption."""
    if not may_begin:
        return 0
    length = 0
    while at + length < len(lines) and _is_furniture(lines[at + length].text):
        length += 1
    alone = lines[at].after_blank and (at + 1 == len(lines) or lines[at + 1].after_blank)
    if not length and alone and ends_caption(lines[at].text):
        return 1
    if length or not is_caption(lines[at].text):
        return length
    for length in range(1, CAPTION_LINES + 1):
        here, following = lines[at + length - 1], lines[at + length : at + length + 1]
        done = here.finished or here.text.rstrip("）)").endswith(("摄", "供图"))
        if not following or (done and not is_photo_credit(following[0].text)):
            return length
    return 0


def _is_furniture(text: str) -> bool:
    return is_furniture(text) or is_photo_credit(text)


def _measure(lines: Sequence[Line], at: int) -> float | None:
    """The column's width around a line: the commonest one before it or after it, whichever comes nearer to its own."""
    near = [_common_width(lines[max(0, at - NEIGHBOURS) : at + 1]), _common_width(lines[at : at + NEIGHBOURS + 1])]
    found = [width for width in near if width is not None]
    return min(found, key=lambda width: abs(width - lines[at].width), default=None)


def _common_width(lines: Sequence[Line]) -> float | None:
    """The width that most lines have; lines two characters short of it count by half, as the first of paragraphs."""
    found = Counter(round(line.width) for line in lines)
    supports = {width: count + found[width - int(INDENT)] / 2 for width, count in found.items()}
    width = max(supports, key=supports.__getitem__)
    return float(width) if supports[width] >= SUPPORT and found[width] > 1 else None
