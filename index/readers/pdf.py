"""PDF pages with a text layer: .pdf. Lines are put in reading order, column by column, and read as a page's text.

Order is found by cutting the page (recursive X-Y cut, Nagy and Seth 1984): first at white bands from side to side that
touch a headline; then where a white channel runs down between columns (分栏), the left part being read first; else at
the widest white band. Headlines come first because a short one leaves a channel of the columns below it open. A line
that begins further right than its block keeps its indent, which tells `index.page` where paragraphs begin.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from index.article import Article
from index.errors import BaowenError
from index.files import File
from index.readers.encoding import printable
from index.readers.reading import Issue, Reading
from index.readers.text import page_articles
from index.settings import Settings

CHANNEL = 0.6
BAND = 0.9
INDENT = 1.2
HEADLINE = 1.35
UNKNOWN = 0.3


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line with its box in points; `top` is above `bottom`, as on paper."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        """Its height, which is about that of a character."""
        return self.top - self.bottom


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of each page of a PDF. Several pages are numbered; one alone keeps the page it was given."""
    pages = list(_pages(file.name, file.content(options.max_file_bytes)))
    bare = [str(number) for number, text in pages if not text]
    if len(bare) == len(pages):
        raise BaowenError(f"{file.name}: no text layer, as in a scan; give the page's text")
    notes = (f"no text layer on page {', '.join(bare)}",) if bare else ()
    texts = tuple((str(number) if len(pages) > 1 else "", text) for number, text in pages if text)
    return Reading(_articles(file.name, issue, pages, options), notes, texts)


def _articles(name: str, issue: Issue, pages: Sequence[tuple[int, str]], options: Settings) -> Iterator[Article]:
    whole = "\n".join(text for _, text in pages)
    for number, text in pages:
        if text:
            numbered = replace(issue, page=str(number)) if len(pages) > 1 else issue
            yield from page_articles(name, numbered, text, options, whole)


def _pages(name: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Number and text of each page; the text is empty where there is no text layer."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BaowenError(f"{name}: encrypted; save it without a password and add it again") from error
        raise BaowenError(f"{name}: no PDF that can be opened; it may be damaged") from error
    try:
        for number in range(1, len(document) + 1):
            yield number, _page_text(name, document[number - 1])
    except pypdfium2.PdfiumError as error:
        raise BaowenError(f"{name}, page {number}: cannot be read ({error})") from error
    finally:
        document.close()


def _page_text(name: str, page: Any) -> str:
    layer = page.get_textpage()
    boxes = [layer.get_rect(number) for number in range(layer.count_rects())]
    runs = [Run(text, *box) for box in boxes if (text := printable(layer.get_text_bounded(*box)).strip())]
    text = "\n\n".join(_block_text(block) for block in reading_order(_joined(runs)))
    unknown = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if unknown > UNKNOWN * max(len(text), 1):
        raise BaowenError(f"{name}: the text layer does not say which characters it shows; give the page's text")
    return text


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Lines: runs on one base line that follow one another without a gap are one."""
    lines: list[Run] = []
    for run in runs:
        last = lines[-1] if lines else None
        if last and _same_line(last, run) and -last.size < run.left - last.right < CHANNEL * last.size:
            text = last.text + run.text
            box = (min(last.bottom, run.bottom), max(last.right, run.right), max(last.top, run.top))
            lines[-1] = Run(text, last.left, *box)
        else:
            lines.append(run)
    return lines


def _same_line(one: Run, other: Run) -> bool:
    return min(one.top, other.top) - max(one.bottom, other.bottom) > 0.5 * min(one.size, other.size)


def reading_order(lines: Sequence[Run]) -> list[list[Run]]:
    """Blocks of lines in the order they are to be read, the lines of each from top to bottom."""
    size = statistics.median(line.size for line in lines) if lines else 0.0
    waiting, blocks = [list(lines)], list[list[Run]]()
    while waiting:
        part = waiting.pop()
        if cut := _cut_at_headline(part, size) or _cut_across(part, size) or _cut_along(part, size):
            waiting += reversed(cut)
        elif part:
            blocks.append(sorted(part, key=lambda line: (-line.top, line.left)))
    return blocks


def _cut_at_headline(lines: Sequence[Run], size: float) -> list[list[Run]]:
    """Above and below a white band from side to side that touches a headline: an article begins or opens there."""
    falling = sorted(lines, key=lambda line: -line.top)
    reached = falling[0].bottom if falling else 0.0
    for at, (above, below) in enumerate(pairwise(falling), 1):
        reached = min(reached, above.bottom)
        if below.top < reached and max(above.size, below.size) > HEADLINE * size and not _alike(above, below):
            return [falling[:at], falling[at:]]
    return []


def _alike(one: Run, other: Run) -> bool:
    """Whether two lines are of about one size, as the lines of one headline are."""
    return max(one.size, other.size) < HEADLINE * min(one.size, other.size)


def _cut_across(lines: Sequence[Run], size: float) -> list[list[Run]]:
    """Left and right of the widest white channel from top to bottom, if one is wide enough."""
    return _cut([(line.left, line.right, line) for line in lines], CHANNEL * size)


def _cut_along(lines: Sequence[Run], size: float) -> list[list[Run]]:
    """Above and below the widest white band from side to side. Lines that stand side by side are parted at any band."""
    falling = sorted(lines, key=lambda line: -line.top)
    beside = any(_same_line(one, other) for one, other in pairwise(falling))
    return _cut([(-line.top, -line.bottom, line) for line in lines], 0.0 if beside else BAND * size)


def _cut(spans: Sequence[tuple[float, float, Run]], least: float) -> list[list[Run]]:
    ordered = sorted(spans, key=lambda span: span[:2])
    widest, at, reached = least, 0, ordered[0][1] if ordered else 0.0
    for number, (begin, end, _) in enumerate(ordered[1:], 1):
        if begin - reached > widest:
            widest, at = begin - reached, number
        reached = max(reached, end)
    return [[line for *_, line in ordered[:at]], [line for *_, line in ordered[at:]]] if at else []


def _block_text(block: Sequence[Run]) -> str:
    left = min(line.left for line in block)
    return "\n".join(("\u3000\u3000" if line.left - left > INDENT * line.size else "") + line.text for line in block)
