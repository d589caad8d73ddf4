"""Lines with their boxes -> a page's text: put in reading order, column by column.

The lines may come from a text layer or be read off a picture. Order is found by cutting the page (recursive X-Y cut,
Nagy and Seth 1984): first at white bands from side to side that touch a headline; then where a white channel runs down
between columns (分栏), the left part being read first; else at the widest white band. Headlines come first because a
short one leaves a channel of the columns below it open. A line that begins further right than its block keeps its
indent, which tells `index.page` where paragraphs begin.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

CHANNEL = 0.6
BAND = 0.9
INDENT = 1.2
HEADLINE = 1.35


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


def page_text(runs: Sequence[Run]) -> str:
    """The runs of a page, in the order they were drawn or found, as text: a line each, a blank line between blocks."""
    return "\n\n".join(_block_text(block) for block in reading_order(_joined(runs)))


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
